"""The areas that the SEHO did not work or evaluate: how the school evaluates them, and when it did (art. 13.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from convalidation.enums import DeliveryEventKind
from convalidation.models import Delivery, Packet, PendingArea
from convalidation.queries.answers import asks_recognition
from convalidation.services.answerers import Answerer, answerer, in_force
from patients.rules import check_not_future
from patients.services.writing import races_told, write
from seho.accounts import audit
from seho.clock import lima_date

_TOLD = ("area", "how", "until", "done_on")
_NOTHING_ASKED = "Estos documentos no dejan áreas pendientes (art. 13.5)."
_BEFORE = "No puede ser anterior a la emisión de los documentos."


@dataclass(frozen=True)
class Pending:
    """How one area is evaluated. Without `how` and days it is not, or no longer, pending."""

    area: str
    how: str = ""
    until: date | None = None
    done_on: date | None = None

    @property
    def is_empty(self) -> bool:
        return not self.how and self.until is None and self.done_on is None


def settle_pending(
    *, by: Any, packet: Packet, areas: Iterable[Pending], today: date, through: Delivery | None = None
) -> list[PendingArea]:
    """Keep how each area is evaluated; an empty one is taken off. Errors are named `<place in areas>-<field>`."""
    areas = list(areas)
    if not asks_recognition(packet):
        raise ValidationError(_NOTHING_ASKED)
    _refuse_incomplete(areas, packet, today)
    with races_told(), transaction.atomic():
        who = answerer(by=by, through=through, packet_id=packet.pk)
        packet = in_force(packet)
        known = {row.area: row for row in packet.pending_areas.all()}
        rows = [_settle(who, packet, area, known.get(area.area)) for area in areas]
        who.note(DeliveryEventKind.ANSWERED, "Áreas pendientes")
    return [row for row in rows if row is not None]


def _settle(who: Answerer, packet: Packet, area: Pending, row: PendingArea | None) -> PendingArea | None:
    seho = packet.episode.seho
    before = audit.snapshot(row, _TOLD) if row else None
    if area.is_empty:
        if row is not None:
            who.record("Quitó un área pendiente", row, seho, before=before)
            row.delete()
        return None
    values = {name: getattr(area, name) for name in _TOLD}
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row
    row = row or PendingArea(packet=packet)
    write(row, {**values, "answered_at": timezone.now(), **who.columns("answered_by")})
    who.record("Dijo cómo evaluará un área pendiente", row, seho, before=before, after=audit.snapshot(row, _TOLD))
    return row


def _refuse_incomplete(areas: list[Pending], packet: Packet, today: date) -> None:
    problems: dict[str, list[str]] = {}
    issued_on = lima_date(packet.issued_at)
    seen: set[str] = set()
    for place, area in enumerate(areas):
        if not area.area:
            problems[f"{place}-area"] = ["Escriba el área."]
        elif area.area.casefold() in seen:
            problems[f"{place}-area"] = ["Esta área ya está en la lista."]
        seen.add(area.area.casefold())
        if not area.is_empty and not area.how:
            problems[f"{place}-how"] = ["Escriba cómo se evaluará."]
        for name in ("until", "done_on"):
            day = getattr(area, name)
            if day is not None and day < issued_on:
                problems[f"{place}-{name}"] = [_BEFORE]
        for field, sentence in check_not_future(f"{place}-done_on", area.done_on, today=today):
            problems[field] = [sentence]
    if problems:
        raise ValidationError(problems)
