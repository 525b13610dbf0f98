from django.db import models
from django.utils.text import slugify


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


# --- A service's founding and life ----------------------------------------------------------------


class DossierPart(models.TextChoices):
    """What the dossier of a service holds at least (art. 25.2)."""

    DEMAND = "DEMAND", "Informe sobre la demanda de atención"
    AGREEMENT = "AGREEMENT", "Convenio"
    COSTS = "COSTS", "Recursos y costos"
    OPINION = "OPINION", "Opinión favorable del Minedu"


class PartState(models.TextChoices):
    """Computed of what is written down, never asked."""

    MISSING = "MISSING", "Falta"
    STARTED = "STARTED", "En preparación"
    READY = "READY", "Listo"


class Verdict(models.TextChoices):
    FAVOURABLE = "FAVOURABLE", "Favorable"
    OBSERVED = "OBSERVED", "Con observaciones"


class FoundingStep(models.TextChoices):
    """The way of a proposal (arts. 25, 28, 39.a, 39.b)."""

    OPENED = "OPENED", "Propuesta"
    DOSSIER = "DOSSIER", "Expediente"
    ASKED = "ASKED", "Solicitud de opinión"
    OPINION = "OPINION", "Opinión favorable"
    RESOLUTION = "RESOLUTION", "Resolución"
    CODE_ASKED = "CODE_ASKED", "Solicitud del código"
    CODE = "CODE", "Código de registro"
    STARTED = "STARTED", "En funcionamiento"


class CheckState(models.TextChoices):
    """How a condition was found."""

    MET = "MET", "Cumple"
    PARTLY = "PARTLY", "En parte"
    NOT_MET = "NOT_MET", "No cumple"
    NOT_APPLICABLE = "NA", "No corresponde"


class EquipmentKind(models.TextChoices):
    """Equipment, furniture and digital resources of art. 17.2 and art. 18.b."""

    COMPUTER = "COMPUTER", "Computadora o laptop"
    TABLET = "TABLET", "Tableta"
    PICTURE = "PICTURE", "Proyector, pantalla o televisor"
    SOUND = "SOUND", "Equipo de sonido"
    PRINTER = "PRINTER", "Impresora o escáner"
    CONNECTION = "CONNECTION", "Equipo de conexión a internet"
    FURNITURE = "FURNITURE", "Mobiliario"
    MOBILE_MODULE = "MOBILE_MODULE", "Módulo educativo móvil o mesa portátil"
    OTHER = "OTHER", "Otro equipo"


class Condition(models.TextChoices):
    GOOD = "GOOD", "Bueno"
    FAIR = "FAIR", "Regular"
    BAD = "BAD", "Malo"


class Giver(models.TextChoices):
    """From whom materials come (art. 32)."""

    MINEDU = "MINEDU", "Minedu"
    REGION = "GORE", "Gobierno regional"
    DRE = "DRE", "DRE o GRE"
    UGEL = "UGEL", "UGEL"
    HOSPITAL = "HOSPITAL", "Establecimiento de salud"
    DONATION = "DONATION", "Donación"


class MaterialKind(models.TextChoices):
    """What art. 17.2 and art. 17.3 name."""

    PRINTED = "PRINTED", "Material educativo impreso"
    MANIPULATIVE = "MANIPULATIVE", "Material concreto o lúdico"
    DIGITAL = "DIGITAL", "Recurso digital"
    STATIONERY = "STATIONERY", "Material de escritorio"
    BIOSAFETY = "BIOSAFETY", "Material de bioseguridad"


class MaterialLevel(models.TextChoices):
    """For which level or modality (art. 17.2)."""

    ALL = "ALL", "Todos los niveles"
    PRESCHOOL = "PRESCHOOL", "Inicial"
    PRIMARY = "PRIMARY", "Primaria"
    SECONDARY = "SECONDARY", "Secundaria"
    ALTERNATIVE = "EBA", "Básica alternativa"
    SPECIAL = "EBE", "Básica especial"


class Contract(models.TextChoices):
    """How whoever holds a post is engaged (art. 30)."""

    NEXUS = "NEXUS", "Plaza docente del sistema Nexus"
    SURPLUS = "SURPLUS", "Plaza excedente"
    CAS = "CAS", "Contrato administrativo de servicios (CAS)"
    PRIVATE = "PRIVATE", "Contrato de la iniciativa privada"


# --- Closing a service ----------------------------------------------------------------------------


class ClosingGround(models.TextChoices):
    """On what a closing rests: the criteria of art. 34, or the end of the agreement (art. 33.3)."""

    PURPOSE = "PURPOSE", "Incumplimiento de su finalidad o de sus metas de atención (art. 34.a)"
    CONDITIONS = "CONDITIONS", "Pérdida de las condiciones básicas para su funcionamiento (art. 34.b)"
    NEEDS = "NEEDS", "Modificación de las necesidades de atención educativa (art. 34.c)"
    EXPIRED = "EXPIRED", "Vencimiento del convenio (art. 33.3)"
    TERMINATED = "TERMINATED", "Resolución del convenio por las partes que lo firmaron (art. 33.3)"


class ClosingStep(models.TextChoices):
    """What art. 33.1 asks for, in its order, and what becomes of the agreement (art. 33.2)."""

    TOLD = "TOLD", "Comunicación a la DRE"
    ASKED = "ASKED", "Solicitud de opinión"
    FORWARDED = "FORWARDED", "Traslado al Minedu"
    OPINION = "OPINION", "Opinión favorable"
    RESOLUTION = "RESOLUTION", "Resolución de cierre"
    CODE_ASKED = "CODE_ASKED", "Solicitud de anulación"
    ANNULLED = "ANNULLED", "Código anulado"
    INVENTORY = "INVENTORY", "Inventario"
    AGREEMENT = "AGREEMENT", "Convenio"

    @property
    def path(self) -> str:
        """As an address names it: "resolucion-de-cierre"."""
        return slugify(self.label)


class AgreementOutcome(models.TextChoices):
    """What becomes of the agreement of a service that closes (art. 33.2)."""

    VOID = "VOID", "Queda sin efecto"
    ADDENDUM = "ADDENDUM", "Adenda que excluye al servicio; sigue para otros establecimientos"
