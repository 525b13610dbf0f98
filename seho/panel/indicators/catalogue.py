"""Every figure of supervision by its key, and the rooms that compute them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from types import ModuleType

from seho.panel.indicators import demand, network, papers, presence, pupils, quality, returns, teaching, times
from seho.panel.indicators.values import Asked, Dimension, Figures, Group, Indicator


@dataclass(frozen=True)
class Room:
    """A module with `INDICATORS` and `figures(asked)`; `DIMENSIONS` where its figures are broken down.

    One that only breaks down the figures of others says of which part of the panel it is (`GROUP`).
    """

    indicators: tuple[Indicator, ...]
    figures: Callable[[Asked], Figures]
    dimensions: tuple[Dimension, ...] = ()
    group: Group | None = None

    @classmethod
    def of(cls, module: ModuleType) -> Room:
        return cls(module.INDICATORS, module.figures, getattr(module, "DIMENSIONS", ()), getattr(module, "GROUP", None))

    def tells_of(self, groups: Collection[Group]) -> bool:
        return self.group in groups or any(one.group in groups for one in self.indicators)


ROOMS = tuple(
    map(
        Room.of,
        (
            demand,
            pupils,
            presence,
            times,
            teaching,
            papers,
            returns,
            network,
            quality,
        ),
    )
)  # fmt: skip

INDICATORS: dict[str, Indicator] = {one.key: one for room in ROOMS for one in room.indicators}
DIMENSIONS: dict[str, Dimension] = {one.key: one for room in ROOMS for one in room.dimensions}


def of_group(group: Group) -> list[Indicator]:
    """The figures of one part of the panel, in their order."""
    return [one for one in INDICATORS.values() if one.group == group]
