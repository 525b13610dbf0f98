"""Areas that the SEHO did not evaluate: how the school evaluates them, until when, and that it did (art. 13.5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from convalidation.models import Packet, PendingArea
from convalidation.queries import answer_rows, due_for, pending_rows
from convalidation.services import Answer, Pending, annul_packet, recognise, settle_pending
from seho.accounts.models import AuditEvent
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = date(2026, 6, 10)
MATHS = "Matemática de prueba"


@pytest.fixture
def packet(cast: Cast) -> Packet:
    return issued_packet(
        cast.seho, by=cast.coordinator, days=91, school=cast.school, levels={107: "A", 108: "C", 123: "NE"}
    )


def entered(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def settle(packet: Packet, by: Any, *areas: Pending) -> list[PendingArea]:
    return settle_pending(by=by, packet=packet, areas=areas, today=DAY)


def test_what_the_report_leaves_pending_is_proposed_and_kept_as_it_stands(cast: Cast, packet: Packet) -> None:
    client, url = entered(cast.director), reverse("convalidation:pending", args=[packet.pk])
    assert [(row.area, row.answer) for row in pending_rows(packet)] == [(MATHS, None)]
    page = client.get(url).content.decode()
    assert MATHS in page
    assert "de manera progresiva" in page
    data = {
        "area-0-how": "Con un proyecto", "area-0-until": "2026-07-10",
        "area-1-area": "Arte y Cultura", "area-1-how": "En aula",
    }  # fmt: skip
    assert client.post(url, data)["Location"] == packet.get_absolute_url()
    assert list(PendingArea.objects.values_list("area", "how", "until", "done_on")) == [
        ("Arte y Cultura", "En aula", None, None), (MATHS, "Con un proyecto", date(2026, 7, 10), None),
    ]  # fmt: skip
    for reader in (cast.coordinator, cast.specialist, cast.director):
        shown = entered(reader).get(packet.get_absolute_url()).content.decode()
        assert "Con un proyecto" in shown
        assert "10/07/2026" in shown
    later = {"area-0-how": "Con un proyecto", "area-0-until": "2026-07-10", "area-0-done_on": "2026-06-10"}
    assert client.post(url, later).status_code == 302
    row = PendingArea.objects.get()  # the other one was emptied: it is not pending any more
    assert (row.area, row.done_on) == (MATHS, DAY)
    assert AuditEvent.objects.filter(act="Quitó un área pendiente").count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"area-0-until": "2026-07-10"}, "Escriba cómo se evaluará"),
        ({"area-0-how": "En aula", "area-0-until": "2026-06-09"}, "No puede ser anterior a la emisión"),
        ({"area-1-how": "En aula"}, "Escriba el área"),
        ({"area-1-area": MATHS.upper(), "area-1-how": "En aula"}, "ya está en la lista"),
    ],
)
def test_what_is_odd_is_told_beside_its_field(cast: Cast, packet: Packet, data: dict[str, str], sentence: str) -> None:
    url = reverse("convalidation:pending", args=[packet.pk])
    assert sentence in entered(cast.director).post(url, data).content.decode()
    assert not PendingArea.objects.exists()


def test_nothing_is_evaluated_before_it_happened(cast: Cast, packet: Packet) -> None:
    for day in (DAY + timedelta(days=1), DAY - timedelta(days=1)):
        with pytest.raises(ValidationError):
            settle(packet, cast.director, Pending("Arte", "En aula", done_on=day))
    settle(packet, cast.director, Pending("Arte", "En aula", done_on=DAY))
    annul_packet(by=cast.coordinator, packet=packet, reason="Motivo")
    with pytest.raises(ValidationError, match="ya no están vigentes"):
        settle(packet, cast.director, Pending("Danza", "En aula"))
    assert PendingArea.objects.count() == 1


def kinds(person: Any, day: date = DAY) -> list[str]:
    return [item.kind for item in due_for(person, day) if item.kind in ("pending_areas", "to_register")]


def test_the_director_is_told_of_terms_that_passed(cast: Cast, packet: Packet) -> None:
    settle(packet, cast.director, Pending(MATHS, "En aula", until=DAY))
    assert kinds(cast.director) == []
    assert kinds(cast.director, DAY + timedelta(days=1)) == ["pending_areas"]
    assert kinds(cast.other_director, DAY + timedelta(days=1)) == []
    settle(packet, cast.director, Pending(MATHS, "En aula", until=DAY, done_on=DAY))
    assert kinds(cast.director, DAY + timedelta(days=1)) == []


def test_the_director_is_told_of_what_was_recognised_and_is_not_registered(cast: Cast, packet: Packet) -> None:
    rows = answer_rows(packet)
    first, second = (row.competency_id for row in rows)
    recognise(
        by=cast.director, packet=packet, today=DAY,
        answers=[Answer("RECOGNISED", first), Answer("NOT_RECOGNISED", second, note="Se evaluará en aula")],
    )  # fmt: skip
    assert kinds(cast.director) == ["to_register"]
    recognise(by=cast.director, packet=packet, today=DAY, answers=[Answer("RECOGNISED", first, DAY, DAY)])
    assert kinds(cast.director) == []


def test_an_input_that_is_not_registered_owes_nothing(cast: Cast) -> None:
    short = issued_packet(cast.seho, by=cast.coordinator, days=14, school=cast.school)
    recognise(by=cast.director, packet=short, today=DAY, answers=[Answer("RECOGNISED")])
    assert kinds(cast.director) == []
    middle = issued_packet(cast.seho, by=cast.coordinator, days=30, school=cast.school)
    recognise(by=cast.director, packet=middle, today=DAY, answers=[Answer("RECOGNISED")])
    assert kinds(cast.director) == ["to_register"]
