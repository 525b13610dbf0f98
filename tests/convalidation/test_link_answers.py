"""The school answers through the link of a delivery, as its director does signed in; no other link answers for it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from convalidation.enums import DeliveryEventKind, Purpose, Recipient
from convalidation.models import Acknowledgement, ClassReport, Delivery, Packet, PendingArea, Recognition
from convalidation.queries import answer_rows, asked_of_school
from convalidation.services import (
    Answer,
    Pending,
    acknowledge,
    annul_packet,
    confirm_siagie_through,
    deliver,
    issue_packet,
    recognise,
    report_class,
    settle_pending,
)
from patients.models import Enrollment
from seho.accounts.models import AuditEvent
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet
from tests.convalidation.test_purposes import in_attention
from tests.network.factories import SchoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = date(2026, 6, 10)


@pytest.fixture
def graded(cast: Cast) -> Packet:
    packet = issued_packet(
        cast.seho, by=cast.coordinator, days=91, school=cast.school, levels={107: "A", 108: "C", 123: "NE"}
    )
    packet.episode.siagie_statuses.update(ends_on=None)  # it stands until the return (art. 13.6)
    return packet


@pytest.fixture
def delivery(cast: Cast, graded: Packet) -> Delivery:
    return sent(cast, graded)


def sent(cast: Cast, packet: Packet, recipient: Recipient = Recipient.SCHOOL) -> Delivery:
    return deliver(
        by=cast.coordinator, packet=packet, recipient=recipient, name="Luz Tutora Quinta", post="Docente tutora",
        email="luz@ejemplo.pe", expires_on=DAY + timedelta(days=60), client_id=uuid.uuid4(), today=DAY,
    )  # fmt: skip


def known(delivery: Delivery) -> Client:
    """Whoever opened the link and knew the pupil's document number."""
    client = Client()
    number = delivery.packet.episode.patient.document_number
    assert client.post(address("link", delivery), {"answer": number, "back": ""}).status_code == 302
    return client


def address(name: str, delivery: Delivery) -> str:
    return reverse(f"convalidation:{name}", args=[delivery.secret])


def test_a_stranger_to_the_system_answers_all_that_is_asked(cast: Cast, graded: Packet, delivery: Delivery) -> None:
    client = known(delivery)
    home = client.get(address("link", delivery)).content.decode()
    for name in ("link_recognise", "link_pending", "link_siagie"):
        assert address(name, delivery) in home
    assert address("link_class_report", delivery) not in home, "the pupil is not in attention any more"
    whole = {"whole": "1", "certified_on": "2026-06-10", "registered_on": ""}
    assert client.post(address("link_recognise", delivery), whole)["Location"] == address("link", delivery)
    rows = Recognition.objects.filter(packet=graded)
    assert [(row.decision, row.decided_by, row.through) for row in rows] == [("RECOGNISED", None, delivery)] * 2
    assert Acknowledgement.objects.get().through == delivery
    pending = {"area-0-how": "Con un proyecto de aula", "area-0-until": "2026-07-10"}
    assert client.post(address("link_pending", delivery), pending).status_code == 302
    area = PendingArea.objects.get()
    assert (area.area, area.how, area.through) == ("Matemática de prueba", "Con un proyecto de aula", delivery)
    assert client.post(address("link_siagie", delivery), {"confirmed_on": "2026-06-10"}).status_code == 302
    status = graded.episode.patient.siagie_statuses.get()
    assert (status.confirmed_on, status.confirmed_by, status.confirmed_name) == (DAY, None, "Luz Tutora Quinta")
    assert client.get(address("link_siagie", delivery)).status_code == 302, "there is nothing to do here any more"
    acts = AuditEvent.objects.filter(by=None, act__endswith="(por el enlace de entrega)")
    assert {event.act.split(" (")[0] for event in acts} >= {
        "Acusó recibo de los documentos", "Respondió sobre el reconocimiento", "Dijo cómo evaluará un área pendiente",
        "Confirmó el registro en SIAGIE",
    }  # fmt: skip
    assert "Luz Tutora Quinta" not in str([(event.act, event.before, event.after) for event in acts])
    kinds = list(delivery.events.values_list("kind", "detail"))
    assert (DeliveryEventKind.ACKNOWLEDGED, "") in kinds
    assert {detail for kind, detail in kinds if kind == DeliveryEventKind.ANSWERED} == {
        "Reconocimiento", "Áreas pendientes", "Estado en SIAGIE",
    }  # fmt: skip
    shown = Client()
    shown.force_login(cast.coordinator)
    page = shown.get(graded.get_absolute_url()).content.decode()
    assert "Certificado el 10/06/2026" in page
    assert "Con un proyecto de aula" in page


