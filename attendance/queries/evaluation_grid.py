"""The grid of a service: its pupils by competency in one period, with what stands behind each level."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from attendance.models import Assessment, Participation, Work
from attendance.queries.competencies import EPISODE_PUPIL, CompetencyBook
from attendance.queries.evaluation import calendars_of, goal_ids, touched_periods
from attendance.queries.evaluation_rules import RuleBook
from attendance.queries.progress import Picture, in_order, picture_of
from attendance.queries.report import evidence_of
from attendance.queries.teaching import goals_of, teachable
from attendance.rules import LevelRules, is_without_evidence, lacks_conclusion, matching_period, reason_to_offer
from patients.models import Enrollment, Episode
from patients.queries import enrollment_on
from patients.querysets import TEAM
from seho.curriculum.models import Competency, Period
from seho.curriculum.queries import CalendarBook

# What was planned stands in the grid before any area is asked for.
OF_THE_PLAN = ""


@dataclass(frozen=True)
class GridCell:
    """One competency of one pupil in one period. `evidence` counts sessions and works of that period."""

    episode: Episode
    period: Period | None
    competency: Competency
    mark: Assessment | None
    is_goal: bool
    sessions: int
    works: int
    picture: Picture | None
    rules: LevelRules

    @property
    def key(self) -> str:
        return f"e{self.episode.pk}c{self.competency.pk}"

    @property
    def version(self) -> int:
        return self.mark.version if self.mark else 0

    @property
    def value(self) -> str:
        """The level as one choice; what was not evaluated carries its reason."""
        return value_of(self.mark)

    @property
    def lacks_conclusion(self) -> bool:
        return self.mark is not None and lacks_conclusion(self.mark.level, self.mark.conclusion, self.rules)

    @property
    def is_without_evidence(self) -> bool:
        return self.mark is not None and is_without_evidence(self.mark.level, self.sessions, self.works)

    @property
    def offered_reason(self) -> str:
        return reason_to_offer(self.sessions, self.works)


def value_of(mark: Assessment | None) -> str:
    if mark is None:
        return ""
    return f"{mark.level}:{mark.not_evaluated_reason}" if mark.not_evaluated_reason else mark.level


@dataclass(frozen=True)
class GridRow:
    """One pupil: a cell for each column, None where the competency is not of the grade; how far the plan is done."""

    episode: Episode
    period: Period | None
    cells: tuple[GridCell | None, ...]
    done: int
    goals: int
    is_finished: bool


@dataclass(frozen=True)
class Grid:
    """`asked` is the period that was chosen; each pupil stands in the period of its own school that matches it."""

    asked: Period | None
    periods: list[Period]
    areas: list[str]
    area: str
    columns: list[Competency]
    rows: list[GridRow]

    @property
    def asked_key(self) -> str:
        return str(self.asked.pk) if self.asked else ""

    @cached_property
    def services(self) -> list[tuple[Any, list[GridRow]]]:
        found: dict[int, tuple[Any, list[GridRow]]] = {}
        for row in self.rows:
            found.setdefault(row.episode.seho_id, (row.episode.seho, []))[1].append(row)
        return list(found.values())

    def cell(self, episode_id: int, competency_id: int) -> GridCell | None:
        cells = (cell for row in self.rows for cell in row.cells if cell is not None)
        return next((c for c in cells if (c.episode.pk, c.competency.pk) == (episode_id, competency_id)), None)


def evaluation_grid(user: Any, day: date, *, asked: str = "", area: str = OF_THE_PLAN, competency: str = "") -> Grid:
    """The pupils whom this person teaches and who were in the service in the period, those who left in it too.

    `asked` is the key of a period, `area` the name of one, `competency` the key of one column; what is not found falls
    back to the last period that has begun, the plans, and all columns.
    """
    periods = _periods_to_ask(day)
    period = next((one for one in periods if str(one.pk) == asked), periods[-1] if periods else None)
    reader = _Reader(user, day, period, is_last=not periods or period == periods[-1])
    names = reader.area_names()
    area = area if area in names else OF_THE_PLAN
    columns = reader.columns(area)
    if not columns and names and area == OF_THE_PLAN:
        area = names[0]
        columns = reader.columns(area)
    columns = [one for one in columns if str(one.pk) == competency] or columns
    return Grid(period, periods, names, area, columns, reader.rows(columns))


def _periods_to_ask(day: date) -> list[Period]:
    """The national periods of the year that have begun; in the summer those of the year before."""
    book = CalendarBook([])
    for moment in (day, date(day.year - 1, 12, 31)):
        if begun := [one for one in book.periods_for(None, moment) if one.starts_on <= day]:
            return begun
    return []


class _Reader:
    """All that the grid shows, read for all pupils at once."""

    def __init__(self, user: Any, day: date, period: Period | None, *, is_last: bool) -> None:
        self.day, self._user = day, user
        recent = max((day - period.starts_on).days, 0) if period else 0
        enrollments = Enrollment.objects.select_related("school", "school_grade__level").order_by("starts_on", "pk")
        episodes = (
            teachable(user, day, recent_days=recent)
            .select_related(*EPISODE_PUPIL)
            .filter(seho__in=user.scope.seho_ids(*TEAM))
        )
        found = list(episodes.prefetch_related(Prefetch("patient__enrollments", enrollments)))
        calendars = calendars_of(found, day)
        self._periods = {one.pk: _period_of(one, day, period, calendars, is_last=is_last) for one in found}
        kept = [one for one in found if self._periods[one.pk] is not _ELSEWHERE]
        self.episodes = sorted(kept, key=lambda one: (one.seho_id, one.patient.search_name, one.pk))
        self.goals = goals_of(self.episodes)
        self._book, self._rules = CompetencyBook(day), RuleBook()
        self._own = {one.pk: _graded(self._book, one) for one in self.episodes}

    def area_names(self) -> list[str]:
        names: dict[str, tuple[bool, int]] = {}
        for areas in self._own.values():
            for area, _ in areas:
                names.setdefault(area.name, (not area.is_main, area.order))
        return sorted(names, key=lambda name: (names[name], name))

    def columns(self, area: str) -> list[Competency]:
        found: dict[int, Competency] = {}
        if area == OF_THE_PLAN:
            found = {goal.pk: goal for goals in self.goals.values() for goal in goals}
        else:
            for areas in self._own.values():
                found |= {one.pk: one for own, ones in areas if own.name == area for one in ones}
        return sorted(found.values(), key=lambda one: one.number)

    def rows(self, columns: Sequence[Competency]) -> list[GridRow]:
        marks, evidence = self._marks(), self._evidence()
        return [self._row(one, columns, marks[one.patient_id], evidence) for one in self.episodes]

    def _row(
        self,
        episode: Episode,
        columns: Sequence[Competency],
        marks: Mapping[int, list[Assessment]],
        evidence: Mapping[tuple[int, int], Counter[str]],
    ) -> GridRow:
        period = self._periods[episode.pk]
        key = period.pk if period else None
        own = {one.pk for _, ones in self._own[episode.pk] for one in ones}
        goals = {goal.pk for goal in self.goals.get(episode.pk, ())} & own
        enrollment = enrollment_on(episode.patient, min(self.day, episode.ends_on or self.day))
        rules = self._rules.of(episode.seho_id, enrollment.school_grade.level.code if enrollment else "")
        cells: list[GridCell | None] = []
        for competency in columns:
            told = marks.get(competency.pk, [])
            mark = _here(told, episode, key)
            if competency.pk not in own and mark is None:
                cells.append(None)
                continue
            counts = evidence.get((episode.pk, competency.pk), Counter())
            cells.append(
                GridCell(
                    episode, period, competency, mark, competency.pk in goals, counts["session"], counts["work"],
                    picture_of(in_order(told)), rules,
                )
            )  # fmt: skip
        here = {pk: mark for pk in marks if (mark := _here(marks[pk], episode, key))}
        written = {pk for pk, mark in here.items() if not lacks_conclusion(mark.level, mark.conclusion, rules)}
        is_finished = bool(here) and goals | set(here) == written
        return GridRow(episode, period, tuple(cells), len(goals & written), len(goals), is_finished)

    def _marks(self) -> dict[int, dict[int, list[Assessment]]]:
        """By pupil and competency, those of all the times in the services of this person."""
        rows = Assessment.objects.filter(
            episode__patient__in={one.patient_id for one in self.episodes},
            episode__seho__in=self._user.scope.seho_ids(*TEAM),
        )
        found: dict[int, dict[int, list[Assessment]]] = defaultdict(lambda: defaultdict(list))
        for row in rows.select_related("period", "episode", "assessed_by"):
            found[row.episode.patient_id][row.competency_id].append(row)
        return found

    def _evidence(self) -> dict[tuple[int, int], Counter[str]]:
        """Sessions and works of each pupil and competency, within the pupil's period."""
        found: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
        for what, rows in (("session", self._sessions()), ("work", self._works())):
            for episode_id, competency_id, day in rows:
                if _is_inside(self._periods[episode_id], day):
                    found[episode_id, competency_id][what] += 1
        return found

    def _sessions(self) -> Iterable[tuple[int, int, date]]:
        rows = Participation.objects.filter(
            episode__in=self.episodes, attended=True, competency__isnull=False, session__cancelled_at=None
        ).order_by()
        return rows.values_list("episode_id", "competency_id", "session__held_on")

    def _works(self) -> Iterable[tuple[int, int, date]]:
        rows = Work.objects.filter(episode__in=self.episodes, removed_at=None, competency__isnull=False).order_by()
        return rows.values_list("episode_id", "competency_id", "made_on")


