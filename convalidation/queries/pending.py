"""The areas and competencies that a packet leaves for the school to evaluate (art. 13.5)."""

from __future__ import annotations

from dataclasses import dataclass

from convalidation.models import IssuedDocument, Packet, PendingArea
from convalidation.queries.answers import asks_recognition
from convalidation.rules import PaperKind


@dataclass(frozen=True)
class PendingRow:
    """An area with its competencies that were not evaluated, as printed; `answer` is what the school said of it."""

    area: str
    competencies: tuple[str, ...]
    answer: PendingArea | None


def pending_rows(packet: Packet) -> list[PendingRow]:
    """The areas that the report leaves pending, then those that the school added itself."""
    if not asks_recognition(packet):
        return []
    answers = {row.area: row for row in packet.pending_areas.all()}
    left: dict[str, list[str]] = {}
    for line in _report_lines(packet):
        if line["area"] and not line["evaluated"]:
            left.setdefault(line["area"], []).append(line["competency"])
    proposed = [PendingRow(area, tuple(names), answers.pop(area, None)) for area, names in left.items()]
    return [*proposed, *(PendingRow(area, (), answer) for area, answer in answers.items())]


def _report_lines(packet: Packet) -> list[dict[str, str]]:
    report = IssuedDocument.objects.filter(packet=packet, kind=PaperKind.PROGRESS_REPORT).first()
    lines: list[dict[str, str]] = report.content["lines"] if report else []
    return lines
