from django.db import models


class RegionKind(models.TextChoices):
    DRE = "DRE", "Dirección Regional de Educación"
    GRE = "GRE", "Gerencia Regional de Educación"


class SehoScope(models.TextChoices):
    """Where a service attends, which also decides where it is located (art. 28.2)."""

    HOSPITAL_AND_HOME = "HOSPITAL_AND_HOME", "Hospitalario y domiciliario"
    HOME_ONLY = "HOME_ONLY", "Domiciliario"


class SehoManagement(models.TextChoices):
    """By whom a service is set up (art. 24 and first complementary provision)."""

    PUBLIC = "PUBLIC", "Pública"
    PRIVATE = "PRIVATE", "Privada, por convenio"
    MIXED = "MIXED", "Mixta"


class SehoState(models.TextChoices):
    PLANNED = "PLANNED", "En implementación"
    ACTIVE = "ACTIVE", "En funcionamiento"
    CLOSED = "CLOSED", "Cerrado"


class AgreementState(models.TextChoices):
    """How long the agreement still holds; computed from its last day, never stored (art. 33.3)."""

    MISSING = "MISSING", "Sin convenio"
    VALID = "VALID", "Convenio vigente"
    ENDING = "ENDING", "Convenio por vencer"
    EXPIRED = "EXPIRED", "Convenio vencido"


class SpaceKind(models.TextChoices):
    """The learning spaces of art. 18 and art. 19, and virtual attention (art. 23, last paragraph)."""

    MULTIFUNCTIONAL = "MULTIFUNCTIONAL", "Aula multifuncional"
    BEDSIDE = "BEDSIDE", "Aula en sala cama"
    WAITING_ROOM = "WAITING_ROOM", "Aula en sala de espera"
    HOME = "HOME", "Aula hogar"
    VIRTUAL = "VIRTUAL", "Atención virtual"


class SchoolManagement(models.TextChoices):
    """GESTION of the ESCALE register."""

    PUBLIC = "1", "Pública de gestión directa"
    PUBLIC_PRIVATELY_RUN = "2", "Pública de gestión privada"
    PRIVATE = "3", "Privada"
