"""What anybody may know of a paper whose code they hold: no name, no school, nothing of health."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from convalidation.enums import PaperState, SignatureKind
from convalidation.models import IssuedDocument, Packet, SignedCopy
from convalidation.rules import PaperKind
from seho.clock import lima_date
from seho.papers.verification import KnownFile, Verified


def paper_of(code: str) -> Verified | None:
    """The paper or the packet of a code, normalised; None for any that is not of these."""
    document = IssuedDocument.objects.filter(code=code).select_related("packet").first()
    if document is not None:
        return _answer(document.packet, [document], PaperKind(document.kind).label, document.label)
    packet = Packet.objects.filter(code=code).first()
    documents = list(packet.documents.all()) if packet else []
    if packet is None or not documents:
        return None
    return _answer(packet, documents, "Relación de documentos", "")


def _answer(packet: Packet, documents: Sequence[IssuedDocument], title: str, label: str) -> Verified:
    document = documents[0]
    content: dict[str, Any] = document.content
    following = IssuedDocument.objects.filter(packet__replaces=packet, kind=document.kind).first()
    copies = list(SignedCopy.objects.filter(document__in=documents).select_related("document").order_by("pk"))
    return Verified(
        title=title,
        label=label,
        issuer=content["letterhead"]["seho_name"],
        issued_on=document.issued_on,
        is_valid=packet.state == PaperState.VALID,
        state_label=PaperState(packet.state).label,
        annulled_on=lima_date(packet.annulled_at) if packet.annulled_at else None,
        replaced_by=following.label if following else "",
        parts=() if label else tuple(one.label for one in documents),
        files=tuple(_files(packet, documents, copies)),
        signatures=tuple(dict.fromkeys(_signatures(copies, names_paper=not label))),
    )


def _files(packet: Packet, documents: Sequence[IssuedDocument], copies: Sequence[SignedCopy]) -> Iterator[KnownFile]:
    """The papers, what was issued together with them, and the copies that were signed afterwards."""
    for document in documents:
        yield KnownFile(document.label, document.sha256)
    if packet.sha256 not in {document.sha256 for document in documents}:
        yield KnownFile("Todos los documentos en un solo PDF", packet.sha256)
    for copy in copies:
        if copy.kind != SignatureKind.OWN:
            by_hand = copy.kind == SignatureKind.SCAN
            how = "firmado a mano y escaneado" if by_hand else "firmado digitalmente"
            yield KnownFile(f"{copy.document.label}, {how}", copy.sha256, is_copy=True)


def _signatures(copies: Sequence[SignedCopy], *, names_paper: bool) -> Iterator[str]:
    for copy in copies:
        if copy.kind != SignatureKind.SCAN and copy.is_intact:
            day = f" el {lima_date(copy.signed_at):%d/%m/%Y}" if copy.signed_at else ""
            known = "reconocido" if copy.is_trusted else "no reconocido"
            words = f"Firmado digitalmente{day}, íntegro; certificado {known} por este programa"
            yield f"{copy.document.label}: {words[0].lower()}{words[1:]}" if names_paper else words
