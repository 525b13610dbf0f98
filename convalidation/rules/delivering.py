"""Whom a packet is delivered to and which of its papers each may have (art. 13.5, 14.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import takewhile

from convalidation.enums import DeliveryEventKind, Recipient
from convalidation.rules.papers import PaperKind

# Wrong document numbers after which a link answers nobody any more.
MOST_FAILURES = 10
LASTS_DAYS = 60
LONGEST_DAYS = 365
REMIND_AFTER_DAYS = 5
MOST_REMINDERS = 3
MOST_FAILED = 3

# What was sent and what became of it, among the events of a delivery.
SENDING = frozenset({DeliveryEventKind.SENT, DeliveryEventKind.COPIED, DeliveryEventKind.REMINDED})
LETTERS = SENDING | {DeliveryEventKind.NOT_SENT}
OPENING = frozenset({DeliveryEventKind.OPENED, DeliveryEventKind.ACKNOWLEDGED})

_NOT_FOR = {
    Recipient.SCHOOL: frozenset({PaperKind.FAMILY_RETURN_REPORT}),
    Recipient.GUARDIAN: frozenset({PaperKind.OFFICIAL_COMMUNICATION, PaperKind.RETURN_REPORT}),
}

# What each paper is, for a mother with a telephone.
FAMILY_WORDS = {
    PaperKind.CONSTANCY: "Dice cuántos días estudió con el servicio.",
    PaperKind.PORTFOLIO: "Reúne los trabajos que hizo, con sus propias palabras.",
    PaperKind.PROGRESS_REPORT: "Cuenta qué aprendió y qué falta trabajar.",
    PaperKind.EDUCATION_PLAN: "Dice qué se acordó trabajar y con qué apoyos.",
    PaperKind.FAMILY_RETURN_REPORT: "Cuenta cómo le fue y qué ayuda en su vuelta a clases.",
    PaperKind.PARTICIPATION: "Dice que participó en las sesiones del servicio.",
}


def papers_for(recipient: str, kinds: Iterable[PaperKind]) -> tuple[PaperKind, ...]:
    """Of the papers of a packet, those for this receiver, in their order.

    What is written to the director goes to no family, and the family's report to no school (art. 14.1). The papers of
    art. 13.5 are the pupil's: both have them.
    """
    refused = _NOT_FOR[Recipient(recipient)]
    return tuple(kind for kind in kinds if kind not in refused)


def takes_whole(recipient: str, kinds: Iterable[PaperKind]) -> bool:
    """Whether the file of the whole packet holds nothing that this receiver may not have."""
    kinds = tuple(kinds)
    return papers_for(recipient, kinds) == kinds


def is_open(*, today: date, expires_on: date, is_revoked: bool, failures: int) -> bool:
    """Whether a link still answers: through its last day, unless it was revoked or too many numbers were tried."""
    return not is_revoked and failures < MOST_FAILURES and today <= expires_on


def default_expiry(today: date) -> date:
    return today + timedelta(days=LASTS_DAYS)


def letter_due(told: Iterable[tuple[str, date]], *, today: date) -> DeliveryEventKind | None:
    """What leaves by itself for a link that nobody opened: SENT again after it failed, REMINDED, or nothing.

    `told` is what happened and on which day, the oldest first. A reminder goes five days after the last letter or
    message, three times in all; a letter that did not leave is tried again on another day, three times in a row.
    What was never sent is the coordinator's to send.
    """
    told = list(told)
    sent = [(kind, day) for kind, day in told if kind in LETTERS]
    if not sent or any(kind in OPENING for kind, _ in told):
        return None
    kinds = [kind for kind, _ in sent]
    last, last_on = sent[-1]
    was_sent = any(kind != DeliveryEventKind.NOT_SENT for kind in kinds)
    letter = DeliveryEventKind.REMINDED if was_sent else DeliveryEventKind.SENT
    if last == DeliveryEventKind.NOT_SENT:
        return letter if _in_a_row(kinds) < MOST_FAILED and today > last_on else None
    is_time = today >= last_on + timedelta(days=REMIND_AFTER_DAYS)
    return letter if is_time and kinds.count(DeliveryEventKind.REMINDED) < MOST_REMINDERS else None


def _in_a_row(kinds: list[str]) -> int:
    """How many letters failed one after the other, up to now."""
    return sum(1 for _ in takewhile(lambda kind: kind == DeliveryEventKind.NOT_SENT, reversed(kinds)))
