"""The words of what happens to the papers (art. 13.4, 13.5). Their kinds and duties are `convalidation.rules`."""

from django.db import models


class PaperState(models.TextChoices):
    VALID = "VALID", "Vigente"
    ANNULLED = "ANNULLED", "Anulado"
    REPLACED = "REPLACED", "Reemplazado"


class RecognitionDecision(models.TextChoices):
    """What the school did with one evaluated competency or with the packet as a whole (art. 13.4)."""

    RECOGNISED = "RECOGNISED", "Reconocido"
    RECOGNISED_IN_SIAGIE = "RECOGNISED_IN_SIAGIE", "Reconocido y registrado en SIAGIE"
    NOT_RECOGNISED = "NOT_RECOGNISED", "No reconocido"
