"""What in the dates of a pupil's file cannot be, or should be looked at: the data quality of the panel.

The norm makes the register the source of statistics (art. 10.1, 10.2); how much may be odd before somebody looks at it
is what this program proposes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from patients.rules import Span, age_on

# A pupil of the country's system is rarely further from the age of the grade.
AGE_TOLERANCE = 3
# A stay without end is looked at so long after the physician's estimate, or after its admission without one.
PAST_ESTIMATE_DAYS = 30
LONGEST_WITHOUT_ESTIMATE = 180
# So alike are the names of two pupils born on the same day that they may be one: a wrong letter or words in another
# order pass, other given names do not. A name left out is found by its own words, of which three must be there.
ALIKE_RATIO = 88
FEWEST_SHARED_WORDS = 3
# So long after the registration somebody should have taught the pupil.
FIRST_SESSION_WITHIN_DAYS = 7


@dataclass(frozen=True)
class KnownStay:
    """A stay as the file has it; `estimated_days` as the physician said them last."""

    starts_on: date
    ends_on: date | None
    estimated_days: int | None = None


def is_age_odd(birth_date: date, normative_age: int | None, day: date) -> bool:
    """The age on 31 March of that year, against the age of the grade: further than the tolerance on either side.

    Grades without an age of their own (EBA) are never odd.
    """
    if normative_age is None:
        return False
    return abs(age_on(birth_date, date(day.year, 3, 31)) - normative_age) > AGE_TOLERANCE


def overlap(stays: Sequence[KnownStay], day: date) -> bool:
    """Two stays share a day other than that of a transfer: discharge and admission on the same day (R3)."""
    busy_until: date | None = None
    for stay in sorted(stays, key=lambda one: (one.starts_on, one.ends_on or date.max)):
        if busy_until is not None and stay.starts_on < busy_until:
            return True
        end = stay.ends_on or max(stay.starts_on, day) + timedelta(days=1)
        busy_until = max(end, busy_until or end)
    return False


def is_endless(stay: KnownStay, day: date, *, left_well: bool) -> bool:
    """A stay that nobody ended: `left_well` says that the pupil left the service because the care ended."""
    if stay.ends_on is not None or stay.starts_on > day:
        return False
    if left_well:
        return True
    limit = LONGEST_WITHOUT_ESTIMATE if stay.estimated_days is None else stay.estimated_days + PAST_ESTIMATE_DAYS
    return (day - stay.starts_on).days > limit


def lacks_sessions(time: Span, first_attended_on: date | None, day: date) -> bool:
    """More than a week in the service, and never taught."""
    end = min(time.end or day, day)
    is_taught = first_attended_on is not None and first_attended_on <= day
    return not is_taught and (end - time.start).days > FIRST_SESSION_WITHIN_DAYS


def are_alike(one: str, other: str) -> bool:
    """Two names as they are stored for searching, of pupils who were born on the same day."""
    words, others = set(one.split()), set(other.split())
    shorter = min(words, others, key=len)
    if len(shorter) >= FEWEST_SHARED_WORDS and shorter == words & others:
        return True
    return fuzz.token_sort_ratio(one, other) >= ALIKE_RATIO


def empty_days(class_days: Sequence[date], times: Sequence[Span], taught: frozenset[date]) -> int:
    """On how many of these days somebody was in attention and no session was held."""
    changes: dict[date, int] = {}
    for time in times:
        changes[time.start] = changes.get(time.start, 0) + 1
        if time.end is not None:
            after = time.end + timedelta(days=1)
            changes[after] = changes.get(after, 0) - 1
    waiting, present, found = sorted(changes), 0, 0
    place = 0
    for day in class_days:
        while place < len(waiting) and waiting[place] <= day:
            present += changes[waiting[place]]
            place += 1
        found += present > 0 and day not in taught
    return found
