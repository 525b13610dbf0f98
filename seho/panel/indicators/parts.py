"""A room whose figures come from several readings: a page that shows some of them does only theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from seho.panel.indicators.reading import reading_once
from seho.panel.indicators.tally import Tally
from seho.panel.indicators.values import Asked, Figures, Indicator, merge

Figuring = Callable[[Asked], Figures]
Part = tuple[tuple[Indicator, ...], Figuring]


def part(indicators: Iterable[Indicator], counting: Callable[[Asked, Tally], None], *keys: str) -> Part:
    """The figures of these keys, and what computes them."""

    def figures(asked: Asked) -> Figures:
        tally = Tally(asked)
        counting(asked, tally)
        return tally.figures()

    return tuple(one for one in indicators if one.key in keys), figures


def together(parts: Iterable[Part]) -> Figuring:
    """The figures of the whole room."""
    parts = tuple(parts)

    def figures(asked: Asked) -> Figures:
        with reading_once():
            return merge(one(asked) for _, one in parts)

    return figures
