"""Sessions as they are counted and offered: the round of the day, the sums of an episode, the last values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from attendance.models import Participation, PlanVersion, Session
from attendance.rules import days_unseen
from patients.models import Assignment, Episode
from patients.querysets import HELPERS, TEAM
from seho.curriculum.models import Competency


@dataclass(frozen=True)
class Summary:
    """What an episode amounts to up to a day: `sessions` attended, their `minutes`, first and last day of them."""

    sessions: int
    minutes: int
    missed: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class RoundPupil:
    """One pupil of the day's round. `unseen` counts days since the last session, or since the registration."""

    episode: Episode
    ward: str
    last_seen: date | None
    unseen: int
    competency: Competency | None


@dataclass(frozen=True)
class LastValues:
    """What this person chose the last time, to be offered again."""

    minutes: int = 45
    kind: str = "LEARNING"
    space: str = "BEDSIDE"
    modality: str = "IN_PERSON"


def attendance_summary(episode: Episode, until: date) -> Summary:
    """Sessions held up to `until` and not cancelled (R7: printed beside the days, never instead of them)."""
    rows = Participation.objects.filter(
        episode=episode, session__cancelled_at=None, session__held_on__lte=until
    ).aggregate(
        sessions=Count("pk", filter=Q(attended=True)),
        missed=Count("pk", filter=Q(attended=False)),
        minutes=Sum("session__minutes", filter=Q(attended=True)),
        first=Min("session__held_on", filter=Q(attended=True)),
        last=Max("session__held_on", filter=Q(attended=True)),
    )
    return Summary(rows["sessions"], rows["minutes"] or 0, rows["missed"], rows["first"], rows["last"])


def week_counts(seho_ids: Iterable[int], today: date) -> dict[int, tuple[int, int]]:
    """By service: sessions from Monday to Sunday of this week, and different pupils who took part in them."""
    monday = today - timedelta(days=today.weekday())
    week = Q(held_on__gte=monday, held_on__lte=monday + timedelta(days=6), cancelled_at=None)
    rows = (
        Session.objects.filter(week, seho_id__in=list(seho_ids))
        .values("seho_id")
        .annotate(
            sessions=Count("pk", distinct=True),
            pupils=Count(
                "participations__episode_id", filter=Q(participations__attended=True), distinct=True
            ),
        )
        .order_by()
    )
    return {row["seho_id"]: (row["sessions"], row["pupils"]) for row in rows}


def last_seen(episode_ids: Iterable[int]) -> dict[int, date]:
    """The day of the last session in which each of these took part."""
    rows = (
        Participation.objects.filter(
            episode_id__in=list(episode_ids), attended=True, session__cancelled_at=None
        )
        .values("episode_id")
        .annotate(last=Max("session__held_on"))
        .order_by()
    )
    return {row["episode_id"]: row["last"] for row in rows}


def round_of(user: Any, today: date) -> list[RoundPupil]:
    """The pupils in attention that this person teaches: by ward and bed, then name."""
    episodes = list(_teachable(user, today).prefetch_related("patient__stays", "patient__authorizations"))
    seen = last_seen(episode.pk for episode in episodes)
    goals = _first_goals(episodes)
    pupils = [
        RoundPupil(
            episode=episode,
            ward=_ward(episode),
            last_seen=seen.get(episode.pk),
            unseen=days_unseen(seen.get(episode.pk), since=episode.starts_on, today=today),
            competency=goals.get(episode.pk),
        )
        for episode in episodes
    ]
    return sorted(pupils, key=lambda pupil: (pupil.ward, pupil.episode.patient.search_name, pupil.episode.pk))


def last_values(user: Any, seho_id: int) -> LastValues:
    last = (
        Session.objects.filter(created_by_id=user.pk, seho_id=seho_id).order_by("-created_at", "-pk").first()
    )
    if last is None:
        return LastValues()
    return LastValues(last.minutes, last.kind, last.space, last.modality)


def _teachable(user: Any, today: date) -> Any:
    """Open episodes of the person's services; volunteers and interns only those assigned to them today."""
    mine = Q(seho_id__in=user.scope.seho_ids(*TEAM))
    helped = user.scope.seho_ids(*HELPERS)
    if helped:
        assigned = Assignment.objects.active_on(today).filter(user_id=user.pk)
        mine |= Q(seho_id__in=helped, pk__in=assigned.values("episode_id"))
    return Episode.objects.open().filter(mine).select_related("patient__mother_tongue", "seho")


def _ward(episode: Episode) -> str:
    """Where the open stay says that the pupil lies; at home: nothing."""
    return next((stay.ward for stay in episode.patient.stays.all() if stay.ends_on is None and stay.ward), "")


def _first_goals(episodes: Sequence[Episode]) -> dict[int, Competency]:
    """The competency that stands first in the plan in force of each."""
    versions = PlanVersion.objects.filter(
        state="IN_FORCE", plan__episode_id__in=[episode.pk for episode in episodes]
    ).prefetch_related("competencies__competency")
    found = {}
    for version in versions.select_related("plan"):
        goals = list(version.competencies.all())
        if goals:
            found[version.plan.episode_id] = goals[0].competency
    return found
