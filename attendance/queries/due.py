"""What the teaching owes today, for "Hoy"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from attendance.enums import PlanState
from attendance.models import Assessment, PlanVersion
from attendance.queries.evaluation import calendars_of, touched_periods
from attendance.queries.teaching import last_seen
from attendance.rules import PLAN_DUE_DAYS, UNSEEN_DAYS, days_unseen, plan_needs_review
from patients.due import LATE, NOW, SOON, DueItem
from patients.models import Episode
from patients.queries import PupilFacts, facts_for_episodes
from patients.querysets import TEAM
from seho.text import plural

PERIOD_ENDS_SOON_DAYS = 10
# So many days before the plan is due it is spoken of.
PLAN_TOLD_BEFORE = 5


def due_for(user: Any, today: date) -> list[DueItem]:
    """Plans, pupils not seen and assessments of the services in which this person teaches."""
    sehos = user.scope.seho_ids(*TEAM)
    if not sehos:
        return []
    in_force = PlanVersion.objects.filter(plan__episode=OuterRef("pk"), state=PlanState.IN_FORCE)
    since = Subquery(in_force.values("in_force_from")[:1])
    episodes = list(
        Episode.objects.open().filter(seho_id__in=sehos).annotate(planned_on=since).select_related("patient", "seho")
    )
    facts = facts_for_episodes(episodes, today)
    stays = {one.episode.pk: one for one in facts if one.episode is not None}
    seen = last_seen(stays)
    items = []
    for episode in episodes:
        items += _plan_item(episode, stays[episode.pk].stay_days)
        items += _review_item(episode, stays[episode.pk])
        items += _unseen_item(episode, seen.get(episode.pk), today)
    return items + _assessment_items([one.episode for one in facts if one.episode], today)


def _plan_item(episode: Any, stay_days: int) -> list[DueItem]:
    if episode.planned_on or stay_days < PLAN_DUE_DAYS - PLAN_TOLD_BEFORE:
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


def _review_item(episode: Any, facts: PupilFacts) -> list[DueItem]:
    """The type changed after the plan was put in force: it is read again (R11)."""
    changed = [change.on for change in facts.history if change.previous is not None and change.on <= facts.as_of]
    if not plan_needs_review(episode.planned_on, max(changed, default=None)):
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


def _assessment_items(episodes: list[Episode], today: date) -> list[DueItem]:
    """A period that ends soon, or ended, in which a pupil has no assessment."""
    done = set(Assessment.objects.filter(episode__in=episodes).values_list("episode_id", "period_id").distinct())
    items = []
    book = calendars_of(episodes, today)
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
