"""What the hospital's daily list proposes, accepted or dismissed by the coordinator; what is refused stays proposed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from patients.enums import (
    AccreditationKind,
    Modality,
    ProposalKind,
    ProposalState,
    ReferralChannel,
    Setting,
    StayKind,
)
from patients.models import Episode, ListProposal, Referral, Stay
from patients.queries.daily import read_of
from patients.services.accreditations import Paper
from patients.services.episodes import discharge, readmit
from patients.services.referrals import add_referral
from patients.services.stays import add_stay, correct_stay
from patients.services.writing import refuse_field, write
from seho.accounts import audit
from seho.network.models import Seho
from seho.text import date_short

_ANSWERED = "Esta propuesta ya fue respondida, o la lista de hoy ya no la trae."


@dataclass(frozen=True)
class Answer:
    """What the coordinator adds where the list does not say it: the day, and that of the constancia (art. 8.2.a)."""

    day: date | None = None
    paper_on: date | None = None


def accept_proposal(
    *, by: Any, proposal: ListProposal, seho: Seho, today: date, answer: Answer = Answer()
) -> ListProposal:
    """Do what the list proposes, by the service that does it for anybody; what it refuses stays a proposal."""
    with transaction.atomic():
        row = _to_answer(proposal)
        referral = _ACTS[ProposalKind(row.kind)](by, row, seho, today, answer)
        # The registration of the child begins with what the list said.
        kept = {"read": row.read} if referral is not None else {}
        _answer(row, by, state=ProposalState.ACCEPTED, referral=referral, **kept)
        audit.record(by=by, act="Aceptó una propuesta de la lista diaria", obj=row, after={"kind": row.kind}, seho=seho)
    return row


def _tell(by: Any, row: ListProposal, seho: Seho, today: date, answer: Answer) -> Referral:
    listed = read_of(row)
    values = {
        "channel": ReferralChannel.DAILY_LIST, "person": listed.names[:120], "age": listed.age_on(today),
        "setting": StayKind.HOSPITAL, "place": listed.place, "identified_on": row.seen_on,
    }  # fmt: skip
    return add_referral(by=by, seho=seho, values=values, today=today)


def _admit(by: Any, row: ListProposal, seho: Seho, today: date, answer: Answer) -> None:
    """Back in hospital: a stay with the paper that accredits it, and the time in the service where none is open."""
    patient, day = row.patient, answer.day or row.happened_on
    assert patient is not None
    if day is None:
        refuse_field("day", "Escriba la fecha de ingreso.")
    if answer.paper_on is None:
        refuse_field("paper_on", "Falta la constancia de hospitalización (art. 8.2.a): escriba su fecha de emisión.")
    assert day is not None
    assert answer.paper_on is not None
    paper = Paper(AccreditationKind.HOSPITALIZATION, answer.paper_on)
    values = {"starts_on": day, "ward": read_of(row).place, "hospital": row.source.hospital}
    if Episode.objects.filter(patient=patient, ends_on=None).exists():
        add_stay(by=by, patient=patient, kind=StayKind.HOSPITAL, values=values, paper=paper, today=today)
        return
    readmit(
        by=by, patient=patient, seho=seho, setting=Setting.HOSPITAL, modality=Modality.IN_PERSON, starts_on=today,
        stay=values, paper=paper, client_id=uuid.uuid4(), today=today,
    )  # fmt: skip


def _move(by: Any, row: ListProposal, seho: Seho, today: date, answer: Answer) -> None:
    stay = _open_stay(row)
    reason = f"Lista diaria del establecimiento del {date_short(row.seen_on)}"
    correct_stay(
        by=by, stay=stay, version=stay.version, values={"ward": read_of(row).place}, reason=reason, today=today
    )


def _discharge(by: Any, row: ListProposal, seho: Seho, today: date, answer: Answer) -> None:
    """On the day that the list says; of who is on it no more, on the one that the coordinator says."""
    _open_stay(row)
    episode = Episode.objects.filter(patient=row.patient, ends_on=None).first()
    if episode is None or row.patient is None:
        raise ValidationError(_ANSWERED)
    day = row.happened_on or answer.day
    if day is None:
        refuse_field("day", "Escriba hasta qué día estuvo en el establecimiento.")
    assert day is not None
    discharge(by=by, patient=row.patient, version=episode.version, ends_on=day, today=today)


_ACTS: dict[ProposalKind, Callable[[Any, ListProposal, Seho, date, Answer], Referral | None]] = {
    ProposalKind.REFERRAL: _tell,
    ProposalKind.ADMISSION: _admit,
    ProposalKind.MOVE: _move,
    ProposalKind.DISCHARGE: _discharge,
    ProposalKind.ABSENCE: _discharge,
}


def dismiss_proposal(*, by: Any, proposal: ListProposal, seho: Seho, reason: str) -> ListProposal:
    """It is not so, or not for this service; what was read of the child is emptied at once."""
    if not reason:
        refuse_field("dismiss_reason", "Elija el motivo.")
    with transaction.atomic():
        row = _answer(_to_answer(proposal), by, state=ProposalState.DISMISSED, dismiss_reason=reason)
        audit.record(
            by=by, act="Descartó una propuesta de la lista diaria", obj=row, seho=seho,
            after={"kind": row.kind, "dismiss_reason": reason},
        )  # fmt: skip
    return row


def _to_answer(proposal: ListProposal) -> ListProposal:
    row = ListProposal.objects.select_for_update().filter(pk=proposal.pk, state=ProposalState.WAITING).first()
    if row is None:
        raise ValidationError(_ANSWERED)
    return row


def _answer(row: ListProposal, by: Any, **values: Any) -> ListProposal:
    return write(row, {"read": "", "note": "", **values, "answered_at": timezone.now(), "answered_by": by})


def _open_stay(row: ListProposal) -> Stay:
    stay = Stay.objects.filter(patient=row.patient, kind=StayKind.HOSPITAL, ends_on=None).first()
    if stay is None:
        raise ValidationError("Ya no tiene una hospitalización abierta.")
    return stay
