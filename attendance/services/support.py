"""The psychologist's work: support beside the sessions, the five faces, the part of the report (art. 16.2.c, 13)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from attendance.enums import Mood
from attendance.models import Session, SupportContact, SupportReport, WellBeing
from attendance.rules import check_contact
from patients.models import Episode
from patients.services.writing import locked, races_told, refuse, refuse_field, write
from seho.accounts import audit
from seho.curriculum.models import Period
from seho.forms import check_version
from seho.network.models import Seho

Moment = Literal["before", "after"]
_OTHER_BODY = "Este trabajo ya se guardó con otros datos. Ábralo en su lista para corregirlo."
_NOT_ATTENDED = "Ese día la o el estudiante no estaba en atención en el SEHO."


# --- support work ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ContactEntry:
    """Support work as it was typed."""

    client_id: uuid.UUID
    held_with: str
    held_on: date
    minutes: int
    topic: str
    note: str = ""


def log_contact(*, by: Any, seho: Seho, entry: ContactEntry, pupils: Iterable[Episode], today: date) -> SupportContact:
    """Write it once: the same `client_id` with the same content answers the same row again."""
    pupils = list(pupils)
    _refuse_odd_contact(seho, entry, pupils, today)
    try:
        return _log_once(by, seho, entry, pupils)
    except (IntegrityError, ValidationError):
        # The same entry arrived a second time while the first one was being written.
        known = SupportContact.objects.filter(client_id=entry.client_id).first()
        if known is None:
            raise
        return _same_or_refused(known, by, entry, pupils)


def correct_contact(
    *, by: Any, contact: SupportContact, entry: ContactEntry, pupils: Iterable[Episode], version: int, today: date
) -> SupportContact:
    pupils = list(pupils)
    _refuse_odd_contact(contact.seho, entry, pupils, today)
    with transaction.atomic():
        contact = locked(contact)
        check_version(contact, version)
        if contact.cancelled_at is not None:
            raise ValidationError("Este trabajo fue anulado: devuélvalo a la lista antes de corregirlo.")
        before = _told(contact, contact.pupils.all())
        write(contact, _values(entry) | {"version": version + 1})
        contact.pupils.set(pupils)
        audit.record(
            by=by, act="Corrigió un trabajo de soporte", obj=contact, before=before, after=_told(contact, pupils)
        )
    return contact


def cancel_contact(*, by: Any, contact: SupportContact) -> SupportContact:
    """Take it out of every count; the row and its history stay, and it can be brought back."""
    with transaction.atomic():
        contact = locked(contact)
        if contact.cancelled_at is None:
            values = {"cancelled_at": timezone.now(), "cancelled_by": by, "version": contact.version + 1}
            write(contact, values)
            audit.record(by=by, act="Anuló un trabajo de soporte", obj=contact)
    return contact


def restore_contact(*, by: Any, contact: SupportContact) -> SupportContact:
    with transaction.atomic():
        contact = locked(contact)
        if contact.cancelled_at is not None:
            write(contact, {"cancelled_at": None, "cancelled_by": None, "version": contact.version + 1})
            audit.record(by=by, act="Devolvió un trabajo de soporte", obj=contact)
    return contact


def _log_once(by: Any, seho: Seho, entry: ContactEntry, pupils: Sequence[Episode]) -> SupportContact:
    with transaction.atomic():
        known = SupportContact.objects.filter(client_id=entry.client_id).first()
        if known is not None:
            return _same_or_refused(known, by, entry, pupils)
        contact = write(SupportContact(client_id=entry.client_id, seho=seho, created_by=by), _values(entry))
        contact.pupils.set(pupils)
        audit.record(by=by, act="Registró un trabajo de soporte", obj=contact, after=_told(contact, pupils))
    return contact


def _same_or_refused(known: SupportContact, by: Any, entry: ContactEntry, pupils: Sequence[Episode]) -> SupportContact:
    is_same = (
        known.created_by_id == by.pk
        and all(getattr(known, name) == value for name, value in _values(entry).items())
        and set(known.pupils.values_list("pk", flat=True)) == {one.pk for one in pupils}
    )
    if not is_same:
        raise ValidationError(_OTHER_BODY, code="other_body")
    return known


def _refuse_odd_contact(seho: Seho, entry: ContactEntry, pupils: Sequence[Episode], today: date) -> None:
    if any(one.seho_id != seho.pk for one in pupils):
        refuse_field("pupils", "Marcó a alguien que no es de este SEHO.")
    starts = [(one.patient.initials, one.starts_on) for one in pupils]
    refuse(check_contact(entry.held_on, entry.minutes, starts, today=today))


def _values(entry: ContactEntry) -> dict[str, Any]:
    return {name: value for name, value in vars(entry).items() if name != "client_id"}


def _told(contact: SupportContact, pupils: Iterable[Episode]) -> dict[str, Any]:
    """What the history keeps: the note is for the page alone."""
    fields = ("held_with", "held_on", "minutes", "topic")
    return audit.snapshot(contact, fields) | {"estudiantes": sorted(one.patient.initials for one in pupils)}


# --- the five faces ----------------------------------------------------------------------------------


def answer_mood(
    *,
    by: Any,
    episode: Episode,
    moment: Moment,
    mood: int,
    today: date,
    session: Session | None = None,
    pair: WellBeing | None = None,
) -> WellBeing:
    """The pupil touched a face. `pair` is the one that the page showed as begun; a second touch changes the first.

    With a session there is one pair for it; an answer given that day before it was logged is taken into it.
    """
    if mood not in Mood.values:
        raise ValidationError("Toque una de las cinco caras.")
    day = session.held_on if session else today
    if day < episode.starts_on or (episode.ends_on is not None and day > episode.ends_on):
        raise ValidationError(_NOT_ATTENDED)
    if session is not None and not session.participations.filter(episode=episode, attended=True).exists():
        raise ValidationError("La o el estudiante no participó en esta sesión.")
    with races_told(), transaction.atomic():
        episode = locked(episode)
        row = _pair_of(episode, moment, day, session, pair)
        row = row or WellBeing(episode=episode, asked_on=day, asked_by=by)
        write(row, {moment: mood, "session": session or row.session})
        # The face itself stands in no log.
        audit.record(by=by, act=_MOOD_ACTS[moment], obj=row, seho=episode.seho)
    return row


_MOOD_ACTS = {
    "before": "Anotó cómo dice sentirse antes de la sesión",
    "after": "Anotó cómo dice sentirse después de la sesión",
}


def _pair_of(
    episode: Episode, moment: Moment, day: date, session: Session | None, pair: WellBeing | None
) -> WellBeing | None:
    """The row in which this answer belongs; None: a new one. Sent twice, it belongs in the same one."""
    rows = WellBeing.objects.filter(episode=episode)
    if session is not None and (own := rows.filter(session=session).first()):
        return own
    last = rows.filter(asked_on=day, session=None).order_by("-pk").first()
    if session is not None:
        return last
    if pair is not None:
        return rows.filter(pk=pair.pk).first()
    if last is None or (last.before is not None and last.after is not None):
        return None
    return last if moment == "after" or last.before is not None else None


def take_mood_back(*, by: Any, row: WellBeing, moment: Moment) -> None:
    """Undo one touch; a pair without any answer goes."""
    with transaction.atomic():
        row = locked(row)
        if getattr(row, moment) is None:
            return
        audit.record(by=by, act="Retiró una respuesta de cómo dice sentirse", obj=row, seho=row.episode.seho)
        other: Moment = "after" if moment == "before" else "before"
        if getattr(row, other) is None:
            row.delete()
        else:
            write(row, {moment: None})


# --- the part of the report --------------------------------------------------------------------------


def save_support_report(*, by: Any, episode: Episode, period: Period | None, text: str, version: int) -> SupportReport:
    """Write or change the socio-emotional part of one period; `version` is 0 while there is none."""
    with races_told(), transaction.atomic():
        known = SupportReport.objects.filter(episode=episode, period=period).first()
        row = locked(known) if known else SupportReport(episode=episode, period=period, version=0)
        check_version(row, version)
        write(row, {"text": text, "written_by": by, "version": version + 1})
        # The text itself stands in no log.
        act = "Corrigió el aspecto socioemocional del informe" if known else "Escribió el aspecto socioemocional"
        audit.record(by=by, act=act, obj=row, seho=episode.seho, after={"period": period.pk if period else None})
    return row
