"""The words of teaching in the service (art. 11, 13, 18, 19, 23)."""

from django.db import models


class PlanState(models.TextChoices):
    DRAFT = "DRAFT", "En elaboración"
    IN_FORCE = "IN_FORCE", "Vigente"
    SUPERSEDED = "SUPERSEDED", "Reemplazado"


class SessionKind(models.TextChoices):
    """Art. 11.2: learning sessions or educational projects; 16.2.c: socio-emotional support."""

    LEARNING = "LEARNING", "Sesión de aprendizaje"
    PROJECT = "PROJECT", "Proyecto educativo"
    SUPPORT = "SUPPORT", "Tutoría y soporte socioemocional"


class SessionModality(models.TextChoices):
    IN_PERSON = "IN_PERSON", "Presencial"
    VIRTUAL = "VIRTUAL", "Virtual"


class AbsenceReason(models.TextChoices):
    """Why a pupil was not attended; never a clinical detail."""

    PROCEDURE = "PROCEDURE", "Procedimiento o control"
    UNWELL = "UNWELL", "Malestar o descanso"
    ISOLATION = "ISOLATION", "Aislamiento"
    DISCHARGED = "DISCHARGED", "Alta"
    FAMILY = "FAMILY", "La familia o el estudiante no desea"
    OTHER = "OTHER", "Otro motivo"


class AchievementLevel(models.TextChoices):
    """Scale of the CNEB. NOT_EVALUATED is not a level: it is never printed as C."""

    AD = "AD", "AD – Logro destacado"
    A = "A", "A – Logro esperado"
    B = "B", "B – En proceso"
    C = "C", "C – En inicio"
    NOT_EVALUATED = "NE", "No evaluada"


class NotEvaluatedReason(models.TextChoices):
    """The reasons that SIAGIE itself accepts for a competency without a level."""

    NOT_DEVELOPED = "NOT_DEVELOPED", "No se pudo desarrollar"
    NO_EVIDENCE = "NO_EVIDENCE", "No hay suficiente evidencia para determinar el nivel de logro"
    OTHER = "OTHER", "Otro motivo"
