"""What the teaching owes today, for "Hoy"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from attendance.enums import PlanState
from attendance.queries.evaluation import calendars_of
from attendance.queries.evaluation_board import assessment_items
from attendance.queries.helpers_due import helpers_due
from attendance.queries.plans import PlanStanding, plan_standings
from attendance.queries.support_due import support_due
from attendance.queries.teaching import last_seen
from attendance.rules import PLAN_DUE_DAYS, UNSEEN_DAYS, days_unseen
from patients.due import LATE, NOW, DueItem
from patients.models import Episode
from patients.queries import PupilFacts, facts_in_attention
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.curriculum.queries import CalendarBook
from seho.text import plural

# So many days before the plan is due it is spoken of.
PLAN_TOLD_BEFORE = 5


def due_for(
    user: Any,
    today: date,
    in_attention: Sequence[PupilFacts] | None = None,
    calendars: CalendarBook | None = None,
) -> list[DueItem]:
    """Plans, pupils not seen and assessments of the services in which this person teaches.

    `in_attention` are the facts of the person's services and `calendars` those of their schools, where the caller has
    them already.
    """
    sehos = user.scope.seho_ids(*TEAM)
    if not sehos:
        return []
    facts = facts_in_attention(sehos, today) if in_attention is None else in_attention
    stays = {one.episode.pk: one for one in facts if one.episode is not None and one.episode.seho_id in sehos}
    standings = plan_standings(stays)
    seen = last_seen(one.episode for one in stays.values() if one.episode is not None)
    items = helpers_due(user, today)
    for pk, one in stays.items():
        assert one.episode is not None, "kept above"
        items += _plan_items(user, one, standings.get(pk, PlanStanding()))
        items += _unseen_item(one.episode, seen.get(pk), today)
    episodes = [one.episode for one in stays.values() if one.episode]
    calendars = calendars or calendars_of(episodes, today)
    return items + assessment_items(sehos, episodes, today, calendars) + support_due(user, today, episodes, calendars)


def _plan_items(user: Any, facts: PupilFacts, standing: PlanStanding) -> list[DueItem]:
    """What the plan asks of this person: written, sent, returned or approved, and read again (art. 11.4, R11)."""
    episode = facts.episode
    assert episode is not None, "only pupils in attention"
    if standing.open_state == PlanState.SENT:
        found = _to_approve(episode) if episode.seho_id in user.scope.seho_ids(Role.COORDINATOR) else []
    elif standing.open_state == PlanState.RETURNED:
        wrote = episode.seho_id in user.scope.seho_ids(Role.TEACHER, Role.PSYCHOLOGIST)
        found = _returned(episode) if wrote else []
    else:
        found = _missing(episode, standing, facts.stay_days)
    return found + (_to_review(episode) if standing.needs_review(facts) else [])


def _to_approve(episode: Episode) -> list[DueItem]:
    text = f"{episode.patient.initials}: su plan educativo personalizado espera su aprobación"
    return [_plan_due("plan_approve", episode, text, "attendance:plan_decide", "Leer y aprobar")]


def _returned(episode: Episode) -> list[DueItem]:
    text = f"{episode.patient.initials}: su plan educativo personalizado volvió con comentarios"
    return [_plan_due("plan_returned", episode, text, "attendance:plan", "Ver comentarios")]


def _to_review(episode: Episode) -> list[DueItem]:
    """The type changed after the plan was put in force: it is read again (R11)."""
    text = f"{episode.patient.initials}: cambió su tipo, revise su plan educativo personalizado"
    return [_plan_due("plan_review", episode, text, "attendance:plan", "Revisar el plan")]


def _missing(episode: Episode, standing: PlanStanding, stay_days: int) -> list[DueItem]:
    if standing.in_force_from or stay_days < PLAN_DUE_DAYS - PLAN_TOLD_BEFORE:
        return []
    text = f"{episode.patient.initials}: falta poner en vigencia su plan educativo personalizado"
    due_on = episode.starts_on + timedelta(days=PLAN_DUE_DAYS - 1)
    item = _plan_due("plan", episode, text, "attendance:plan", "Escribir el plan")
    return [replace(item, due_on=due_on, urgency=NOW if stay_days < PLAN_DUE_DAYS else LATE)]


def _plan_due(kind: str, episode: Episode, text: str, url_name: str, act_label: str) -> DueItem:
    url = reverse(url_name, args=[episode.patient_id])
    return DueItem(kind, text, url, act_label, due_on=None, urgency=NOW, patient_id=episode.patient_id)


def _unseen_item(episode: Episode, last: date | None, today: date) -> list[DueItem]:
    unseen = days_unseen(last, since=episode.starts_on, today=today)
    if unseen <= UNSEEN_DAYS:
        return []
    return [
        DueItem(
            kind="unseen",
            text=f"{episode.patient.initials}: {plural(unseen, 'día', 'días')} sin atención registrada",
            url=f"{reverse('attendance:session_new')}?estudiante={episode.pk}",
            act_label="Registrar sesión",
            due_on=None,
            urgency=NOW,
            patient_id=episode.patient_id,
        )
    ]
