"""The portfolio: files are decoded and stored before the transaction, rows are written in it (art. 12)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from attendance.models import Session, Work, WorkFile
from attendance.queries.evaluation import pupil_competencies
from attendance.rules import portfolio_needs_consent
from patients.models import Episode
from patients.queries import purposes_in_force
from patients.rules import check_not_future
from patients.services.writing import locked, refuse, refuse_field, write
from seho.accounts import audit
from seho.files import CleanPhoto, clean_attachment, store_bytes

AREA = "works"
_OTHER_BODY = "Este trabajo ya se guardó con otros datos. Ábralo en el portafolio para corregirlo."
_CONSENT = (
    "La familia no ha autorizado imágenes: suba solo fotos en las que no aparezca la o el estudiante, "
    "y marque que no aparece."
)


@dataclass(frozen=True)
class KeptFile:
    """A file that was made again and stored; paths are below MEDIA_ROOT."""

    is_photo: bool
    path: str
    sha256: str
    bytes: int
    print_path: str = ""
    thumb_path: str = ""
    width: int | None = None
    height: int | None = None


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


def keep_file(uploaded: File[bytes]) -> KeptFile:
    """Decode, make again and store one photo (three sizes) or PDF; raises seho.files.BadFile."""
    clean = clean_attachment(uploaded)
    path = store_bytes(AREA, clean.content, clean.suffix)
    if not isinstance(clean, CleanPhoto):
        return KeptFile(False, path, clean.sha256, len(clean.content))
    return KeptFile(
        is_photo=True,
        path=path,
        sha256=clean.sha256,
        bytes=len(clean.content),
        print_path=store_bytes(AREA, clean.print, clean.suffix),
        thumb_path=store_bytes(AREA, clean.thumb, clean.suffix),
        width=clean.width,
        height=clean.height,
    )


def keep_work(*, by: Any, episode: Episode, entry: WorkEntry, files: Iterable[KeptFile], today: date) -> Work:
    """Add a work with its files; the same `client_id` with the same content answers the same work again."""
    files = list(files)
    _refuse_what_cannot_be(episode, entry, today)
    if not files:
        refuse_field("files", "Adjunte al menos una foto o un PDF.")
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
        add_files(work=work, files=files)
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


def add_files(*, work: Work, files: Iterable[KeptFile]) -> None:
    """Inside the caller's transaction; a file that the work has already is not added again."""
    last = work.files.aggregate(last=Max("order"))["last"] or 0
    known = set(work.files.values_list("sha256", flat=True))
    for file in files:
        if file.sha256 not in known:
            last += 1
            known.add(file.sha256)
            write(WorkFile(work=work, order=last, **vars(file)))


def edit_work(*, by: Any, work: Work, entry: WorkEntry, files: Iterable[KeptFile], today: date) -> Work:
    _refuse_what_cannot_be(work.episode, entry, today)
    with transaction.atomic():
        work = locked(work)
        fields = ("title", "made_on", "competency", "session", "pupil_words", "in_book", "shows_pupil")
        before = audit.snapshot(work, fields)
        write(work, _fields(entry))
        add_files(work=work, files=files)
        audit.record(
            by=by,
            act="Corrigió un trabajo del portafolio",
            obj=work,
            seho=work.episode.seho,
            before=before,
            after=audit.snapshot(work, fields),
        )
    return work


def remove_work(*, by: Any, work: Work) -> Work:
    """Take a work out of the portfolio; it can be brought back, and its files stay."""
    with transaction.atomic():
        work = locked(work)
        if work.removed_at is None:
            write(work, {"removed_at": timezone.now(), "removed_by": by})
            audit.record(by=by, act="Retiró un trabajo del portafolio", obj=work, seho=work.episode.seho)
    return work


def restore_work(*, by: Any, work: Work) -> Work:
    with transaction.atomic():
        work = locked(work)
        if work.removed_at is not None:
            write(work, {"removed_at": None, "removed_by": None})
            audit.record(by=by, act="Devolvió un trabajo al portafolio", obj=work, seho=work.episode.seho)
    return work


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
