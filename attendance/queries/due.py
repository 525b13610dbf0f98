"""What the teaching owes today, for "Hoy"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from attendance.enums import PlanState
from attendance.models import Assessment, PlanVersion
from attendance.queries.evaluation import touched_periods
from attendance.queries.teaching import last_seen
from attendance.rules import PLAN_DUE_DAYS, UNSEEN_DAYS, days_unseen
from patients.due import LATE, NOW, SOON, DueItem
from patients.models import Episode
from patients.queries import facts_for_episodes
from patients.querysets import TEAM
from seho.text import plural

PERIOD_ENDS_SOON_DAYS = 10


def due_for(user: Any, today: date) -> list[DueItem]:
    """Plans, pupils not seen and assessments of the services in which this person teaches."""
    sehos = user.scope.seho_ids(*TEAM)
    if not sehos:
        return []
    in_force = PlanVersion.objects.filter(plan__episode=OuterRef("pk"), state=PlanState.IN_FORCE)
    episodes = list(
        Episode.objects.open()
        .filter(seho_id__in=sehos)
        .annotate(has_plan=Exists(in_force))
        .select_related("patient", "seho")
    )
    facts = facts_for_episodes(episodes, today)
    stays = {one.episode.pk: one for one in facts if one.episode is not None}
    seen = last_seen(stays)
    items = []
    for episode in episodes:
        items += _plan_item(episode, stays[episode.pk].stay_days)
        items += _unseen_item(episode, seen.get(episode.pk), today)
    return items + _assessment_items([one.episode for one in facts if one.episode], today)


def _plan_item(episode: Any, stay_days: int) -> list[DueItem]:
    if episode.has_plan or stay_days < PLAN_DUE_DAYS - 5:
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
    done = set(
        Assessment.objects.filter(episode__in=episodes).values_list("episode_id", "period_id").distinct()
    )
    items = []
    for episode in episodes:
        for period in touched_periods(episode, today):
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
