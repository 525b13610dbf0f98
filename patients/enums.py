"""The words that the norm and the service use for a pupil's way through it."""

from django.db import models


class DocumentType(models.TextChoices):
    DNI = "DNI", "DNI"
    CE = "CE", "Carné de extranjería"
    PTP = "PTP", "Permiso o carné temporal de permanencia"
    PASSPORT = "PASSPORT", "Pasaporte"
    SIAGIE = "SIAGIE", "Código de estudiante (SIAGIE)"
    NONE = "NONE", "Sin documento"


class EmergencyGround(models.TextChoices):
    """Why a record outside one's scope cannot wait; the access log says it, never the words that were typed."""

    ARRIVED = "ARRIVED", "Llegó a nuestro servicio y su traslado aún no está registrado"
    CARE = "CARE", "Hay que saber qué tener en cuenta antes de atenderle"
    FAMILY = "FAMILY", "Hay que ubicar a su familia con urgencia"
    PROTECTION = "PROTECTION", "Sus derechos pueden estar en riesgo"


class Sex(models.TextChoices):
    FEMALE = "F", "Mujer"
    MALE = "M", "Hombre"


class Relationship(models.TextChoices):
    MOTHER = "MOTHER", "Madre"
    FATHER = "FATHER", "Padre"
    TUTOR = "TUTOR", "Tutora o tutor"
    GUARDIAN = "GUARDIAN", "Apoderada o apoderado"


class ReferralChannel(models.TextChoices):
    """How a potential pupil was found (art. 10.1)."""

    WARD_SEARCH = "WARD_SEARCH", "Búsqueda del equipo en el establecimiento"
    FOCAL_POINT = "FOCAL_POINT", "Aviso del punto focal"
    FAMILY = "FAMILY", "Solicitud de la familia"
    SCHOOL = "SCHOOL", "Aviso de la institución educativa"
    UGEL = "UGEL", "Aviso de la UGEL"
    OTHER_SEHO = "OTHER_SEHO", "Traslado de otro SEHO"
    DAILY_LIST = "DAILY_LIST", "Lista diaria del establecimiento"


class ReferralState(models.TextChoices):
    IDENTIFIED = "IDENTIFIED", "Identificado"
    ORIENTATION = "ORIENTATION", "En orientación para su matrícula"
    REGISTERED = "REGISTERED", "Registrado"
    NOT_ATTENDED = "NOT_ATTENDED", "No atendido"


class NotAttendedReason(models.TextChoices):
    GUARDIAN_REFUSED = "GUARDIAN_REFUSED", "La familia no autoriza"
    NOT_ENROLLED = "NOT_ENROLLED", "No está matriculado"
    NO_CAPACITY = "NO_CAPACITY", "El equipo no tiene capacidad"
    NO_SERVICE = "NO_SERVICE", "No hay SEHO en la jurisdicción"
    DISCHARGED = "DISCHARGED", "Alta antes de iniciar"
    NOT_FOUND = "NOT_FOUND", "No se ubicó a la familia"
    DUPLICATE = "DUPLICATE", "Aviso repetido"


class AuthorizationPurpose(models.TextChoices):
    """What a guardian says yes or no to; ENTRY and HEALTH_DATA are needed to register (art. 10.1, Ley
    29733).
    """

    ENTRY = "ENTRY", "Ingreso al SEHO"
    HEALTH_DATA = "HEALTH_DATA", "Tratamiento de datos de salud"
    IMAGES = "IMAGES", "Fotos de sus trabajos e imágenes"
    HOME_VISITS = "HOME_VISITS", "Visitas al domicilio"
    VIRTUAL = "VIRTUAL", "Atención virtual"


NEEDED_PURPOSES = (AuthorizationPurpose.ENTRY, AuthorizationPurpose.HEALTH_DATA)


class StayKind(models.TextChoices):
    HOSPITAL = "HOSPITAL", "Hospitalización"
    HOME_REST = "HOME_REST", "Descanso médico en domicilio"


class AccreditationKind(models.TextChoices):
    """Papers that accredit the health condition (art. 8.2)."""

    HOSPITALIZATION = "HOSPITALIZATION", "Constancia de hospitalización"
    MEDICAL_ORDER = "MEDICAL_ORDER", "Indicación médica"
    HEALTH_CERTIFICATE = "HEALTH_CERTIFICATE", "Certificado de salud"


class Setting(models.TextChoices):
    """Where the service is given: decides the SIAGIE state c or d (art. 10.3)."""

    HOSPITAL = "HOSPITAL", "Hospitalario"
    HOME = "HOME", "Domiciliario"
    UNTYPED = "UNTYPED", "Atención no tipificada"


class Modality(models.TextChoices):
    IN_PERSON = "IN_PERSON", "Presencial"
    VIRTUAL = "VIRTUAL", "Virtual"
    MIXED = "MIXED", "Presencial y virtual"


class EpisodeEnd(models.TextChoices):
    DISCHARGE = "DISCHARGE", "Alta médica"
    TRANSFER = "TRANSFER", "Traslado a otro SEHO"
    WITHDRAWAL = "WITHDRAWAL", "La familia retira la autorización"
    REST_ENDED = "REST_ENDED", "Término del descanso médico"
    SETTING_CHANGE = "SETTING_CHANGE", "Pasa a otro ámbito de atención"
    DECEASED = "DECEASED", "Fallecimiento"


class SiagieLetter(models.TextChoices):
    """The four states of art. 10.3, in the norm's words."""

    A = "a", "Ausente – sin SEHO domiciliario"
    B = "b", "Ausente – sin SEHO hospitalario"
    C = "c", "Ausente – con SEHO hospitalario"
    D = "d", "Ausente – con SEHO domiciliario"


class SiagieCause(models.TextChoices):
    NO_SEHO = "NO_SEHO", "No hay SEHO implementado en la jurisdicción"
    NOT_AUTHORIZED = "NOT_AUTHORIZED", "La familia no autoriza el ingreso"


class ListState(models.TextChoices):
    """How far the reading of a hospital's daily list is."""

    COLUMNS = "COLUMNS", "Falta decir qué trae cada columna"
    READ = "READ", "Leída"


class ProposalKind(models.TextChoices):
    """What a hospital's daily list proposes to the coordinator."""

    REFERRAL = "REFERRAL", "Posibles estudiantes"
    ADMISSION = "ADMISSION", "Volvieron a hospitalizarse"
    MOVE = "MOVE", "Cambiaron de sala o de cama"
    DISCHARGE = "DISCHARGE", "Con alta según la lista"
    ABSENCE = "ABSENCE", "Ya no figuran en la lista"


class ProposalState(models.TextChoices):
    WAITING = "WAITING", "Por responder"
    ACCEPTED = "ACCEPTED", "Aceptada"
    DISMISSED = "DISMISSED", "Descartada"


class DismissReason(models.TextChoices):
    """Why what the list proposes is not done; never in words of health."""

    WRONG = "WRONG", "El dato de la lista no es correcto"
    KNOWN = "KNOWN", "Ya está registrado o ya tiene aviso"
    FINISHED = "FINISHED", "Ya terminó la educación básica"
    ELSEWHERE = "ELSEWHERE", "Le corresponde a otro servicio"
    OTHER = "OTHER", "Otro motivo"
