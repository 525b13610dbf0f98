"""The figures that are broken down, as bars: who the pupils are, how they were found, why they were not attended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seho.panel.board.cards import Card
from seho.panel.charts import BarRow, Bars, DayLine, bars, day_line, funnel
from seho.panel.indicators.catalogue import DIMENSIONS, INDICATORS
from seho.panel.indicators.periods import Period
from seho.panel.indicators.scope import Scope
from seho.panel.indicators.suppression import SMALLEST, Cell, may_break_down, shown_tables
from seho.panel.indicators.values import Dimension, Figures, Indicator
from seho.panel.services.snapshots import Shown

# The way of a pupil into the service, step by step.
STEPS = ("identificados", "autorizados", "registrados", "atendidos")
# What is told of by how pupils were found and why they were not attended, and by who they are.
DEMAND = ("identificados", "no-atendidos")
BY_PUPIL = ("atendidos", "registrados")
DAY_BY_DAY = "quince-dias-promedio"


@dataclass(frozen=True)
class Breakdown:
    """One figure by one dimension, as bars; `is_long` takes the whole width."""

    indicator: Indicator
    dimension: Dimension
    bars: Bars

    @property
    def is_long(self) -> bool:
        return len(self.bars.rows) > 8


@dataclass(frozen=True)
class Breakdowns:
    """What is told of a figure. `withheld` are the dimensions that are not told of this scope and period."""

    told: tuple[Breakdown, ...]
    withheld: tuple[Dimension, ...]

    @property
    def has_hidden(self) -> bool:
        return any(one.bars.has_hidden for one in self.told)


def broken_down(figures: Figures) -> list[str]:
    """The figures that are told by who the pupils are, those of most interest first."""
    return [key for key in BY_PUPIL if figures.tables.get(key)]


def breakdowns(figures: Figures, keys: Iterable[str], scope: Scope, period: Period) -> Breakdowns:
    """A chart for each dimension of these figures in which somebody counts."""
    told: list[Breakdown] = []
    withheld: list[Dimension] = []
    for key in keys:
        tables = figures.tables.get(key, {})
        cells = shown_tables(tables, DIMENSIONS, scope.is_suppressed)
        for dimension in DIMENSIONS.values():
            total = sum(tables.get(dimension.key, {}).values())
            if not total:
                continue
            if may_break_down(scope, period, dimension):
                told.append(Breakdown(INDICATORS[key], dimension, _bars(cells[dimension.key], total)))
            else:
                withheld.append(dimension)
    return Breakdowns(tuple(told), tuple(withheld))


def _bars(cells: Sequence[Cell], total: int) -> Bars:
    """Where not even the categories are told, no rows."""
    return bars(
        BarRow(cell.category, cell.count, note="" if cell.count is None else f"{cell.count / total * 100:.0f} %")
        for cell in cells
        if cell.count != 0
    )


def steps(cards: Sequence[Card], shown: Shown) -> Bars | None:
    """The funnel of the demand, where every step was computed and is told."""
    assert shown.figures is not None, "asked for what was computed"
    measures = [shown.figures.whole.get(key) for key in STEPS]
    if any(measure is None or measure.value is None for measure in measures) or any(map(shown.is_hidden, STEPS)):
        return None
    urls = {card.indicator.key: card.url for card in cards}
    return funnel(
        [
            (INDICATORS[key].title, measure.value or 0, urls.get(key, ""))
            for key, measure in zip(STEPS, measures, strict=True)
            if measure is not None
        ]
    )


def days_in_hospital(scope: Scope, shown: Shown) -> DayLine | None:
    """Art. 16.3, against the team on an average day. Who sees figures alone sees no day of 1 to 4 pupils."""
    assert shown.figures is not None, "asked for what was computed"
    counts = shown.figures.daily.get(DAY_BY_DAY, ())
    is_reserved = scope.is_suppressed and not scope.sees_rows
    if is_reserved and any(0 < count < SMALLEST for count in counts):
        return None
    team = shown.figures.whole.get("profesionales")
    return day_line(counts, shown.period.elapsed(shown.as_of), ceiling=team.value if team else None)
