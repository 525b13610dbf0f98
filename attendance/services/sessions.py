"""Sessions: one entry for several pupils, written once however often it is sent (art. 11.2, 18, 19, 23)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Min, prefetch_related_objects
from django.utils import timezone

from attendance.enums import AbsenceReason
from attendance.frozen import frozen_by
from attendance.models import Participation, Session
from attendance.queries.competencies import EPISODE_ROWS, CompetencyBook
from attendance.rules import (
    Attendable,
    check_competencies,
    check_consents,
    check_hours,
    check_minutes,
    check_session_day,
)
from attendance.services.works import remove_work, restore_work
from patients.models import Episode
from patients.queries import purposes_in_force
from patients.services import note_first_attention
from patients.services.writing import locked, refuse, refuse_field, write
from seho.accounts import audit
from seho.accounts.models import User
from seho.curriculum.models import Competency
from seho.forms import check_version
from seho.network.enums import SpaceKind
from seho.network.models import Seho

_OTHER_BODY = "Este registro ya se guardó con otros datos. Abra la sesión para corregirla."


@dataclass(frozen=True)
class Attendance:
    """One pupil in the session: took part, or the non-clinical reason why not."""

    episode: Episode
    attended: bool = True
    absence_reason: str = ""
    competency_id: int | None = None
    evidence: str = ""


@dataclass(frozen=True)
class SessionEntry:
    """A session as it was logged on the device."""

    client_id: uuid.UUID
    held_on: date
    minutes: int
    kind: str
    space: str
    modality: str
    title: str = ""
    starts_at: time | None = None


def log_session(
    *,
    by: Any,
    seho: Seho,
    entry: SessionEntry,
    pupils: Iterable[Attendance],
    taught_by: Iterable[User],
    today: date,
) -> Session:
    """Write the session once. The same `client_id` with the same content answers the same session again.

    Raises ValidationError by field: nobody ticked, a day outside of somebody's attention, a missing
    authorisation; and without field when the identifier was already used for other content.
    """
    pupils, people = list(pupils), list(taught_by)
    _refuse_what_cannot_be(seho, entry, pupils, people, today)
    try:
        return _log_once(by, seho, entry, pupils, people)
    except (IntegrityError, ValidationError):
        # The same entry arrived a second time while the first one was being written.
        known = Session.objects.filter(client_id=entry.client_id).first()
        if known is None:
            raise
        return _same_or_refused(known, by, entry, pupils, people)


def _log_once(by: Any, seho: Seho, entry: SessionEntry, pupils: list[Attendance], people: list[User]) -> Session:
    with transaction.atomic():
        known = Session.objects.filter(client_id=entry.client_id).first()
        if known is not None:
            return _same_or_refused(known, by, entry, pupils, people)
        session = write(Session(seho=seho, created_by=by, **vars(entry)))
        session.professionals.set(people)
        _write_participations(session, pupils)
        audit.record(by=by, act="Registró una sesión", obj=session, after=_told(session, people, pupils))
        _note_first_attention(pupil.episode for pupil in pupils)
    return session


def correct_session(
    *,
    by: Any,
    session: Session,
    entry: SessionEntry,
    pupils: Iterable[Attendance],
    taught_by: Iterable[User],
    version: int,
    today: date,
    reason: str = "",
) -> Session:
    """Correct a session that was not cancelled; what it said before stays in the history.

    Where an issued paper tells of the session, the reason must be said (R25).
    """
    pupils, people = list(pupils), list(taught_by)
    _refuse_what_cannot_be(session.seho, entry, pupils, people, today)
    with transaction.atomic():
        session = locked(session)
        check_version(session, version)
        if session.cancelled_at is not None:
            raise ValidationError("Esta sesión fue anulada: restáurela antes de corregirla.")
        former = list(session.participations.select_related("episode__patient", "competency"))
        _refuse_unexplained(session, former, reason)
        before = _told(session, session.professionals.all(), former)
        values = {name: value for name, value in vars(entry).items() if name != "client_id"}
        write(session, {**values, "version": session.version + 1})
        session.professionals.set(people)
        session.participations.all().delete()
        _write_participations(session, pupils)
        after = _told(session, people, pupils)
        audit.record(by=by, act="Corrigió una sesión", obj=session, before=before, after=after, reason=reason)
        _note_first_attention([*(row.episode for row in former), *(pupil.episode for pupil in pupils)])
    return session


def cancel_session(*, by: Any, session: Session, reason: str = "") -> Session:
    """Take a session out of every count; the row and its history stay. Told by an issued paper: with its reason."""
    with transaction.atomic():
        session = locked(session)
        if session.cancelled_at is None:
            rows = list(session.participations.select_related("episode"))
            _refuse_unexplained(session, rows, reason)
            _set_cancelled(session, timezone.now(), by, reason)
            audit.record(by=by, act="Anuló una sesión", obj=session, reason=reason)
            _note_first_attention(row.episode for row in rows)
    return session


def undo_session(*, by: Any, session: Session, reason: str) -> Session:
    """Take back what was logged a moment ago, with the works that were kept with it."""
    with transaction.atomic():
        session = cancel_session(by=by, session=session, reason=reason)
        for work in session.works.filter(removed_at=None, created_by=session.created_by_id):
            remove_work(by=by, work=work)
    return session


def restore_session(*, by: Any, session: Session, today: date, reason: str = "") -> Session:
    """Count a cancelled session again, with the works that went with it; only what could be logged today comes back."""
    with transaction.atomic():
        session = locked(session)
        if session.cancelled_at is None:
            return session
        rows = list(session.participations.select_related("episode__patient", "episode__seho"))
        _refuse_unexplained(session, rows, reason)
        _refuse_what_cannot_be(
            session.seho,
            _entry_of(session),
            [_attendance_of(row) for row in rows],
            [*session.professionals.all()],
            today,
        )
        went_along = session.works.filter(removed_by=session.cancelled_by, removed_at__gte=session.cancelled_at)
        for work in went_along:
            restore_work(by=by, work=work)
        _set_cancelled(session, None, None, "")
        audit.record(by=by, act="Restauró una sesión", obj=session, reason=reason)
        _note_first_attention(row.episode for row in rows)
    return session


def _set_cancelled(session: Session, at: datetime | None, by: Any, reason: str) -> None:
    values = {"cancelled_at": at, "cancelled_by": by, "cancelled_reason": reason, "version": session.version + 1}
    write(session, values)


def _refuse_unexplained(session: Session, rows: Iterable[Participation], reason: str) -> None:
    """What an issued paper tells is changed only with its reason; the papers then say what differs (R25)."""
    if reason:
        return
    paper = frozen_by({row.episode_id for row in rows}, [session.held_on], since=session.created_at)
    if paper is not None:
        refuse_field("reason", f"Ese día figura en un documento emitido ({paper}): escriba por qué se cambia.")


def _entry_of(session: Session) -> SessionEntry:
    return SessionEntry(**{field.name: getattr(session, field.name) for field in fields(SessionEntry)})


def _attendance_of(row: Participation) -> Attendance:
    return Attendance(row.episode, row.attended, row.absence_reason, row.competency_id, row.evidence)


def _refuse_what_cannot_be(
    seho: Seho, entry: SessionEntry, pupils: list[Attendance], people: list[User], today: date
) -> None:
    if not pupils:
        refuse_field("pupils", "Marque al menos una o un estudiante.")
    if any(pupil.episode.seho_id != seho.pk for pupil in pupils):
        refuse_field("pupils", "Marcó a alguien que no está en atención en este SEHO.")
    if not people:
        refuse_field("professionals", "Marque quién atendió.")
    missing = [pupil.episode.patient.initials for pupil in pupils if not pupil.attended and not pupil.absence_reason]
    if missing:
        refuse_field("pupils", f"{', '.join(missing)}: elija por qué no participó.")
    prefetch_related_objects(
        [pupil.episode for pupil in pupils],
        "patient__authorizations",
        "patient__mother_tongue",
        *EPISODE_ROWS,
    )
    book = CompetencyBook(entry.held_on)
    attendable = [_attendable(pupil.episode, entry.held_on) for pupil in pupils]
    # Who was not there that day is told so, and nothing else.
    pairs = zip(attendable, pupils, strict=True)
    present = [one for one, pupil in pairs if pupil.attended and one.is_in_attention_on(entry.held_on)]
    refuse(
        [
            *check_session_day(entry.held_on, attendable, today=today),
            *check_minutes(entry.minutes),
            *check_hours(entry.starts_at, entry.minutes),
            *check_consents(
                present,
                at_home=entry.space == SpaceKind.HOME,
                is_virtual=entry.modality == "VIRTUAL" or entry.space == SpaceKind.VIRTUAL,
            ),
            *check_competencies(
                (pupil.episode.patient.initials, pupil.competency_id, book.ids_of(pupil.episode))
                for pupil in pupils
                if pupil.attended
            ),
        ]
    )


def _attendable(episode: Episode, day: date) -> Attendable:
    patient = episode.patient
    purposes = purposes_in_force(patient, episode.seho_id, day)
    return Attendable(patient.initials, episode.starts_on, episode.ends_on, purposes)


def _write_participations(session: Session, pupils: list[Attendance]) -> None:
    for pupil in pupils:
        write(
            Participation(
                session=session,
                episode=pupil.episode,
                attended=pupil.attended,
                absence_reason="" if pupil.attended else pupil.absence_reason,
                competency_id=pupil.competency_id if pupil.attended else None,
                evidence=pupil.evidence if pupil.attended else "",
            )
        )


def _same_or_refused(
    known: Session, by: Any, entry: SessionEntry, pupils: list[Attendance], people: list[User]
) -> Session:
    same_entry = all(getattr(known, name) == value for name, value in vars(entry).items())
    rows = set(
        known.participations.values_list("episode_id", "attended", "absence_reason", "competency_id", "evidence")
    )
    same_people = set(known.professionals.values_list("pk", flat=True)) == {person.pk for person in people}
    is_same = same_entry and same_people and rows == {_as_row(pupil) for pupil in pupils}
    if known.created_by_id != by.pk or not is_same:
        raise ValidationError(_OTHER_BODY, code="other_body")
    return known


def _as_row(pupil: Attendance) -> tuple[int, bool, str, int | None, str]:
    if not pupil.attended:
        return pupil.episode.pk, False, pupil.absence_reason, None, ""
    return pupil.episode.pk, True, "", pupil.competency_id, pupil.evidence


def _told(session: Session, people: Iterable[User], rows: Iterable[Attendance | Participation]) -> dict[str, Any]:
    """What the history keeps of a session: its own fields, who taught and what each pupil did, by initials."""
    rows = list(rows)
    fields = ("held_on", "starts_at", "minutes", "kind", "space", "modality", "title")
    numbers = dict(Competency.objects.filter(pk__in={row.competency_id for row in rows}).values_list("pk", "number"))
    return {
        **audit.snapshot(session, fields),
        "atendieron": sorted(str(person) for person in people),
        "estudiantes": sorted(_line(row, numbers) for row in rows),
    }


def _line(row: Attendance | Participation, numbers: dict[int, int]) -> str:
    initials = row.episode.patient.initials
    if not row.attended:
        return f"{initials}: no participó, {AbsenceReason(row.absence_reason).label.lower()}"
    parts = [f"{initials}: participó"]
    if row.competency_id:
        parts.append(f"competencia {numbers[row.competency_id]}")
    return ", ".join(parts + ([row.evidence] if row.evidence else []))


def _note_first_attention(episodes: Iterable[Episode]) -> None:
    """Keep the first day of each (R9), for those whose first day is another one now."""
    ids = {episode.pk for episode in episodes}
    rows = Participation.objects.filter(episode__in=ids, attended=True, session__cancelled_at=None)
    first = dict(rows.values_list("episode_id").annotate(first=Min("session__held_on")).order_by())
    for episode in Episode.objects.filter(pk__in=ids):
        if episode.first_attended_on != first.get(episode.pk):
            note_first_attention(episode=episode, on=first.get(episode.pk))
