"""The portfolio: files are decoded and stored before the transaction, rows are written in it (art. 12)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from attendance.models import Session, Work, WorkFile
from attendance.queries.evaluation import pupil_competencies
from attendance.rules import DAYS_TO_RESTORE, portfolio_needs_consent
from attendance.services.work_files import Arrangement, KeptFile, add_files, arrange_files
from patients.models import Episode
from patients.queries import purposes_in_force
from patients.rules import check_not_future
from patients.services.writing import locked, refuse, refuse_field, write
from seho.accounts import audit

NO_FILE = "Adjunte al menos una foto, un PDF o una grabación."
_FIELDS = ("title", "made_on", "competency", "session", "pupil_words", "in_book", "shows_pupil")
_SWEPT = (
    f"Sus archivos se borraron {DAYS_TO_RESTORE} días después de retirarlo: ya no puede volver. Si los tiene, guárdelo "
    "como un trabajo nuevo."
)
_OTHER_BODY = "Este trabajo ya se guardó con otros datos. Ábralo en el portafolio para corregirlo."
_CONSENT = (
    "La familia no ha autorizado imágenes ni voz: suba solo archivos en los que no aparezca ni se escuche la o el "
    "estudiante, y marque que así es."
)


@dataclass(frozen=True)
class WorkEntry:
    """A work as it was typed. `shows_pupil`: the person is recognisable in the pictures."""

    client_id: uuid.UUID
    title: str
    made_on: date
    competency_id: int | None = None
    session: Session | None = None
    pupil_words: str = ""
    in_book: bool = True
    shows_pupil: bool = False


@dataclass(frozen=True)
class ManyChange:
    """What is set for several works at once; None is left as it is in each of them."""

    competency_id: int | None = None
    session: Session | None = None
    in_book: bool | None = None

    def values(self) -> dict[str, Any]:
        said = {"competency_id": self.competency_id, "session": self.session, "in_book": self.in_book}
        return {name: value for name, value in said.items() if value is not None}


def keep_work(*, by: Any, episode: Episode, entry: WorkEntry, files: Iterable[KeptFile], today: date) -> Work:
    """Add a work with its files; the same `client_id` with the same content answers the same work again."""
    files = list(files)
    _refuse_what_cannot_be(episode, entry, today)
    if not files:
        refuse_field("files", NO_FILE)
    try:
        return _keep_once(by, episode, entry, files)
    except (IntegrityError, ValidationError):
        # The same work arrived a second time while the first one was being written.
        known = Work.objects.filter(client_id=entry.client_id).first()
        if known is None:
            raise
        return _same_or_refused(known, by, episode, entry, files)


def _keep_once(by: Any, episode: Episode, entry: WorkEntry, files: list[KeptFile]) -> Work:
    with transaction.atomic():
        known = Work.objects.filter(client_id=entry.client_id).first()
        if known is not None:
            return _same_or_refused(known, by, episode, entry, files)
        work = write(Work(episode=episode, created_by=by, client_id=entry.client_id, **_fields(entry)))
        add_files(by=by, work=work, files=files)
        audit.record(by=by, act="Guardó un trabajo en el portafolio", obj=work, seho=episode.seho,
                     after={"made_on": entry.made_on, "files": len(files)})  # fmt: skip
    return work


def _same_or_refused(known: Work, by: Any, episode: Episode, entry: WorkEntry, files: list[KeptFile]) -> Work:
    is_same = (
        (known.created_by_id, known.episode_id) == (by.pk, episode.pk)
        and all(getattr(known, name) == value for name, value in _fields(entry).items())
        and set(known.files.values_list("sha256", flat=True)) == {file.sha256 for file in files}
    )
    if not is_same:
        raise ValidationError(_OTHER_BODY, code="other_body")
    return known


def edit_work(
    *,
    by: Any,
    work: Work,
    entry: WorkEntry,
    files: Iterable[KeptFile],
    today: date,
    arrangement: Arrangement | None = None,
) -> Work:
    """Correct what was typed, add files, and put them in order with their captions; some may be taken out."""
    _refuse_what_cannot_be(work.episode, entry, today)
    with transaction.atomic():
        work = locked(work)
        before = _told(work)
        write(work, _fields(entry))
        add_files(by=by, work=work, files=files)
        if arrangement is not None:
            arrange_files(by=by, work=work, arrangement=arrangement)
        audit.record(
            by=by,
            act="Corrigió un trabajo del portafolio",
            obj=work,
            seho=work.episode.seho,
            before=before,
            after=_told(work),
        )
    return work


def remove_work(*, by: Any, work: Work) -> Work:
    """Take a work out of the portfolio; for `DAYS_TO_RESTORE` days it can be brought back, and its files stay."""
    with transaction.atomic():
        work = locked(work)
        if work.removed_at is None:
            write(work, {"removed_at": timezone.now(), "removed_by": by})
            audit.record(by=by, act="Retiró un trabajo del portafolio", obj=work, seho=work.episode.seho)
    return work


def restore_work(*, by: Any, work: Work) -> Work:
    """Bring a work back, as long as its files were not swept."""
    with transaction.atomic():
        work = locked(work)
        if work.removed_at is not None:
            if not work.files.exists():
                raise ValidationError(_SWEPT, code="swept")
            write(work, {"removed_at": None, "removed_by": None})
            audit.record(by=by, act="Devolvió un trabajo al portafolio", obj=work, seho=work.episode.seho)
    return work


def set_for_many(*, by: Any, works: Iterable[Work], change: ManyChange) -> int:
    """The same competency, session or place in the book for several works of one pupil; returns how many changed.

    All or none: a work that is older than the session, say, stops the whole with its name.
    """
    changed = 0
    with transaction.atomic():
        for work in [locked(work) for work in works]:
            values = {name: value for name, value in change.values().items() if getattr(work, name) != value}
            if not values:
                continue
            fields = [name.removesuffix("_id") for name in values]
            before = audit.snapshot(work, fields)
            write(work, values)
            audit.record(by=by, act="Corrigió un trabajo del portafolio", obj=work, seho=work.episode.seho,
                         before=before, after=audit.snapshot(work, fields))  # fmt: skip
            changed += 1
    return changed


def forget_removed(*, now: datetime | None = None) -> int:
    """Let go of the files of what was taken out longer ago than it may come back; the sweeper then removes them.

    The work itself stays as a row without files: its history goes on telling what was done.
    """
    over = (now or timezone.now()) - timedelta(days=DAYS_TO_RESTORE)
    gone = WorkFile.every.filter(Q(removed_at__lt=over) | Q(work__removed_at__lt=over))
    return gone.delete()[0]


def _told(work: Work) -> dict[str, Any]:
    return {**audit.snapshot(work, _FIELDS), "files": work.files.count()}


def _fields(entry: WorkEntry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "made_on": entry.made_on,
        "competency_id": entry.competency_id,
        "session": entry.session,
        "pupil_words": entry.pupil_words,
        "in_book": entry.in_book,
        "shows_pupil": entry.shows_pupil,
    }


def _refuse_what_cannot_be(episode: Episode, entry: WorkEntry, today: date) -> None:
    refuse(check_not_future("made_on", entry.made_on, today=today))
    if entry.made_on < episode.starts_on:
        refuse_field("made_on", "El trabajo no puede ser anterior a su registro en el SEHO.")
    if episode.ends_on and entry.made_on > episode.ends_on:
        refuse_field("made_on", "El trabajo no puede ser posterior a su egreso del SEHO.")
    if entry.competency_id and entry.competency_id not in _own_competencies(episode, today):
        refuse_field("competency", "Esta competencia no es del nivel y grado de la o el estudiante.")
    purposes = purposes_in_force(episode.patient, episode.seho_id, today)
    if portfolio_needs_consent(purposes, shows_pupil=entry.shows_pupil):
        refuse_field("shows_pupil", _CONSENT)


def _own_competencies(episode: Episode, day: date) -> set[int]:
    return {one.pk for group in pupil_competencies(episode, day) for one in group.competencies}
