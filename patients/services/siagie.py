"""The state that the school registers in SIAGIE: proposed by the rules, communicated, confirmed (art.
10.3, 13.6).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from patients.enums import EpisodeEnd
from patients.models import Enrollment, Episode, Patient, SiagieStatus, Stay
from patients.queries.facts import hospital_stays_of, rests_of
from patients.rules import (
    Answer,
    SiagieProposal,
    SiagieState,
    Situation,
    check_not_future,
    setting_after,
    siagie_state,
)
from patients.rules import Setting as Where
from patients.services.writing import locked, refuse, refuse_field, write
from seho.accounts import audit


def proposal_for(patient: Patient, *, on: date) -> SiagieProposal:
    """What SIAGIE should say from `on`, by the rows as they are now."""
    episode = Episode.objects.filter(patient=patient, ends_on=None).first()
    standing = SiagieStatus.objects.filter(patient=patient, ends_on=None).first()
    return siagie_state(
        Situation(
            setting=Where(episode.setting) if episode else _setting_without_service(patient, on),
            is_enrolled=Enrollment.objects.filter(patient=patient, ends_on=None).exists(),
            is_registered=episode is not None,
            answer=Answer.REFUSED if _has_withdrawn(patient) else Answer.GRANTED,
            standing=SiagieState(standing.letter) if standing else None,
        )
    )


def align_siagie(*, by: Any, patient: Patient, on: date, is_new_school: bool = False) -> SiagieStatus | None:
    """Propose what the rules say from `on`; a state stands until the return to school (art. 13.6).

    Called inside the transaction of what changed. A new school gets its own proposal (example 46).
    """
    proposal = proposal_for(patient, on=on)
    standing = SiagieStatus.objects.select_for_update().filter(patient=patient, ends_on=None).first()
    if proposal.is_pending or proposal.state is None:
        return standing
    cause = proposal.cause.value if proposal.cause else ""
    if standing and (standing.letter, standing.cause) == (proposal.state.value, cause) and not is_new_school:
        return standing
    if standing:
        _end(standing, on)
    status = SiagieStatus(patient=patient, letter=proposal.state.value, cause=cause, starts_on=on)
    status.episode = Episode.objects.filter(patient=patient, ends_on=None).first()
    write(status)
    audit.record(
        by=by,
        act="Propuso el estado en SIAGIE",
        obj=status,
        after={"letter": status.letter},
        seho=status.episode.seho if status.episode else None,
    )
    return status


@transaction.atomic
def communicate_siagie(*, by: Any, status: SiagieStatus, on: date, today: date) -> SiagieStatus:
    """The official communication of the SEHO went to the school (art. 10.4)."""
    refuse(check_not_future("communicated_on", on, today=today))
    status = locked(status)
    if on < status.starts_on:
        refuse_field("communicated_on", "La comunicación no puede ser anterior al registro.")
    write(status, {"communicated_on": on})
    audit.record(by=by, act="Comunicó el estado a la IE", obj=status, after={"communicated_on": on})
    return status


@transaction.atomic
def confirm_siagie(*, by: Any, status: SiagieStatus, on: date, today: date, confirmed_name: str = "") -> SiagieStatus:
    """The director registered the state in SIAGIE (art. 10.3, 40.a); once is enough.

    `confirmed_name` tells who said so for the school where nobody signed in (`by` is None).
    """
    refuse(check_not_future("confirmed_on", on, today=today))
    status = locked(status)
    if status.confirmed_on:
        return status
    if on < status.starts_on:
        refuse_field("confirmed_on", "No puede ser anterior al inicio del estado.")
    write(status, {"confirmed_on": on, "confirmed_by": by, "confirmed_name": confirmed_name})
    act = "Confirmó el registro en SIAGIE" if by else "Confirmó el registro en SIAGIE (por el enlace de entrega)"
    seho = status.episode.seho if status.episode else None
    audit.record(by=by, act=act, obj=status, after={"confirmed_on": on}, seho=seho)
    return status


@transaction.atomic
def confirm_siagie_states(*, by: Any, statuses: Iterable[SiagieStatus], on: date, today: date) -> list[SiagieStatus]:
    """Several states registered on the same day, or none."""
    return [confirm_siagie(by=by, status=status, on=on, today=today) for status in statuses]


@transaction.atomic
def withdraw_siagie(*, by: Any, patient: Patient, on: date) -> SiagieStatus | None:
    """The pupil is back at school: the state ends (art. 13.6). For the room of the return."""
    standing = SiagieStatus.objects.select_for_update().filter(patient=patient, ends_on=None).first()
    if standing is None:
        return None
    _end(standing, on)
    audit.record(by=by, act="Retiró el estado en SIAGIE", obj=standing, after={"ends_on": standing.ends_on})
    return standing


def _end(status: SiagieStatus, on: date) -> None:
    write(status, {"ends_on": max(on, status.starts_on)})


def _has_withdrawn(patient: Patient) -> bool:
    last = Episode.objects.filter(patient=patient).order_by("-starts_on", "-pk").first()
    return last is not None and last.end_reason == EpisodeEnd.WITHDRAWAL


def _setting_without_service(patient: Patient, on: date) -> Where | None:
    stays = list(Stay.objects.filter(patient=patient).prefetch_related("accreditations"))
    return setting_after(on, stays=hospital_stays_of(stays), rests=rests_of(stays))
