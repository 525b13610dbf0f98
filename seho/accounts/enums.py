"""Roles of the service and the kind of unit in which each one is valid."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person does in a unit (arts. 15, 16, 21, 22, 38, 39, 40; evaluation of 2022)."""

    COORDINATOR = "COORDINATOR", "Coordinadora o coordinador"
    TEACHER = "TEACHER", "Docente"
    PSYCHOLOGIST = "PSYCHOLOGIST", "Psicóloga o psicólogo"
    VOLUNTEER = "VOLUNTEER", "Voluntaria o voluntario"
    INTERN = "INTERN", "Practicante"
    UGEL_SPECIALIST = "UGEL_SPECIALIST", "Especialista de UGEL"
    DRE_SPECIALIST = "DRE_SPECIALIST", "Especialista de DRE o GRE"
    MINEDU = "MINEDU", "Especialista del Minedu"
    DIRECTOR = "DIRECTOR", "Directora o director de IE"
    FOCAL_POINT = "FOCAL_POINT", "Punto focal del establecimiento de salud"
    ADMIN = "ADMIN", "Administración técnica"


class UnitKind(TextChoices):
    """The kind of unit; the value is the name of the field of `Membership` that holds it."""

    REGION = "region", "DRE o GRE"
    UGEL = "ugel", "UGEL"
    SEHO = "seho", "SEHO"
    SCHOOL = "school", "Institución educativa"
    HOSPITAL = "hospital", "Establecimiento de salud"


ROLE_UNIT: dict[Role, UnitKind | None] = {
    Role.COORDINATOR: UnitKind.SEHO,
    Role.TEACHER: UnitKind.SEHO,
    Role.PSYCHOLOGIST: UnitKind.SEHO,
    Role.VOLUNTEER: UnitKind.SEHO,
    Role.INTERN: UnitKind.SEHO,
    Role.UGEL_SPECIALIST: UnitKind.UGEL,
    Role.DRE_SPECIALIST: UnitKind.REGION,
    Role.MINEDU: None,
    Role.DIRECTOR: UnitKind.SCHOOL,
    Role.FOCAL_POINT: UnitKind.HOSPITAL,
    Role.ADMIN: None,
}

TEAM_ROLES = frozenset(role for role, kind in ROLE_UNIT.items() if kind is UnitKind.SEHO)
# Who may open a record outside their scope in an emergency (design, section 5).
EMERGENCY_ROLES = (Role.COORDINATOR, Role.TEACHER, Role.MINEDU)


class AccessKind(TextChoices):
    """Why a reading is worth an entry of its own in the access log."""

    HEALTH = "HEALTH", "Dato de salud"
    PRIVATE_NOTE = "PRIVATE_NOTE", "Nota reservada"
    FILE = "FILE", "Archivo"
    PAPER = "PAPER", "Documento emitido"
    EXPORT = "EXPORT", "Exportación"
    EMERGENCY = "EMERGENCY", "Emergencia"


class CheckLaw(TextChoices):
    """The registers that are consulted of whoever deals with pupils (DCF 3.ª); the hint says what each one tells."""

    TERRORISM_AND_ABUSE = "L29988", "Ley 29988"
    PUBLIC_SERVICE = "L30794", "Ley 30794"
    CARE_OF_MINORS = "L30901", "Ley 30901"

    @property
    def hint(self) -> str:
        return _CHECK_HINTS[self]


_CHECK_HINTS = {
    CheckLaw.TERRORISM_AND_ABUSE: (
        "registro de personas condenadas o procesadas por terrorismo, violación de la libertad sexual "
        "o tráfico ilícito de drogas"
    ),
    CheckLaw.PUBLIC_SERVICE: "no tener condena por terrorismo ni por los otros delitos que impiden servir al Estado",
    CheckLaw.CARE_OF_MINORS: "subregistro de condenas que inhabilitan para el cuidado de niñas, niños y adolescentes",
}


class PeopleState(TextChoices):
    """The filters of the list of people; the value stands in the address."""

    NOW = "vigentes", "Con rol vigente"
    NOT_CHECKED = "sin-verificar", "Antecedentes por verificar"
    CLOSED = "desactivadas", "Desactivadas"
