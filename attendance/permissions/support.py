"""Who does the work of the psychologist, and who reads what is not private (art. 16.2.c)."""

from __future__ import annotations

from typing import Any

from attendance.models import SupportContact
from patients.models import Episode
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission

_PSYCHOLOGIST = "El soporte socioemocional lo registra la psicóloga o el psicólogo del SEHO (art. 16.2.c)."
_TEAM = "El soporte socioemocional lo ve solo el equipo del SEHO."
_AUTHOR = "Lo corrige quien lo registró."
_WRITERS = "El aspecto socioemocional lo escribe la psicóloga o el psicólogo del SEHO, o su coordinación si no lo hay."


def can_support(user: Any, seho_id: int) -> Permission:
    """Log support work and keep private notes."""
    return Allowed() if seho_id in user.scope.seho_ids(Role.PSYCHOLOGIST) else Denied(_PSYCHOLOGIST)


def can_change_contact(user: Any, contact: SupportContact) -> Permission:
    allowed = can_support(user, contact.seho_id)
    return allowed if not allowed or contact.created_by_id == user.pk else Denied(_AUTHOR)


def can_read_support(user: Any, episode: Episode) -> Permission:
    """The tab of the pupil: the team; UGEL, helpers and school read nothing of it."""
    return Allowed() if episode.seho_id in user.scope.seho_ids(*TEAM) else Denied(_TEAM)


# Whoever stands at the bed may hold out the five faces.
can_ask_mood = can_read_support


def can_write_support_report(user: Any, episode: Episode) -> Permission:
    """The psychologist; the coordinator for a team without one, as with the parts of the papers."""
    writers = user.scope.seho_ids(Role.PSYCHOLOGIST, Role.COORDINATOR)
    return Allowed() if episode.seho_id in writers else Denied(_WRITERS)
