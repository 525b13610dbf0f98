"""What a school is asked about a packet, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from convalidation.models import IssuedDocument, Packet, Recognition
from convalidation.rules import Band, PaperKind, recognition_text
from convalidation.rules import Recognition as NormText
from seho.curriculum.models import Competency
from seho.network.enums import SehoManagement


@dataclass(frozen=True)
class AnswerRow:
    """One thing to decide: an evaluated competency, or the packet as a whole (`competency_id` None)."""

    competency_id: int | None
    label: str
    level: str
    conclusion: str
    recognition: Recognition | None

    @property
    def key(self) -> str:
        return str(self.competency_id or "packet")


def answer_rows(packet: Packet) -> list[AnswerRow]:
    """The graded competencies as they were printed (art. 13.5); without levels one row for the whole packet."""
    given = {row.competency_id: row for row in packet.recognitions.all()}
    lines = _graded_lines(packet)
    if not lines:
        return [AnswerRow(None, "Los documentos como insumo para la evaluación", "", "", given.get(None))]
    numbers = [line["competency_number"] for line in lines]
    ids = dict(Competency.objects.filter(number__in=numbers).values_list("number", "pk"))
    return [
        AnswerRow(
            competency_id=ids[line["competency_number"]],
            label=f"{line['competency_number']}. {line['competency']}",
            level=line["level"],
            conclusion=line["conclusion"],
            recognition=given.get(ids[line["competency_number"]]),
        )
        for line in lines
        if line["competency_number"] in ids
    ]


def norm_text(packet: Packet) -> NormText | None:
    """What art. 13.5 asks the school to recognise for the band of this packet; None for a simple constancia (R21)."""
    if not packet.band:
        return None
    is_private = packet.episode.seho.management == SehoManagement.PRIVATE
    return recognition_text(Band(packet.band), packet.has_levels, is_private=is_private)


def _graded_lines(packet: Packet) -> list[dict[str, Any]]:
    report = IssuedDocument.objects.filter(packet=packet, kind=PaperKind.PROGRESS_REPORT).first()
    if report is None:
        return []
    return [line for line in report.content["lines"] if line["level"]]
