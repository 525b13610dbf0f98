"""Who has not finished being evaluated: by pupil and period, never by who teaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from attendance.frozen import frozen_among
from attendance.models import Assessment
from attendance.queries.evaluation import calendars_of, touched_periods
from attendance.queries.evaluation_rules import RuleBook
from attendance.queries.teaching import goals_of, teachable
from attendance.rules import lacks_conclusion
from patients.due import LATE, NOW, SOON, DueItem
from patients.models import Enrollment, Episode
from patients.querysets import TEAM
from seho.curriculum.models import Competency, Period
from seho.curriculum.queries import CalendarBook
from seho.text import plural

PERIOD_ENDS_SOON_DAYS = 10
# So long after the egress an unfinished evaluation is still asked for.
AFTER_EGRESS_DAYS = 15


@dataclass(frozen=True)
class BoardLine:
    """One pupil in one period: each competency of the plan with its mark, None where it is missing.

    `unwritten` are the competencies whose level needs a conclusion and has none.
    """

    episode: Episode
    period: Period | None
    marks: tuple[tuple[Competency, Assessment | None], ...]
    unwritten: tuple[Competency, ...]
    is_begun: bool
    day: date

    @property
    def missing(self) -> tuple[Competency, ...]:
        return tuple(goal for goal, mark in self.marks if mark is None)

    @property
    def done(self) -> int:
        return sum(mark is not None and goal not in self.unwritten for goal, mark in self.marks)

    @property
    def is_finished(self) -> bool:
        return self.is_begun and not self.missing and not self.unwritten

    @property
    def ends_on(self) -> date | None:
        """The day by which it is due: of the egress, else of the period."""
        return self.episode.ends_on or (self.period.ends_on if self.period else None)

    @property
    def days_left(self) -> int | None:
        return (self.ends_on - self.day).days if self.ends_on else None

    @property
    def lack(self) -> str:
        """What is missing, in words; empty when nothing is."""
        parts = []
        if self.missing:
            parts.append(plural(len(self.missing), "competencia sin nivel", "competencias sin nivel"))
        elif not self.is_begun:
            parts.append("ninguna competencia evaluada")
        if self.unwritten:
            parts.append(plural(len(self.unwritten), "conclusión por escribir", "conclusiones por escribir"))
        return " y ".join(parts)


class Standings:
    """Plans, marks and rules of many pupils, read at once; their enrolments are loaded with school and level."""

    def __init__(self, episodes: Sequence[Episode], day: date) -> None:
        self._day, self._rules = day, RuleBook()
        self._goals = goals_of(episodes)
        self._marks: dict[tuple[int, int | None], list[Assessment]] = defaultdict(list)
        rows = Assessment.objects.filter(episode__in=episodes).select_related("competency")
        for row in rows:
            self._marks[row.episode_id, row.period_id].append(row)

    def line(self, episode: Episode, period: Period | None) -> BoardLine:
        rules = self._rules.of_episode(episode, self._day)
        marks = self._marks[episode.pk, period.pk if period else None]
        by_competency = {mark.competency_id: mark for mark in marks}
        goals = self._goals.get(episode.pk, ())
        return BoardLine(
            episode=episode,
            period=period,
            marks=tuple((goal, by_competency.get(goal.pk)) for goal in goals),
            unwritten=tuple(
                mark.competency for mark in marks if lacks_conclusion(mark.level, mark.conclusion, rules)
            ),
            is_begun=bool(marks),
            day=self._day,
        )  # fmt: skip


def evaluation_board(user: Any, day: date) -> list[BoardLine]:
    """How far each pupil is in the last period of the stay, the unfinished first; those who left just now too."""
    episodes = list(_with_schools(teachable(user, day, recent_days=AFTER_EGRESS_DAYS)).filter(
        seho__in=user.scope.seho_ids(*TEAM)
    ))  # fmt: skip
    book, standings = calendars_of(episodes, day), Standings(episodes, day)
    lines = [standings.line(one, _last(touched_periods(one, day, book))) for one in episodes]
    return sorted(
        lines,
        key=lambda line: (
            line.is_finished, line.ends_on or date.max, line.episode.patient.search_name, line.episode.pk
        ),
    )  # fmt: skip


def assessment_items(
    sehos: Iterable[int], in_attention: Sequence[Episode], day: date, book: CalendarBook
) -> list[DueItem]:
    """For "Hoy": what is not finished when a period ends soon or ended, and when a pupil left."""
    since = day - timedelta(days=AFTER_EGRESS_DAYS)
    ended = Episode.objects.filter(seho__in=list(sehos), ends_on__gte=since, ends_on__lte=day)
    left = list(_with_schools(ended.select_related("patient")))
    standings = Standings([*in_attention, *left], day)
    left_book = calendars_of(left, day) if left else book
    lines = [standings.line(one, period) for one in in_attention for period in touched_periods(one, day, book)]
    items = [_period_item(line) for line in lines if not line.is_finished and (line.days_left or 0) <= _SOON]
    gone = [standings.line(one, _last(touched_periods(one, day, left_book))) for one in left]
    return items + [_egress_item(line) for line in _owed(gone)]


_SOON = PERIOD_ENDS_SOON_DAYS


def _owed(lines: Iterable[BoardLine]) -> list[BoardLine]:
    """Of whoever left: what was begun or planned, until the papers are out."""
    open_ones = [line for line in lines if not line.is_finished and (line.marks or line.is_begun) and line.ends_on]
    told = frozen_among({line.episode.pk: line.ends_on for line in open_ones if line.ends_on})
    return [line for line in open_ones if line.episode.pk not in told]


def _period_item(line: BoardLine) -> DueItem:
    assert line.period is not None, "only periods are asked"
    verb = "falta terminar la evaluación del" if line.is_begun else "falta evaluar el"
    left = line.days_left or 0
    return _item(line, f"{verb} {line.period.name}", LATE if left < 0 else SOON)


def _egress_item(line: BoardLine) -> DueItem:
    return _item(line, "salió del servicio y falta terminar su evaluación", NOW)


def _item(line: BoardLine, words: str, urgency: int) -> DueItem:
    patient = line.episode.patient
    period = f"?bimestre={line.period.pk}" if line.period else ""
    lack = f" ({line.lack})" if line.is_begun or line.marks else ""
    return DueItem(
        kind="assessment",
        text=f"{patient.initials}: {words}{lack}",
        url=reverse("attendance:assessment", args=[patient.pk]) + period,
        act_label="Evaluar",
        due_on=line.ends_on,
        urgency=urgency,
        patient_id=patient.pk,
    )


def _with_schools(episodes: Any) -> Any:
    enrollments = Enrollment.objects.select_related("school", "school_grade__level").order_by("starts_on", "pk")
    return episodes.prefetch_related(Prefetch("patient__enrollments", enrollments))


def _last(periods: Sequence[Period]) -> Period | None:
    return periods[-1] if periods else None
