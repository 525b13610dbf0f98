"""The way back to school of the invented pupils, as far as the story of each has come."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from convalidation.enums import ContactWay, IncidentKind, Progress, ReturnOutcome
from convalidation.models import Return
from convalidation.services.following import (
    add_incident,
    add_visit,
    close_return,
    open_return,
    save_follow_up,
    save_plan,
)
from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.panel.demo.places import Place
from seho.panel.demo.pupils import Told

_NOTE = "Asiste con gusto; la tutora le da más tiempo en lo escrito."
_CLOSING = "Asiste todos los días, rinde como su grupo y la IE mantiene el apoyo de tutoría."


def go_back(place: Place, one: Told, today: date) -> None:
    if not one.story.back or one.ended_on is None:
        return
    by, began_on = place.coordinator, one.ended_on + timedelta(days=4)
    school_return = open_return(by=by, episode=one.episode, today=today)
    plan = _plan(one.ended_on, began_on)
    version = school_return.version
    school_return = save_plan(by=by, school_return=school_return, values=plan, version=version, today=today)
    if one.story.back == "troubled":
        _tell_trouble(place, school_return, began_on, today)
    if one.story.back in ("followed", "closed"):
        _follow(place, school_return, began_on, today)
        _visit(place, school_return, began_on, today)
    if one.story.back == "closed":
        outcome = ReturnOutcome.SATISFACTORY
        close_return(by=by, school_return=school_return, outcome=outcome, note=_CLOSING, today=today)


def _plan(ended_on: date, began_on: date) -> dict[str, object]:
    return {
        "starts_on": began_on,
        "full_from": began_on + timedelta(days=7),
        "days_a_week": 3,
        "agreed_on": ended_on + timedelta(days=2),
        "adjustments": "Asiste tres mañanas la primera semana.\nPuede salir a descansar cuando lo pida.",
        "contact_name": "Demo Tutora Quenual",
        "contact_post": "Docente tutora",
        "contact_phone": "999000111",
        "hopes": "Volver a jugar con sus amigas y amigos.",
        "fears": "Haberse atrasado en Matemática.",
    }


def _tell_trouble(place: Place, school_return: Return, began_on: date, today: date) -> None:
    values = {
        "kind": IncidentKind.NO_ADJUSTMENTS,
        "happened_on": began_on + timedelta(days=2),
        "description": "No le dan más tiempo en las pruebas escritas.",
        "guidance": "",
        "resolved_on": None,
    }
    key = uuid.uuid4()
    add_incident(by=place.psychologist, school_return=school_return, client_id=key, values=values, today=today)


def _follow(place: Place, school_return: Return, began_on: date, today: date) -> None:
    for day in (7, 30, 60, 90):
        done_on = began_on + timedelta(days=day)
        if done_on <= today:
            values = {"done_on": done_on, "way": ContactWay.CALL, "progress": Progress.WELL, "note": _NOTE}
            by = place.psychologist
            save_follow_up(by=by, school_return=school_return, day=day, values=values, version=0, today=today)


def _visit(place: Place, school_return: Return, began_on: date, today: date) -> None:
    specialist = User.objects.filter(memberships__role=Role.UGEL_SPECIALIST, memberships__ugel=place.seho.ugel).first()
    visited_on = began_on + timedelta(days=9)
    if specialist is None or visited_on > today:
        return
    values = {"visited_on": visited_on, "found": "Sus docentes conocen el plan y lo siguen.", "agreed": ""}
    add_visit(by=specialist, school_return=school_return, client_id=uuid.uuid4(), values=values, today=today)
