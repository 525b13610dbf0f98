"""Who may do what with the papers (design, section 5). Rows are seen by `visible_to`; this says the acts."""

from __future__ import annotations

from typing import Any

from convalidation.enums import Part, SignatureKind
from convalidation.models import IssuedDocument, Packet, Return, SignedCopy
from convalidation.queries.answers import asks_recognition
from convalidation.queries.preparing import PaperText
from convalidation.queries.reserved import reserved_paper
from convalidation.rules import PaperKind
from patients.models import Episode
from patients.querysets import HEALTH_READERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission

_COORDINATOR = "Solo la coordinadora o el coordinador del SEHO emite y anula documentos."
_DELIVERS = "Solo la coordinadora o el coordinador del SEHO entrega documentos."
_NOT_DELIVERED = "Estos documentos ya no están vigentes: no se entregan."
_READERS = "Solo el equipo del SEHO y su UGEL ven lo que falta para emitir."
_TEAM = "Solo el equipo del SEHO escribe el informe de reincorporación (art. 14.1)."
_SCHOOL = "Solo la dirección de la IE que recibió los documentos puede responder (art. 13.4)."
_CLASS = "Solo la dirección de la IE y el equipo del SEHO anotan qué trabaja el aula (art. 11.4)."
_CLASS_ENDED = "Su atención en el SEHO terminó: ya no hace falta contar qué trabaja el aula."
_NOTHING_ASKED = "Estos documentos no piden un reconocimiento (art. 13.5)."
_PREPARERS = "Solo el equipo del SEHO prepara y lee los textos antes de la emisión."
_NOT_YOUR_PART = "Esa parte de los documentos la decide otra persona del equipo."
_FIXED = "Es un texto del plan en vigencia: para cambiarlo, abra una nueva versión del plan (art. 11.4)."
_UNWRITTEN = "Este texto todavía no se ha escrito."
_OWN_TEXT = "Usted escribió este texto: lo lee otra persona del equipo. Puede corregirlo directamente."
_OWN_SUGGESTION = "Usted hizo esta sugerencia: la decide otra persona del equipo."
_SIGNERS = "Solo la coordinadora o el coordinador del SEHO sube las copias firmadas."
_NO_MORE_COPIES = "Este documento ya no está vigente: no se le agregan copias firmadas."
_ALWAYS_ITS = "Una copia firmada con certificado pertenece siempre a su documento: no se quita."
_RESERVED = (
    "El portafolio muestra a la o el estudiante y la familia retiró su autorización de imágenes: ya no se entrega. "
    "Pida al servicio los documentos que lo reemplazan; los demás puede abrirlos uno por uno."
)
_NOT_VALID = "Estos documentos ya no están vigentes: no se responden."


def can_open_paper(user: Any, packet: Packet, paper: IssuedDocument | None = None) -> Permission:
    """Open the file of an issued paper, or of the whole packet without `paper`, once the row is visible.

    Outside of the team, nobody opens a portfolio that shows the pupil without an authorisation in force (Ley 29733).
    """
    if packet.episode.seho_id in user.scope.seho_ids(*TEAM):
        return Allowed()
    if paper is not None and paper.kind != PaperKind.PORTFOLIO:
        return Allowed()
    return Denied(_RESERVED) if reserved_paper(packet) else Allowed()


def can_prepare(user: Any, episode: Episode) -> Permission:
    """See what is due and missing, and the draft: the team prepares, the UGEL specialist reads."""
    scope = user.scope
    if episode.seho_id in scope.seho_ids(*TEAM) or episode.seho.ugel_id in scope.ugel_ids(Role.UGEL_SPECIALIST):
        return Allowed()
    return Denied(_READERS)


def can_proofread(user: Any, episode: Episode) -> Permission:
    """Open what is prepared with its suggestions, ask for a reading, suggest: the team, nobody above it."""
    return Allowed() if episode.seho_id in user.scope.seho_ids(*TEAM) else Denied(_PREPARERS)


def can_mark_part(user: Any, episode: Episode, part: str) -> Permission:
    """Each one their own part; the coordinator any, for a team without one of the posts."""
    if episode.seho_id in user.scope.seho_ids(Role.COORDINATOR, Role[part]):
        return Allowed()
    return Denied(_NOT_YOUR_PART)


def can_suggest(user: Any, episode: Episode, text: PaperText) -> Permission:
    """Another wording for what somebody else wrote."""
    if text.is_fixed:
        return Denied(_FIXED)
    if not text.is_written:
        return Denied(_UNWRITTEN)
    if text.author_id == user.pk:
        return Denied(_OWN_TEXT)
    return can_proofread(user, episode)


def can_decide(user: Any, episode: Episode, text: PaperText, suggested_by_id: int) -> Permission:
    """Coordinator and teacher prepare every text, the psychologist their part and what they wrote; nobody their own
    suggestion.
    """
    if suggested_by_id == user.pk:
        return Denied(_OWN_SUGGESTION)
    scope = user.scope
    if episode.seho_id in scope.seho_ids(Role.COORDINATOR, Role.TEACHER):
        return Allowed()
    is_theirs = text.part == Part.PSYCHOLOGIST or text.author_id == user.pk
    if is_theirs and episode.seho_id in scope.seho_ids(Role.PSYCHOLOGIST):
        return Allowed()
    return Denied(_NOT_YOUR_PART)


def can_issue(user: Any, episode: Episode) -> Permission:
    return Allowed() if episode.seho_id in user.scope.seho_ids(Role.COORDINATOR) else Denied(_COORDINATOR)


