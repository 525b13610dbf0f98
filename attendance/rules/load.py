"""What may be said of the time that entries take: never of so few that one could tell whose they were."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median

SHOWN_FROM = 5


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def month_of(week: date) -> date:
    """A week counts in the month in which it begins."""
    return week.replace(day=1)


def usual_seconds(values: Iterable[int | None]) -> int | None:
    """The median of the known times, in whole seconds; None for fewer than five."""
    known = [value for value in values if value is not None]
    return round(median(known)) if len(known) >= SHOWN_FROM else None


def same_day_percent(values: Iterable[bool | None]) -> int | None:
    """How many of a hundred were entered on the day itself; None for fewer than five that can be said."""
    known = [value for value in values if value is not None]
    return round(100 * sum(known) / len(known)) if len(known) >= SHOWN_FROM else None


def told(seconds: int | None) -> str:
    """35 s, 2 min, 2 min 5 s; a dash for what is not known."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(seconds, 60)
    parts = [f"{minutes} min"] if minutes else []
    return " ".join(parts + ([f"{rest} s"] if rest or not minutes else []))
