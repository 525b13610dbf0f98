"""The return to school: opened, planned, followed, closed (art. 14, 15)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from convalidation.enums import ReturnOutcome
from convalidation.models import ClassReport, FollowUp, Incident, Return, Visit
from convalidation.queries.returns import later_start, return_facts
from convalidation.rules.returning import (
    MILESTONES,
    PlanDays,
    check_closing,
    check_follow_up,
    check_incident,
    check_plan,
    check_visit,
    return_due,
)
from patients.models import Enrollment, Episode
from patients.services.writing import locked, races_told, refuse, write
from seho.accounts import audit
from seho.forms import check_version

# What the pupil hopes and fears is read by the team alone: it is kept out of the audit too.
VOICE = ("hopes", "fears")
PLAN = (
    "starts_on", "days_a_week", "full_from", "adjustments", "contact_name", "contact_post", "contact_phone",
    "agreed_on",
)  # fmt: skip
FOLLOW_UP = ("done_on", "way", "progress", "note")
INCIDENT = ("kind", "happened_on", "description", "guidance", "resolved_on")
VISIT = ("visited_on", "found", "agreed")
END = ("closed_on", "closed_by", "outcome", "closing_note")

CLOSED = "Este retorno está cerrado. Si todavía necesita acompañamiento, vuelva a abrirlo."
_GOES_ON = "La o el estudiante sigue en atención: el retorno se abre con su egreso."
_BACK_IN_SEHO = "Volvió a un SEHO después de este egreso: el retorno se acompaña cuando egrese de nuevo."
_NO_SCHOOL = "No tiene matrícula registrada: regístrela primero, para saber a qué IE retorna."
_NO_MILESTONE = "Los seguimientos se hacen a los 7, 30, 60 y 90 días."
_OTHER_RETURN = "Esta página se envió para otro retorno. Vuelva a abrirla."


def open_return(*, by: Any, episode: Episode, today: date) -> Return:
    """The return after this egress, to the school of the current enrolment; asked again, the same one (art. 14.1)."""
    with races_told(), transaction.atomic():
        episode = locked(episode)
        known: Return | None = Return.objects.filter(episode=episode).first()
        if known is not None:
            return known
        _refuse_opening(episode, today)
        enrollment = Enrollment.objects.filter(patient=episode.patient_id).order_by("-starts_on", "-pk").first()
        if enrollment is None:
            raise ValidationError(_NO_SCHOOL)
        told = ClassReport.objects.filter(episode=episode).order_by("-answered_at", "-pk").first()
        contact = {name: getattr(told, name) for name in PLAN if told and name.startswith("contact_")}
        row = Return(episode=episode, school=enrollment.school, opened_at=timezone.now(), opened_by=by, **contact)
        write(row)
        audit.record(
            by=by, act="Abrió el seguimiento del retorno", obj=row, seho=episode.seho,
            after=audit.snapshot(row, ("school",)),
        )  # fmt: skip
    return row


def _refuse_opening(episode: Episode, today: date) -> None:
    if episode.ends_on is None or episode.ends_on > today:
        raise ValidationError(_GOES_ON)
    due = return_due(episode.end_reason, episode.setting)
    if not due.is_due:
        raise ValidationError(due.reason)
    if later_start(episode) is not None:
        raise ValidationError(_BACK_IN_SEHO)


def move_return(*, by: Any, school_return: Return) -> Return:
    """To the school of the present enrolment, when the pupil changed school on the way back."""
    with transaction.atomic():
        row = _open(school_return)
        current = Enrollment.objects.filter(patient=row.episode.patient_id, ends_on=None).first()
        if current is None:
            raise ValidationError(_NO_SCHOOL)
        if current.school_id == row.school_id:
            return row
        before = audit.snapshot(row, ("school", *PLAN))
        # Who answers for the plan, and that it was agreed, was of the other school.
        contact = {"contact_name": "", "contact_post": "", "contact_phone": "", "agreed_on": None}
        write(row, {"school": current.school, **contact, "version": row.version + 1})
        _record(by, "Pasó el retorno a otra IE", row, row, before, audit.snapshot(row, ("school", *PLAN)))
    return row


def save_plan(*, by: Any, school_return: Return, values: Mapping[str, Any], version: int, today: date) -> Return:
    """Write the plan of the gradual return; raises VersionConflict when somebody else did in between.

    Only what `values` hold is changed: a school's form has no hopes and fears.
    """
    with transaction.atomic():
        row = _open(school_return)
        check_version(row, version)
        before = audit.snapshot(row, PLAN)
        days = PlanDays(values["starts_on"], values["full_from"], values["agreed_on"])
        done = dict(row.follow_ups.values_list("day", "done_on"))
        began_on, ended_on = row.episode.starts_on, _ended_on(row)
        contact = values["contact_name"]
        refuse(check_plan(days, contact, began_on=began_on, ended_on=ended_on, done=done, today=today))
        kept = {name: value for name, value in values.items() if name in (*PLAN, *VOICE)}
        write(row, {**kept, "version": version + 1})
        _record(by, "Guardó el plan de retorno", row, row, before, audit.snapshot(row, PLAN))
    return row


def save_follow_up(
    *, by: Any, school_return: Return, day: int, values: Mapping[str, Any], version: int, today: date
) -> FollowUp:
    """What was found at a milestone; `version` is that of the row on the page, 0 when there was none (art. 15)."""
    if day not in MILESTONES:
        raise ValidationError(_NO_MILESTONE)
    with races_told(), transaction.atomic():
        parent = _open(school_return)
        known = FollowUp.objects.filter(school_return=parent, day=day).first()
        row = known or FollowUp(school_return=parent, day=day, version=0)
        check_version(row, version)
        before = audit.snapshot(row, FOLLOW_UP) if known else None
        refuse(check_follow_up(day, values["done_on"], parent.starts_on, today=today))
        write(row, {**({} if known else _written(by)), **_of(values, FOLLOW_UP), "version": version + 1})
        _record(by, f"Registró el seguimiento de los {day} días", row, parent, before, audit.snapshot(row, FOLLOW_UP))
    return row


def add_incident(
    *, by: Any, school_return: Return, client_id: uuid.UUID, values: Mapping[str, Any], today: date
) -> Incident:
    """Something that affects the return (art. 15); sent twice, it is written once."""
    with races_told(), transaction.atomic():
        parent = _open(school_return)
        known: Incident | None = _sent_before(Incident, client_id, parent)
        if known is not None:
            return known
        row = Incident(school_return=parent, client_id=client_id)
        _write_incident(by, row, parent, values, today)
        _record(by, "Registró una incidencia del retorno", row, parent, None, audit.snapshot(row, INCIDENT))
    return row


def change_incident(*, by: Any, incident: Incident, values: Mapping[str, Any], version: int, today: date) -> Incident:
    """The guidance that was given, and when it was resolved; or a correction."""
    with transaction.atomic():
        parent = _open(incident.school_return)
        row = locked(incident)
        check_version(row, version)
        before, was_open = audit.snapshot(row, INCIDENT), row.resolved_on is None
        _write_incident(by, row, parent, {**values, "version": version + 1}, today)
        is_resolved = was_open and row.resolved_on is not None
        act = "Resolvió una incidencia del retorno" if is_resolved else "Cambió una incidencia del retorno"
        _record(by, act, row, parent, before, audit.snapshot(row, INCIDENT))
    return row


def _write_incident(by: Any, row: Incident, parent: Return, values: Mapping[str, Any], today: date) -> None:
    refuse(
        check_incident(
            values["happened_on"], values["resolved_on"], values["guidance"], ended_on=_ended_on(parent), today=today
        )
    )
    write(row, {**({} if row.pk else _written(by)), **_of(values, (*INCIDENT, "version"))})


def add_visit(*, by: Any, school_return: Return, client_id: uuid.UUID, values: Mapping[str, Any], today: date) -> Visit:
    """A visit of the UGEL specialist to the school (art. 15); sent twice, it is written once."""
    with races_told(), transaction.atomic():
        parent = _open(school_return)
        known: Visit | None = _sent_before(Visit, client_id, parent)
        if known is not None:
            return known
        refuse(check_visit(values["visited_on"], ended_on=_ended_on(parent), today=today))
        row = Visit(school_return=parent, client_id=client_id)
        write(row, {**_of(values, VISIT), **_written(by)})
        _record(by, "Registró una visita a la IE", row, parent, None, audit.snapshot(row, VISIT))
    return row


def change_visit(*, by: Any, visit: Visit, values: Mapping[str, Any], version: int, today: date) -> Visit:
    with transaction.atomic():
        parent = _open(visit.school_return)
        row = locked(visit)
        check_version(row, version)
        before = audit.snapshot(row, VISIT)
        refuse(check_visit(values["visited_on"], ended_on=_ended_on(parent), today=today))
        write(row, {**_of(values, VISIT), "version": version + 1})
        _record(by, "Cambió una visita a la IE", row, parent, before, audit.snapshot(row, VISIT))
    return row


def close_return(*, by: Any, school_return: Return, outcome: str, note: str, today: date) -> Return:
    """The end of the return. Satisfactory only when nothing stands against it (art. 15)."""
    with transaction.atomic():
        row = locked(school_return)
        if row.closed_on is not None and row.outcome == outcome:
            return row
        _refuse_closed(row)
        refuse(check_closing(outcome, note, return_facts(row), today))
        write(row, {"closed_on": today, "closed_by": by, "outcome": outcome, "closing_note": note})
        act = f"Cerró el retorno: {ReturnOutcome(outcome).label.lower()}"
        _record(by, act, row, row, None, audit.snapshot(row, END))
    return row


def reopen_return(*, by: Any, school_return: Return, reason: str) -> Return:
    """Go on with the follow-up of a return that had been closed; one that is open stays as it is."""
    with transaction.atomic():
        row = locked(school_return)
        if row.closed_on is None:
            return row
        before = audit.snapshot(row, END)
        write(row, {"closed_on": None, "closed_by": None, "outcome": "", "closing_note": ""})
        audit.record(
            by=by, act="Volvió a abrir el retorno", obj=row, seho=row.episode.seho, reason=reason, before=before,
            after=audit.snapshot(row, END),
        )  # fmt: skip
    return row


def _open(school_return: Return) -> Return:
    """The return as it is now, held until the transaction ends; refused once it is closed."""
    row = locked(school_return)
    _refuse_closed(row)
    return row


def _refuse_closed(row: Return) -> None:
    if row.closed_on is not None:
        raise ValidationError(CLOSED)


def _ended_on(row: Return) -> date:
    """Its time in the service has ended: without an end no return is opened."""
    return row.episode.ends_on or row.episode.starts_on


def _sent_before(model: Any, client_id: uuid.UUID, parent: Return) -> Any:
    row = model.objects.filter(client_id=client_id).first()
    if row is not None and row.school_return_id != parent.pk:
        raise ValidationError(_OTHER_RETURN)
    return row


def _of(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in names}


def _written(by: Any) -> dict[str, Any]:
    return {"written_by": by, "written_at": timezone.now()}


def _record(by: Any, act: str, obj: Any, parent: Return, before: Any, after: Any) -> None:
    audit.record(by=by, act=act, obj=obj, seho=parent.episode.seho, before=before, after=after)
