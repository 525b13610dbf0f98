"""On which days a service is expected to teach: weekdays in weeks of class, without the holidays of the country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from patients.rules import Days

# Day and month (D. Leg. 713, art. 6; leyes 31381, 31530, 31788 y 31822).
HOLIDAYS = frozenset(
    {
        (1, 1), (1, 5), (7, 6), (29, 6), (23, 7), (28, 7), (29, 7), (6, 8), (30, 8), (8, 10), (1, 11), (8, 12), (9, 12),
        (25, 12),
    }
)  # fmt: skip


def class_days(days: Days, weeks: Iterable[Days], known_years: Iterable[int]) -> list[date]:
    """The weekdays of `days` that lie in weeks of class; of a year whose weeks nobody knows, every weekday."""
    weeks, known = list(weeks), frozenset(known_years)
    return [
        day
        for day in (days.start + timedelta(days=number) for number in range(days.length))
        if day.weekday() < 5
        and not is_holiday(day)
        and (day.year not in known or any(week.covers(day) for week in weeks))
    ]


def is_holiday(day: date) -> bool:
    """A holiday of the country; Jueves and Viernes Santo move with Easter."""
    easter = easter_of(day.year)
    return (day.day, day.month) in HOLIDAYS or day in (easter - timedelta(days=3), easter - timedelta(days=2))


def easter_of(year: int) -> date:
    """Easter Sunday of the Gregorian calendar: the Sunday after the paschal full moon."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def between(taught_on: date | None, day: date, days: Sequence[date]) -> int:
    """How many of these class days lie after the last one that was taught, up to `day`."""
    return sum(1 for one in days if one <= day and (taught_on is None or one > taught_on))
