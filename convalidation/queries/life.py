"""The life of issued papers as a line: draft, checked, read, issued, delivered, received, recognised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from convalidation.enums import DeliveryEventKind, PaperState, Purpose
from convalidation.models import DeliveryEvent, Packet
from convalidation.queries.answers import asks_recognition
from convalidation.queries.preparing import prepared
from seho.clock import lima_date

_GIVEN = (DeliveryEventKind.SENT, DeliveryEventKind.COPIED, DeliveryEventKind.OPENED)
DONE, NOW, NEXT, SKIPPED, STOPPED = "done", "now", "next", "skipped", "stopped"  # as `components/journey.html` says


@dataclass(frozen=True)
class LifeStep:
    """`on` where it is known; a step that was skipped is one behind which the paper already went."""

    label: str
    on: date | None
    state: str


def life_of(packet: Packet, *, sees_drafts: bool) -> tuple[LifeStep, ...]:
    """The steps of this packet in order, from data alone. Before the issue only for the service: `sees_drafts`."""
    issued_on = lima_date(packet.issued_at)
    before = _before(packet) if sees_drafts else []
    return (*before, LifeStep("Emitido", issued_on, DONE), *_after(packet))


def _before(packet: Packet) -> list[LifeStep]:
    """Nobody has to do their part and nobody has to read: teams are three people."""
    if packet.purpose != Purpose.RECOGNITION:
        return []
    known = prepared(packet.episode, packet.window_starts_on)
    found = [("Revisado", _day(known.checked_at)), ("Leído por otra persona", _day(known.proofread_at))]
    steps = [LifeStep(label, on, DONE if on else SKIPPED) for label, on in found]
    return [LifeStep("Borrador", None, DONE), *steps]


def _after(packet: Packet) -> list[LifeStep]:
    """What follows the issue; the first that is missing is the next one, unless the papers are out of force."""
    given = DeliveryEvent.objects.filter(delivery__packet=packet, kind__in=_GIVEN).order_by("happened_at").first()
    received = getattr(packet, "acknowledgement", None)
    found = [
        ("Entregado", _day(given.happened_at) if given else None),
        ("Recibido por la IE", _day(received.acknowledged_at) if received else None),
    ]
    if asks_recognition(packet):
        decided = [row.decided_at for row in packet.recognitions.all()]
        found.append(("Reconocido", _day(min(decided)) if decided else None))
    last = max((place for place, (_, on) in enumerate(found) if on), default=-1)
    steps = []
    for place, (label, on) in enumerate(found):
        state = DONE if on else SKIPPED if place < last else NOW if place == last + 1 else NEXT
        steps.append(LifeStep(label, on, state))
    return steps if packet.is_valid else [*(step for step in steps if step.on), _end(packet)]


def _end(packet: Packet) -> LifeStep:
    label = "Reemplazado" if packet.state == PaperState.REPLACED else "Anulado"
    return LifeStep(label, _day(packet.annulled_at), STOPPED)


def _day(moment: datetime | None) -> date | None:
    return lima_date(moment) if moment else None
