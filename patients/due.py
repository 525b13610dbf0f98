"""One thing that is due for a person: what "Hoy" shows. Every room makes them, the panel merges them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

LATE, NOW, SOON, LATER = 0, 1, 2, 3
# So many of a kind still stand one by one on "Hoy".
APART = 3
T = TypeVar("T")


@dataclass(frozen=True)
class DueItem:
    """`text` says what is due without naming health, `act_label` the verb of the one act at `url`.

    `urgency` is LATE, NOW, SOON or LATER; a list of them is shown in the order of `sort_key`. `others` are the pupils
    of more of the same kind, none more urgent, for which this one stands (`written`).
    """

    kind: str
    text: str
    url: str
    act_label: str
    due_on: date | None
    urgency: int
    patient_id: int | None
    others: frozenset[int] = frozenset()

    @property
    def sort_key(self) -> tuple[int, date, str]:
        return self.urgency, self.due_on or date.max, self.text

    @property
    def state(self) -> str:
        """The word of its badge: what is late is red, what is due now stands out, the rest waits quietly."""
        return {LATE: "late", NOW: "due"}.get(self.urgency, "")


def written(found: Sequence[T], write: Callable[[T], DueItem], pupil: Callable[[T], int]) -> list[DueItem]:
    """Of one kind, the most urgent first: few one by one; of many the first alone, which stands for the others.

    For kinds of which "Hoy" makes one line when they are many: what nobody reads is not composed.
    """
    if len(found) <= APART:
        return [write(one) for one in found]
    return [replace(write(found[0]), others=frozenset(pupil(one) for one in found[1:]))]
