"""What the school answers: received, and what it recognised of each evaluated competency (art. 13.4, 13.5, 40.g)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from convalidation.enums import DeliveryEventKind, PaperState, RecognitionDecision
from convalidation.models import Acknowledgement, Delivery, Packet, Recognition
from convalidation.services.answerers import Answerer, answerer
from patients.rules import check_not_future
from patients.services.writing import locked, races_told, write
from seho.accounts import audit
from seho.clock import lima_date

_NOT_VALID = "Estos documentos ya no están vigentes: el SEHO los anuló o los reemplazó."
_WITHOUT_DATE = "Escriba la fecha en que se registró."
_WITHOUT_REASON = "Escriba por qué no se reconoce: el SEHO y la UGEL lo leerán."
_TOLD = ("decision", "registered_on", "note")


@dataclass(frozen=True)
class Answer:
    """What the school decided on one competency; without `competency_id` on the packet as a whole."""

    decision: str
    competency_id: int | None = None
    registered_on: date | None = None
    note: str = ""

    @property
    def key(self) -> str:
        return str(self.competency_id or "packet")


def acknowledge(*, by: Any, packet: Packet, note: str = "", through: Delivery | None = None) -> Acknowledgement:
    """The school received the packet; saying it twice changes nothing. `through` is a delivery to the school."""
    with races_told(), transaction.atomic():
        who = answerer(by=by, through=through, packet_id=packet.pk)
        return _acknowledge(who, _valid(packet), note)


def recognise(
    *, by: Any, packet: Packet, answers: Iterable[Answer], today: date, through: Delivery | None = None
) -> list[Recognition]:
    """Keep what was decided; who answers has received. Errors are named `<key>-registered_on` and `<key>-note`."""
    answers = list(answers)
    _refuse_incomplete(answers, packet, today)
    with races_told(), transaction.atomic():
        who = answerer(by=by, through=through, packet_id=packet.pk)
        packet = _valid(packet)
        _acknowledge(who, packet, "")
        who.note(DeliveryEventKind.ANSWERED, "Reconocimiento")
        return [_decide(who, packet, answer) for answer in answers]


def _valid(packet: Packet) -> Packet:
    packet = locked(packet)
    if packet.state != PaperState.VALID:
        raise ValidationError(_NOT_VALID)
    return packet


def _acknowledge(who: Answerer, packet: Packet, note: str) -> Acknowledgement:
    known = Acknowledgement.objects.filter(packet=packet).first()
    if known is not None:
        return known
    columns = who.columns("acknowledged_by")
    row = write(Acknowledgement(packet=packet, acknowledged_at=timezone.now(), note=note.strip(), **columns))
    who.record("Acusó recibo de los documentos", packet, packet.episode.seho, after={"note": row.note})
    who.note(DeliveryEventKind.ACKNOWLEDGED)
    return row


def _decide(who: Answerer, packet: Packet, answer: Answer) -> Recognition:
    row = packet.recognitions.filter(competency=answer.competency_id).first()
    before = audit.snapshot(row, _TOLD) if row else None
    row = row or Recognition(packet=packet, competency_id=answer.competency_id)
    values = {"decision": answer.decision, "registered_on": answer.registered_on, "note": answer.note}
    if before and all(getattr(row, name) == value for name, value in values.items()):
        return row
    write(row, {**values, "decided_at": timezone.now(), **who.columns("decided_by")})
    after = audit.snapshot(row, _TOLD)
    who.record("Respondió sobre el reconocimiento", row, packet.episode.seho, before=before, after=after)
    return row


def _refuse_incomplete(answers: list[Answer], packet: Packet, today: date) -> None:
    problems: dict[str, list[str]] = {}
    for answer in answers:
        day, field = answer.registered_on, f"{answer.key}-registered_on"
        if answer.decision == RecognitionDecision.RECOGNISED_IN_SIAGIE and day is None:
            problems[field] = [_WITHOUT_DATE]
        elif day is not None and day < lima_date(packet.issued_at):
            problems[field] = ["El registro no puede ser anterior a la emisión de los documentos."]
        else:
            for name, sentence in check_not_future(field, day, today=today):
                problems[name] = [sentence]
        if answer.decision == RecognitionDecision.NOT_RECOGNISED and not answer.note:
            problems[f"{answer.key}-note"] = [_WITHOUT_REASON]
    if problems:
        raise ValidationError(problems)
