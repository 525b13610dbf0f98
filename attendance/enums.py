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


class PrecautionKind(models.TextChoices):
    """What to mind before entering, in words that tell nothing of the illness (art. 6.d)."""

    GOWN = "GOWN", "Bata y mascarilla"
    HANDS = "HANDS", "Manos y material limpios"
    ASK = "ASK", "Preguntar antes de entrar"
    ONE_HAND = "ONE_HAND", "Usa una sola mano"
    TIRES = "TIRES", "Se cansa pronto"
    IN_BED = "IN_BED", "No se levanta de la cama"
    SIGHT = "SIGHT", "Ve poco"
    HEARING = "HEARING", "Oye poco"
    SPEECH = "SPEECH", "No habla por ahora"
    QUIET = "QUIET", "Necesita silencio"
    EQUIPMENT = "EQUIPMENT", "No tocar los equipos"
    NO_FOOD = "NO_FOOD", "Sin alimentos"


class SupportWith(models.TextChoices):
    """Art. 16.2.c: support to the pupil (a session), to the family and to the team; art. 11.4, 14: the home school."""

    FAMILY = "FAMILY", "Con la familia"
    TEAM = "TEAM", "Con el equipo"
    SCHOOL = "SCHOOL", "Con la IE"


class SupportTopic(models.TextChoices):
    """What it was about, in words that the whole team may read; never clinical."""

    WELCOME = "WELCOME", "Acogida y primer contacto"
    ROUTINE = "ROUTINE", "Rutina y acompañamiento en el estudio"
    MOTIVATION = "MOTIVATION", "Ánimo y motivación para aprender"
    BELONGING = "BELONGING", "Vínculo con su IE y sus compañeras y compañeros"
    PLANNING = "PLANNING", "Planificación y evaluación con docentes"
    RETURN = "RETURN", "Preparación del retorno"
    CARE = "CARE", "Cuidado del equipo"
    OTHER = "OTHER", "Otro tema"


class Mood(models.IntegerChoices):
    """The five faces of the picture scale, as the pupil says them."""

    VERY_BAD = 1, "Muy mal"
    BAD = 2, "Mal"
    SO_SO = 3, "Más o menos"
    GOOD = 4, "Bien"
    VERY_GOOD = 5, "Muy bien"