# The pupil was in the service on no day of the period that was asked for.
_ELSEWHERE: Any = object()


def _period_of(episode: Episode, day: date, asked: Period | None, book: CalendarBook, *, is_last: bool) -> Any:
    own = touched_periods(episode, day, book)
    if not own:
        return None if is_last else _ELSEWHERE
    if asked is None:
        return own[-1]
    if episode.starts_on > asked.ends_on:
        return _ELSEWHERE
    return matching_period(own, asked) or _ELSEWHERE


def _graded(book: CompetencyBook, episode: Episode) -> list[tuple[Any, list[Competency]]]:
    return [(group.area, group.competencies) for group in book.of_episode(episode) if group.area.is_graded]


def _here(marks: Iterable[Assessment], episode: Episode, period_id: int | None) -> Assessment | None:
    return next((row for row in marks if (row.episode_id, row.period_id) == (episode.pk, period_id)), None)


def _is_inside(period: Period | None, day: date) -> bool:
    return period is None or period.starts_on <= day <= period.ends_on


def grid_cell(user: Any, episode: Episode, period: Period | None, competency: Competency, day: date) -> GridCell:
    """One cell by itself, as the grid would hold it."""
    rows = Assessment.objects.filter(
        episode__patient=episode.patient_id, competency=competency, episode__seho__in=user.scope.seho_ids(*TEAM)
    )
    marks = list(rows.select_related("period", "assessed_by"))
    since, until = (period.starts_on, min(period.ends_on, day)) if period else (date.min, day)
    evidence = evidence_of(episode, until, since).get(competency.pk)
    return GridCell(
        episode=episode,
        period=period,
        competency=competency,
        mark=_here(marks, episode, period.pk if period else None),
        is_goal=competency.pk in goal_ids(episode),
        sessions=evidence.sessions if evidence else 0,
        works=len(evidence.works) if evidence else 0,
        picture=picture_of(in_order(marks)),
        rules=RuleBook().of_episode(episode, day),
    )
