"""Progress over time as a small picture: the levels of one competency, period after period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attendance.models import Assessment
from attendance.rules import GRADED, level_steps
from seho.curriculum.models import Period

# Of the picture, in its own units: from one period to the next, from one level to the next, the room around, and that
# below for the names of the periods.
_PITCH, _RISE, _EDGE, _FOOT = 40, 14, 10, 8


@dataclass(frozen=True)
class Dot:
    """One level of the picture. `level` is "NE" where it was not evaluated: a ring below, never a C."""

    x: int
    y: int
    level: str
    name: str
    short_name: str


@dataclass(frozen=True)
class Picture:
    """`line` joins what was evaluated one after the other; `words` say the same to who does not see it."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    words: str


def picture_of(marks: Sequence[Assessment]) -> Picture | None:
    """Of the marks of one competency in the order of their periods; one alone makes no picture."""
    if len(marks) < 2:
        return None
    heights = level_steps(mark.level for mark in marks)
    lowest = _EDGE + _RISE * len(GRADED)
    dots = tuple(
        Dot(
            x=_EDGE + _PITCH * place,
            y=lowest - _RISE * (height or 0),
            level=mark.level,
            name=period_words(mark.period),
            short_name=mark.period.name.split()[0] if mark.period else "–",
        )
        for place, (mark, height) in enumerate(zip(marks, heights, strict=True))
    )
    width = 2 * _EDGE + _PITCH * (len(dots) - 1)
    return Picture(width, lowest + _EDGE + _FOOT, dots, tuple(_lines(dots)), _words(dots))


def in_order(marks: Sequence[Assessment]) -> list[Assessment]:
    """By the beginning of their periods; what was assessed outside of any stands at its own day."""
    return sorted(marks, key=lambda mark: (mark.period.starts_on if mark.period else mark.assessed_on, mark.pk))


def period_words(period: Period | None) -> str:
    return f"{period.name} {period.starts_on.year}" if period else "Sin periodo"


def _lines(dots: Sequence[Dot]) -> list[str]:
    """What was not evaluated parts the line: nobody knows what lay between."""
    runs: list[list[str]] = [[]]
    for dot in dots:
        if dot.level == "NE":
            runs.append([])
        else:
            runs[-1].append(f"{dot.x},{dot.y}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _words(dots: Sequence[Dot]) -> str:
    return "; ".join(f"{dot.name}: {'no evaluada' if dot.level == 'NE' else dot.level}" for dot in dots)
