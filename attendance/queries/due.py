"""What the teaching owes today, for "Hoy"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from attendance.enums import PlanState
from attendance.models import Assessment, PlanVersion
from attendance.queries.evaluation import calendars_of, touched_periods
from attendance.queries.teaching import last_seen
from attendance.rules import PLAN_DUE_DAYS, UNSEEN_DAYS, days_unseen, plan_needs_review
from patients.due import LATE, NOW, SOON, DueItem
from patients.models import Episode
from patients.queries import PupilFacts, facts_in_attention
from patients.querysets import TEAM
from seho.curriculum.queries import CalendarBook
from seho.text import plural

PERIOD_ENDS_SOON_DAYS = 10
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
    in_force = PlanVersion.objects.filter(plan__episode__in=list(stays), state=PlanState.IN_FORCE)
    planned = dict(in_force.values_list("plan__episode_id", "in_force_from"))
    seen = last_seen(one.episode for one in stays.values() if one.episode is not None)
    items = []
    for pk, one in stays.items():
        assert one.episode is not None, "kept above"
        items += _plan_item(one.episode, planned.get(pk), one.stay_days)
        items += _review_item(one.episode, planned.get(pk), one)
        items += _unseen_item(one.episode, seen.get(pk), today)
    episodes = [one.episode for one in stays.values() if one.episode]
    return items + _assessment_items(episodes, today, calendars or calendars_of(episodes, today))


def _plan_item(episode: Episode, planned_on: date | None, stay_days: int) -> list[DueItem]:
    if planned_on or stay_days < PLAN_DUE_DAYS - PLAN_TOLD_BEFORE:
        return []
    return [
        DueItem(
            kind="plan",
            text=f"{episode.patient.initials}: falta poner en vigencia su plan educativo personalizado",
            url=reverse("attendance:plan", args=[episode.patient_id]),
            act_label="Escribir el plan",
            due_on=episode.starts_on + timedelta(days=PLAN_DUE_DAYS - 1),
            urgency=NOW if stay_days < PLAN_DUE_DAYS else LATE,
            patient_id=episode.patient_id,
        )
    ]


def _review_item(episode: Episode, planned_on: date | None, facts: PupilFacts) -> list[DueItem]:
    """The type changed after the plan was put in force: it is read again (R11)."""
    changed = [change.on for change in facts.history if change.previous is not None and change.on <= facts.as_of]
    if not plan_needs_review(planned_on, max(changed, default=None)):
        return []
    return [
        DueItem(
            kind="plan_review",
            text=f"{episode.patient.initials}: cambió su tipo, revise su plan educativo personalizado",
            url=reverse("attendance:plan", args=[episode.patient_id]),
            act_label="Revisar el plan",
            due_on=None,
            urgency=NOW,
            patient_id=episode.patient_id,
        )
    ]


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


def _assessment_items(episodes: list[Episode], today: date, book: CalendarBook) -> list[DueItem]:
    """A period that ends soon, or ended, in which a pupil has no assessment."""
    done = set(Assessment.objects.filter(episode__in=episodes).values_list("episode_id", "period_id").distinct())
    items = []
    for episode in episodes:
        for period in touched_periods(episode, today, book):
            left = (period.ends_on - today).days
            if left > PERIOD_ENDS_SOON_DAYS or (episode.pk, period.pk) in done:
                continue
            items.append(
                DueItem(
                    kind="assessment",
                    text=f"{episode.patient.initials}: falta evaluar el {period.name}",
                    url=reverse("attendance:assessment", args=[episode.patient_id]),
                    act_label="Evaluar",
                    due_on=period.ends_on,
                    urgency=LATE if left < 0 else SOON,
                    patient_id=episode.patient_id,
                )
            )
    return items
