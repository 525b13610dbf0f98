"""Who opens the teaching of a pupil."""

from __future__ import annotations

from typing import Any

from attendance.permissions.shared import is_assigned
from patients.models import Episode
from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission


def can_read_teaching(user: Any, episode: Episode) -> Permission:
    """Open the teaching of this time in the SEHO: its team, its UGEL, and who helps and is assigned (own entries).

    A director reads what was issued, not the work of every day.
    """
    scope = user.scope
    if episode.seho_id in scope.seho_ids(*TEAM) or episode.seho.ugel_id in scope.ugel_ids(Role.UGEL_SPECIALIST):
        return Allowed()
    if episode.seho_id in scope.seho_ids(*HELPERS) and is_assigned(user, episode):
        return Allowed()
    return Denied("El trabajo de cada día lo ven el equipo del SEHO y su UGEL; usted lee lo que se emite.")
