"""The school: sees only what came to it, says that it arrived and what it recognises."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from convalidation.models import Acknowledgement, Packet, Recognition
from convalidation.queries import answer_rows
from convalidation.services import Answer, acknowledge, annul_packet, recognise
from seho.accounts.models import AuditEvent
from seho.curriculum.models import Competency
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


def test_each_competency_is_recognised_certified_registered_or_not(cast: Cast, graded: Packet) -> None:
    client, url = entered(cast.director), address("recognise", graded.pk)
    first, second = (row.key for row in answer_rows(graded))
    page = client.get(url).content.decode()
    assert "Conclusión de la competencia 107" in page
    data = {
        f"{first}-decision": "RECOGNISED", f"{first}-certified_on": "2026-06-10",
        f"{first}-registered_on": "2026-06-10", f"{first}-note": "",
        f"{second}-decision": "NOT_RECOGNISED", f"{second}-registered_on": "2026-06-10",
        f"{second}-note": "Se evaluará en aula",
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    assert told(graded) == [
        ("RECOGNISED", DAY, DAY, ""), ("NOT_RECOGNISED", None, None, "Se evaluará en aula"),
    ]  # fmt: skip
    assert Acknowledgement.objects.get().packet == graded
    shown = entered(cast.coordinator).get(graded.get_absolute_url()).content.decode()
    assert "Certificado el 10/06/2026" in shown
    assert "Registrado en el SIAGIE el 10/06/2026" in shown
    assert "Se evaluará en aula" in shown
    assert client.post(url, data).status_code == 302
    assert AuditEvent.objects.filter(act="Respondió sobre el reconocimiento").count() == 2


def told(packet: Packet) -> list[tuple[Any, ...]]:
    rows = Recognition.objects.filter(packet=packet).order_by("competency__number")
    return [(row.decision, row.certified_on, row.registered_on, row.note) for row in rows]


def test_all_is_recognised_at_once_and_registered_later_but_for_what_was_refused(cast: Cast, graded: Packet) -> None:
    client, url = entered(cast.director), address("recognise", graded.pk)
    assert "Reconocer todo" in client.get(url).content.decode()
    assert client.post(url, {"whole": "1", "certified_on": "", "registered_on": ""}).status_code == 302
    assert told(graded) == [("RECOGNISED", None, None, "")] * 2
    shown = client.get(graded.get_absolute_url()).content.decode()
    assert "Falta certificar" in shown
    assert "Falta registrar en el SIAGIE" in shown
    second = Answer("NOT_RECOGNISED", answer_rows(graded)[1].competency_id, note="Se evaluará en aula")
    recognise(by=cast.director, packet=graded, answers=[second], today=DAY)
    page = client.get(url).content.decode()
    assert "Certificar y registrar lo reconocido" in page
    refused = client.post(url, {"whole": "1", "certified_on": "2026-06-11", "registered_on": ""}).content.decode()
    assert refused.count("aún no llega") == 1
    assert client.post(url, {"whole": "1", "certified_on": "2026-06-10", "registered_on": ""}).status_code == 302
    assert client.post(url, {"whole": "1", "certified_on": "", "registered_on": "2026-06-10"}).status_code == 302
    assert told(graded) == [
        ("RECOGNISED", DAY, DAY, ""), ("NOT_RECOGNISED", None, None, "Se evaluará en aula"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"decision": "RECOGNISED", "registered_on": "2026-06-11"}, "aún no llega"),
        ({"decision": "RECOGNISED", "certified_on": "2026-06-11"}, "aún no llega"),
        ({"decision": "RECOGNISED", "registered_on": "2026-06-09"}, "El registro no puede ser anterior a la emisión"),
        ({"decision": "RECOGNISED", "certified_on": "2026-06-09"}, "La certificación no puede ser anterior"),
        ({"decision": "NOT_RECOGNISED"}, "Escriba por qué no se reconoce"),
        ({"decision": ""}, "Elija una opción"),
        ({"decision": "OTRA"}, "ya no está en la lista"),
        ({"decision": "RECOGNISED_IN_SIAGIE"}, "ya no está en la lista"),
    ],
)
def test_an_incomplete_answer_is_told_beside_its_field(
    cast: Cast, graded: Packet, values: dict[str, str], sentence: str
) -> None:
    first, second = (row.key for row in answer_rows(graded))
    data = {f"{first}-{name}": value for name, value in values.items()} | {f"{second}-decision": "RECOGNISED"}
    response = entered(cast.director).post(address("recognise", graded.pk), data)
    assert sentence in response.content.decode()
    assert not Recognition.objects.exists()


def test_what_is_refused_has_no_days_and_only_what_was_evaluated_is_answered(cast: Cast, graded: Packet) -> None:
    first = answer_rows(graded)[0].competency_id
    with pytest.raises(ValidationError, match="Solo se certifica y se registra lo que se reconoce"):
        recognise(
            by=cast.director, packet=graded, today=DAY, answers=[Answer("NOT_RECOGNISED", first, DAY, None, "No")]
        )
    not_evaluated = Competency.objects.get(number=123).pk
    for answers in ([Answer("RECOGNISED")], [Answer("RECOGNISED", not_evaluated)], []):
        with pytest.raises(ValidationError, match="lo que estos documentos traen"):
            recognise(by=cast.director, packet=graded, answers=answers, today=DAY)
    row = Recognition(
        packet=graded, competency_id=first, decision="NOT_RECOGNISED", note="No", registered_on=DAY,
        decided_at=timezone.now(), decided_by=cast.director,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="recognition_refused_without_days"), transaction.atomic():
        row.save()
    assert not Recognition.objects.exists()


def test_what_was_recognised_and_registered_before_is_recognised_with_its_day(cast: Cast, graded: Packet) -> None:
    first = answer_rows(graded)[0].competency_id
    Recognition.objects.create(
        packet=graded, competency_id=first, decision="RECOGNISED_IN_SIAGIE", registered_on=DAY,
        decided_at=timezone.now(), decided_by=cast.director,
    )  # fmt: skip
    import_module("convalidation.migrations.0004_life_of_a_paper").recognised_is_one_decision(apps, None)
    assert told(graded) == [("RECOGNISED", None, DAY, "")]


def test_without_levels_there_is_one_decision_and_no_registration(cast: Cast, packet: Packet) -> None:
    client, url = entered(cast.director), address("recognise", packet.pk)
    page = client.get(url).content.decode()
    assert "registered_on" not in page
    assert "Reconocer todo" not in page
    assert client.post(url, {"packet-decision": "RECOGNISED", "packet-note": ""}).status_code == 302
    row = Recognition.objects.get()
    assert (row.competency, row.decision) == (None, "RECOGNISED")


def test_from_15_to_30_days_the_papers_are_certified_and_registered_as_an_input(cast: Cast) -> None:
    packet = issued_packet(cast.seho, by=cast.coordinator, days=15, school=cast.school)
    client, url = entered(cast.director), address("recognise", packet.pk)
    assert "Registrado como insumo el" in client.get(url).content.decode()
    days = {"packet-certified_on": "2026-06-10", "packet-registered_on": "2026-06-10"}
    assert client.post(url, {"packet-decision": "RECOGNISED", **days}).status_code == 302
    assert told(packet) == [("RECOGNISED", DAY, DAY, "")]


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
