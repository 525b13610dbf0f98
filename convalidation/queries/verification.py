"""What anybody may know of a paper whose code they hold: no name, no school, nothing of health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from convalidation.enums import PaperState
from convalidation.models import IssuedDocument, Packet
from convalidation.rules import PaperKind
from seho.clock import lima_date
from seho.papers.codes import normalize


@dataclass(frozen=True)
class Verified:
    """`replaced_by` is the number of the paper that stands in its place."""

    title: str
    label: str
    issuer: str
    issued_on: date
    state: str
    annulled_on: date | None
    replaced_by: str
    parts: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        return self.state == PaperState.VALID

    @property
    def state_label(self) -> str:
        return PaperState(self.state).label


def verified(typed: str) -> Verified | None:
    """The paper or the packet of a code as a person types it; None for any that is not."""
    code = normalize(typed)
    if code is None:
        return None
    document = IssuedDocument.objects.filter(code=code).select_related("packet").first()
    if document is not None:
        return _answer(document.packet, PaperKind(document.kind).label, document.label, document, ())
    packet = Packet.objects.filter(code=code).first()
    documents = list(packet.documents.all()) if packet else []
    if packet is None or not documents:
        return None
    return _answer(packet, "Relación de documentos", "", documents[0], tuple(one.label for one in documents))


def _answer(packet: Packet, title: str, label: str, document: IssuedDocument, parts: tuple[str, ...]) -> Verified:
    content: dict[str, Any] = document.content
    following = IssuedDocument.objects.filter(packet__replaces=packet, kind=document.kind).first()
    return Verified(
        title=title,
        label=label,
        issuer=content["letterhead"]["seho_name"],
        issued_on=document.issued_on,
        state=packet.state,
        annulled_on=lima_date(packet.annulled_at) if packet.annulled_at else None,
        replaced_by=following.label if following else "",
        parts=parts,
    )
