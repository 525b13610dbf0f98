"""Who asks tasks of volunteers and interns, who says that they are done, who confirms and certifies (art. 21, 22)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attendance.models import HelperTask
from attendance.permissions.shared import ONLY_TEAM
from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission

ONLY_COORDINATOR = "Solo la coordinación del SEHO confirma horas y emite certificados."
SUSPENDED = (
    "Sus antecedentes no están al día: mientras no se verifiquen, no puede ver ni acompañar a estudiantes (DCF 3.ª). "
    "Comuníquese con la coordinación del SEHO."
)
NOT_YOURS_TO_DO = "Esta tarea es de otra persona."


def reaches_a_service(sehos: Sequence[Any]) -> Permission:
    """Whoever has the role and no service to use it in is suspended in all of theirs."""
    return Allowed() if sehos else Denied(SUSPENDED)


def can_lead_helpers(user: Any, seho_id: int) -> Permission:
    """Ask tasks of them: the team, under whose supervision they help (art. 21.1, 22.2)."""
    return Allowed() if seho_id in user.scope.seho_ids(*TEAM) else Denied(ONLY_TEAM)


def can_certify(user: Any, seho_id: int) -> Permission:
    """Confirm hours, issue and annul certificates: the coordinator."""
    return Allowed() if seho_id in user.scope.seho_ids(Role.COORDINATOR) else Denied(ONLY_COORDINATOR)


def can_do_task(user: Any, task: HelperTask) -> Permission:
    """Say that it is done: whoever it is for, or any helper of the service when it is for whoever can."""
    is_helper = task.seho_id in user.scope.seho_ids(*HELPERS)
    return Allowed() if is_helper and task.helper_id in (None, user.pk) else Denied(NOT_YOURS_TO_DO)
