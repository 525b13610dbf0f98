"""Whose evaluation had to be finished in some days, and whether it is: of many services, by dates and keys alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Left, Trim

from attendance.enums import PlanState
from attendance.models import Assessment, PlanCompetency
from attendance.queries.evaluation import periods_between
from attendance.queries.evaluation_rules import RuleBook
from attendance.rules import LevelRules, lacks_conclusion
from patients.enums import EpisodeEnd
from patients.models import Enrollment, Episode
from patients.queries.facts import covering
from patients.rules import Days
from seho.curriculum.queries import CalendarBook
from seho.network.models import School


@dataclass(frozen=True)
class EvaluationDue:
    """A time in the service whose evaluation had to be finished, of one school period or of several."""

    episode_id: int
    seho_id: int
    is_finished: bool


def evaluations_due(seho_ids: Iterable[int], days: Days, today: date) -> list[EvaluationDue]:
    """Evaluations are due when the school's period ends, and at the egress if that is earlier; those of `days`.

    Who has neither a plan in force nor a mark is not asked for. Seven queries, however many they are.
    """
    until = min(days.end, today)
    episodes = _touching(seho_ids, days.start, until)
    rows: list[Any] = list(episodes.values_list("pk", "seho_id", "patient_id", "starts_on", "ends_on", named=True))
    schooling = _Schooling(episodes)
    marks = _Marks(episodes)
    found = []
    for row in rows:
        asked = [
            marks.is_finished(row.pk, period_id, schooling.rules(row, today))
            for period_id, due_on in schooling.due_days(row, until)
            if days.start <= due_on <= until and marks.is_asked(row.pk, period_id)
        ]
        if asked:
            found.append(EvaluationDue(row.pk, row.seho_id, all(asked)))
    return found


def _touching(seho_ids: Iterable[int], start: date, end: date) -> QuerySet[Episode]:
    stays_on = Q(ends_on=None) | Q(ends_on__gte=start)
    touching = Episode.objects.filter(stays_on, seho_id__in=list(seho_ids), starts_on__lte=end)
    return touching.exclude(end_reason=EpisodeEnd.DECEASED).order_by()


class _Schooling:
    """Schools, their periods and the rules of their levels, by the pupils of these times."""

    def __init__(self, episodes: QuerySet[Episode]) -> None:
        self._rows: dict[int, list[Any]] = defaultdict(list)
        rows = Enrollment.objects.filter(patient__in=episodes.values("patient_id")).order_by("starts_on", "pk")
        names = ("patient_id", "starts_on", "ends_on", "school_id", "school__level_code", "school_grade__level__code")
        for row in rows.values_list(*names, named=True):
            self._rows[row.patient_id].append(row)
        self._book = CalendarBook.of_ids(row.school_id for own in self._rows.values() for row in own)
        self._rules = RuleBook()

    def due_days(self, row: Any, until: date) -> list[tuple[int | None, date]]:
        """Each period that this time touches, with the day on which its evaluation is due."""
        end = min(until, row.ends_on or until)
        periods = periods_between(row.starts_on, end, self._school(row, end), self._book)
        if not periods:
            return [(None, row.ends_on)] if row.ends_on else []
        return [(period.pk, min(period.ends_on, row.ends_on or period.ends_on)) for period in periods]

    def rules(self, row: Any, today: date) -> LevelRules:
        enrolled = covering(self._rows[row.patient_id], min(today, row.ends_on or today))
        return self._rules.of(row.seho_id, enrolled.school_grade__level__code if enrolled else "")

    def _school(self, row: Any, day: date) -> School | None:
        enrolled = covering(self._rows[row.patient_id], day)
        return School(pk=enrolled.school_id, level_code=enrolled.school__level_code) if enrolled else None


class _Marks:
    """The competencies of the plans in force, and those that were marked."""

    def __init__(self, episodes: QuerySet[Episode]) -> None:
        self._goals: dict[int, set[int]] = defaultdict(set)
        goals = PlanCompetency.objects.filter(
            plan_version__state=PlanState.IN_FORCE, plan_version__plan__episode__in=episodes.values("pk")
        )
        for episode_id, competency_id in goals.order_by().values_list("plan_version__plan__episode", "competency_id"):
            self._goals[episode_id].add(competency_id)
        self._marks: dict[tuple[int, int | None], list[tuple[int, str, str]]] = defaultdict(list)
        marks = Assessment.objects.filter(episode__in=episodes.values("pk")).order_by()
        names = ("episode_id", "period_id", "competency_id", "level", Left(Trim("conclusion"), 1))
        for episode_id, period_id, competency_id, level, written in marks.values_list(*names):
            self._marks[episode_id, period_id].append((competency_id, level, written))

    def is_asked(self, episode_id: int, period_id: int | None) -> bool:
        return bool(self._goals.get(episode_id) or self._marks.get((episode_id, period_id)))

    def is_finished(self, episode_id: int, period_id: int | None, rules: LevelRules) -> bool:
        marks = self._marks.get((episode_id, period_id), [])
        marked = {competency_id for competency_id, _, _ in marks}
        is_written = not any(lacks_conclusion(level, written, rules) for _, level, written in marks)
        return bool(marks) and is_written and self._goals.get(episode_id, set()) <= marked
