"""Fill an empty program with the demonstration."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from patients.services import add_referral, assign, close_referral
from seho.accounts.models import User
from seho.clock import today as today_in_lima
from seho.panel.demo.closing import begin_closing
from seho.panel.demo.daily import hand_over_list
from seho.panel.demo.evaluation import evaluate
from seho.panel.demo.figures import tell_demand
from seho.panel.demo.founding import tell_lives
from seho.panel.demo.helpers import people_who_help
from seho.panel.demo.load import note_times
from seho.panel.demo.papers import issue_papers, prepare_papers, tell_schools
from seho.panel.demo.places import PASSWORD, Place, make_places, make_supervisors
from seho.panel.demo.plans import tell_plans
from seho.panel.demo.portfolio import fill_portfolio
from seho.panel.demo.pupils import Told, tell
from seho.panel.demo.rounds import walk_round
from seho.panel.demo.stories import stories_of
from seho.panel.demo.support import accompany
from seho.panel.demo.teaching import hold_sessions, keep_works, write_levels, write_plan

ACCOUNTS = (
    ("coordinadora", "coordinación de un SEHO"),
    ("docente", "docente"),
    ("psicologa", "psicóloga"),
    ("voluntaria", "voluntariado"),
    ("practicante", "prácticas"),
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
        evaluate(place, told, today)
        walk_round(place, told, today)
        accompany(place, told, today)
        tell_schools(place, told, today)
        issue_papers(place, told, today)
        prepare_papers(place, told, today)
        _refer(place, today)
        tell_demand(place, told, today)
    _assign_volunteer(places[0], today)
    people_who_help(places[0], today)
    tell_plans(places[0], today)
    note_times(places[0], today)
    tell_lives(places, today)
    begin_closing(places, today)
    hand_over_list(places[0], today)


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
        if one.number % 10 == 1 and one.episode.ends_on is None:
            fill_portfolio(place, one.episode, day)


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
