"""One thing that is due for a person: what "Hoy" shows. Every room makes them, the panel merges them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LATE, NOW, SOON, LATER = 0, 1, 2, 3


@dataclass(frozen=True)
class DueItem:
    """`text` says what is due without naming health, `act_label` the verb of the one act at `url`.

    `urgency` is LATE, NOW, SOON or LATER; a list of them is shown in the order of `sort_key`.
    """

    kind: str
    text: str
    url: str
    act_label: str
    due_on: date | None
    urgency: int
    patient_id: int | None

    @property
    def sort_key(self) -> tuple[int, date, str]:
        return self.urgency, self.due_on or date.max, self.text

    @property
    def state(self) -> str:
        """The word of its badge: what is late is red, what is due now stands out, the rest waits quietly."""
        return {LATE: "late", NOW: "due"}.get(self.urgency, "")
