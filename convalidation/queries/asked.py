"""What one delivery asks of the school, and how far it has answered."""

from __future__ import annotations

from dataclasses import dataclass

from convalidation.models import ClassReport, Packet
from convalidation.queries.answers import answer_rows, asks_recognition, standing_state
from convalidation.queries.pending import pending_rows
from patients.rules.words import listed
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
    waiting = sum(row.recognition is None for row in rows)
    missing = dict.fromkeys(step for row in rows for step in row.missing)
    told = [f"{step}." for step in missing]
    if waiting:
        is_whole = rows[0].competency_id is None
        told.insert(0, "Falta su respuesta." if is_whole else f"Faltan {_competencies(waiting)}.")
    is_done = not told
    act = "Responder" if waiting == len(rows) else "Ver o cambiar" if is_done else "Completar"
    return Asked("link_recognise", "Qué reconoce la IE (art. 13.5)", " ".join(told) or "Respondido.", act, is_done)


def _competencies(number: int) -> str:
    return plural(number, "competencia por reconocer", "competencias por reconocer")


def _pending(packet: Packet) -> Asked:
    rows = pending_rows(packet)
    silent = [row.area for row in rows if row.answer is None]
    evaluated = sum(row.answer is not None and row.answer.done_on is not None for row in rows)
    told = "El informe no deja áreas pendientes. Si las hay, dígalo aquí."
    if silent:
        told = f"Falta decir cómo: {listed(silent)}."
    elif rows:
        told = f"{plural(evaluated, 'área evaluada', 'áreas evaluadas')} de {len(rows)}."
    act = "Decir cómo" if silent else "Ver o cambiar" if rows else "Agregar"
    return Asked("link_pending", "Cómo se evaluará lo pendiente (art. 13.5)", told, act, is_done=not silent)
