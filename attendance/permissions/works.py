"""Who adds to the portfolio and changes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from attendance.models import Work
from attendance.permissions.shared import ONLY_OWN, ONLY_TEAM, is_assigned
from attendance.rules import opens_files
from patients.models import Episode
from patients.querysets import HELPERS, TEAM
from seho.accounts.permissions import Allowed, Denied, Permission

_BLOCKED = (
    "La familia no autoriza imágenes ni voz de la o el estudiante: estos archivos están reservados. Solo el equipo del "
    "SEHO puede abrirlos, para recortarlos o retirarlos."
)


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


def can_open_files(user: Any, work: Work, purposes: Collection[str]) -> Permission:
    """Open photos and recordings of a work that this person sees; `purposes` are those that the family allows today."""
    is_team = work.episode.seho_id in user.scope.seho_ids(*TEAM)
    if opens_files(purposes, shows_pupil=work.shows_pupil, is_team=is_team):
        return Allowed()
    return Denied(_BLOCKED)


def changeable(user: Any, episode: Episode, works: Iterable[Work]) -> set[int]:
    """The same as `can_change_work` for many works of one episode, asked once."""
    if not can_keep_works(user, episode):
        return set()
    is_team = episode.seho_id in user.scope.seho_ids(*TEAM)
    return {work.pk for work in works if is_team or work.created_by_id == user.pk}
