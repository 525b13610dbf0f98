"""What a school is asked about a packet, and what it answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from convalidation.enums import Purpose, RecognitionDecision
from convalidation.models import IssuedDocument, Packet, Recognition
from convalidation.rules import Band, PaperKind, Steps, recognition_text, steps_asked
from convalidation.rules import Recognition as NormText
from patients.models import SiagieStatus
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
    steps: Steps

    @property
    def key(self) -> str:
        return str(self.competency_id or "packet")

    @property
    def missing(self) -> list[str]:
        """What the norm asks after the recognition, and is not dated yet."""
        given = self.recognition
        if given is None or given.decision == RecognitionDecision.NOT_RECOGNISED:
            return []
        certified = ["Falta certificar"] if self.steps.is_certified and not given.certified_on else []
        is_waiting = self.steps.registered_in and not given.registered_on
        return [*certified, *([f"Falta registrar {self.steps.registered_in}"] if is_waiting else [])]


def answer_rows(packet: Packet) -> list[AnswerRow]:
    """The graded competencies as they were printed (art. 13.5); without levels one row for the whole packet.

    None where the norm asks for no recognition.
    """
    return answer_rows_of([packet])[packet.pk]


def answer_rows_of(packets: Collection[Packet]) -> dict[int, list[AnswerRow]]:
    """Those of many packets, by their keys, with two queries and the recognitions that the packets bring."""
    asking = {packet.pk for packet in packets if asks_recognition(packet)}
    reports = IssuedDocument.objects.filter(packet__in=asking, kind=PaperKind.PROGRESS_REPORT)
    contents = dict(reports.values_list("packet_id", "content")) if asking else {}
    graded = {pk: [line for line in content["lines"] if line["level"]] for pk, content in contents.items()}
    numbers = {line["competency_number"] for lines in graded.values() for line in lines}
    known = Competency.objects.filter(number__in=numbers) if numbers else Competency.objects.none()
    ids = dict(known.values_list("number", "pk"))
    return {
        packet.pk: _rows(packet, graded.get(packet.pk, []), ids) if packet.pk in asking else [] for packet in packets
    }


def _rows(packet: Packet, lines: list[dict[str, Any]], ids: Mapping[int, int]) -> list[AnswerRow]:
    given = {row.competency_id: row for row in packet.recognitions.all()}
    band = Band(packet.band)
    if not lines:
        words = "Los documentos como insumo para la evaluación"
        return [AnswerRow(None, words, "", "", given.get(None), steps_asked(band, grades=False))]
    return [
        AnswerRow(
            competency_id=ids[line["competency_number"]],
            label=f"{line['competency_number']}. {line['competency']}",
            level=line["level"],
            conclusion=line["conclusion"],
            recognition=given.get(ids[line["competency_number"]]),
            steps=steps_asked(band, grades=True),
        )
        for line in lines
        if line["competency_number"] in ids
    ]


def asks_recognition(packet: Packet) -> bool:
    """Papers of art. 13.5: not the communication of the registration, the return, or a simple constancia (R21)."""
    return bool(packet.band) and packet.purpose in (Purpose.RECOGNITION, Purpose.PERIOD)


def norm_text(packet: Packet) -> NormText | None:
    """What art. 13.5 asks the school to recognise for the band of this packet; None where it asks nothing."""
    if not asks_recognition(packet):
        return None
    is_private = packet.episode.seho.management == SehoManagement.PRIVATE
    return recognition_text(Band(packet.band), packet.has_levels, is_private=is_private)


def standing_state(packet: Packet) -> SiagieStatus | None:
    """The state of art. 10.3 that the school of this packet registers; None when the pupil left it for another."""
    standing = SiagieStatus.objects.filter(patient=packet.episode.patient_id, ends_on=None)
    here = standing.filter(patient__enrollments__ends_on=None, patient__enrollments__school=packet.school_id)
    return here.select_related("patient", "episode__seho").first()
