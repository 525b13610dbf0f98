"""What the figures of the work are counted from: rows written straight, without the acts that lead to them."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from convalidation.enums import DeliveryEventKind, PaperState, Purpose, Recipient, RecognitionDecision, ReturnOutcome
from convalidation.models import Acknowledgement, Delivery, DeliveryEvent, Incident, Packet, Recognition, Return
from convalidation.rules import Band, Duty
from patients.enums import EpisodeEnd, Setting
from patients.models import Episode
from seho.clock import LIMA
from tests.patients.factories import EnrollmentFactory, EpisodeFactory, PatientFactory

_SERIAL = iter(range(1, 1_000_000))


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), LIMA)


def time_in(seho: Any, by: Any, starts_on: date, ends_on: date | None = None, **values: Any) -> Episode:
    """A time in the service of a pupil of their own, each born on another day and enrolled where the age says."""
    number = next(_SERIAL)
    pupil = {
        "birth_date": date(2017, 6, 1) + timedelta(days=number % 300),
        "created_by": by,
        **{name.removeprefix("patient__"): values.pop(name) for name in [*values] if name.startswith("patient__")},
    }
    patient = values.pop("patient", None) or PatientFactory(**pupil)
    school = values.pop("school", None)
    if not patient.enrollments.exists():
        EnrollmentFactory(patient=patient, starts_on=date(2020, 1, 1), **({"school": school} if school else {}))
    values.setdefault("end_reason", EpisodeEnd.DISCHARGE if ends_on else "")
    values.setdefault("setting", Setting.HOSPITAL)
    episode: Episode = EpisodeFactory(
        patient=patient, seho=seho, starts_on=starts_on, ends_on=ends_on, registered_by=by, **values
    )
    return episode


def packet(episode: Episode, issued_on: date, by: Any, *, annulled_on: date | None = None, **values: Any) -> Packet:
    """Papers for the recognition, as they stand after the issue; `annulled_on` takes them out of force."""
    mark = uuid.uuid4().hex
    ends_on = episode.ends_on or issued_on
    out = {} if annulled_on is None else {
        "state": PaperState.ANNULLED, "annulled_at": at(annulled_on), "annulled_by": by, "annulled_reason": "Error",
    }  # fmt: skip
    defaults = {
        "purpose": Purpose.RECOGNITION,
        "enrollment": episode.patient.enrollments.first(),
        "starts_on": episode.starts_on,
        "ends_on": ends_on,
        "days_stay": 40,
        "days_accumulated": 40,
        "band": Band.D15_30,
        "grading": Duty.NONE,
        "window_starts_on": date(ends_on.year, 1, 1),
        "window_label": "año escolar",
        "reason": "Prueba",
        "article": "art. 13.5",
        "code": mark,
        "path": f"papers/{mark}.pdf",
        "sha256": hashlib.sha256(mark.encode()).hexdigest(),
        "bytes": 1,
        "issued_at": at(issued_on),
        "issued_by": by,
    }
    row = {**defaults, **out, **values}
    return Packet.objects.create(episode=episode, school=row["enrollment"].school, **row)


def link(
    papers: Packet, by: Any, *events: tuple[DeliveryEventKind, date], recipient: str = Recipient.SCHOOL
) -> Delivery:
    mark = uuid.uuid4().hex
    found = Delivery.objects.create(
        packet=papers, recipient=recipient, name="Docente de Prueba", secret=mark, secret_hash=mark,
        expires_on=date(2030, 1, 1), created_at=papers.issued_at, created_by=by,
    )  # fmt: skip
    for kind, day in events:
        DeliveryEvent.objects.create(delivery=found, kind=kind, happened_at=at(day))
    return found


def received(papers: Packet, by: Any, day: date) -> Acknowledgement:
    return Acknowledgement.objects.create(packet=papers, acknowledged_at=at(day), acknowledged_by=by)


def recognised(papers: Packet, by: Any, day: date, registered_on: date | None = None, **values: Any) -> Recognition:
    values.setdefault("decision", RecognitionDecision.RECOGNISED)
    return Recognition.objects.create(
        packet=papers, decided_at=at(day), decided_by=by, registered_on=registered_on, **values
    )


def school_return(episode: Episode, by: Any, opened_on: date, **values: Any) -> Return:
    """Opened and agreed on the same day, back in class the day after; `closed_on` closes it as satisfactory."""
    if values.get("closed_on"):
        values = {"outcome": ReturnOutcome.SATISFACTORY, "closed_by": by, **values}
    defaults = {"starts_on": opened_on + timedelta(days=1), "agreed_on": opened_on, "contact_name": "Docente de Prueba"}
    enrollment = episode.patient.enrollments.get()
    row = {**defaults, **values}
    return Return.objects.create(
        episode=episode, school=enrollment.school, opened_at=at(opened_on), opened_by=by, **row
    )


def incident(of: Return, by: Any, day: date, resolved_on: date | None = None) -> Incident:
    return Incident.objects.create(
        school_return=of, kind="OTHER", happened_on=day, description="Prueba", guidance="Se orientó.",
        resolved_on=resolved_on, written_at=at(day), written_by=by,
    )  # fmt: skip
