"""The signed copies of the papers: what a packet's page shows, and whether they are still what was kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convalidation.models import IssuedDocument, Packet, SignedCopy
from convalidation.queries.chain import CHUNK
from seho.files import is_intact
from seho.papers.verification import Fault


@dataclass(frozen=True)
class SignedRow:
    """A paper of a packet with its signed copies, the last one first."""

    document: IssuedDocument
    copies: Sequence[SignedCopy]


def signed_rows(packet: Packet, *, may_sign: bool) -> list[SignedRow]:
    """The papers of the packet that are signed, and the others too for who may sign; one query."""
    documents = list(packet.documents.all())
    copies: dict[int, list[SignedCopy]] = {document.pk: [] for document in documents}
    for copy in SignedCopy.objects.filter(document__in=documents):
        copies[copy.document_id].append(copy)
    rows = [SignedRow(document, copies[document.pk]) for document in documents]
    return [row for row in rows if row.copies or may_sign]


def signed_faults() -> Iterator[Fault]:
    """Signed copies whose file was altered or is gone."""
    for copy in SignedCopy.objects.select_related("document").order_by("pk").iterator(CHUNK):
        try:
            what = "" if is_intact(copy.path) and copy.sha256 in copy.path else "su archivo fue alterado"
        except FileNotFoundError:
            what = "falta su archivo"
        if what:
            yield Fault(f"Copia firmada de {copy.document.label}", what)
