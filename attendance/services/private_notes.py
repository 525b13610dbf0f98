"""The author's own notes (art. 16.2.c). The log tells that one was written, never of whom nor what."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from attendance.models import PrivateNote
from patients.models import Patient
from patients.rules import check_not_future
from patients.services.writing import locked, refuse, refuse_field, write
from seho.accounts import audit
from seho.forms import check_version
from seho.network.models import Seho

_OTHER_BODY = "Esta nota ya se guardó con otro texto. Ábrala en su lista para corregirla."


def keep_note(
    *, by: Any, client_id: uuid.UUID, seho: Seho, patient: Patient | None, noted_on: date, text: str, today: date
) -> PrivateNote:
    """Write it once: the same `client_id` with the same text answers the same note again."""
    refuse(check_not_future("noted_on", noted_on, today=today))
    if patient is not None and not patient.episodes.filter(seho=seho).exists():
        refuse_field("patient", "Elija a alguien de su SEHO.")
    try:
        with transaction.atomic():
            known = PrivateNote.objects.filter(client_id=client_id).first()
            if known is not None:
                return _same_or_refused(known, by, patient, noted_on, text)
            note = PrivateNote(client_id=client_id, author=by, seho=seho, patient=patient)
            write(note, {"noted_on": noted_on, "text": text})
            audit.record(by=by, act="Escribió una nota privada", obj=note)
        return note
    except (IntegrityError, ValidationError):
        # The same note arrived a second time while the first one was being written.
        known = PrivateNote.objects.filter(client_id=client_id).first()
        if known is None:
            raise
        return _same_or_refused(known, by, patient, noted_on, text)


def edit_note(*, by: Any, note: PrivateNote, noted_on: date, text: str, version: int, today: date) -> PrivateNote:
    refuse(check_not_future("noted_on", noted_on, today=today))
    with transaction.atomic():
        note = locked(note)
        check_version(note, version)
        if note.removed_at is not None:
            raise ValidationError("Esta nota fue quitada: devuélvala antes de corregirla.")
        write(note, {"noted_on": noted_on, "text": text, "version": version + 1})
        audit.record(by=by, act="Corrigió una nota privada", obj=note)
    return note


def remove_note(*, by: Any, note: PrivateNote) -> PrivateNote:
    with transaction.atomic():
        note = locked(note)
        if note.removed_at is None:
            write(note, {"removed_at": timezone.now(), "version": note.version + 1})
            audit.record(by=by, act="Quitó una nota privada", obj=note)
    return note


def restore_note(*, by: Any, note: PrivateNote) -> PrivateNote:
    with transaction.atomic():
        note = locked(note)
        if note.removed_at is not None:
            write(note, {"removed_at": None, "version": note.version + 1})
            audit.record(by=by, act="Devolvió una nota privada", obj=note)
    return note


def _same_or_refused(known: PrivateNote, by: Any, patient: Patient | None, noted_on: date, text: str) -> PrivateNote:
    is_same = (known.author_id, known.patient_id) == (by.pk, patient.pk if patient else None)
    if not is_same or (known.noted_on, known.text) != (noted_on, text):
        raise ValidationError(_OTHER_BODY, code="other_body")
    return known
