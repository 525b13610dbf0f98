"""What the invented psychologists did: families, team and schools, the five faces, the report, notes of their own."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from attendance.models import WellBeing
from attendance.queries import touched_periods
from attendance.services import ContactEntry, answer_mood, keep_note, log_contact, save_support_report
from patients.models import Episode
from seho.panel.demo.places import Place
from seho.panel.demo.pupils import Told

_FAMILY = (
    ("WELCOME", 30, "Se presentó el servicio; la familia prefiere que se le llame por la tarde."),
    ("ROUTINE", 20, "Acordaron un momento fijo del día para leer juntos."),
    ("MOTIVATION", 40, "Le motivan los cuentos que se leen por capítulos."),
    ("RETURN", 30, "Preguntan cómo será la primera semana de clases."),
)
_MOODS = ((2, 3), (3, 4), (2, 4), (3, 3), (3, 5), (4, 4), (3, 4))
_REPORT = (
    "Participa con gusto cuando trabaja en pareja y pregunta por sus compañeras y compañeros. "
    "Le ayuda saber al inicio qué se hará en la sesión y contar al final lo que más le gustó."
)
_NOTE = "Le cuesta la hora de la siesta. Volver a conversar el jueves."
# Of shorter times the papers print no informe (art. 13.5).
_TOLD_FROM = 15
# The family of every fifth pupil is still to be talked with.
_SILENT = 5


def accompany(place: Place, told: Sequence[Told], today: date) -> None:
    """Small, and different from pupil to pupil, so that the board has something to say."""
    current = [one.episode for one in told if one.ended_on is None and one.story.setting != "UNTYPED"]
    for turn, episode in enumerate(current):
        if turn % _SILENT != _SILENT - 1:
            _talk(place, episode, turn, today)
        if turn % 3 == 0:
            _ask(place, episode, turn, today)
        if turn % 4 == 0:
            _report(place, episode, today)
    for one in told:
        if one.ended_on is not None and one.story.days >= _TOLD_FROM and one.number % 2:
            _report(place, one.episode, one.ended_on)
    _meet(place, "TEAM", "PLANNING", 60, "Revisión de los planes de la semana.", current[:2], today)
    _meet(place, "SCHOOL", "BELONGING", 25, "El aula enviará una carta con dibujos.", current[:1], today)
    for about in (None, *current[:2]):
        keep_note(
            by=place.psychologist, client_id=uuid.uuid4(), seho=place.seho, patient=about.patient if about else None,
            noted_on=today - timedelta(days=1), text=_NOTE, today=today,
        )  # fmt: skip


def _talk(place: Place, episode: Episode, turn: int, today: date) -> None:
    topic, minutes, note = _FAMILY[turn % len(_FAMILY)]
    day = max(episode.starts_on, today - timedelta(days=turn % 6))
    entry = ContactEntry(uuid.uuid4(), "FAMILY", day, minutes, topic, note)
    log_contact(by=place.psychologist, seho=place.seho, entry=entry, pupils=[episode], today=today)


def _meet(
    place: Place, held_with: str, topic: str, minutes: int, note: str, pupils: Sequence[Episode], today: date
) -> None:
    entry = ContactEntry(uuid.uuid4(), held_with, today - timedelta(days=1), minutes, topic, note)
    log_contact(by=place.psychologist, seho=place.seho, entry=entry, pupils=pupils, today=today)


def _ask(place: Place, episode: Episode, turn: int, today: date) -> None:
    """Pairs of the last days; today's is begun and waits for its "after"."""
    for back in range(min(len(_MOODS), (today - episode.starts_on).days), 0, -1):
        before, after = _MOODS[(back + turn) % len(_MOODS)]
        day = today - timedelta(days=back)
        row = answer_mood(by=place.psychologist, episode=episode, moment="before", mood=before, today=day)
        answer_mood(by=place.psychologist, episode=episode, moment="after", mood=after, today=day, pair=row)
    if not WellBeing.objects.filter(episode=episode, asked_on=today).exists():
        answer_mood(by=place.psychologist, episode=episode, moment="before", mood=3, today=today)


def _report(place: Place, episode: Episode, today: date) -> None:
    if periods := touched_periods(episode, today):
        save_support_report(by=place.psychologist, episode=episode, period=periods[-1], text=_REPORT, version=0)
