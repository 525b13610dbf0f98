"""Who plans and who assesses (art. 13.1, 16.2)."""

from __future__ import annotations

from typing import Any

from attendance.enums import PlanState
from attendance.models import Activity, PlanTemplate, PlanVersion
from attendance.permissions.shared import ONLY_TEAM
from patients.models import Episode
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission


def can_plan(user: Any, episode: Episode) -> Permission:
    """Write the plan and the assessment: coordinator, teacher and psychologist of the SEHO (art. 13.1, 16.2)."""
    return Allowed() if episode.seho_id in user.scope.seho_ids(*TEAM) else Denied(ONLY_TEAM)


can_assess = can_plan


def can_approve_plan(user: Any, episode: Episode) -> Permission:
    """Approve the plan or return it: the coordinator of the SEHO, who answers for it (art. 16.2.a). In a small team
    that may be the one who wrote it; the plan then says so."""
    if episode.seho_id in user.scope.seho_ids(Role.COORDINATOR):
        return Allowed()
    return Denied("Solo la coordinación del SEHO aprueba los planes.")


def can_write_version(user: Any, version: PlanVersion) -> Permission:
    """Change a version on its way: while it waits for the approval, only who approves may."""
    episode = version.plan.episode
    if not can_plan(user, episode):
        return Denied(ONLY_TEAM)
    if version.state == PlanState.SENT and not can_approve_plan(user, episode):
        return Denied("El plan se envió a aprobación: retire el pedido para seguir escribiéndolo.")
    if not version.is_open:
        return Denied("Esta versión ya no se cambia: abra una nueva.")
    return Allowed()


def can_change_kept(user: Any, row: Activity | PlanTemplate) -> Permission:
    """Correct or retire an activity or a template: the team of the service that keeps it."""
    if row.seho_id is not None and row.seho_id in user.scope.seho_ids(*TEAM):
        return Allowed()
    return Denied("La cambia solo el equipo del servicio que la guardó.")
