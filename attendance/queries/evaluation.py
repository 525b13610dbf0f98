"""The grid of a pupil's assessment: competencies of the grade by the school's periods that the episode touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from attendance.enums import PlanState
from attendance.models import Assessment, PlanCompetency
from attendance.queries.competencies import CompetencyBook
from patients.models import Episode
from patients.queries import enrollment_on
from seho.curriculum.models import Area, Competency, Period
from seho.curriculum.queries import AreaCompetencies, CalendarBook
from seho.network.models import School


@dataclass(frozen=True)
class CompetencyRow:
    """One competency of the grid: `is_goal` when the plan prioritises it, `marks` by period (None: not yet)."""

    area: Area
    competency: Competency
    is_goal: bool
    marks: dict[Period | None, Assessment | None]


def pupil_competencies(episode: Episode, day: date) -> list[AreaCompetencies]:
    """What the pupil's grade works on by area; empty while there is no enrolment."""
    return CompetencyBook(day).of_episode(episode)


def touched_periods(episode: Episode, day: date, book: CalendarBook | None = None) -> list[Period]:
    """The periods of the pupil's own school (else the national ones) that the episode touches up to `day`."""
    end = min(day, episode.ends_on or day)
    enrollment = enrollment_on(episode.patient, end)
    school = enrollment.school if enrollment else None
    return periods_between(episode.starts_on, end, school, book or CalendarBook([school]))


def periods_between(start: date, end: date, school: School | None, book: CalendarBook) -> list[Period]:
    """The periods of that school (else the national ones) that these days touch, in order."""
    periods: dict[int, Period] = {}
    for year in range(start.year, end.year + 1):
        for moment in (max(start, date(year, 1, 1)), min(end, date(year, 12, 31))):
            for period in book.periods_for(school, moment):
                if period.starts_on <= end and start <= period.ends_on:
                    periods[period.pk] = period
    return sorted(periods.values(), key=lambda period: period.starts_on)


def calendars_of(episodes: Iterable[Episode], day: date) -> CalendarBook:
    """The calendars of the schools of all these pupils; their enrolments are loaded."""
    enrollments = [enrollment_on(one.patient, min(day, one.ends_on or day)) for one in episodes]
    return CalendarBook([row.school for row in enrollments if row is not None])


def assessment_rows(episode: Episode, periods: Sequence[Period], day: date) -> list[CompetencyRow]:
    """The grid, the plan's competencies first. What was assessed without a period has a column of its own (None)."""
    marks = {(row.competency_id, row.period_id): row for row in _marks(episode)}
    columns: list[Period | None] = [*periods]
    if not periods or any(period_id is None for _, period_id in marks):
        columns.append(None)
    goals = goal_ids(episode)
    rows, seen = [], set()
    for group in pupil_competencies(episode, day):
        for competency in group.competencies:
            if not group.area.is_graded or competency.pk in seen:
                continue
            seen.add(competency.pk)
            cells = {period: marks.get((competency.pk, period.pk if period else None)) for period in columns}
            rows.append(CompetencyRow(group.area, competency, competency.pk in goals, cells))
    order = {pk: place for place, pk in enumerate(goals)}
    return sorted(rows, key=lambda row: order.get(row.competency.pk, len(order)))


def goal_ids(episode: Episode) -> list[int]:
    """The competencies of the plan in force, in its order."""
    chosen = PlanCompetency.objects.filter(plan_version__plan__episode=episode, plan_version__state=PlanState.IN_FORCE)
    return list(chosen.order_by("order", "pk").values_list("competency_id", flat=True))


def _marks(episode: Episode) -> list[Assessment]:
    return list(Assessment.objects.filter(episode=episode).select_related("assessed_by", "period"))
