"""Who plans and who assesses (art. 13.1, 16.2)."""

from __future__ import annotations

from typing import Any

from attendance.permissions.shared import ONLY_TEAM
from patients.models import Episode
from patients.querysets import TEAM
from seho.accounts.permissions import Allowed, Denied, Permission


def can_plan(user: Any, episode: Episode) -> Permission:
    """Write the plan and the assessment: coordinator, teacher and psychologist of the SEHO (art. 13.1, 16.2)."""
    return Allowed() if episode.seho_id in user.scope.seho_ids(*TEAM) else Denied(ONLY_TEAM)


can_assess = can_plan
