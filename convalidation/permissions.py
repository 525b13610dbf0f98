"""Who may do what with the papers (design, section 5). Rows are seen by `visible_to`; this says the acts."""

from __future__ import annotations

from typing import Any

from convalidation.models import Packet
from convalidation.queries.answers import asks_recognition
from patients.models import Episode
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission

_COORDINATOR = "Solo la coordinadora o el coordinador del SEHO emite y anula documentos."
_READERS = "Solo el equipo del SEHO y su UGEL ven lo que falta para emitir."
_TEAM = "Solo el equipo del SEHO escribe el informe de reincorporación (art. 14.1)."
_SCHOOL = "Solo la dirección de la IE que recibió los documentos puede responder (art. 13.4)."
_NOTHING_ASKED = "Estos documentos no piden un reconocimiento (art. 13.5)."
_NOT_VALID = "Estos documentos ya no están vigentes: no se responden."


def can_prepare(user: Any, episode: Episode) -> Permission:
    """See what is due and missing, and the draft: the team prepares, the UGEL specialist reads."""
    scope = user.scope
    if episode.seho_id in scope.seho_ids(*TEAM) or episode.seho.ugel_id in scope.ugel_ids(Role.UGEL_SPECIALIST):
        return Allowed()
    return Denied(_READERS)


def can_issue(user: Any, episode: Episode) -> Permission:
    return Allowed() if episode.seho_id in user.scope.seho_ids(Role.COORDINATOR) else Denied(_COORDINATOR)


def can_annul(user: Any, packet: Packet) -> Permission:
    return can_issue(user, packet.episode) if packet.is_valid else Denied(_NOT_VALID)


def can_write_return_report(user: Any, episode: Episode) -> Permission:
    """The whole team: the psychologist writes the socio-emotional part (art. 14.1)."""
    return Allowed() if episode.seho_id in user.scope.seho_ids(*TEAM) else Denied(_TEAM)


def can_answer(user: Any, packet: Packet) -> Permission:
    """Acknowledge and recognise: the director of the school that received the papers (art. 13.4, 40.g)."""
    if packet.school_id not in user.scope.school_ids(Role.DIRECTOR):
        return Denied(_SCHOOL)
    return Allowed() if packet.is_valid else Denied(_NOT_VALID)


def can_recognise(user: Any, packet: Packet) -> Permission:
    return can_answer(user, packet) if asks_recognition(packet) else Denied(_NOTHING_ASKED)
