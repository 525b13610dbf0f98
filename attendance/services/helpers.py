"""Tasks and hours of volunteers and interns (art. 21, 22): asked, done, written down, confirmed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from attendance.models import HelperEntry, HelperTask, HelperWeek, Session
from attendance.queries.helpers import closed_mondays, episodes_helped, week_minutes
from attendance.rules.helpers import check_entry, check_hours_day, minutes_between, monday_of
from patients.models import Episode
from patients.querysets import HELPERS
from patients.services.writing import locked, races_told, refuse, refuse_field, write
from seho.accounts import audit
from seho.accounts.models import Membership, User
from seho.network.models import Seho
from seho.text import date_short

_OTHER_BODY = "Esto ya se guardó con otros datos. Recargue la página."
_CLOSED = "Las horas de esa semana ya están en un certificado vigente: anúlelo primero."


# --- tasks ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskEntry:
    """A task as it was asked; without `helper` for whoever can, without `episode` not about one pupil."""

    client_id: uuid.UUID
    what: str
    due_on: date
    helper: User | None = None
    episode: Episode | None = None


def ask_task(*, by: Any, seho: Seho, entry: TaskEntry, today: date) -> HelperTask:
    """Ask something small; the same `client_id` answers the same task again.

    Raises ValidationError by field: a day gone by, somebody who may not help today (DCF 3.ª), a pupil whom nobody
    who would see the task helps.
    """
    with races_told(_OTHER_BODY), transaction.atomic():
        known = HelperTask.objects.filter(client_id=entry.client_id).first()
        if known is not None:
            return _same_task(known, by, entry)
        if entry.due_on < today:
            refuse_field("due_on", "Elija hoy o un día que venga.")
        _refuse_who_cannot(seho, entry, today)
        task = write(HelperTask(seho=seho, created_by=by, **vars(entry)))
        audit.record(by=by, act="Encargó una tarea", obj=task, after=audit.snapshot(task, _ASKED))
    return task


_ASKED = ("what", "due_on", "helper", "episode")
_DONE = ("done_on", "done_by", "minutes", "word", "session")


def _same_task(known: HelperTask, by: Any, entry: TaskEntry) -> HelperTask:
    same = all(getattr(known, name) == getattr(entry, name) for name in _ASKED)
    if known.created_by_id != by.pk or not same:
        raise ValidationError(_OTHER_BODY, code="other_body")
    return known


def _refuse_who_cannot(seho: Seho, entry: TaskEntry, today: date) -> None:
    if entry.helper is not None:
        posts = Membership.objects.active_on(today).filter(user=entry.helper, seho=seho, role__in=HELPERS)
        known = [post.background_on(today) for post in posts.with_checks()]
        if not known:
            refuse_field("helper", "Elija a una persona voluntaria o practicante de este SEHO.")
        if not any(background.holds for background in known):
            refuse_field("helper", f"Sus antecedentes no están al día. {known[0].wrong}. Mientras tanto no la vería.")
    if entry.episode is not None:
        helped = episodes_helped(seho.pk, today, entry.helper.pk if entry.helper else None)
        if not helped.filter(pk=entry.episode.pk).exists():
            who = "esa persona" if entry.helper else "ninguna persona voluntaria o practicante"
            refuse_field("episode", f"No está asignada o asignado a {who}: asígnelo antes en su expediente.")


def cancel_task(*, by: Any, task: HelperTask) -> HelperTask:
    """Nobody is asked for it any more; it can be brought back."""
    with transaction.atomic():
        task = locked(task)
        if task.done_on is not None:
            raise ValidationError("Ya está hecha: sus minutos cuentan.")
        if task.cancelled_at is None:
            write(task, {"cancelled_at": timezone.now(), "cancelled_by": by})
            audit.record(by=by, act="Retiró una tarea", obj=task)
    return task


def restore_task(*, by: Any, task: HelperTask) -> HelperTask:
    with transaction.atomic():
        task = locked(task)
        if task.cancelled_at is not None:
            write(task, {"cancelled_at": None, "cancelled_by": None})
            audit.record(by=by, act="Devolvió una tarea", obj=task)
    return task


def finish_task(
    *, by: Any, task: HelperTask, done_on: date, minutes: int, word: str, session: Session | None, today: date
) -> HelperTask:
    """It is done: how it was and how long it took; `session` when it was during one, which counts those minutes."""
    with transaction.atomic():
        task = locked(task)
        if task.cancelled_at is not None:
            raise ValidationError("El equipo retiró esta tarea.")
        if task.done_on is not None:
            if task.done_by_id == by.pk:
                return task
            raise ValidationError("Otra persona ya la hizo.")
        _refuse_day(by, task.seho_id, done_on, today, "done_on")
        if session is not None and (session.held_on != done_on or not _taught(session, by)):
            refuse_field("session", "Elija una sesión suya de ese día.")
        values = {"done_on": done_on, "done_by": by, "minutes": minutes, "word": word, "session": session}
        write(task, values)
        audit.record(by=by, act="Hizo una tarea", obj=task, after=audit.snapshot(task, _DONE))
    return task


def reopen_task(*, by: Any, task: HelperTask) -> HelperTask:
    """It was not done after all: its minutes count no more."""
    with transaction.atomic():
        task = locked(task)
        if task.done_on is not None:
            _refuse_closed(task.seho_id, task.done_by_id or 0, task.done_on)
            before = audit.snapshot(task, _DONE)
            write(task, {"done_on": None, "done_by": None, "minutes": None, "word": "", "session": None})
            audit.record(by=by, act="Devolvió una tarea a pendiente", obj=task, before=before)
    return task


def _taught(session: Session, user: Any) -> bool:
    return session.cancelled_at is None and session.professionals.filter(pk=user.pk).exists()


# --- hours ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HoursEntry:
    """Hours as they were written down: entrada and salida, or the minutes alone."""

    client_id: uuid.UUID
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    minutes: int | None = None
    what: str = ""


def log_hours(*, by: Any, seho: Seho, entry: HoursEntry, today: date) -> HelperEntry:
    """Write one's own hours down; the same `client_id` answers the same row again."""
    refuse(check_entry(entry.starts_at, entry.ends_at, entry.minutes))
    values = vars(entry) | {"minutes": _length(entry)}
    with races_told(_OTHER_BODY), transaction.atomic():
        known = HelperEntry.objects.filter(client_id=entry.client_id).first()
        if known is not None:
            if known.helper_id != by.pk or any(getattr(known, name) != value for name, value in values.items()):
                raise ValidationError(_OTHER_BODY, code="other_body")
            return known
        _refuse_day(by, seho.pk, entry.held_on, today, "held_on")
        _refuse_overlap(by, seho, entry)
        row = write(HelperEntry(seho=seho, helper=by, **values))
        audit.record(by=by, act="Anotó sus horas", obj=row, after=audit.snapshot(row, (*vars(entry),)))
    return row


