"""What the papers print of the teaching: the plan in force, the progress by competency, the works of the book."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Prefetch

from attendance.enums import PlanState
from attendance.models import Assessment, Participation, PlanCompetency, PlanVersion, Work, WorkFile
from attendance.queries.evaluation import pupil_competencies
from attendance.queries.plans import plan_held
from patients.models import Episode
from patients.queries import purposes_in_force
from seho.curriculum.models import Area, Competency


class ShownWork(NamedTuple):
    """A work of the portfolio as far as it is named elsewhere."""

    pk: int
    title: str
    made_on: date


@dataclass(frozen=True)
class Evidence:
    """What stands behind a level: sessions that worked the competency and the works that show it."""

    sessions: int
    works: tuple[ShownWork, ...]


@dataclass(frozen=True)
class ProgressRow:
    """One competency of the informe de progreso. `assessment` is the last one; None: not evaluated (never C)."""

    area: Area | None
    competency: Competency
    is_goal: bool
    assessment: Assessment | None
    evidence: Evidence


def plan_in_force(episode: Episode) -> PlanVersion | None:
    """The version in force with its goals; after the egress it is the last one that was."""
    goals = Prefetch("competencies", PlanCompetency.objects.select_related("competency").order_by("order", "pk"))
    versions = PlanVersion.objects.filter(plan__episode=episode, state=PlanState.IN_FORCE)
    return versions.prefetch_related(goals).first()


def progress_rows(episode: Episode, until: date, since: date = date.min) -> list[ProgressRow]:
    """The competencies that were planned, worked or evaluated in those days, in the order of the areas."""
    last = _last_assessments(episode, since, until)
    evidence = evidence_of(episode, until, since)
    plan = plan_held(episode, until)
    goals = {goal.competency_id for goal in plan.competencies.all()} if plan else set()
    wanted = goals | set(last) | set(evidence)
    rows, seen = [], set()
    for group in pupil_competencies(episode, until):
        for competency in group.competencies:
            if competency.pk in wanted and competency.pk not in seen:
                seen.add(competency.pk)
                rows.append(_row(group.area, competency, goals, last, evidence))
    others = Competency.objects.filter(pk__in=wanted - seen).order_by("number")
    return rows + [_row(None, competency, goals, last, evidence) for competency in others]


def book_works(episode: Episode, until: date = date.max, since: date = date.min) -> list[Work]:
    """The works of the printed portfolio made in those days, in their order, photos loaded.

    Those that show the pupil are left out when the family does not authorise images, or no longer does.
    """
    files = Prefetch("files", WorkFile.objects.order_by("order", "pk"))
    works = Work.objects.filter(episode=episode, removed_at=None, in_book=True, made_on__range=(since, until))
    if "IMAGES" not in purposes_in_force(episode.patient, episode.seho_id, date.max):
        works = works.filter(shows_pupil=False)
    return list(works.select_related("competency").prefetch_related(files).order_by("made_on", "pk"))


def _row(
    area: Area | None,
    competency: Competency,
    goals: set[int],
    last: dict[int, Assessment],
    evidence: dict[int, Evidence],
) -> ProgressRow:
    return ProgressRow(
        area=area,
        competency=competency,
        is_goal=competency.pk in goals,
        assessment=last.get(competency.pk),
        evidence=evidence.get(competency.pk, Evidence(0, ())),
    )


def _last_assessments(episode: Episode, since: date, until: date) -> dict[int, Assessment]:
    """By competency, the last period that touches those days and has one: it defines the level (RVM 094-2020)."""
    rows = Assessment.objects.filter(episode=episode).select_related("period")
    found: dict[int, Assessment] = {}
    for row in sorted(rows, key=lambda row: (row.period.starts_on if row.period else row.assessed_on, row.pk)):
        if row.period is None or (row.period.starts_on <= until and row.period.ends_on >= since):
            found[row.competency_id] = row
    return found


def evidence_of(episode: Episode, until: date, since: date = date.min) -> dict[int, Evidence]:
    """By competency, what the pupil did in those days."""
    taught = (
        Participation.objects.filter(
            episode=episode,
            attended=True,
            competency__isnull=False,
            session__cancelled_at=None,
            session__held_on__range=(since, until),
        )
        .values("competency_id")
        .annotate(times=Count("pk"))
        .order_by()
    )
    sessions = {row["competency_id"]: row["times"] for row in taught}
    shown: dict[int, list[ShownWork]] = defaultdict(list)
    works = Work.objects.filter(
        episode=episode, removed_at=None, competency__isnull=False, made_on__range=(since, until)
    ).order_by("made_on", "pk")
    for competency_id, pk, title, made_on in works.values_list("competency_id", "pk", "title", "made_on"):
        shown[competency_id].append(ShownWork(pk, title, made_on))
    keys = set(sessions) | set(shown)
    return {key: Evidence(sessions.get(key, 0), tuple(shown.get(key, []))) for key in keys}


def attended_days(episode: Episode, until: date, since: date = date.min) -> tuple[date, ...]:
    """The days of the sessions that the pupil attended, in their order; two on one day come twice."""
    taken = Participation.objects.filter(
        episode=episode, attended=True, session__cancelled_at=None, session__held_on__range=(since, until)
    )
    return tuple(taken.order_by("session__held_on", "pk").values_list("session__held_on", flat=True))
