"""The evaluation of the invented pupils: a bimester nearly finished, earlier levels, phrases, favourites."""

from __future__ import annotations

from datetime import date

from attendance.phrases import program_phrases
from attendance.queries import goals_of, touched_periods
from attendance.services import Mark, add_phrase, assess_all, toggle_favourite
from patients.models import Episode
from seho.curriculum.models import Competency, Period
from seho.panel.demo.places import Place
from seho.panel.demo.pupils import Told

_EARLIER = ("C", "B", "B", "A")
_NOW = ("B", "A", "AD", "A")
_TEAM_PHRASES = (
    (8, "B", "Comprende lo que lee cuando conversamos sobre el texto; en casa conviene leer juntos cada noche."),
    (23, "A", "Resuelve problemas de su vida diaria con cantidades y explica cómo lo hizo con material concreto."),
)


def evaluate(place: Place, told: list[Told], today: date) -> None:
    """Earlier periods of the long stays, and of those in attention all goals but the last one."""
    goals = goals_of([one.episode for one in told])
    for one in told:
        own = goals.get(one.episode.pk, [])
        periods = touched_periods(one.episode, one.ended_on or today)
        for turn, period in enumerate(periods[:-1]):
            _assess(place, one.episode, period, own, _EARLIER, one.number + turn)
        if periods and one.ended_on is None and one.story.days < 30:
            _assess(place, one.episode, periods[-1], own[:-1], _NOW, one.number, today)
    _keep_phrases(place)


def _assess(
    place: Place,
    episode: Episode,
    period: Period,
    goals: list[Competency],
    levels: tuple[str, ...],
    turn: int,
    day: date | None = None,
) -> None:
    """One C of the team is left without its conclusion, as it happens."""
    marks = []
    for order, goal in enumerate(goals):
        level = levels[(turn + order) % len(levels)]
        text = program_phrases(goal.number)[level][turn % 2]
        marks.append(Mark(goal.pk, level, conclusion=text if level in "BC" else ""))
    assess_all(by=place.teacher, episode=episode, period=period, marks=marks, today=day or period.ends_on)


def _keep_phrases(place: Place) -> None:
    competencies = {one.number: one for one in Competency.objects.filter(number__in=[n for n, _, _ in _TEAM_PHRASES])}
    for number, level, text in _TEAM_PHRASES:
        competency = competencies[number]
        add_phrase(by=place.teacher, seho=place.seho, competency=competency, level=level, text=text)
        toggle_favourite(
            by=place.teacher, competency=competency, level=level, text=program_phrases(number)[level][0]
        )  # fmt: skip
