"""Who orders the round and notes what to mind before entering."""

from __future__ import annotations

from typing import Any

from attendance.permissions.shared import ONLY_TEAM
from patients.models import Episode
from patients.querysets import TEAM
from seho.accounts.permissions import Allowed, Denied, Permission


def can_order_round(user: Any, seho_id: int) -> Permission:
    is_hers = seho_id in user.scope.seho_ids(*TEAM)
    return Allowed() if is_hers else Denied("El recorrido lo ordena el equipo del SEHO.")


def can_note_precautions(user: Any, episode: Episode) -> Permission:
    """Coordinator, teacher and psychologist, while the pupil is in attention."""
    if episode.seho_id not in user.scope.seho_ids(*TEAM):
        return Denied(ONLY_TEAM)
    if episode.ends_on is not None:
        return Denied("La o el estudiante ya egresó del SEHO: no hay precauciones que anotar.")
    return Allowed()
