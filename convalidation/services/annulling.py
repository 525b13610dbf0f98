"""Out of force with a reason; nothing that was issued is ever deleted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from convalidation.enums import PaperState
from convalidation.models import Packet
from patients.services.writing import locked, write
from seho.accounts import audit


def annul_packet(*, by: Any, packet: Packet, reason: str) -> Packet:
    """Take a packet out of force with a reason; its papers are kept and say so when they are verified."""
    with transaction.atomic():
        return take_out_of_force(by, packet, reason, PaperState.ANNULLED)


def take_out_of_force(by: Any, packet: Packet, reason: str, state: PaperState) -> Packet:
    """Annulled or replaced, inside the transaction of who calls."""
    if not reason.strip():
        raise ValidationError({"reason": ["Escriba el motivo: quedará en el registro del documento."]})
    packet = locked(packet)
    if packet.state != PaperState.VALID:
        raise ValidationError("Estos documentos ya no estaban vigentes.")
    write(
        packet,
        {"state": state, "annulled_at": timezone.now(), "annulled_by": by, "annulled_reason": reason.strip()},
    )
    audit.record(
        by=by,
        act="Anuló documentos emitidos",
        obj=packet,
        seho=packet.episode.seho,
        reason=reason.strip(),
        before={"state": PaperState.VALID},
        after={"state": state},
    )
    return packet
