"""The school: sees only what came to it, says that it arrived and what it recognises."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from convalidation.models import Acknowledgement, Packet, Recognition
from convalidation.queries import answer_rows
from convalidation.services import Answer, acknowledge, annul_packet, recognise
from seho.accounts.models import AuditEvent
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = date(2026, 6, 10)


@pytest.fixture
def packet(cast: Cast) -> Packet:
    return issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)


@pytest.fixture
def graded(cast: Cast) -> Packet:
    return issued_packet(
        cast.seho, by=cast.coordinator, days=91, school=cast.school, levels={107: "A", 108: "C", 123: "NE"}
    )


def entered(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, *args: Any) -> str:
    return reverse(f"convalidation:{name}", args=args)


def test_the_home_holds_only_what_came_to_the_school(cast: Cast, packet: Packet) -> None:
    foreign = issued_packet(cast.seho, by=cast.coordinator, days=10, paternal_surname="Zegarra")
    page = entered(cast.director).get(address("school_home")).content.decode()
    assert "Quispe" in page
    assert "Zegarra" not in page
    assert entered(cast.director).get(foreign.get_absolute_url()).status_code == 404
    assert "Quispe" not in entered(cast.other_director).get(address("school_home")).content.decode()
    assert entered(cast.coordinator).get(address("school_home")).status_code == 403
    assert entered(cast.director).get(address("list"))["Location"] == address("school_home")


def test_the_page_says_what_the_norm_asks_of_the_school(cast: Cast, packet: Packet, graded: Packet) -> None:
    client = entered(cast.director)
    short = client.get(packet.get_absolute_url()).content.decode()
    assert "se entregará únicamente la constancia de asistencia y el portafolio" in short
    assert "registradas en el SIAGIE" not in short
    long = client.get(graded.get_absolute_url()).content.decode()
    assert "reconocidas y certificadas por la IE o programa educativo, y registradas en el SIAGIE" in long
    assert "art. 13.5 del DS 003-2020-MINEDU" in long
    status = packet.episode.siagie_statuses.get()
    assert reverse("patients:siagie_confirm", args=[packet.episode.patient_id, status.pk]) in short


def test_the_receipt_is_dated_once(cast: Cast, packet: Packet) -> None:
    client, url = entered(cast.director), address("acknowledge", packet.pk)
    assert "¿Recibió estos documentos?" in client.get(packet.get_absolute_url()).content.decode()
    for note in ("Llegó completo", "Otra vez"):
        assert client.post(url, {"note": note})["Location"] == packet.get_absolute_url()
    row = Acknowledgement.objects.get()
    assert (row.note, row.acknowledged_by) == ("Llegó completo", cast.director)
    assert "¿Recibió estos documentos?" not in client.get(packet.get_absolute_url()).content.decode()
    assert AuditEvent.objects.filter(act="Acusó recibo de los documentos").count() == 1
    assert client.get(url).status_code == 405


def test_only_what_was_graded_is_asked_for_one_by_one(graded: Packet, packet: Packet) -> None:
    assert [(row.label[:3], row.level) for row in answer_rows(graded)] == [("107", "A"), ("108", "C")]
    assert [(row.competency_id, row.level) for row in answer_rows(packet)] == [(None, "")]


def test_each_competency_is_recognised_registered_or_not(cast: Cast, graded: Packet) -> None:
    client, url = entered(cast.director), address("recognise", graded.pk)
    first, second = (row.key for row in answer_rows(graded))
    page = client.get(url).content.decode()
    assert "Conclusión de la competencia 107" in page
    data = {
        f"{first}-decision": "RECOGNISED_IN_SIAGIE", f"{first}-registered_on": "2026-06-10", f"{first}-note": "",
        f"{second}-decision": "NOT_RECOGNISED", f"{second}-registered_on": "", f"{second}-note": "Se evaluará en aula",
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    rows = Recognition.objects.filter(packet=graded).order_by("competency__number")
    assert [(row.decision, row.registered_on, row.note) for row in rows] == [
        ("RECOGNISED_IN_SIAGIE", DAY, ""), ("NOT_RECOGNISED", None, "Se evaluará en aula"),
    ]  # fmt: skip
    assert Acknowledgement.objects.get().packet == graded
    told = entered(cast.coordinator).get(graded.get_absolute_url()).content.decode()
    assert "Reconocido y registrado en SIAGIE, el 10/06/2026" in told
    assert "Se evaluará en aula" in told
    assert client.post(url, data).status_code == 302
    assert AuditEvent.objects.filter(act="Respondió sobre el reconocimiento").count() == 2


@pytest.mark.parametrize(
    ("decision", "day", "sentence"),
    [
        ("RECOGNISED_IN_SIAGIE", "", "Escriba la fecha en que se registró"),
        ("RECOGNISED_IN_SIAGIE", "2026-06-11", "aún no llega"),
        ("RECOGNISED_IN_SIAGIE", "2026-06-07", "anterior a la emisión"),
        ("NOT_RECOGNISED", "", "Escriba por qué no se reconoce"),
        ("", "", "Elija una opción"),
        ("OTRA", "", "ya no está en la lista"),
    ],
)
def test_an_incomplete_answer_is_told_beside_its_field(
    cast: Cast, graded: Packet, decision: str, day: str, sentence: str
) -> None:
    first, second = (row.key for row in answer_rows(graded))
    data = {f"{first}-decision": decision, f"{first}-registered_on": day, f"{second}-decision": "RECOGNISED"}
    response = entered(cast.director).post(address("recognise", graded.pk), data)
    assert sentence in response.content.decode()
    assert not Recognition.objects.exists()


def test_without_levels_there_is_one_decision_and_no_registration(cast: Cast, packet: Packet) -> None:
    client, url = entered(cast.director), address("recognise", packet.pk)
    assert "RECOGNISED_IN_SIAGIE" not in client.get(url).content.decode()
    assert client.post(url, {"packet-decision": "RECOGNISED", "packet-note": ""}).status_code == 302
    row = Recognition.objects.get()
    assert (row.competency, row.decision) == (None, "RECOGNISED")


def test_what_was_annulled_is_not_answered(cast: Cast, packet: Packet) -> None:
    annul_packet(by=cast.coordinator, packet=packet, reason="Motivo")
    with pytest.raises(ValidationError, match="ya no están vigentes"):
        acknowledge(by=cast.director, packet=packet)
    with pytest.raises(ValidationError, match="ya no están vigentes"):
        recognise(by=cast.director, packet=packet, answers=[Answer("RECOGNISED")], today=DAY)
    assert entered(cast.director).get(address("recognise", packet.pk)).status_code == 403
    page = entered(cast.director).get(packet.get_absolute_url()).content.decode()
    assert "Motivo" in page


HOME_QUERIES = 6


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_asks_as_often_for_three_as_for_one(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    client = entered(cast.director)
    with django_assert_num_queries(HOME_QUERIES):
        client.get(address("school_home"))
