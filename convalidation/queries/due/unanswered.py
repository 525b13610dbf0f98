"""What no school answered, for the coordinator: papers that went to nobody, that nobody received or recognised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from convalidation.enums import Recipient
from convalidation.models import Delivery, Packet
from convalidation.queries.due.in_force import InForce
from patients.due import APART, LATER, SOON, DueItem, written
from patients.models import Patient
from seho.accounts.enums import Role
from seho.accounts.models import Membership
from seho.text import initials

ACKNOWLEDGE_AFTER_DAYS = 7
RECOGNISE_AFTER_DAYS = 15
# An older packet that went to nobody is history, not a task of today.
DELIVER_WITHIN_DAYS = 120
MOST = 200


_NOT_ACKNOWLEDGED = ("not_acknowledged", ACKNOWLEDGE_AFTER_DAYS, "su IE no acusa recibo de los documentos")
_NOT_RECOGNISED = ("not_recognised", RECOGNISE_AFTER_DAYS, "su IE recibió los documentos y aún no los reconoce")


def unanswered_due(packets: Iterable[InForce], today: date) -> list[DueItem]:
    """Of the oldest, in the order of `in_force`: what went to nobody, and schools that after a week did not say that
    they received, or after fifteen days what they recognised. Of many of a kind the first alone is written
    (`patients.due.written`).
    """
    waiting = [one for one in packets if one.waits][:MOST]
    silent = [one for one in waiting if not one.is_received and today > _due_on(one, ACKNOWLEDGE_AFTER_DAYS)]
    undecided = [one for one in waiting if one.is_received and today > _due_on(one, RECOGNISE_AFTER_DAYS)]
    undelivered = _undelivered(waiting, today)
    who = initials_of(one.patient_id for rows in (silent, undecided, undelivered) for one in rows[:APART])
    return [
        *written(silent, lambda one: _late_item(one, who, *_NOT_ACKNOWLEDGED), _pupil),
        *written(undecided, lambda one: _late_item(one, who, *_NOT_RECOGNISED), _pupil),
        *written(undelivered, lambda one: _undelivered_item(one, who), _pupil),
    ]


def _pupil(one: InForce) -> int:
    return one.patient_id


def _due_on(one: InForce, days: int) -> date:
    return one.issued_on + timedelta(days=days)


def _late_item(one: InForce, who: Mapping[int, str], kind: str, days: int, words: str) -> DueItem:
    text, url = f"{who[one.patient_id]}: {words}", reverse("convalidation:packet", args=[one.pk])
    return DueItem(kind, text, url, "Ver documentos", _due_on(one, days), LATER, one.patient_id)


def _undelivered(waiting: Iterable[InForce], today: date) -> list[InForce]:
    """Nobody received it, nobody signs in at its school, and no link was made for it."""
    since = today - timedelta(days=DELIVER_WITHIN_DAYS)
    recent = [one for one in waiting if not one.is_received and one.issued_on >= since]
    directors = Membership.objects.active_on(today).filter(role=Role.DIRECTOR, school=OuterRef("school"))
    links = Delivery.objects.filter(packet=OuterRef("pk"), recipient=Recipient.SCHOOL).order_by()
    known = Packet.objects.filter(pk__in=[one.pk for one in recent]).filter(~Exists(directors), ~Exists(links))
    keys = frozenset(known.order_by().values_list("pk", flat=True))
    return [one for one in recent if one.pk in keys]


def _undelivered_item(one: InForce, who: Mapping[int, str]) -> DueItem:
    text = f"{who[one.patient_id]}: falta entregar los documentos a su IE, que no tiene cuenta"
    url = reverse("convalidation:deliver", args=[one.pk])
    return DueItem("undelivered", text, url, "Entregar", one.issued_on, SOON, one.patient_id)


def initials_of(patients: Iterable[int]) -> dict[int, str]:
    """Of few pupils, by key."""
    rows = Patient.objects.filter(pk__in=set(patients)).order_by()
    names = rows.values_list("pk", "paternal_surname", "maternal_surname", "given_names")
    return {pk: initials(f"{paternal} {maternal}", given) for pk, paternal, maternal, given in names}
