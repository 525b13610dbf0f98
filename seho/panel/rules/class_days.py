"""On which days a service is expected to teach: weekdays in weeks of class, without the holidays of the country."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from patients.rules import Days

# Day and month (D. Leg. 713, art. 6; leyes 31381, 31530, 31788 y 31822).
HOLIDAYS = frozenset(
    {
        (1, 1), (1, 5), (7, 6), (29, 6), (23, 7), (28, 7), (29, 7), (6, 8), (30, 8), (8, 10), (1, 11), (8, 12), (9, 12),
        (25, 12),
    }
)  # fmt: skip

# Of a year whose weeks of class nobody knows: no school has classes before March or after the middle of December.
FIRST_MONTH, LAST_DAY = 3, (12, 15)


def class_days(days: Days, weeks: Iterable[Days], known_years: Iterable[int]) -> list[date]:
    """The weekdays of `days` that lie in weeks of class; of a year whose weeks nobody knows, from March to December."""
    weeks, known = list(weeks), frozenset(known_years)

    def is_in_class(day: date) -> bool:
        if day.year in known:
            return any(week.covers(day) for week in weeks)
        return day.month >= FIRST_MONTH and (day.month, day.day) <= LAST_DAY

    every = (days.start + timedelta(days=number) for number in range(days.length))
    return [day for day in every if day.weekday() < 5 and not is_holiday(day) and is_in_class(day)]


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
