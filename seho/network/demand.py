"""The figures of the demand that a dossier holds (art. 25.2, 29). Who counts them stands on a higher floor:

from seho.network import demand
demand.told_by(years=..., figures=...)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, Self

from seho.network.models import Ugel


@dataclass(frozen=True)
class DemandNumber:
    """`told_to_region`: the DRE, which opens no list, is told this number too."""

    title: str
    count: int
    told_to_region: bool


@dataclass(frozen=True)
class DemandTable:
    """A number by what tells its cases apart; a count that is reserved is None, a table without rows wholly so."""

    title: str
    rows: tuple[tuple[str, int | None], ...]
    told_to_region: bool


@dataclass(frozen=True)
class DemandFigures:
    """What the services of a UGEL registered in a school year, as of a day: as it may be told outside the ministry."""

    year: int
    label: str
    counted_on: date
    services: tuple[str, ...]
    numbers: tuple[DemandNumber, ...]
    tables: tuple[DemandTable, ...]

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "label": self.label,
            "counted_on": self.counted_on.isoformat(),
            "services": list(self.services),
            "numbers": [[one.title, one.count, one.told_to_region] for one in self.numbers],
            "tables": [[one.title, [list(row) for row in one.rows], one.told_to_region] for one in self.tables],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            kept["year"],
            kept["label"],
            date.fromisoformat(kept["counted_on"]),
            tuple(kept["services"]),
            tuple(DemandNumber(*one) for one in kept["numbers"]),
            tuple(
                DemandTable(title, tuple((name, count) for name, count in rows), told)
                for title, rows, told in kept["tables"]
            ),
        )

    @property
    def has_reserved(self) -> bool:
        return any(count is None for table in self.tables for _, count in table.rows) or not all(
            table.rows for table in self.tables
        )

    def for_region(self) -> Self:
        """As the DRE reads it."""
        return type(self)(
            self.year,
            self.label,
            self.counted_on,
            self.services,
            tuple(one for one in self.numbers if one.told_to_region),
            tuple(one for one in self.tables if one.told_to_region),
        )


class Counter(Protocol):
    def __call__(self, ugel: Ugel, year: int, *, today: date) -> DemandFigures | None: ...


Years = Callable[[date], Sequence[int]]
_COUNTERS: list[tuple[Years, Counter]] = []


def told_by(*, years: Years, figures: Counter) -> None:
    """`figures` answers None where the UGEL has no service that ever worked."""
    _COUNTERS[:] = [(years, figures)]


def years(today: date) -> Sequence[int]:
    """The school years whose figures may be asked for, the last first."""
    return _COUNTERS[0][0](today) if _COUNTERS else ()


def usual_year(today: date) -> int | None:
    """The last one that is over, where it can be told."""
    known = years(today)
    return known[min(1, len(known) - 1)] if known else None


def demand_of(ugel: Ugel, year: int, *, today: date) -> DemandFigures | None:
    return _COUNTERS[0][1](ugel, year, today=today) if _COUNTERS else None
