"""Whether what was issued is still what was issued: bytes, records, numbers and their order."""

from __future__ import annotations

from collections.abc import Iterator

from convalidation.models import IssuedDocument, Packet
from convalidation.rules import PaperKind
from seho.accounts.models import AuditEvent
from seho.clock import lima_date
from seho.papers.models import PaperCounter
from seho.papers.verification import Checked, Fault, wrong_bytes

CHUNK = 500
# The act in the log with which each packet was issued.
ISSUE_ACT = "Emitió documentos"


def faults(checked: Checked) -> Iterator[Fault]:
    """Walk every paper in the order in which its service issued it; counts into `checked`."""
    yield from _packet_faults(checked)
    yield from _document_faults(checked)
    yield from _vanished()


def series_of(seho_id: int, kind: str) -> str:
    """The series of numbers of one kind of paper of one service."""
    return f"{kind}:{seho_id}"


def _packet_faults(checked: Checked) -> Iterator[Fault]:
    for packet in Packet.objects.order_by("pk").iterator(CHUNK):
        checked.packets += 1
        if what := wrong_bytes(packet.path, packet.sha256):
            yield Fault(f"Paquete {packet.code}", what)
        if not packet.documents.exists():
            yield Fault(f"Paquete {packet.code}", "no tiene documentos")


def _document_faults(checked: Checked) -> Iterator[Fault]:
    documents = IssuedDocument.objects.select_related("packet").order_by("seho_id", "pk")
    previous: dict[int, str] = {}
    last: dict[tuple[int, str, int], int] = {}
    for document in documents.iterator(CHUNK):
        checked.documents += 1
        for what in _wrong_in(document, previous.get(document.seho_id, ""), last):
            yield Fault(document.label, what)
        previous[document.seho_id] = document.seal
        last[document.seho_id, document.kind, document.year] = document.number
    yield from _missing_at_the_end(last)


def _wrong_in(document: IssuedDocument, previous: str, last: dict[tuple[int, str, int], int]) -> Iterator[str]:
    if what := wrong_bytes(document.path, document.sha256):
        yield what
    if document.seal != document.expected_seal():
        yield "su registro fue alterado"
    if document.previous_seal != previous:
        yield "no sigue al documento anterior: se quitó, agregó o cambió de orden alguno"
    if document.number != last.get((document.seho_id, document.kind, document.year), 0) + 1:
        yield "su número no es el que sigue"


def _missing_at_the_end(last: dict[tuple[int, str, int], int]) -> Iterator[Fault]:
    """Numbers that were given and whose papers are gone."""
    found = {(series_of(seho_id, kind), year): number for (seho_id, kind, year), number in last.items()}
    ours = {kind.value for kind in PaperKind}
    for counter in PaperCounter.objects.order_by("series", "year"):
        if counter.series.partition(":")[0] not in ours:
            continue
        if counter.last != found.get((counter.series, counter.year), 0):
            yield Fault(f"{counter.series} {counter.year}", f"el contador llegó a {counter.last} y faltan documentos")


def _vanished() -> Iterator[Fault]:
    """Packets whose issue stands in the log of acts and that are gone with all their papers, counters included."""
    known = set(Packet.objects.values_list("pk", flat=True).order_by().iterator(CHUNK))
    acts = AuditEvent.objects.filter(act=ISSUE_ACT, object_type=Packet._meta.label_lower).order_by("pk")
    for number, at in acts.values_list("object_id", "at").iterator(CHUNK):
        if int(number) not in known:
            yield Fault(f"Paquete emitido el {lima_date(at):%d/%m/%Y}", "está en el registro de actos y ya no existe")
