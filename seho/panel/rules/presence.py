"""Figures of the service that the norm asks for, as pure functions over dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from patients.rules import Days, Span, Window, counted, nth_day

LONG_STAY_DAYS = 15
WARN_AGREEMENT_DAYS = 90


@dataclass(frozen=True)
class LongStays:
    """Pupils in hospital at the same time who have been there 15 days or more (art. 16.3).

    `by_day` holds one count for each day of the period, in order; `average` is their mean.
    """

    period: Days
    by_day: tuple[int, ...]

    @property
    def average(self) -> float:
        return sum(self.by_day) / len(self.by_day)

    @property
    def highest(self) -> int:
        return max(self.by_day)


@dataclass(frozen=True)
class HospitalDays:
    """The hospital stays of one pupil and the academic windows in which their days add up (R4)."""

    stays: tuple[Span, ...]
    windows: tuple[Window, ...]


def long_stays(pupils: Iterable[HospitalDays], *, period: Days, today: date) -> LongStays:
    """Art. 16.3: on each day of `period`, how many pupils were present with 15 accumulated days or more.

    A day counts for a pupil when it lies in a stay and is at least the 15th distinct hospital day of its academic
    window (R2). Days after `today` count nobody.
    """
    changes = [0] * (period.length + 1)
    for pupil in pupils:
        for run in _long_runs(pupil, period, today):
            changes[(run.start - period.start).days] += 1
            changes[(run.end - period.start).days + 1] -= 1
    counts, present = [], 0
    for change in changes[:-1]:
        present += change
        counts.append(present)
    return LongStays(period, tuple(counts))


def was_long(pupil: HospitalDays, *, period: Days, today: date) -> bool:
    """On at least one day of `period` this pupil is one of those of `long_stays`."""
    return any(True for _ in _long_runs(pupil, period, today))


def _long_runs(pupil: HospitalDays, period: Days, today: date) -> Iterable[Days]:
    for window in pupil.windows:
        runs = counted(pupil.stays, window, today)
        since = nth_day(runs, LONG_STAY_DAYS)
        if since is None:
            continue
        for run in runs:
            start, end = max(run.start, since, period.start), min(run.end, period.end)
            if start <= end:
                yield Days(start, end)


def week_of(day: date) -> Days:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))


def agreement_days_left(ends_on: date | None, *, today: date) -> int | None:
    """Days until the last agreement ends (art. 26.c): 0 on its last day, negative later; None without one."""
    return (ends_on - today).days if ends_on else None
