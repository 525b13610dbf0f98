from django.db import models
from django.utils.text import slugify


class Catalogue(models.TextChoices):
    """Which of the State's files it is."""

    SCHOOLS = "SCHOOLS", "Instituciones educativas (padrón de ESCALE)"
    HOSPITALS = "HOSPITALS", "Establecimientos de salud (RENIPRESS)"
    DISTRICTS = "DISTRICTS", "Distritos (ubigeo de INEI, RENIEC y SUNAT)"
    CALENDARS = "CALENDARS", "Calendarios escolares y sus periodos"
    COMPETENCIES = "COMPETENCIES", "Competencias y capacidades del CNEB"


class ImportState(models.TextChoices):
    READING = "READING", "Leyendo el archivo"
    READY = "READY", "Por confirmar"
    WRITING = "WRITING", "Escribiendo"
    WRITTEN = "WRITTEN", "Importado"
    UNDONE = "UNDONE", "Deshecho"
    DISCARDED = "DISCARDED", "Descartado"
    FAILED = "FAILED", "No se pudo leer"


# Nobody may begin another one of the same catalogue before these are over.
OPEN_STATES = (ImportState.READING, ImportState.READY, ImportState.WRITING)


class Change(models.TextChoices):
    """What a row of the file means for the catalogue."""

    NEW = "NEW", "Nuevas"
    CHANGED = "CHANGED", "Cambian"
    GONE = "GONE", "Ya no están"
    WRONG = "WRONG", "Con error"

    @property
    def path(self) -> str:
        """As an address names it: "ya-no-estan"."""
        return slugify(self.label)
