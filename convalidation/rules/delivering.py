"""Whom a packet is delivered to and which of its papers each may have (art. 13.5, 14.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from convalidation.enums import Recipient
from convalidation.rules.papers import PaperKind

# Wrong document numbers after which a link answers nobody any more.
MOST_FAILURES = 10
LASTS_DAYS = 60
LONGEST_DAYS = 365
REMIND_AFTER_DAYS = 5
MOST_REMINDERS = 3

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


def is_reminder_due(*, today: date, last_told_on: date, reminders: int) -> bool:
    """Five days after whatever was sent last, three times in all; for a link that was not opened."""
    return reminders < MOST_REMINDERS and today >= last_told_on + timedelta(days=REMIND_AFTER_DAYS)
