"""Who adds to the portfolio and changes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attendance.models import Work
from attendance.permissions.shared import ONLY_OWN, ONLY_TEAM, is_assigned
from patients.models import Episode
from patients.querysets import HELPERS, TEAM
from seho.accounts.permissions import Allowed, Denied, Permission


def can_keep_works(user: Any, episode: Episode) -> Permission:
    """Add to the portfolio: the team; volunteers and interns for the pupils assigned to them."""
    if episode.seho_id in user.scope.seho_ids(*TEAM):
        return Allowed()
    if episode.seho_id in user.scope.seho_ids(*HELPERS) and is_assigned(user, episode):
        return Allowed()
    return Denied(ONLY_TEAM)


def can_change_work(user: Any, work: Work) -> Permission:
    if work.episode.seho_id in user.scope.seho_ids(*TEAM):
        return Allowed()
    if work.created_by_id == user.pk and is_assigned(user, work.episode):
        return Allowed()
    return Denied(ONLY_OWN)


def changeable(user: Any, episode: Episode, works: Iterable[Work]) -> set[int]:
    """The same as `can_change_work` for many works of one episode, asked once."""
    if not can_keep_works(user, episode):
        return set()
    is_team = episode.seho_id in user.scope.seho_ids(*TEAM)
    return {work.pk for work in works if is_team or work.created_by_id == user.pk}
