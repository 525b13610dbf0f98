from django.db import models


class Modality(models.TextChoices):
    EBR = "EBR", "Educación Básica Regular"
    EBA = "EBA", "Educación Básica Alternativa"
    EBE = "EBE", "Educación Básica Especial"


class CalendarKind(models.TextChoices):
    """How a school cuts its year (RVM 094-2020, modified by RVM 048-2024; promotional periods in EBA)."""

    BIMESTER = "BIMESTER", "Bimestres"
    TRIMESTER = "TRIMESTER", "Trimestres"
    SEMESTER = "SEMESTER", "Semestres"
    PROMOTIONAL = "PROMOTIONAL", "Periodos promocionales"
