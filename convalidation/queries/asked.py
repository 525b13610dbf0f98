"""What one delivery asks of the school, and how far it has answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from convalidation.models import ClassReport, Packet
from convalidation.queries.answers import answer_rows, asks_recognition, standing_state
from convalidation.queries.pending import pending_rows
from seho.clock import lima_date
from seho.text import date_short, plural


@dataclass(frozen=True)
class Asked:
    """One thing: `page` is the name of its page below the link, `told` what was answered so far."""

    page: str
    title: str
    told: str
    act: str
    is_done: bool

    @property
    def url_name(self) -> str:
        return f"convalidation:{self.page}"


def asked_of_school(packet: Packet) -> list[Asked]:
    """In the order of the pupil's way: the state in SIAGIE, what the class is studying, recognition, pending areas."""
    if not packet.is_valid:
        return []
    found = [_siagie(packet), _class_report(packet)]
    if asks_recognition(packet):
        found += [_recognition(packet), _pending(packet)]
    return [one for one in found if one is not None]


def _siagie(packet: Packet) -> Asked | None:
    state = standing_state(packet)
    if state is None:
        return None
    title = "Estado en SIAGIE (art. 10.3)"
    if state.confirmed_on is None:
        return Asked("link_siagie", title, f"{state}.", "Confirmar registro", is_done=False)
    return Asked("link_siagie", title, f"{state}: registrado el {date_short(state.confirmed_on)}.", "", is_done=True)


def _class_report(packet: Packet) -> Asked | None:
    if packet.episode.ends_on is not None:
        return None
    latest = ClassReport.objects.filter(episode=packet.episode_id).first()
    title = "Qué está aprendiendo el aula (art. 11.4)"
    if latest is None:
        return Asked("link_class_report", title, "El SEHO trabajará lo mismo que su aula.", "Contar", is_done=False)
    told = f"Contado el {date_short(lima_date(latest.answered_at))}."
    return Asked("link_class_report", title, told, "Actualizar", is_done=True)


def _recognition(packet: Packet) -> Asked:
    rows = answer_rows(packet)
    decided = sum(row.recognition is not None for row in rows)
    missing = dict.fromkeys(step for row in rows for step in row.missing)
    is_done = decided == len(rows) and not missing
    told = f"{decided} de {plural(len(rows), 'respuesta', 'respuestas')}."
    told = " ".join([told, *(f"{step}." for step in missing)])
    act = "Responder" if not decided else "Ver o cambiar" if is_done else "Completar"
    return Asked("link_recognise", "Qué reconoce la IE (art. 13.5)", told, act, is_done)


def _pending(packet: Packet) -> Asked | None:
    rows: list[Any] = pending_rows(packet)
    answered = [row for row in rows if row.answer]
    evaluated = sum(row.answer.done_on is not None for row in answered)
    is_done = len(answered) == len(rows)
    told = f"{len(answered)} de {plural(len(rows), 'área', 'áreas')} con su forma de evaluación; {evaluated} evaluadas."
    if not rows:
        told = "El informe no deja áreas pendientes; si las hay, dígalo aquí."
    act = "Decir cómo" if not is_done else "Ver o cambiar"
    return Asked("link_pending", "Cómo se evaluará lo pendiente (art. 13.5)", told, act, is_done)
