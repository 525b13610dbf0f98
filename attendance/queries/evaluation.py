"""The grid of a pupil's assessment: competencies of the grade by the school's periods that the episode touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from attendance.models import Assessment, PlanCompetency
from patients.models import Episode
from patients.queries import enrollment_on
from seho.curriculum.models import Area, Competency, Period
from seho.curriculum.queries import AreaCompetencies, CalendarBook, competencies_for


@dataclass(frozen=True)
class CompetencyRow:
    """One competency of the grid: `is_goal` when the plan prioritises it, `marks` by period (None: not yet)."""

    area: Area
    competency: Competency
    is_goal: bool
    marks: dict[Period | None, Assessment | None]


def pupil_competencies(episode: Episode, day: date) -> list[AreaCompetencies]:
    """What the pupil's grade works on by area; empty while there is no enrolment."""
    enrollment = enrollment_on(episode.patient, min(day, episode.ends_on or day))
    if enrollment is None:
        return []
    return competencies_for(enrollment.school_grade, episode.patient.mother_tongue, day=day)


def touched_periods(episode: Episode, day: date) -> list[Period]:
    """The periods of the pupil's own school (else the national ones) that the episode touches up to `day`."""
    end = min(day, episode.ends_on or day)
    enrollment = enrollment_on(episode.patient, end)
    book = CalendarBook([enrollment.school if enrollment else None])
    periods: dict[int, Period] = {}
    for year in range(episode.starts_on.year, end.year + 1):
        asked = max(episode.starts_on, date(year, 1, 1))
        for moment in (asked, min(end, date(year, 12, 31))):
            for period in book.periods_for(enrollment.school if enrollment else None, moment):
                if period.starts_on <= end and episode.starts_on <= period.ends_on:
                    periods[period.pk] = period
    return sorted(periods.values(), key=lambda period: period.starts_on)


def assessment_rows(episode: Episode, periods: Sequence[Period], day: date) -> list[CompetencyRow]:
    """The grid, the plan's competencies first; a pupil without periods has one column named None."""
    columns: list[Period | None] = [*periods] or [None]
    marks = {(row.competency_id, row.period_id): row for row in Assessment.objects.filter(episode=episode)}
    goals = set(_goals(episode))
    rows, seen = [], set()
    for group in pupil_competencies(episode, day):
        for competency in group.competencies:
            if not group.area.is_graded or competency.pk in seen:
                continue
            seen.add(competency.pk)
            cells = {period: marks.get((competency.pk, period.pk if period else None)) for period in columns}
            rows.append(CompetencyRow(group.area, competency, competency.pk in goals, cells))
    return sorted(rows, key=lambda row: not row.is_goal)


def _goals(episode: Episode) -> list[int]:
    chosen = PlanCompetency.objects.filter(
        plan_version__plan__episode=episode, plan_version__state="IN_FORCE"
    )
    return list(chosen.values_list("competency_id", flat=True))
