"""A volunteer, an intern and somebody whose background is not checked: tasks, hours, a certificate."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, time, timedelta

from attendance.queries.helpers import week_minutes
from attendance.rules.helpers import monday_of
from attendance.services import Attendance, SessionEntry, log_session
from attendance.services.certificates import Asked, issue_certificate
from attendance.services.helpers import HoursEntry, TaskEntry, ask_task, confirm_week, finish_task, log_hours
from patients.models import Episode
from patients.services import assign
from seho.accounts.enums import CheckLaw, Role
from seho.accounts.models import Membership, User
from seho.accounts.services import add_membership, record_checks
from seho.panel.demo.places import PASSWORD, Place

WEEKS = 4
_TASKS = ("Leer un cuento y dibujar juntos el final", "Preparar tarjetas de sumas con dibujos")


def people_who_help(place: Place, today: date) -> None:
    """Their last four weeks, as they and the coordinator would have written them."""
    volunteer = Membership.objects.select_related("user", "seho").get(user__email="voluntaria@demo.test")
    intern = _person(place, "practicante@demo.test", "Practicante", Role.INTERN, today)
    record_checks(by=place.coordinator, membership=intern, laws=CheckLaw, checked_on=today - timedelta(days=345))
    unchecked = _person(place, "voluntario2@demo.test", "Voluntario nuevo", Role.VOLUNTEER, today)
    laws = (CheckLaw.TERRORISM_AND_ABUSE, CheckLaw.PUBLIC_SERVICE)
    record_checks(by=place.coordinator, membership=unchecked, laws=laws, checked_on=today - timedelta(days=3))
    pupils = list(place.seho.episodes.filter(ends_on=None).select_related("patient").order_by("pk")[:3])
    assign(by=place.coordinator, episode=pupils[0], user=intern.user, starts_on=today, today=today)
    open_ones = place.seho.episodes.filter(ends_on=None).exclude(setting="HOME").order_by("starts_on", "pk")
    played = list(open_ones.select_related("patient")[:2])
    for back in range(WEEKS, 0, -1):
        monday = monday_of(today) - timedelta(weeks=back)
        _week(place, volunteer, played, monday, today)
        if back > 1:
            _confirm(place, volunteer, monday, today)
    first, last = (monday_of(today) - timedelta(weeks=back) for back in (WEEKS, 2))
    details = {"registry_number": "Demo-0007"}
    asked = Asked(uuid.uuid4(), first, last, details)
    issue_certificate(by=place.coordinator, post=volunteer, asked=asked, today=today)
    for what, helper, episode in (
        (_TASKS[0], volunteer.user, pupils[0]),
        (_TASKS[1], volunteer.user, None),
        ("Ordenar la biblioteca del aula", None, None),
        ("Acompañar la visita virtual al museo", intern.user, pupils[0]),
    ):
        entry = TaskEntry(uuid.uuid4(), what, today, helper, episode)
        ask_task(by=place.teacher, seho=place.seho, entry=entry, today=today)


def _person(place: Place, email: str, given: str, role: Role, today: date) -> Membership:
    user = User.objects.create_user(email=email, password=PASSWORD, given_names=given, surnames="Demo")
    since = today - timedelta(days=60)
    return add_membership(by=place.coordinator, user=user, role=role, unit=place.seho, starts_on=since)


def _week(place: Place, post: Membership, pupils: Sequence[Episode], monday: date, today: date) -> None:
    """A session on Tuesday, entrada and salida on Thursday with a task done in between."""
    tuesday, thursday = monday + timedelta(days=1), monday + timedelta(days=3)
    present = [one for one in pupils if one.starts_on <= tuesday]
    if present:
        entry = SessionEntry(
            client_id=uuid.uuid4(), held_on=tuesday, minutes=45, kind="PROJECT", space="BEDSIDE", modality="IN_PERSON",
            title="Juegos de mesa", starts_at=time(10),
        )  # fmt: skip
        log_session(
            by=post.user, seho=place.seho, entry=entry, pupils=[Attendance(one) for one in present],
            taught_by=[post.user], today=today,
        )  # fmt: skip
    hours = HoursEntry(uuid.uuid4(), thursday, time(9), time(11, 30), what="Taller de títeres")
    log_hours(by=post.user, seho=place.seho, entry=hours, today=today)
    asked = TaskEntry(uuid.uuid4(), "Recortar los personajes", thursday, post.user)
    task = ask_task(by=place.teacher, seho=place.seho, entry=asked, today=thursday)
    finish_task(
        by=post.user, task=task, done_on=thursday, minutes=30, word="Quedaron lindos", session=None, today=today
    )


def _confirm(place: Place, post: Membership, monday: date, today: date) -> None:
    seen = week_minutes(place.seho.pk, post.user_id, monday)
    confirm_week(by=place.coordinator, post=post, monday=monday, seen=seen, today=today)
