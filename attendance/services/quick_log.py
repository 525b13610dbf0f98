"""The quick log: a session with the photos of what was made in it, all of it or nothing (art. 11.2, 12)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from attendance.models import Session
from attendance.rules import portfolio_needs_consent
from attendance.services.sessions import Attendance, SessionEntry, log_session
from attendance.services.work_files import KeptFile
from attendance.services.works import WorkEntry, keep_work
from patients.queries import purposes_in_force
from patients.services.writing import refuse_field
from seho.accounts.models import User
from seho.network.models import Seho
from seho.text import date_long


@dataclass(frozen=True)
class SessionPhotos:
    """Photos of a session: one work for each who took part, or the work of the one named by `episode_id`."""

    files: tuple[KeptFile, ...]
    episode_id: int | None = None
    shows_pupil: bool = False


def log_session_with_photos(
    *,
    by: Any,
    seho: Seho,
    entry: SessionEntry,
    pupils: Iterable[Attendance],
    taught_by: Iterable[User],
    photos: SessionPhotos | None,
    today: date,
) -> Session:
    """As `log_session`; the works are those of this session. Sent twice, everything is written once."""
    pupils = list(pupils)
    with transaction.atomic():
        session = log_session(by=by, seho=seho, entry=entry, pupils=pupils, taught_by=taught_by, today=today)
        if photos is not None:
            owners = _owners(pupils, photos)
            _refuse_without_consent(owners, photos, today)
            for pupil in owners:
                work = _work_entry(session, entry, pupil, photos)
                keep_work(by=by, episode=pupil.episode, entry=work, files=photos.files, today=today)
    return session


def _owners(pupils: list[Attendance], photos: SessionPhotos) -> list[Attendance]:
    owners = [pupil for pupil in pupils if pupil.attended and photos.episode_id in (None, pupil.episode.pk)]
    if not owners:
        refuse_field("works_of", "El trabajo es de alguien que participó en la sesión: elija de quién.")
    return owners


def _refuse_without_consent(owners: list[Attendance], photos: SessionPhotos, day: date) -> None:
    """Where a pupil is recognised the family must have authorised images (Ley 29733)."""
    missing = [
        pupil.episode.patient.initials
        for pupil in owners
        if portfolio_needs_consent(
            purposes_in_force(pupil.episode.patient, pupil.episode.seho_id, day), shows_pupil=photos.shows_pupil
        )
    ]
    if missing:
        names = ", ".join(missing)
        refuse_field("faces", f"{names}: la familia no ha autorizado imágenes. Suba solo fotos en las que no aparezca.")


def _work_entry(session: Session, entry: SessionEntry, pupil: Attendance, photos: SessionPhotos) -> WorkEntry:
    return WorkEntry(
        client_id=uuid.uuid5(entry.client_id, str(pupil.episode.pk)),
        title=entry.title or f"Trabajo del {date_long(entry.held_on)}",
        made_on=entry.held_on,
        competency_id=pupil.competency_id,
        session=session,
        shows_pupil=photos.shows_pupil,
    )