def can_annul(user: Any, packet: Packet) -> Permission:
    return can_issue(user, packet.episode) if packet.is_valid else Denied(_NOT_VALID)


def can_sign(user: Any, document: IssuedDocument) -> Permission:
    """Keep a signed copy beside the original: the coordinator, while the paper is in force."""
    if document.seho_id not in user.scope.seho_ids(Role.COORDINATOR):
        return Denied(_SIGNERS)
    return Allowed() if document.packet.is_valid else Denied(_NO_MORE_COPIES)


def can_remove_signed(user: Any, copy: SignedCopy) -> Permission:
    if copy.document.seho_id not in user.scope.seho_ids(Role.COORDINATOR):
        return Denied(_SIGNERS)
    return Allowed() if copy.kind == SignatureKind.SCAN else Denied(_ALWAYS_ITS)


def can_handle_links(user: Any, packet: Packet) -> Permission:
    """Hold the links of a packet, send and revoke them: whoever issues, whatever became of the packet."""
    return Allowed() if packet.episode.seho_id in user.scope.seho_ids(Role.COORDINATOR) else Denied(_DELIVERS)


def can_deliver(user: Any, packet: Packet) -> Permission:
    return can_handle_links(user, packet) if packet.is_valid else Denied(_NOT_DELIVERED)


def can_write_return_report(user: Any, episode: Episode) -> Permission:
    """The whole team: the psychologist writes the socio-emotional part (art. 14.1)."""
    return Allowed() if episode.seho_id in user.scope.seho_ids(*TEAM) else Denied(_TEAM)


def can_answer(user: Any, packet: Packet) -> Permission:
    """Acknowledge and recognise: the director of the school that received the papers (art. 13.4, 40.g)."""
    if packet.school_id not in user.scope.school_ids(Role.DIRECTOR):
        return Denied(_SCHOOL)
    return Allowed() if packet.is_valid else Denied(_NOT_VALID)


def can_report_class(user: Any, episode: Episode) -> Permission:
    """Tell what the class is studying: the director of the pupil's school, or the team that heard it from her."""
    scope = user.scope
    schools = scope.school_ids(Role.DIRECTOR)
    is_hers = bool(schools) and episode.patient.enrollments.filter(ends_on=None, school_id__in=schools).exists()
    if not is_hers and episode.seho_id not in scope.seho_ids(*TEAM):
        return Denied(_CLASS)
    return Allowed() if episode.ends_on is None else Denied(_CLASS_ENDED)


def can_recognise(user: Any, packet: Packet) -> Permission:
    return can_answer(user, packet) if asks_recognition(packet) else Denied(_NOTHING_ASKED)


# --- The return ----------------------------------------------------------------------------------

_FOLLOWERS = (
    "Acompañan el retorno la coordinación y la psicóloga o el psicólogo del SEHO, la UGEL y la dirección de la IE "
    "(art. 15, 40.d)."
)
_VISITORS = "Las visitas a la IE las registra la o el especialista de la UGEL (art. 15)."
_CLOSERS = "Cierran el retorno la coordinación del SEHO o la o el especialista de la UGEL (art. 15)."
_CLOSED_RETURN = "Este retorno está cerrado. Si todavía necesita acompañamiento, vuelva a abrirlo."
_OPEN_RETURN = "Este retorno sigue abierto."


def can_open_return(user: Any, episode: Episode, school: Any) -> Permission:
    """`school` is the one of the current enrolment, or None."""
    if episode.seho_id in user.scope.seho_ids(*HEALTH_READERS) or _of_ugel(user, episode, school):
        return Allowed()
    if school is not None and school.pk in user.scope.school_ids(Role.DIRECTOR):
        return Allowed()
    return Denied(_FOLLOWERS)


def can_follow_return(user: Any, school_return: Return) -> Permission:
    """Plan, follow-ups, incidents: coordinator, psychologist, UGEL specialist, director; the teacher reads."""
    permission = can_open_return(user, school_return.episode, school_return.school)
    return _while_open(school_return) if permission else permission


def can_visit_school(user: Any, school_return: Return) -> Permission:
    if not _of_ugel(user, school_return.episode, school_return.school):
        return Denied(_VISITORS)
    return _while_open(school_return)


def can_close_return(user: Any, school_return: Return) -> Permission:
    permission = _may_end(user, school_return)
    return _while_open(school_return) if permission else permission


def can_reopen_return(user: Any, school_return: Return) -> Permission:
    permission = _may_end(user, school_return)
    return Denied(_OPEN_RETURN) if permission and school_return.is_open else permission


def reads_voice(user: Any, school_return: Return) -> bool:
    """What the pupil hopes and fears stays with the team."""
    return school_return.episode.seho_id in user.scope.seho_ids(*TEAM)


def _may_end(user: Any, school_return: Return) -> Permission:
    episode = school_return.episode
    is_coordinator = episode.seho_id in user.scope.seho_ids(Role.COORDINATOR)
    return Allowed() if is_coordinator or _of_ugel(user, episode, school_return.school) else Denied(_CLOSERS)


def _of_ugel(user: Any, episode: Episode, school: Any) -> bool:
    """The specialist of the UGEL of the service or of the school."""
    ugels = user.scope.ugel_ids(Role.UGEL_SPECIALIST)
    return episode.seho.ugel_id in ugels or (school is not None and school.ugel_id in ugels)


def _while_open(school_return: Return) -> Permission:
    return Allowed() if school_return.is_open else Denied(_CLOSED_RETURN)
