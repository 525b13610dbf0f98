"""How long a record outside one's scope stays open in an emergency, and whose may be opened at all (art. 6.a, 6.d).

The norm does not fix the hour or the days: they are this program's (docs/adr/0020-emergency-access.md).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

MINUTES = 60
# Whoever left longer ago does not arrive from there.
DAYS_AFTER_EGRESS = 30


def closes_at(opened_at: datetime) -> datetime:
    return opened_at + timedelta(minutes=MINUTES)


def is_open(*, opened_at: datetime, expires_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """From the moment in which it was opened until before the last one, unless it was ended."""
    return ended_at is None and opened_at <= now < expires_at


def seconds_left(expires_at: datetime, now: datetime) -> int:
    """Whole seconds, the one that runs counted; 0 once it is over."""
    return max(-((now - expires_at) // timedelta(seconds=1)), 0)


def minutes_left(expires_at: datetime, now: datetime) -> int:
    """Whole minutes, the one that runs counted."""
    return -(-seconds_left(expires_at, now) // 60)


def reaches_back_to(today: date) -> date:
    """The first day of egress of whom may still be opened: in attention, or gone since then."""
    return today - timedelta(days=DAYS_AFTER_EGRESS)
