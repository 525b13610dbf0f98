"""Portfolios of the demonstration: several drawings in one work, one turned, a recording, one taken out."""

from __future__ import annotations

import math
import uuid
import wave
from array import array
from datetime import date
from functools import cache
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from attendance.services import KeptFile, WorkEntry, edit_kept, keep_file, keep_work, remove_work
from patients.models import Episode
from seho.files import PhotoEdit
from seho.panel.demo.pictures import drawing
from seho.panel.demo.places import Place

_RATE = 8_000
_NOTES = (262, 294, 330, 349, 392, 392, 440, 440, 392)


def fill_portfolio(place: Place, episode: Episode, day: date) -> None:
    """A work of four pictures with their captions and a song, and one that was taken out."""
    captions = ("Así empezó", "Mi mamá me ayudó a pintar", "Casi listo", "")
    pictures = [_picture(number, caption) for number, caption in enumerate(captions)]
    entry = WorkEntry(
        client_id=uuid.uuid4(), title="Mi canción y su cuento", made_on=day,
        pupil_words="Primero la canté bajito y después con todos los de la sala.",
    )  # fmt: skip
    keep_work(by=place.teacher, episode=episode, entry=entry, files=[*pictures, _song()], today=day)
    first_try = WorkEntry(client_id=uuid.uuid4(), title="Primera prueba de pintura", made_on=day)
    work = keep_work(by=place.teacher, episode=episode, entry=first_try, files=[pictures[0]], today=day)
    remove_work(by=place.teacher, work=work)


@cache
def _picture(number: int, caption: str) -> KeptFile:
    kept = keep_file(drawing(40 + number))
    shown = edit_kept(kept, PhotoEdit(quarters=1)) if number == 2 else kept
    return KeptFile(**{**vars(shown), "caption": caption})


@cache
def _song() -> KeptFile:
    """A few notes: nobody's voice."""
    out = BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        for note in _NOTES:
            waves = (math.sin(2 * math.pi * note * at / _RATE) * (1 - at / _RATE * 2) for at in range(_RATE // 2))
            sound.writeframes(array("h", (int(9_000 * one) for one in waves)).tobytes())
    kept = keep_file(SimpleUploadedFile("cancion.wav", out.getvalue()))
    return KeptFile(**{**vars(kept), "caption": "Cantamos en la sala"})
