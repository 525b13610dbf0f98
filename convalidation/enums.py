"""The words of the papers and of the return (art. 13.4, 13.5, 14, 15); kinds and duties are `convalidation.rules`."""

from django.db.models import TextChoices


class PaperState(TextChoices):
    VALID = "VALID", "Vigente"
    ANNULLED = "ANNULLED", "Anulado"
    REPLACED = "REPLACED", "Reemplazado"


class Purpose(TextChoices):
    """What a packet is issued for."""

    RECOGNITION = "RECOGNITION", "Convalidación de aprendizajes"  # art. 13.5, at the egress
    PERIOD = "PERIOD", "Cierre de periodo"  # art. 13.5, while the pupil goes on in attention (R18)
    REGISTRATION = "REGISTRATION", "Comunicación del registro"  # art. 10.4
    RETURN = "RETURN", "Reincorporación"  # art. 14.1


class RecognitionDecision(TextChoices):
    """What the school decided on one evaluated competency or on the packet as a whole (art. 13.4)."""

    RECOGNISED = "RECOGNISED", "Reconocido"
    NOT_RECOGNISED = "NOT_RECOGNISED", "No reconocido"


class Recipient(TextChoices):
    SCHOOL = "SCHOOL", "Institución educativa"
    GUARDIAN = "GUARDIAN", "Familia"


class DeliveryEventKind(TextChoices):
    SENT = "SENT", "Enviado por correo"
    NOT_SENT = "NOT_SENT", "El correo no se pudo enviar"
    COPIED = "COPIED", "Enlace copiado en un mensaje"
    OPENED = "OPENED", "Abierto"
    REFUSED = "REFUSED", "Número de documento equivocado"
    DOWNLOADED = "DOWNLOADED", "Descargado"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Acuse de recibo"
    ANSWERED = "ANSWERED", "Respondido"
    REMINDED = "REMINDED", "Recordatorio enviado"


class Part(TextChoices):
    """Whose part of the papers (design, section 5)."""

    TEACHER = "TEACHER", "Docente"
    PSYCHOLOGIST = "PSYCHOLOGIST", "Psicóloga o psicólogo"
    COORDINATOR = "COORDINATOR", "Coordinación"


class SuggestionDecision(TextChoices):
    ACCEPTED = "ACCEPTED", "Aceptada"
    DECLINED = "DECLINED", "No aceptada"


class Reading(TextChoices):
    """Whether somebody other than its author read a text of the papers."""

    UNREAD = "UNREAD", "Sin leer por otra persona"
    READ = "READ", "Leído por otra persona"
    CHANGED = "CHANGED", "Cambió después de la lectura"


class SignatureKind(TextChoices):
    SCAN = "SCAN", "Firmado a mano y escaneado"
    EXTERNAL = "EXTERNAL", "Firmado digitalmente fuera del programa"
    OWN = "OWN", "Firmado digitalmente al emitir"


class BatchItemState(TextChoices):
    WAITING = "WAITING", "En espera"
    ISSUED = "ISSUED", "Emitido"
    FAILED = "FAILED", "No se emitió"


class ContactWay(TextChoices):
    VISIT = "VISIT", "Visita a la IE"
    CALL = "CALL", "Llamada"
    MESSAGE = "MESSAGE", "Mensaje"
    MEETING = "MEETING", "Reunión"


class Progress(TextChoices):
    """How a return goes at a milestone."""

    WELL = "WELL", "Va bien"
    SLOWLY = "SLOWLY", "Va despacio"
    BADLY = "BADLY", "Hay problemas"
    ABSENT = "ABSENT", "No asiste"


class IncidentKind(TextChoices):
    """What affects a return (art. 15); never clinical."""

    ABSENCE = "ABSENCE", "No asiste o asiste poco"
    NOT_RECOGNISED = "NOT_RECOGNISED", "No se reconocen los aprendizajes"
    NO_ADJUSTMENTS = "NO_ADJUSTMENTS", "No se hicieron los ajustes"
    ACCESS = "ACCESS", "No puede entrar o moverse en la IE"
    TREATMENT = "TREATMENT", "Trato o acoso"
    EMOTIONAL = "EMOTIONAL", "Temor o tristeza"
    ENROLLMENT = "ENROLLMENT", "Problema con la matrícula"
    OTHER = "OTHER", "Otra"


class ReturnOutcome(TextChoices):
    SATISFACTORY = "SATISFACTORY", "Concluyó de manera satisfactoria"
    READMITTED = "READMITTED", "Volvió al servicio"
    LEFT = "LEFT", "Dejó la institución educativa"
    NOT_REACHED = "NOT_REACHED", "No se logró ubicar a la familia ni a la IE"