def _length(entry: HoursEntry) -> int:
    if entry.starts_at and entry.ends_at:
        return minutes_between(entry.starts_at, entry.ends_at)
    assert entry.minutes is not None, "checked before"
    return entry.minutes


def _refuse_overlap(by: Any, seho: Seho, entry: HoursEntry) -> None:
    """Twice at the same time is a slip: it would count once anyway."""
    if not (entry.starts_at and entry.ends_at):
        return
    same = HelperEntry.objects.filter(seho=seho, helper=by, held_on=entry.held_on, withdrawn_at=None)
    if same.filter(starts_at__lt=entry.ends_at, ends_at__gt=entry.starts_at).exists():
        refuse_field("starts_at", "Ya anotó horas que se cruzan con estas.")


def withdraw_hours(*, by: Any, entry: HelperEntry) -> HelperEntry:
    with transaction.atomic():
        entry = locked(entry)
        if entry.withdrawn_at is None:
            _refuse_closed(entry.seho_id, entry.helper_id, entry.held_on)
            write(entry, {"withdrawn_at": timezone.now()})
            audit.record(by=by, act="Retiró horas anotadas", obj=entry)
    return entry


def restore_hours(*, by: Any, entry: HelperEntry) -> HelperEntry:
    with transaction.atomic():
        entry = locked(entry)
        if entry.withdrawn_at is not None:
            _refuse_closed(entry.seho_id, entry.helper_id, entry.held_on)
            write(entry, {"withdrawn_at": None})
            audit.record(by=by, act="Devolvió horas anotadas", obj=entry)
    return entry


def _refuse_day(by: Any, seho_id: int, day: date, today: date, field: str) -> None:
    posts = Membership.objects.filter(user=by, seho=seho_id, role__in=HELPERS)
    closed = bool(closed_mondays(seho_id, by.pk, [monday_of(day)]))
    spans = list(posts.values_list("starts_on", "ends_on"))
    refuse(check_hours_day(day, spans, closed=closed, today=today, field=field))


def _refuse_closed(seho_id: int, helper_id: int, day: date) -> None:
    if closed_mondays(seho_id, helper_id, [monday_of(day)]):
        raise ValidationError(_CLOSED)


# --- weeks ------------------------------------------------------------------------------------------


def confirm_week(
    *, by: Any, post: Membership, monday: date, seen: int, today: date, minutes: int | None = None, reason: str = ""
) -> HelperWeek:
    """The coordinator confirms a week as it was `seen`, or corrects it to `minutes` with a reason.

    Again after something changed: what was confirmed before stays in the history.
    """
    with races_told(), transaction.atomic():
        if monday != monday_of(monday) or monday > today:
            raise ValidationError("Esa semana todavía no empieza.")
        _refuse_closed(post.seho_id or 0, post.user_id, monday)
        counted = week_minutes(post.seho_id or 0, post.user_id, monday)
        if counted != seen:
            raise ValidationError("Las horas de esa semana cambiaron mientras las revisaba. Véalas de nuevo.")
        minutes = counted if minutes is None else minutes
        if minutes != counted and not reason.strip():
            refuse_field("reason", "Escriba por qué se confirma otra cantidad.")
        same = HelperWeek.objects.select_for_update().filter(seho=post.seho, helper=post.user, monday=monday)
        row = same.first() or HelperWeek(seho=post.seho, helper=post.user, monday=monday)
        before = audit.snapshot(row, _WEEK) if row.pk else None
        write(
            row,
            {
                "counted": counted, "minutes": minutes, "reason": reason.strip() if minutes != counted else "",
                "confirmed_at": timezone.now(), "confirmed_by": by,
            },
        )  # fmt: skip
        audit.record(
            by=by, act="Confirmó las horas de una semana", obj=row, before=before, after=audit.snapshot(row, _WEEK)
        )
    return row


_WEEK = ("monday", "counted", "minutes", "reason")


def unconfirm_week(*, by: Any, week: HelperWeek) -> None:
    """Take the confirmation back; the acts remember it."""
    with transaction.atomic():
        row = HelperWeek.objects.select_for_update().filter(pk=week.pk).first()
        if row is None:
            return
        _refuse_closed(row.seho_id, row.helper_id, row.monday)
        act = f"Quitó la confirmación de la semana del {date_short(row.monday)}"
        audit.record(by=by, act=act, obj=row, before=audit.snapshot(row, _WEEK))
        row.delete()
