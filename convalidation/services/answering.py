"""What the school answers: received, and what it recognised of each evaluated competency (art. 13.4, 13.5, 40.g)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from convalidation.enums import DeliveryEventKind, RecognitionDecision
from convalidation.models import Acknowledgement, Delivery, Packet, Recognition
from convalidation.queries import answer_rows, standing_state
from convalidation.services.answerers import Answerer, answerer, in_force
from patients.models import SiagieStatus
from patients.rules import check_not_future
from patients.services import confirm_siagie
from patients.services.writing import races_told, write
from seho.accounts import audit
from seho.clock import lima_date

_WITHOUT_REASON = "Escriba por qué no se reconoce: el SEHO y la UGEL lo leerán."
_OTHER_STATE = "El estado en SIAGIE de la o el estudiante cambió. Vuelva a abrir la página."
_NOT_ASKED = "Responda sobre lo que estos documentos traen: vuelva a abrir la página."
_ONLY_RECOGNISED = "Solo se certifica y se registra lo que se reconoce."
_DAYS = {"certified_on": "La certificación", "registered_on": "El registro"}
_TOLD = ("decision", "certified_on", "registered_on", "note")


@dataclass(frozen=True)
class Answer:
    """What the school decided on one competency; without `competency_id` on the packet as a whole."""

    decision: str
    competency_id: int | None = None
    certified_on: date | None = None
    registered_on: date | None = None
    note: str = ""

    @property
    def key(self) -> str:
        return str(self.competency_id or "packet")


def acknowledge(*, by: Any, packet: Packet, note: str = "", through: Delivery | None = None) -> Acknowledgement:
    """The school received the packet; saying it twice changes nothing. `through` is a delivery to the school."""
    with races_told(), transaction.atomic():
        who = answerer(by=by, through=through, packet_id=packet.pk)
        return _acknowledge(who, in_force(packet), note)


def recognise(
    *, by: Any, packet: Packet, answers: Iterable[Answer], today: date, through: Delivery | None = None
) -> list[Recognition]:
    """Keep what was decided; who answers has received. Errors are named `<key>-<field>`.

    What is recognised may be certified and registered later: the days come when they are known (art. 13.4).
    """
    answers = list(answers)
    _refuse_incomplete(answers, packet, today)
    with races_told(), transaction.atomic():
        who = answerer(by=by, through=through, packet_id=packet.pk)
        packet = in_force(packet)
        _acknowledge(who, packet, "")
        who.note(DeliveryEventKind.ANSWERED, "Reconocimiento")
        return [_decide(who, packet, answer) for answer in answers]


def confirm_siagie_through(*, through: Delivery, status: SiagieStatus, on: date, today: date) -> SiagieStatus:
    """The school says by a link that the state is registered in SIAGIE (art. 10.3, 40.a)."""
    with transaction.atomic():
        who = answerer(by=None, through=through, packet_id=through.packet_id)
        if standing_state(through.packet) != status:
            raise ValidationError(_OTHER_STATE)
        row = confirm_siagie(by=None, status=status, on=on, today=today, confirmed_name=through.name)
        who.note(DeliveryEventKind.ANSWERED, "Estado en SIAGIE")
    return row


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
    values = {name: getattr(answer, name) for name in _TOLD}
    if before and all(getattr(row, name) == value for name, value in values.items()):
        return row
    write(row, {**values, "decided_at": timezone.now(), **who.columns("decided_by")})
    after = audit.snapshot(row, _TOLD)
    who.record("Respondió sobre el reconocimiento", row, packet.episode.seho, before=before, after=after)
    return row


def _refuse_incomplete(answers: list[Answer], packet: Packet, today: date) -> None:
    if not answers or not {answer.competency_id for answer in answers} <= {
        row.competency_id for row in answer_rows(packet)
    }:
        raise ValidationError(_NOT_ASKED)
    problems: dict[str, list[str]] = {}
    for answer in answers:
        is_refused = answer.decision == RecognitionDecision.NOT_RECOGNISED
        for name, what in _DAYS.items():
            if sentence := _odd_day(getattr(answer, name), what, packet, is_refused=is_refused, today=today):
                problems[f"{answer.key}-{name}"] = [sentence]
        if is_refused and not answer.note:
            problems[f"{answer.key}-note"] = [_WITHOUT_REASON]
    if problems:
        raise ValidationError(problems)


def _odd_day(day: date | None, what: str, packet: Packet, *, is_refused: bool, today: date) -> str:
    if day is None:
        return ""
    if is_refused:
        return _ONLY_RECOGNISED
    if day < lima_date(packet.issued_at):
        return f"{what} no puede ser anterior a la emisión de los documentos."
    return "".join(sentence for _, sentence in check_not_future("day", day, today=today))
