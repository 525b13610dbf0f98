"""Every figure of supervision by its key, and the rooms that compute them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from types import ModuleType

from seho.panel.indicators import demand, network, papers, presence, pupils, quality, returns, teaching, times
from seho.panel.indicators.values import Asked, Dimension, Figures, Group, Indicator

# What a page reads: whole parts of the panel, and single figures.
Wanted = Collection[Group | Indicator]
EVERY: Wanted = tuple(Group)


@dataclass(frozen=True)
class Room:
    """What is computed together: a module with `INDICATORS` and `figures(asked)`, or each of its `PARTS`.

    `dimensions` where its figures are broken down (`DIMENSIONS`). One that only breaks down the figures of others says
    of which part of the panel it is (`GROUP`).
    """

    indicators: tuple[Indicator, ...]
    figures: Callable[[Asked], Figures]
    dimensions: tuple[Dimension, ...] = ()
    group: Group | None = None

    @classmethod
    def of(cls, module: ModuleType) -> Iterator[Room]:
        if hasattr(module, "PARTS"):
            for indicators, figures in module.PARTS:
                yield cls(indicators, figures)
        else:
            dimensions, group = getattr(module, "DIMENSIONS", ()), getattr(module, "GROUP", None)
            yield cls(module.INDICATORS, module.figures, dimensions, group)

    def tells_of(self, wanted: Wanted) -> bool:
        return self.group in wanted or any(one in wanted or one.group in wanted for one in self.indicators)


_MODULES = (demand, pupils, presence, times, teaching, papers, returns, network, quality)
ROOMS = tuple(room for module in _MODULES for room in Room.of(module))

INDICATORS: dict[str, Indicator] = {one.key: one for module in _MODULES for one in module.INDICATORS}
DIMENSIONS: dict[str, Dimension] = {one.key: one for room in ROOMS for one in room.dimensions}


def of_group(group: Group) -> list[Indicator]:
    """The figures of one part of the panel, in their order."""
    return [one for one in INDICATORS.values() if one.group == group]
