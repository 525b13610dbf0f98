"""The psychologist's work (art. 16.2.c): what may be logged, and when it is time for it."""

from __future__ import annotations

from datetime import date, timedelta

from attendance.rules.sessions import check_minutes
from patients.rules import Problem

# The norm gives no terms: these are the program's, and only remind.
SUPPORT_DUE_DAYS = 14
FAMILY_DUE_DAYS = 7
REPORT_TOLD_BEFORE = 10
# A talk before the registration belongs to the welcome of who is about to enter.
LONGEST_BEFORE_ENTRY = 30


def check_contact(held_on: date, minutes: int, starts: list[tuple[str, date]], *, today: date) -> list[Problem]:
    """Support work is logged once it was done. `starts`: name and first day in the SEHO of each pupil."""
    problems = check_minutes(minutes)
    if held_on > today:
        problems.append(Problem("held_on", "La fecha aún no llega: regístrelo cuando se haya realizado."))
    early = [name for name, start in starts if held_on < start - timedelta(days=LONGEST_BEFORE_ENTRY)]
    if early:
        words = f"{', '.join(early)}: es más de {LONGEST_BEFORE_ENTRY} días antes de su registro. Revise la fecha."
        problems.append(Problem("held_on", words))
    return problems


def support_is_due(last: date | None, *, since: date, today: date) -> bool:
    """Two weeks without a support session with the pupil, counted from the registration while there was none."""
    return (today - max(last or since, since)).days >= SUPPORT_DUE_DAYS


def family_is_due(first: date | None, *, since: date, today: date) -> bool:
    """A week in the SEHO and nobody has talked with the family yet (art. 16.2.c)."""
    return first is None and (today - since).days >= FAMILY_DUE_DAYS


def report_is_due(period_ends_on: date, episode_ends_on: date | None, *, today: date) -> bool:
    """The socio-emotional part is written towards the end of the period, or once the pupil left (art. 13, 14.1)."""
    return episode_ends_on is not None or (period_ends_on - today).days <= REPORT_TOLD_BEFORE


def mood_words(before: int | None, after: int | None) -> str:
    """What two touches say together, in words: of this moment, never a diagnosis. Empty while one is missing."""
    if before is None or after is None:
        return ""
    if after == before:
        return "igual que antes"
    return "mejor que antes" if after > before else "menos bien que antes"
