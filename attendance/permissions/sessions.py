"""Who logs and corrects sessions."""

from __future__ import annotations

from typing import Any

from attendance.models import Session
from attendance.permissions.shared import ONLY_OWN
from patients.querysets import HELPERS, TEAM
from seho.accounts.permissions import Allowed, Denied, Permission


def can_teach(user: Any, seho_id: int) -> Permission:
    """Log sessions in this SEHO: its team, volunteers and interns."""
    is_hers = seho_id in user.scope.seho_ids(*TEAM, *HELPERS)
    return Allowed() if is_hers else Denied("Solo el equipo del SEHO registra sesiones.")


def can_change_session(user: Any, session: Session) -> Permission:
    if session.seho_id in user.scope.seho_ids(*TEAM):
        return Allowed()
    if session.created_by_id == user.pk and session.seho_id in user.scope.seho_ids(*HELPERS):
        return Allowed()
    return Denied(ONLY_OWN)
