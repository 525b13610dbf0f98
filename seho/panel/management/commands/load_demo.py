"""Fill an empty program with the demonstration."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from convalidation.enums import RecognitionDecision
from convalidation.models import Packet
from convalidation.services import Answer, acknowledge, issue_packet, recognise, save_return_report
from patients.models import SiagieStatus
from patients.services import add_referral, assign, close_referral, communicate_siagie
from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.clock import today as today_in_lima
from seho.panel.demo.places import PASSWORD, Place, make_places, make_supervisors
from seho.panel.demo.pupils import Told, tell
from seho.panel.demo.stories import stories_of
from seho.panel.demo.teaching import hold_sessions, keep_works, write_levels, write_plan

ACCOUNTS = (
    ("coordinadora", "coordinación de un SEHO"),
    ("docente", "docente"),
    ("psicologa", "psicóloga"),
    ("voluntaria", "voluntariado"),
    ("ugel", "especialista de UGEL"),
    ("dre", "especialista de DRE o GRE"),
    ("minedu", "Ministerio de Educación"),
    ("directora", "dirección de una institución educativa"),
    ("puntofocal", "punto focal del hospital"),
    ("admin", "administración técnica"),
)


class Command(BaseCommand):
    help = "Carga los datos de demostración, si el programa está vacío, e imprime las cuentas."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SEHO_DEMO:
            raise CommandError("Los datos de demostración se cargan solo con SEHO_DEMO=1.")
        if User.objects.exists():
            self.stdout.write("Ya hay datos: no se cargó la demostración.")
        else:
            load(today_in_lima())
        self.stdout.write(accounts_text())


def accounts_text() -> str:
    lines = [f"  {name + '@demo.test':28} {what}" for name, what in ACCOUNTS]
    return "\n".join([f"Cuentas de demostración (contraseña {PASSWORD}):", *lines])


@transaction.atomic
def load(today: date) -> None:
    """Three services, about 60 pupils, their teaching and their papers; everything as of `today`, or nothing."""
    places = make_places(today)
    make_supervisors(places, today)
    number = 0
    for index, place in enumerate(places):
        told = []
        for story in stories_of(index):
            number += 1
            told.append(tell(place, story, number, today))
        _teach(place, told, today)
        _communicate(place, told, today)
        _issue(place, told)
        _refer(place, today)
    _assign_volunteer(places[0], today)


def _teach(place: Place, told: list[Told], today: date) -> None:
    hold_sessions(place, [one.episode for one in told], today)
    for one in told:
        day = one.ended_on or today
        if one.story.days >= 12 and one.story.setting != "UNTYPED" and one.number % 8 != 7:
            write_plan(place, one.episode, min(day, one.episode.starts_on + timedelta(days=6)))
        if one.story.days >= 30:
            write_levels(place, one.episode, day, seed=one.number)
        if one.story.days >= 5:
            keep_works(place, one.episode, day, count=1 + one.number % 3, seed=one.number)


def _issue(place: Place, told: list[Told]) -> None:
    for one in told:
        if one.story.is_issued and one.ended_on is not None:
            _ensure_plan(place, one)
            day = one.ended_on + timedelta(days=2)
            _report_return(place, one, day)
            packet = issue_packet(by=place.coordinator, episode=one.episode, client_id=uuid.uuid4(), today=day)
            _answer(packet, one.story.answer, day + timedelta(days=1))


def _communicate(place: Place, told: list[Told], today: date) -> None:
    """The schools know of whoever was registered before yesterday (art. 10.4)."""
    statuses = SiagieStatus.objects.filter(patient__in=[one.episode.patient_id for one in told], ends_on=None)
    for status in statuses.filter(communicated_on=None, starts_on__lt=today - timedelta(days=2)):
        communicate_siagie(by=place.coordinator, status=status, on=status.starts_on + timedelta(days=1), today=today)


def _report_return(place: Place, one: Told, day: date) -> None:
    values = {
        "learning_situation": "Continuó con las áreas principales de su grado y terminó lo que su plan priorizó.",
        "socioemotional_situation": "Tiene ganas de volver y pregunta por sus compañeras y compañeros.",
        "recommendations": "Reincorporación progresiva durante la primera semana.\nMás tiempo en lo escrito.",
        "told_guardian_on": one.ended_on,
        "told_director_on": day,
        "written_guardian_on": day,
        "written_director_on": day,
    }
    save_return_report(by=place.psychologist, episode=one.episode, values=values, version=0, today=day)


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


def _refer(place: Place, today: date) -> None:
    """Found and not yet registered: waiting, not enrolled, refused."""
    by = place.coordinator
    told = (
        ({"person": "Demo A.", "age": 9, "is_enrolled": True, "channel": "WARD_SEARCH"}, ""),
        ({"person": "Demo B.", "age": 6, "is_enrolled": False, "channel": "FOCAL_POINT"}, ""),
        ({"person": "Demo C.", "age": 13, "is_enrolled": True, "channel": "FAMILY"}, "GUARDIAN_REFUSED"),
    )
    for back, (values, reason) in enumerate(told, start=1):
        day = today - timedelta(days=back)
        referral = add_referral(by=by, seho=place.seho, values={"place": f"Sala {back}", **values}, today=day)
        if reason:
            close_referral(by=by, referral=referral, reason=reason, today=today)


def _assign_volunteer(place: Place, today: date) -> None:
    volunteer = User.objects.get(email="voluntaria@demo.test")
    open_episodes = place.seho.episodes.filter(ends_on=None).order_by("pk")[:3]
    for episode in open_episodes:
        assign(
            by=place.coordinator,
            episode=episode,
            user=volunteer,
            starts_on=today - timedelta(days=1),
            today=today,
        )
