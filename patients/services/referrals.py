"""Potential pupils: told of, contacted, oriented, registered or not attended with a reason (art. 10.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from patients.enums import NotAttendedReason, ReferralState
from patients.models import Patient, Referral
from patients.rules import check_not_future
from patients.services.writing import locked, refuse, refuse_field, write
from seho.accounts import audit
from seho.network.models import Seho

ORIENTATION_DAYS = 7  # no term in the norm: long enough to call the family, short enough not to forget
_CLOSED = "Este aviso ya está cerrado."


@transaction.atomic
def add_referral(*, by: Any, seho: Seho, values: Mapping[str, Any], today: date) -> Referral:
    """Keep the minimum of a potential pupil; who is not enrolled gets an orientation task (art. 10.1,
    35.b; R23).
    """
    values = {"identified_on": today, **values}
    refuse(check_not_future("identified_on", values["identified_on"], today=today))
    referral = Referral(seho=seho, created_by=by, **values)
    if referral.is_enrolled is False:
        _await_enrolment(referral, today)
    write(referral)
    audit.record(by=by, act="Registró un aviso", obj=referral, after={"channel": referral.channel})
    return referral


@transaction.atomic
def contact_referral(*, by: Any, referral: Referral, is_enrolled: bool | None, today: date) -> Referral:
    """The team spoke with the family; who turns out not to be enrolled gets the orientation task."""
    referral = _open(referral)
    before = audit.snapshot(referral, _FOLLOWED)
    referral.contacted_on = referral.contacted_on or today
    if is_enrolled is not None:
        referral.is_enrolled = is_enrolled
    if referral.is_enrolled is False and referral.state == ReferralState.IDENTIFIED:
        _await_enrolment(referral, today)
    elif referral.is_enrolled and referral.state == ReferralState.ORIENTATION:
        referral.state = ReferralState.IDENTIFIED
    write(referral)
    audit.record(
        by=by,
        act="Contactó a la familia",
        obj=referral,
        before=before,
        after=audit.snapshot(referral, _FOLLOWED),
    )
    return referral


@transaction.atomic
def orient_referral(*, by: Any, referral: Referral, today: date) -> Referral:
    """The family was guided to enrol the child (art. 10.1)."""
    referral = write(_open(referral), {"oriented_on": today})
    audit.record(by=by, act="Orientó a la familia para la matrícula", obj=referral)
    return referral


@transaction.atomic
def close_referral(*, by: Any, referral: Referral, reason: str, today: date) -> Referral:
    """Not attended, and why; without names of illnesses or judgements."""
    if not reason:
        refuse_field("not_attended_reason", "Elija el motivo.")
    referral = _open(referral)
    values = {"state": ReferralState.NOT_ATTENDED, "not_attended_reason": reason, "closed_on": today}
    write(referral, values)
    audit.record(by=by, act="Cerró el aviso sin atención", obj=referral, after={"not_attended_reason": reason})
    return referral


@transaction.atomic
def reopen_referral(*, by: Any, referral: Referral) -> Referral:
    referral = locked(referral)
    if referral.state != ReferralState.NOT_ATTENDED:
        refuse_field("state", "Este aviso no está cerrado.")
    state = ReferralState.ORIENTATION if referral.is_enrolled is False else ReferralState.IDENTIFIED
    write(referral, {"state": state, "not_attended_reason": "", "closed_on": None})
    audit.record(by=by, act="Reabrió el aviso", obj=referral)
    return referral


def mark_refused(*, by: Any, referral: Referral, today: date) -> Referral:
    """The family does not authorise the entry: state b or a in SIAGIE is proposed to the school (art.
    10.3).
    """
    return close_referral(by=by, referral=referral, reason=NotAttendedReason.GUARDIAN_REFUSED, today=today)


def mark_registered(*, referral: Referral, patient: Patient, today: date) -> None:
    """Inside the registration's transaction, which records it."""
    write(
        locked(referral),
        {
            "state": ReferralState.REGISTERED,
            "patient": patient,
            "closed_on": today,
            "not_attended_reason": "",
        },
    )


_FOLLOWED = ("state", "is_enrolled", "contacted_on", "orientation_due_on")


def _await_enrolment(referral: Referral, today: date) -> None:
    referral.state = ReferralState.ORIENTATION
    referral.orientation_due_on = today + timedelta(days=ORIENTATION_DAYS)


def _open(referral: Referral) -> Referral:
    referral = locked(referral)
    if referral.state in (ReferralState.REGISTERED, ReferralState.NOT_ATTENDED):
        refuse_field("state", _CLOSED)
    return referral
