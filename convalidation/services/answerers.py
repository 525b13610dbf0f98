"""Who answers for a school: its director, signed in, or whoever holds the link of a delivery to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from convalidation.enums import DeliveryEventKind, PaperState, Recipient
from convalidation.models import Delivery, DeliveryEvent, Packet
from patients.services.writing import locked
from seho.accounts import audit

_NOT_VALID = "Estos documentos ya no están vigentes: el SEHO los anuló o los reemplazó."
_NOT_THIS_LINK = "Este enlace no es de estos documentos."
_ENDED_LINK = "Este enlace ya no está vigente. Pida otro al SEHO."
BY_LINK = "(por el enlace de entrega)"


@dataclass(frozen=True)
class Answerer:
    """One of the two, never both; `answerer` makes it and checks the link."""

    by: Any
    through: Delivery | None

    def columns(self, person: str) -> dict[str, Any]:
        """The pair of columns that says who it was."""
        return {person: self.by, "through": self.through}

    def record(self, act: str, obj: models.Model, seho: models.Model, **values: Any) -> None:
        """The audit event, which names nobody when they came by the link."""
        act = f"{act} {BY_LINK}" if self.through else act
        audit.record(by=self.by, act=act, obj=obj, seho=seho, **values)

    def note(self, kind: DeliveryEventKind, detail: str = "") -> None:
        """What the link was used for, in the story of its delivery."""
        if self.through is not None:
            event = DeliveryEvent(delivery=self.through, kind=kind, detail=detail, happened_at=timezone.now())
            event.full_clean()
            event.save()


def answerer(
    *, by: Any, through: Delivery | None, packet_id: int | None = None, episode_id: int | None = None
) -> Answerer:
    """Whoever answers about this packet or episode. A link answers for its own only, for the school only.

    The link is read anew: one that was revoked while its page was open answers nothing. Its last day is checked where
    it is opened.
    """
    if (by is None) == (through is None):
        raise TypeError("either `by` or `through` says who answers")
    if through is None:
        return Answerer(by, None)
    through = Delivery.objects.select_related("packet").get(pk=through.pk)
    is_its_own = packet_id in (None, through.packet_id) and episode_id in (None, through.packet.episode_id)
    if through.recipient != Recipient.SCHOOL or not is_its_own:
        raise ValidationError(_NOT_THIS_LINK)
    if through.revoked_at is not None:
        raise ValidationError(_ENDED_LINK)
    if through.packet.state != PaperState.VALID:
        raise ValidationError(_NOT_VALID)
    return Answerer(None, through)


def in_force(packet: Packet) -> Packet:
    """The packet as it is now, held; nobody answers what was annulled or replaced."""
    packet = locked(packet)
    if packet.state != PaperState.VALID:
        raise ValidationError(_NOT_VALID)
    return packet
