"""Calendar days: what a span is, what an academic window is, how days are counted.

Readings R1 to R5 and R18 of docs/norm.md: both ends count, a day counts once, days count in the academic
window in which they lie and are not carried over, and an open span counts up to today.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from patients.rules.words import from_to

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Calendar days from `start` to `end`, both included (R1); `end` is None while it is open.

    Raises ValueError when it would end before it starts: check what a person typed with
    `patients.rules.checks` first.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a span cannot end before it starts")

    @property
    def is_open(self) -> bool:
        return self.end is None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Days:
    """A closed run of days, both ends included: what is left of spans once they are counted."""

    start: date
    end: date

    @property
    def length(self) -> int:
        return (self.end - self.start).days + 1

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end

    def touches(self, other: "Days") -> bool:
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class Window(Days):
    """An academic window: "un año escolar o periodo promocional" (art. 5.7 to 5.9, 9.1 to 9.3; R4).

    `label` is read after "en el": "año escolar 2025", "periodo promocional 2025-I".
    """

    label: str

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a window cannot end before it starts")

    def __str__(self) -> str:
        """After "en el": año escolar 2025 (del 1 de enero al 31 de diciembre de 2025)."""
        name = self.label.replace("Año", "año", 1)
        return f"{name} ({from_to(self.start, self.end)})"


def last_day(start: date, days: int) -> date:
    """The last of `days` calendar days that begin on `start` (R1): 31 days from 1 July end on 31 July."""
    return start + timedelta(days=days - 1)


# --- Academic windows (R4, R5) ---------------------------------------------------------------


def school_year(year: int) -> Window:
    """The default window of EBR and EBE: 1 January to 31 December (R4)."""
    return Window(date(year, 1, 1), date(year, 12, 31), f"año escolar {year}")


def tile(periods: Iterable[Window]) -> tuple[Window, ...]:
    """The windows of a school that has periods of its own (EBA: promotional periods), without holes between
    them (R4).

    Each runs from its start to the eve of the next start; the last one to the end of its calendar year, or to
    its own end when that is later. Periods may come in any order; two that start on the same day raise
    ValueError.
    """
    ordered = sorted(periods, key=lambda period: period.start)
    if len({period.start for period in ordered}) < len(ordered):
        raise ValueError("two periods of a school cannot start on the same day")
    tiles = [Window(period.start, following.start - _DAY, period.label) for period, following in pairwise(ordered)]
    if ordered:
        last = ordered[-1]
        tiles.append(Window(last.start, max(last.end, date(last.start.year, 12, 31)), last.label))
    return tuple(tiles)


def window_on(day: date, periods: Iterable[Window] = ()) -> Window:
    """The academic window of `day`: that of the school's own `periods`, else the calendar year (R4).

    Before the first known period and after the last one, the window is what they leave of the calendar year.
    """
    tiles = tile(periods)
    for window in tiles:
        if window.covers(day):
            return window
    year = school_year(day.year)
    starts = [window.end + _DAY for window in tiles if year.start <= window.end < day]
    ends = [window.start - _DAY for window in tiles if day < window.start <= year.end]
    return Window(max([year.start, *starts]), min([year.end, *ends]), year.label)


def windows_touched(span: Span, *, periods: Sequence[Window] = (), today: date) -> tuple[Window, ...]:
    """The academic windows in which `span` has days up to `today`: a stay over 31 December has two (R5)."""
    end = today if span.end is None else min(span.end, today)
    windows: list[Window] = []
    day = span.start
    while day <= end:
        windows.append(window_on(day, periods))
        day = windows[-1].end + _DAY
    return tuple(windows)


# --- Counting (R1, R2, R3, R18) --------------------------------------------------------------


def merge(runs: Iterable[Days]) -> tuple[Days, ...]:
    """The same days as runs that neither overlap nor touch, in order (R3)."""
    merged: list[Days] = []
    for run in sorted(runs, key=lambda run: run.start):
        if merged and run.start <= merged[-1].end + _DAY:
            merged[-1] = Days(merged[-1].start, max(merged[-1].end, run.end))
        else:
            merged.append(Days(run.start, run.end))
    return tuple(merged)


def counted(spans: Iterable[Span], window: Days, today: date) -> tuple[Days, ...]:
    """The distinct days of `spans` in `window` and not after `today`, as merged runs (R2, R3, R5, R18)."""
    limit = min(window.end, today)
    runs = []
    for span in spans:
        start = max(span.start, window.start)
        end = limit if span.end is None else min(span.end, limit)
        if start <= end:
            runs.append(Days(start, end))
    return merge(runs)


def total(runs: Iterable[Days]) -> int:
    """How many days merged runs hold."""
    return sum(run.length for run in runs)


def days_counted(spans: Iterable[Span], window: Days, today: date) -> int:
    """How many distinct days of `spans` lie in `window`, none of them after `today` (R1, R2, R3, R18)."""
    return total(counted(spans, window, today))


def nth_day(runs: Sequence[Days], number: int) -> date | None:
    """The date of the `number`-th day (from 1) of merged runs; None when they hold fewer."""
    left = number
    for run in runs:
        if left <= run.length:
            return last_day(run.start, left)
        left -= run.length
    return None
