"""What a correction of the data changes in papers that were issued (R25): what they say, and what they would say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from convalidation.models import Packet
from convalidation.rules import BandChange, PacketVerdict, PaperKind
from patients.rules.words import days_text, listed


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same any more; `before` is what the papers in force say."""

    label: str
    before: str
    after: str


def band_differences(packet: Packet, verdict: PacketVerdict, change: BandChange) -> tuple[Difference, ...]:
    """Days, band, levels and papers, before and after; only those that differ."""
    days, then = verdict.days, packet.days_accumulated
    found = [
        Difference("Días acumulados en el SEHO", days_text(then), days_text(days)),
        Difference("Tramo (art. 13.5)", packet.get_band_display() or "Ninguno", _band(verdict)),
        Difference("Calificación", packet.get_grading_display(), verdict.grading.duty.label),
        Difference("Documentos que se agregan", "", _named(change.added)),
        Difference("Documentos que ya no corresponden", _named(change.dropped), ""),
    ]
    return tuple(one for one in found if one.before != one.after)


def _band(verdict: PacketVerdict) -> str:
    return verdict.band.label if verdict.band else "Ninguno"


def _named(kinds: Iterable[PaperKind]) -> str:
    labels = [kind.label for kind in kinds]
    return listed(labels) if labels else ""
