"""The words of the papers and of what the school does with them (art. 13.4, 13.5)."""

from django.db import models


class PaperKind(models.TextChoices):
    CONSTANCY = "CONSTANCY", "Constancia de asistencia y participación"
    PORTFOLIO = "PORTFOLIO", "Portafolio del estudiante"
    PROGRESS_REPORT = "PROGRESS_REPORT", "Informe de progreso del estudiante-paciente"
    EDUCATION_PLAN = "EDUCATION_PLAN", "Plan educativo personalizado"


class PaperState(models.TextChoices):
    VALID = "VALID", "Vigente"
    ANNULLED = "ANNULLED", "Anulado"
    REPLACED = "REPLACED", "Reemplazado"


class RecognitionDecision(models.TextChoices):
    """What the school did with one evaluated competency or with the packet as a whole (art. 13.4)."""

    RECOGNISED = "RECOGNISED", "Reconocido"
    RECOGNISED_IN_SIAGIE = "RECOGNISED_IN_SIAGIE", "Reconocido y registrado en SIAGIE"
    NOT_RECOGNISED = "NOT_RECOGNISED", "No reconocido"
