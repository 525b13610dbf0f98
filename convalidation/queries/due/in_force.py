"""The papers in force of some services that something waits for, read at once: an answer, or a look at their dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from convalidation.enums import PaperState, Purpose
from convalidation.models import Acknowledgement, Packet, Recognition
from seho.clock import LIMA

# Older papers are history, not a task of today, for who corrects a file.
CORRECTED_WITHIN_DAYS = 400
TELL_DAYS = (Purpose.RECOGNITION, Purpose.PERIOD)


class InForce(NamedTuple):
    """A packet. `waits`: the school did not say that it received it, or what it recognises.

    `may_be_corrected`: it tells the days in the SEHO, and was issued within the days in which that is looked at (R25).
    """

    pk: int
    episode_id: int
    patient_id: int
    purpose: str
    band: str
    grading: str
    issued_on: date
    ends_on: date
    days_accumulated: int
    window_starts_on: date
    episode_ends_on: date | None
    is_received: bool
    waits: bool
    may_be_corrected: bool


def in_force(seho_ids: Iterable[int], today: date) -> list[InForce]:
    """Those that wait, or may be corrected, the first issued first; one query."""
    since = today - timedelta(days=CORRECTED_WITHIN_DAYS)
    issued_on = TruncDate("issued_at", tzinfo=LIMA)
    answers = {"received": _first(Acknowledgement.objects), "decided": _first(Recognition.objects)}
    recent = Q(issued_at__gte=datetime.combine(since, time.min, LIMA), purpose__in=TELL_DAYS) & ~Q(band="")
    mine = Packet.objects.filter(state=PaperState.VALID, episode__seho_id__in=list(seho_ids)).annotate(**answers)
    found = (
        mine.filter(Q(received=None) | (Q(decided=None) & ~Q(band="")) | recent)
        .annotate(issued_on=issued_on)
        .order_by("issued_at", "pk")
    )
    return [_in_force(since, *row) for row in found.values_list(*_COLUMNS)]


_COLUMNS = (
    "received", "decided",
    "pk", "episode_id", "episode__patient_id", "purpose", "band", "grading", "issued_on", "ends_on",
    "days_accumulated", "window_starts_on", "episode__ends_on",
)  # fmt: skip


def _in_force(since: date, received: int | None, decided: int | None, *row: Any) -> InForce:
    purpose, band, issued_on = row[3], row[4], row[6]
    waits = received is None or (decided is None and band != "")
    may_be_corrected = band != "" and purpose in TELL_DAYS and issued_on >= since
    return InForce._make((*row, received is not None, waits, may_be_corrected))


def _first(answers: Any) -> Subquery:
    """The key of the packet where there is one: no join, for which PostgreSQL would read those of the whole country."""
    return Subquery(answers.filter(packet=OuterRef("pk")).order_by().values("packet_id")[:1])
