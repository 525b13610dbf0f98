"""Who may do what with the teaching (design, section 5). Rows are seen by `visible_to`; this says the acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attendance.models import Session, Work
from patients.models import Assignment, Episode
from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission
from seho.clock import today

_TEAM = "Solo el equipo del SEHO que atiende a la o el estudiante puede hacerlo."
_OWN = "Puede corregir solo lo que usted registró."


def can_teach(user: Any, seho_id: int) -> Permission:
    """Log sessions in this SEHO: its team, volunteers and interns."""
    is_hers = seho_id in user.scope.seho_ids(*TEAM, *HELPERS)
    return Allowed() if is_hers else Denied("Solo el equipo del SEHO registra sesiones.")


def can_read_teaching(user: Any, episode: Episode) -> Permission:
    """Open the teaching of this time in the SEHO: its team, its UGEL, and who helps and is assigned (own entries).

    A director reads what was issued, not the work of every day.
    """
    scope = user.scope
    if episode.seho_id in scope.seho_ids(*TEAM) or episode.seho.ugel_id in scope.ugel_ids(Role.UGEL_SPECIALIST):
        return Allowed()
    if episode.seho_id in scope.seho_ids(*HELPERS) and _is_assigned(user, episode):
        return Allowed()
    return Denied("El trabajo de cada día lo ven el equipo del SEHO y su UGEL; usted lee lo que se emite.")


def can_plan(user: Any, episode: Episode) -> Permission:
    """Write the plan and the assessment: coordinator, teacher and psychologist of the SEHO (art. 13.1, 16.2)."""
    return Allowed() if episode.seho_id in user.scope.seho_ids(*TEAM) else Denied(_TEAM)


can_assess = can_plan


def can_keep_works(user: Any, episode: Episode) -> Permission:
    """Add to the portfolio: the team; volunteers and interns for the pupils assigned to them."""
    if episode.seho_id in user.scope.seho_ids(*TEAM):
        return Allowed()
    if episode.seho_id in user.scope.seho_ids(*HELPERS) and _is_assigned(user, episode):
        return Allowed()
    return Denied(_TEAM)


def can_change_session(user: Any, session: Session) -> Permission:
    if session.seho_id in user.scope.seho_ids(*TEAM):
        return Allowed()
    if session.created_by_id == user.pk and session.seho_id in user.scope.seho_ids(*HELPERS):
        return Allowed()
    return Denied(_OWN)


def can_change_work(user: Any, work: Work) -> Permission:
    if work.episode.seho_id in user.scope.seho_ids(*TEAM):
        return Allowed()
    if work.created_by_id == user.pk and _is_assigned(user, work.episode):
        return Allowed()
    return Denied(_OWN)


def changeable(user: Any, episode: Episode, works: Iterable[Work]) -> set[int]:
    """The same as `can_change_work` for many works of one episode, asked once."""
    if not can_keep_works(user, episode):
        return set()
    is_team = episode.seho_id in user.scope.seho_ids(*TEAM)
    return {work.pk for work in works if is_team or work.created_by_id == user.pk}


def _is_assigned(user: Any, episode: Episode) -> bool:
    return Assignment.objects.active_on(today()).filter(episode=episode, user_id=user.pk).exists()
