"""How a room says its figures: by service and for the whole, from counts and from lists of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import TypeVar

from seho.clock import LIMA
from seho.panel.indicators.values import Asked, Figures, Measure

Numbers = Mapping[int, float]
Value = TypeVar("Value")


def after(day: date) -> datetime:
    """The first moment of the day after it, in Lima: what happened before it had happened by that day."""
    return datetime.combine(day + timedelta(days=1), time.min, LIMA)


class Tally:
    """Collects the figures of a room. Every service that was asked has every figure, those that counted nothing too.

    Numbers and lists come by service; of services that were not asked they are left out.
    """

    def __init__(self, asked: Asked) -> None:
        self._ids = asked.seho_ids
        self._whole: dict[str, Measure] = {}
        self._by_service: dict[int, dict[str, Measure]] = {seho_id: {} for seho_id in asked.seho_ids}

    def count(self, key: str, numbers: Numbers, base: Numbers | None = None) -> None:
        """A number that adds up; `base` where it is not of what it counts (minutes of so many sessions)."""
        base = numbers if base is None else base
        for seho_id in self._ids:
            self._by_service[seho_id][key] = _counted(numbers.get(seho_id, 0), base.get(seho_id, 0))
        self._whole[key] = _counted(self._sum(numbers), self._sum(base))

    def share(self, key: str, part: Numbers, of: Numbers) -> None:
        """How many of a hundred; nothing where there is nothing of which to have a part."""
        for seho_id in self._ids:
            self._by_service[seho_id][key] = _quotient(100 * part.get(seho_id, 0), of.get(seho_id, 0))
        self._whole[key] = _quotient(100 * self._sum(part), self._sum(of))

    def each(self, key: str, total: Numbers, among: Numbers, base: Numbers) -> None:
        """So much for each one of `among` (professionals as an average of days), who were `base` people."""
        for seho_id in self._ids:
            value = _quotient(total.get(seho_id, 0), among.get(seho_id, 0)).value
            self._by_service[seho_id][key] = Measure(value, int(base.get(seho_id, 0)))
        self._whole[key] = Measure(_quotient(self._sum(total), self._sum(among)).value, int(self._sum(base)))

    def median(self, key: str, days: Mapping[int, Sequence[int]]) -> None:
        for seho_id in self._ids:
            self._by_service[seho_id][key] = _middle(days.get(seho_id, ()))
        self._whole[key] = _middle([day for seho_id in self._ids for day in days.get(seho_id, ())])

    def figures(self) -> Figures:
        return Figures(whole=self._whole, by_service=self._by_service)

    def _sum(self, numbers: Numbers) -> float:
        return sum(numbers.get(seho_id, 0) for seho_id in self._ids)


def grouped(pairs: Iterable[tuple[int, Value]]) -> dict[int, list[Value]]:
    """(service, value) pairs by service."""
    found: dict[int, list[Value]] = {}
    for seho_id, value in pairs:
        found.setdefault(seho_id, []).append(value)
    return found


def _counted(number: float, base: float) -> Measure:
    return Measure(float(number), int(base))


def _quotient(part: float, of: float) -> Measure:
    return Measure(part / of if of else None, int(of))


def _middle(days: Sequence[int]) -> Measure:
    return Measure(float(median(days)) if days else None, len(days))
