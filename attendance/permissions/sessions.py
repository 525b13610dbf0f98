"""Who logs and corrects sessions."""

from __future__ import annotations

from typing import Any

from attendance.frozen import Frozen, frozen_by
from attendance.models import Session
from attendance.permissions.shared import ONLY_OWN
from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission


def can_teach(user: Any, seho_id: int) -> Permission:
    """Log sessions in this SEHO: its team, volunteers and interns."""
    is_hers = seho_id in user.scope.seho_ids(*TEAM, *HELPERS)
    return Allowed() if is_hers else Denied("Solo el equipo del SEHO registra sesiones.")


def can_change_session(user: Any, session: Session) -> Permission:
    """Correct, cancel and restore: the team, and helpers what they logged, while no issued paper tells of it.

    After that the coordinator may, with a reason, and replaces the papers; where days change, they propose it (R25).
    """
    if session.seho_id in user.scope.seho_ids(Role.COORDINATOR):
        return Allowed()
    is_own = session.created_by_id == user.pk and session.seho_id in user.scope.seho_ids(*HELPERS)
    if not is_own and session.seho_id not in user.scope.seho_ids(*TEAM):
        return Denied(ONLY_OWN)
    paper = paper_of(session)
    if paper is not None:
        return Denied(
            f"Esta sesión figura en un documento emitido ({paper}). Pida a la coordinación que la corrija con su "
            "motivo y reemplace el documento."
        )
    return Allowed()


def paper_of(session: Session) -> Frozen | None:
    """The issued paper that tells of the session, if there is one."""
    ids = [row.episode_id for row in session.participations.all()]
    return frozen_by(ids, [session.held_on], since=session.created_at)
