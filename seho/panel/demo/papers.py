"""The papers of the invented pupils: told to the school, prepared, issued, sent, answered, and followed to class."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from convalidation.enums import Part, Purpose, Recipient, RecognitionDecision
from convalidation.models import Packet
from convalidation.queries.preparing import desk_of
from convalidation.queries.preview import packet_preview
from convalidation.services import (
    Answer,
    acknowledge,
    ask_proofreading,
    confirm_receipt,
    deliver,
    issue_packet,
    mark_part,
    note_copied,
    recognise,
    report_class,
    save_return_report,
    suggest,
)
from patients.models import SiagieStatus
from patients.services import communicate_siagie
from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.panel.demo.places import Place
from seho.panel.demo.pupils import Told
from seho.panel.demo.returns import go_back
from seho.panel.demo.teaching import write_plan

# Schools that told what the class works on, of those that got their communication as a paper.
_COMMUNICATIONS, _CLASS_REPORTS = 4, 3
_LEARNING = "Continuó con las áreas principales de su grado y terminó lo que su plan priorizó."
_TOPICS = (
    "Fracciones equivalentes y problemas de reparto.\nEl cuento: inicio, nudo y desenlace.",
    "Proporcionalidad directa.\nLa noticia y sus partes.\nEl ciclo del agua.",
    "Números hasta 100.\nLa familia y la comunidad.",
)


def tell_schools(place: Place, told: list[Told], today: date) -> None:
    """The schools know of whoever was registered before yesterday (art. 10.4), some by a paper and its link."""
    statuses = SiagieStatus.objects.filter(patient__in=[one.episode.patient_id for one in told], ends_on=None)
    waiting = statuses.filter(communicated_on=None, starts_on__lt=today - timedelta(days=2)).order_by("pk")
    for place_in_line, status in enumerate(waiting.select_related("episode")):
        day = status.starts_on + timedelta(days=1)
        if status.episode and status.letter in "cd" and place_in_line < _COMMUNICATIONS:
            by, key, purpose = place.coordinator, uuid.uuid4(), Purpose.REGISTRATION
            packet = issue_packet(by=by, episode=status.episode, client_id=key, today=day, purpose=purpose)
            _send(place, packet, Recipient.SCHOOL, today)
            if place_in_line < _CLASS_REPORTS:
                _tell_class(place, packet, _TOPICS[place_in_line], today)
        else:
            communicate_siagie(by=place.coordinator, status=status, on=day, today=today)


def issue_papers(place: Place, told: list[Told], today: date) -> None:
    for one in told:
        if one.story.is_issued and one.ended_on is not None:
            _ensure_plan(place, one)
            day = one.ended_on + timedelta(days=2)
            _report_return(place, one, day)
            packet = _issue(place, one, day)
            _send(place, packet, Recipient.SCHOOL, today)
            _answer(packet, one.story.answer, day + timedelta(days=1))
            if one.story.back:
                report = _issue(place, one, day, Purpose.RETURN)
                _send(place, report, Recipient.GUARDIAN, today, is_received=True)
                go_back(place, one, today)


def _issue(place: Place, one: Told, day: date, purpose: Purpose = Purpose.RECOGNITION) -> Packet:
    key = uuid.uuid4()
    return issue_packet(by=place.coordinator, episode=one.episode, client_id=key, today=day, purpose=purpose)


def prepare_papers(place: Place, told: list[Told], today: date) -> None:
    """One pupil's papers wait for the second reader, who already would write a sentence otherwise."""
    for one in told:
        if one.ended_on is None or one.story.is_issued or one.story.days < 15:
            continue
        _ensure_plan(place, one)
        values = _report(one) | {"told_guardian_on": one.ended_on}
        save_return_report(by=place.psychologist, episode=one.episode, values=values, version=0, today=today)
        preview = packet_preview(one.episode, today)
        mark_part(by=place.psychologist, preview=preview, part=Part.PSYCHOLOGIST)
        ask_proofreading(by=place.coordinator, preview=preview, to=place.teacher)
        texts = (state.paper_text for state in desk_of(preview).texts)
        text = next(text for text in texts if text.target == "learning_situation")
        proposed = _LEARNING.replace("terminó lo que su plan priorizó", "alcanzó los propósitos que su plan priorizó")
        suggest(by=place.teacher, preview=preview, target=text.target, seen=text.digest, proposed=proposed)
        return


def _tell_class(place: Place, packet: Packet, topics: str, today: date) -> None:
    values = {
        "period": "", "topics": topics, "assessments": "Con lista de cotejo, al terminar cada unidad.", "notes": "",
        "contact_name": "Demo Tutora Quenual", "contact_post": "Docente tutora", "contact_phone": "999000111",
        "contact_email": "", "competencies": [],
    }  # fmt: skip
    report_class(by=place.coordinator, episode=packet.episode, values=values, client_id=uuid.uuid4(), today=today)


def _send(place: Place, packet: Packet, recipient: Recipient, today: date, *, is_received: bool = False) -> None:
    """By a link in a message."""
    is_family = recipient == Recipient.GUARDIAN
    guardian = packet.episode.patient.guardians.first()
    delivery = deliver(
        by=place.coordinator, packet=packet, recipient=recipient, email="", client_id=uuid.uuid4(), today=today,
        name=guardian.full_name if is_family and guardian else "Demo Dirección", expires_on=today + timedelta(days=60),
        post="" if is_family else "Directora o director",
    )  # fmt: skip
    note_copied(by=place.coordinator, delivery=delivery)
    if is_received:
        confirm_receipt(delivery=delivery)


def _report(one: Told) -> dict[str, object]:
    return {
        "learning_situation": _LEARNING,
        "socioemotional_situation": "Tiene ganas de volver y pregunta por sus compañeras y compañeros.",
        "recommendations": "Reincorporación progresiva durante la primera semana.\nMás tiempo en lo escrito.",
        "told_guardian_on": None, "told_director_on": None, "written_guardian_on": None, "written_director_on": None,
    }  # fmt: skip


def _report_return(place: Place, one: Told, day: date) -> None:
    told = {
        "told_guardian_on": one.ended_on,
        "told_director_on": day,
        "written_guardian_on": day,
        "written_director_on": day,
    }
    save_return_report(by=place.psychologist, episode=one.episode, values=_report(one) | told, version=0, today=day)


def _answer(packet: Packet, answer: str, day: date) -> None:
    """What the demonstration's director says of the papers that came to her school."""
    director = User.objects.filter(memberships__role=Role.DIRECTOR, memberships__school=packet.school).first()
    if director is None or not answer:
        return
    acknowledge(by=director, packet=packet)
    if answer == "recognised":
        recognise(by=director, packet=packet, answers=[Answer(RecognitionDecision.RECOGNISED)], today=day)


def _ensure_plan(place: Place, one: Told) -> None:
    if one.story.days >= 15 and not hasattr(one.episode, "plan"):
        write_plan(place, one.episode, one.episode.starts_on + timedelta(days=6))
