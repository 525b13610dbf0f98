"""What the entries of a service cost: the usual time and how many are made on the day itself, by kind and in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from attendance.models import EntryTime
from attendance.rules.load import month_of, same_day_percent, told, usual_seconds, week_of
from seho.entries import EntryKind
from seho.network.models import Seho
from seho.text import MONTHS

Bar = tuple[str, int]

# As many bars as a phone shows with their names.
WEEKS, MONTHS_BACK = 8, 12


@dataclass(frozen=True)
class Span:
    """How far back, and by what the bars stand."""

    first: date
    bucket: Callable[[date], date]
    label: Callable[[date], str]


@dataclass(frozen=True)
class KindLoad:
    """The entries of one kind; what is None was said of too few.

    `times` are bars of (label, seconds) and `shares` of (label, percent), for the weeks or months with enough.
    """

    label: str
    count: int
    unmeasured: int
    seconds: int | None
    same_day: int | None
    times: tuple[Bar, ...]
    shares: tuple[Bar, ...]

    @property
    def usual(self) -> str:
        return told(self.seconds)


def weeks_until(day: date) -> Span:
    return Span(week_of(day) - timedelta(weeks=WEEKS - 1), lambda week: week, lambda week: f"{week:%d/%m}")


def months_until(day: date) -> Span:
    months = day.year * 12 + day.month - MONTHS_BACK
    first = date(months // 12, months % 12 + 1, 1)
    return Span(first, month_of, lambda month: MONTHS[month.month - 1][:3])


def load_of(user: Any, seho: Seho, span: Span) -> list[KindLoad]:
    """Each kind of which something was entered, in the order of the kinds."""
    rows: dict[str, list[tuple[date, int | None, bool | None]]] = {}
    kept = EntryTime.objects.visible_to(user).filter(seho=seho, week__gte=span.first).order_by()
    for kind, week, seconds, same_day in kept.values_list("kind", "week", "seconds", "same_day"):
        rows.setdefault(kind, []).append((week, seconds, same_day))
    return [_kind_load(kind, rows[kind], span) for kind in EntryKind if kind in rows]


def _kind_load(kind: EntryKind, rows: list[tuple[date, int | None, bool | None]], span: Span) -> KindLoad:
    times = [(week, seconds) for week, seconds, _ in rows]
    days = [(week, same_day) for week, _, same_day in rows]
    return KindLoad(
        label=str(kind.label),
        count=len(rows),
        unmeasured=sum(seconds is None for _, seconds in times),
        seconds=usual_seconds(seconds for _, seconds in times),
        same_day=same_day_percent(same_day for _, same_day in days),
        times=tuple(_bars(times, span, usual_seconds)),
        shares=tuple(_bars(days, span, same_day_percent)),
    )


def _bars(values: Iterable[tuple[date, Any]], span: Span, told: Callable[[list[Any]], int | None]) -> Iterator[Bar]:
    buckets: dict[date, list[Any]] = {}
    for week, value in values:
        buckets.setdefault(span.bucket(week), []).append(value)
    for start in sorted(buckets):
        height = told(buckets[start])
        if height is not None:
            yield span.label(start), height
