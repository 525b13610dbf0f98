"""How old somebody is."""

from __future__ import annotations

from datetime import date


def age_on(birth: date, day: date) -> int:
    """Whole years; who was born on 29 February has the birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