def test_the_teacher_of_the_class_tells_it_by_the_link_of_the_registration(cast: Cast) -> None:
    episode = in_attention(cast, days=6, until=DAY)
    packet = issue_packet(
        by=cast.coordinator, episode=episode, client_id=uuid.uuid4(), today=DAY, purpose=Purpose.REGISTRATION
    )
    delivery = sent(cast, packet)
    client = known(delivery)
    home = client.get(address("link", delivery)).content.decode()
    assert address("link_class_report", delivery) in home
    assert address("link_recognise", delivery) not in home, "there is nothing to recognise yet"
    assert client.get(address("link_recognise", delivery))["Location"] == address("link", delivery)
    form = client.get(address("link_class_report", delivery)).content.decode()
    assert "Luz Tutora Quinta" in form
    key = str(uuid.uuid4())
    data = {"client_id": key, "topics": "La fábula y las fracciones", "contact_name": "Luz Tutora Quinta"}
    for _ in range(2):
        assert client.post(address("link_class_report", delivery), data).status_code == 302
    report = ClassReport.objects.get()
    assert (report.answered_by, report.through) == (None, delivery)
    teacher = Client()
    teacher.force_login(cast.teacher)
    page = teacher.get(reverse("convalidation:school_tab", args=[episode.patient_id])).content.decode()
    assert "La fábula y las fracciones" in page
    assert "Lo contó Luz Tutora Quinta" in page
    other = in_attention(cast, days=6, until=DAY)
    with pytest.raises(ValidationError, match="no es de estos documentos"):
        told(other, through=delivery)


def test_without_the_second_factor_nothing_is_shown_or_answered(graded: Packet, delivery: Delivery) -> None:
    client = Client()
    for name in ("link_recognise", "link_pending", "link_siagie", "link_class_report"):
        for response in (
            client.get(address(name, delivery)),
            client.post(address(name, delivery), {"whole": "1", "confirmed_on": "2026-06-10"}),
        ):
            page = response.content.decode()
            assert "Quispe" not in page
            assert "Conclusión de la competencia 107" not in page
    assert not Recognition.objects.exists()
    assert graded.episode.patient.siagie_statuses.get().confirmed_on is None


def test_the_family_s_link_does_not_answer_for_the_school(cast: Cast, graded: Packet) -> None:
    family = sent(cast, graded, Recipient.GUARDIAN)
    client = known(family)
    for name in ("link_recognise", "link_pending", "link_siagie", "link_class_report"):
        assert client.get(address(name, family)).status_code == 404
    with pytest.raises(ValidationError, match="no es de estos documentos"):
        acknowledge(by=None, through=family, packet=graded)
    assert not Acknowledgement.objects.exists()


def test_a_link_answers_for_its_own_packet_alone(cast: Cast, graded: Packet, delivery: Delivery) -> None:
    other = issued_packet(cast.seho, by=cast.coordinator, days=91, school=cast.school, levels={107: "B"})
    answers = [Answer("RECOGNISED", answer_rows(other)[0].competency_id)]
    acts: list[Any] = [
        lambda: acknowledge(by=None, through=delivery, packet=other),
        lambda: recognise(by=None, through=delivery, packet=other, answers=answers, today=DAY),
        lambda: settle_pending(by=None, through=delivery, packet=other, areas=[Pending("Arte", "En aula")], today=DAY),
        lambda: told(other.episode, through=delivery),
    ]
    for act in acts:
        with pytest.raises(ValidationError, match="no es de estos documentos"):
            act()
    status = other.episode.patient.siagie_statuses.get()
    with pytest.raises(ValidationError, match="El estado en SIAGIE"):
        confirm_siagie_through(through=delivery, status=status, on=DAY, today=DAY)
    assert not Acknowledgement.objects.exists()
    assert not PendingArea.objects.exists()
    with pytest.raises(TypeError):
        acknowledge(by=cast.director, through=delivery, packet=graded)
    with pytest.raises(TypeError):
        acknowledge(by=None, packet=graded)


def test_a_revoked_link_and_replaced_papers_are_not_answered(cast: Cast, graded: Packet, delivery: Delivery) -> None:
    second = sent(cast, graded)
    Delivery.objects.filter(pk=second.pk).update(revoked_at=graded.issued_at, revoked_by=cast.coordinator)
    with pytest.raises(ValidationError, match="ya no está vigente"):
        acknowledge(by=None, through=second, packet=graded)
    client = known(delivery)
    annul_packet(by=cast.coordinator, packet=graded, reason="Motivo")
    assert asked_of_school(Packet.objects.get(pk=graded.pk)) == []
    assert client.post(address("link_recognise", delivery), {"whole": "1"}).status_code == 302
    with pytest.raises(ValidationError, match="ya no están vigentes"):
        acknowledge(by=None, through=delivery, packet=graded)
    assert not Recognition.objects.exists()
    assert not Acknowledgement.objects.exists()


def test_the_school_that_the_pupil_left_does_not_confirm_the_state(graded: Packet, delivery: Delivery) -> None:
    patient = graded.episode.patient
    enrollment = Enrollment.objects.get(patient=patient)
    Enrollment.objects.filter(pk=enrollment.pk).update(school=SchoolFactory())
    with pytest.raises(ValidationError, match="El estado en SIAGIE"):
        confirm_siagie_through(through=delivery, status=patient.siagie_statuses.get(), on=DAY, today=DAY)
    assert known(delivery).get(address("link_siagie", delivery)).status_code == 302
    assert patient.siagie_statuses.get().confirmed_on is None


def told(episode: Any, *, by: Any = None, through: Delivery | None = None, **values: Any) -> ClassReport:
    texts = dict.fromkeys(
        ("period", "assessments", "notes", "contact_name", "contact_post", "contact_phone", "contact_email"), ""
    )
    return report_class(
        by=by, through=through, episode=episode, client_id=values.pop("client_id", uuid.uuid4()), today=DAY,
        values={**texts, "topics": "La fábula", "competencies": [], **values},
    )  # fmt: skip
