"""Of which years a time in the service owes papers, on whatever day (art. 13.5)."""

from __future__ import annotations

from datetime import date


def years_owed(starts_on: date, ended_on: date | None, day: date) -> set[int]:
    """That of its egress, and the one in which it began once that is over (art. 13.5, R5).

    `ended_on` is None while it goes on; then it owes only those of the first year, when it came into another one.
    """
    last = ended_on or day
    first = {starts_on.year} if starts_on.year < last.year else set()
    return first | ({last.year} if ended_on else set())
