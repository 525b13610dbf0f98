"""The coordinator delivers: links, letters, reminders, and what "Hoy" says of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from convalidation.enums import DeliveryEventKind, Recipient
from convalidation.models import ClassReport, Delivery, Packet
from convalidation.queries import due_for
from convalidation.queries.delivery import contacts_for, deliveries_of, link_of
from convalidation.services import (
    acknowledge,
    annul_packet,
    deliver,
    note_copied,
    open_link,
    remind_of_link,
    renew_link,
    revoke_link,
    send_link,
)
from patients.models import Enrollment, Guardian
from seho.accounts.models import AuditEvent
from seho.clock import LIMA
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet
from tests.network.factories import SchoolFactory

DAY = date(2026, 6, 10)
EMAIL = "luz@ejemplo.pe"
KEY = uuid.UUID(int=5)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def packet(cast: Cast) -> Packet:
    return issued_packet(cast.seho, by=cast.coordinator, school=cast.school, days=3)


def sent(cast: Cast, packet: Packet, **values: Any) -> Delivery:
    asked = {
        "recipient": Recipient.SCHOOL, "name": "Luz Tutora", "post": "Docente", "email": EMAIL,
        "expires_on": DAY + timedelta(days=60), "client_id": uuid.uuid4(), "today": DAY,
    }  # fmt: skip
    return deliver(by=cast.coordinator, packet=packet, **(asked | values))


def kinds(delivery: Delivery) -> list[str]:
    return list(delivery.events.values_list("kind", flat=True))


def on(day: date, hour: int = 9) -> Any:
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=LIMA))


def signed(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def broken_mail(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """The server fails with what stands in the list, one letter after the other; then it works again."""
    faults: list[Exception] = []
    works = EmailBackend.send_messages

    def send(self: EmailBackend, messages: Any) -> Any:
        if faults:
            raise faults.pop(0)
        return works(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return faults


# --- the link --------------------------------------------------------------------------------


def test_a_delivery_keeps_its_secret_encrypted_and_is_audited_without_it(cast: Cast, packet: Packet) -> None:
    delivery = sent(cast, packet)
    assert len(delivery.secret) >= 43, "256 random bits"
    assert delivery.secret != sent(cast, packet).secret
    assert kinds(delivery) == [], "nothing was sent yet"
    event = AuditEvent.objects.filter(act="Hizo un enlace de entrega").order_by("pk").first()
    assert (event.by, event.seho, event.after) == (
        cast.coordinator, cast.seho, {"recipient": "SCHOOL", "expires_on": "2026-08-09"},
    )  # fmt: skip


def test_the_same_form_sent_twice_makes_one_delivery_and_serves_no_other(cast: Cast, packet: Packet) -> None:
    first = sent(cast, packet, client_id=KEY)
    assert sent(cast, packet, client_id=KEY) == first
    with pytest.raises(ValidationError, match="ya se usó"):
        sent(cast, packet, client_id=KEY, recipient=Recipient.GUARDIAN)
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("expires_on", "sentence"),
    [(DAY - timedelta(days=1), "Ya pasó"), (DAY + timedelta(days=366), "dentro de un año")],
)
def test_a_link_ends_within_a_year(cast: Cast, packet: Packet, expires_on: date, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        sent(cast, packet, expires_on=expires_on)
    assert sent(cast, packet, expires_on=DAY).expires_on == DAY


def test_annulled_papers_are_not_delivered(cast: Cast, packet: Packet) -> None:
    annul_packet(by=cast.coordinator, packet=packet, reason="Un error")
    with pytest.raises(ValidationError, match="ya no están vigentes"):
        sent(cast, packet)
    assert not Delivery.objects.exists()


def test_a_new_link_revokes_the_old_one_and_pressing_twice_makes_one(cast: Cast, packet: Packet) -> None:
    old = sent(cast, packet)
    fresh = renew_link(by=cast.coordinator, delivery=old, client_id=KEY, today=DAY)
    assert renew_link(by=cast.coordinator, delivery=old, client_id=KEY, today=DAY) == fresh
    old.refresh_from_db()
    assert (old.revoked_by, fresh.revoked_at) == (cast.coordinator, None)
    assert (fresh.name, fresh.email, fresh.recipient) == (old.name, old.email, old.recipient)
    number = packet.episode.patient.document_number
    assert not open_link(delivery=old, answer=number, today=DAY)
    assert open_link(delivery=fresh, answer=number, today=DAY)


def test_revoking_twice_is_once(cast: Cast, packet: Packet) -> None:
    delivery = sent(cast, packet)
    assert revoke_link(by=cast.coordinator, delivery=delivery) == revoke_link(by=cast.coordinator, delivery=delivery)
    assert AuditEvent.objects.filter(act="Revocó un enlace de entrega").count() == 1


# --- letters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("recipient", Recipient)
@pytest.mark.parametrize("is_reminder", [False, True])
def test_a_letter_names_no_pupil_no_hospital_and_no_health(
    cast: Cast, packet: Packet, recipient: Recipient, is_reminder: bool
) -> None:
    patient, seho = packet.episode.patient, packet.episode.seho
    delivery = sent(cast, packet, recipient=recipient)
    assert send_link(delivery=delivery, today=DAY, is_reminder=is_reminder)
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert letter.reply_to == [cast.coordinator.email]
    assert "ocumentos del Servicio Educativo Hospitalario" in letter.subject
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    for text in (letter.body, html):
        assert link_of(delivery) in text
        assert "9 de agosto de 2026" in text
        assert (f"({patient.initials})" in text) == (recipient == Recipient.SCHOOL)
        assert ("Le recordamos" in text) == is_reminder
    everything = str(letter.message())
    for canary in (
        patient.paternal_surname, patient.maternal_surname, patient.given_names, patient.document_number, seho.name,
        seho.short_name, seho.hospital.name, packet.school.name, packet.documents.first().label, packet.code,
    ):  # fmt: skip
        assert canary
        assert canary not in letter.body + html + letter.subject + everything


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (TimeoutError("timed out"), "no respondió"),
        (SMTPServerDisconnected("gone"), "no respondió"),
        (SMTPRecipientsRefused({EMAIL: (550, b"luz@ejemplo.pe unknown")}), "no aceptó la dirección"),
    ],
)
def test_a_letter_that_did_not_leave_is_told_and_can_be_sent_again(
    cast: Cast, packet: Packet, broken_mail: list[Exception], fault: Exception, words: str
) -> None:
    broken_mail.append(fault)
    delivery = sent(cast, packet)
    assert not send_link(delivery=delivery, today=DAY)
    (event,) = delivery.events.all()
    assert event.kind == DeliveryEventKind.NOT_SENT
    assert words in event.detail
    assert EMAIL not in event.detail
    assert send_link(delivery=delivery, today=DAY)
    assert kinds(delivery) == [DeliveryEventKind.NOT_SENT, DeliveryEventKind.SENT]
    assert len(mail.outbox) == 1


def test_a_button_pressed_twice_sends_one_letter(cast: Cast, packet: Packet) -> None:
    delivery = sent(cast, packet)
    assert send_link(delivery=delivery, today=DAY)
    assert send_link(delivery=delivery, today=DAY)
    assert len(mail.outbox) == 1
    assert kinds(delivery) == [DeliveryEventKind.SENT]
    with on(DAY, 15):
        assert send_link(delivery=delivery, today=DAY)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("end", ["revoked", "expired", "annulled", "no address"])
def test_no_letter_leads_to_a_link_that_does_not_answer(cast: Cast, packet: Packet, end: str) -> None:
    delivery = sent(cast, packet, email="" if end == "no address" else EMAIL)
    if end == "revoked":
        delivery = revoke_link(by=cast.coordinator, delivery=delivery)
    if end == "annulled":
        delivery.packet = annul_packet(by=cast.coordinator, packet=packet, reason="Un error")
    day = DAY + timedelta(days=61 if end == "expired" else 0)
    with pytest.raises(ValidationError):
        send_link(delivery=delivery, today=day)
    with pytest.raises(ValidationError):
        remind_of_link(delivery=delivery, today=day)
    assert mail.outbox == []
    assert kinds(delivery) == []


def test_who_opened_or_answered_signed_in_is_not_reminded(cast: Cast, packet: Packet) -> None:
    delivery, other = sent(cast, packet), sent(cast, packet)
    open_link(delivery=delivery, answer=packet.episode.patient.document_number, today=DAY)
    with pytest.raises(ValidationError, match="Ya abrió"):
        remind_of_link(delivery=delivery, today=DAY)
    acknowledge(by=cast.director, packet=packet)
    with pytest.raises(ValidationError, match="Ya abrió"):
        remind_of_link(delivery=other, today=DAY)
    assert mail.outbox == []


def test_reminders_go_every_five_days_three_times_and_no_more(
    cast: Cast, packet: Packet, capsys: pytest.CaptureFixture[str]
) -> None:
    delivery = sent(cast, packet)
    send_link(delivery=delivery, today=DAY)
    left = []
    for days in range(1, 40):
        mail.outbox.clear()
        with on(DAY + timedelta(days=days)):
            call_command("send_reminders")
            call_command("send_reminders")
        left += [days] * len(mail.outbox)
    assert left == [5, 10, 15]
    assert kinds(delivery) == [DeliveryEventKind.SENT, *[DeliveryEventKind.REMINDED] * 3]
    assert "1 correo enviado, 0 sin enviar." in capsys.readouterr().out


def test_the_command_sends_again_what_failed_and_leaves_alone_what_ended(
    cast: Cast, packet: Packet, broken_mail: list[Exception]
) -> None:
    failed, opened, gone, copied = (sent(cast, packet) for _ in range(4))
    never = sent(cast, packet)
    without = sent(cast, packet, email="")
    broken_mail.append(TimeoutError())
    send_link(delivery=failed, today=DAY)
    for delivery in (opened, gone):
        send_link(delivery=delivery, today=DAY)
    for delivery in (copied, without):
        note_copied(by=cast.coordinator, delivery=delivery)
    open_link(delivery=opened, answer=packet.episode.patient.document_number, today=DAY)
    revoke_link(by=cast.coordinator, delivery=gone)
    mail.outbox.clear()
    with on(DAY + timedelta(days=5)):
        call_command("send_reminders")
    assert [kinds(one)[-1:] for one in (failed, opened, gone, copied, never, without)] == [
        [DeliveryEventKind.SENT], [DeliveryEventKind.OPENED], [DeliveryEventKind.SENT], [DeliveryEventKind.REMINDED],
        [], [DeliveryEventKind.COPIED],
    ]  # fmt: skip
    assert len(mail.outbox) == 2


# --- whom to propose -------------------------------------------------------------------------


def test_a_school_is_proposed_by_its_class_report_then_its_tutor_then_its_director(cast: Cast, packet: Packet) -> None:
    Enrollment.objects.filter(pk=packet.enrollment_id).update(tutor_name="Ana Tutora", tutor_email="ana@ie.pe")
    packet.refresh_from_db()
    assert [(one.name, one.email) for one in contacts_for(packet, Recipient.SCHOOL)] == [
        ("Ana Tutora", "ana@ie.pe"), (cast.school.director_name, cast.school.email),
    ]  # fmt: skip
    ClassReport.objects.create(
        episode=packet.episode, topics="Fracciones", contact_name="Ana  tutora", contact_email="otra@ie.pe",
        answered_at=packet.issued_at, answered_by=cast.director,
    )  # fmt: skip
    assert [one.email for one in contacts_for(packet, Recipient.SCHOOL)] == ["otra@ie.pe", cast.school.email]


def test_a_family_is_proposed_by_its_main_contact(cast: Cast, packet: Packet) -> None:
    guardian = Guardian.objects.get(patient=packet.episode.patient)
    assert [one.name for one in contacts_for(packet, Recipient.GUARDIAN)] == [guardian.full_name]


# --- pages -----------------------------------------------------------------------------------


def test_the_coordinator_delivers_by_mail_in_one_page(cast: Cast, packet: Packet) -> None:
    client, url = signed(cast.coordinator), reverse("convalidation:deliver", args=[packet.pk])
    page = client.get(url).content.decode()
    assert cast.school.director_name in page
    data = {"client_id": str(KEY), "name": "Luz Tutora", "email": EMAIL, "expires_on": "2026-08-09", "send": "1"}
    response = client.post(url, data)
    delivery = Delivery.objects.get()
    assert response["Location"] == reverse("convalidation:delivery", args=[delivery.pk])
    assert len(mail.outbox) == 1
    page = client.get(response["Location"]).content.decode()
    assert link_of(delivery) in page
    assert "Enviado por correo" in page
    packet_page = client.get(packet.get_absolute_url()).content.decode()
    assert "Enviado, sin abrir" in packet_page
    assert delivery.secret not in packet_page


@pytest.mark.parametrize("recipient", Recipient)
def test_what_is_proposed_is_taken_as_it_stands(cast: Cast, packet: Packet, recipient: Recipient) -> None:
    client = signed(cast.coordinator)
    url = reverse("convalidation:deliver", args=[packet.pk]) + f"?para={recipient}"
    proposed = client.get(url).context["form"]
    data = {name: proposed[name].value() or "" for name in proposed.fields}
    assert client.post(url, data | {"expires_on": "2026-08-09"}).status_code == 302
    delivery = Delivery.objects.get()
    assert (delivery.recipient, delivery.name) == (recipient, data["name"])


def test_a_mail_without_an_address_is_asked_for_it_and_a_message_is_not(cast: Cast, packet: Packet) -> None:
    client, url = signed(cast.coordinator), reverse("convalidation:deliver", args=[packet.pk])
    data = {"client_id": str(KEY), "name": "Luz Tutora", "email": "", "expires_on": "2026-08-09"}
    page = client.post(url, data | {"send": "1"}).content.decode()
    assert "Escriba el correo, o prepare solo el mensaje." in page
    assert not Delivery.objects.exists()
    assert client.post(url, data).status_code == 302
    assert mail.outbox == []


def test_only_the_coordinator_holds_the_links(cast: Cast, packet: Packet) -> None:
    delivery = sent(cast, packet)
    url = reverse("convalidation:delivery", args=[delivery.pk])
    assert signed(cast.coordinator).get(url).status_code == 200
    for person in (cast.teacher, cast.psychologist, cast.specialist):
        assert signed(person).get(url).status_code == 403
        page = signed(person).get(packet.get_absolute_url()).content.decode()
        assert delivery.name in page, "who it went to is read"
        assert url not in page
        assert delivery.secret not in page
    assert signed(cast.stranger).get(url).status_code == 404
    page = signed(cast.director).get(packet.get_absolute_url()).content.decode()
    assert delivery.name not in page, "a director sees the papers, not whom else they went to"


def test_nonsense_in_the_address_proposes_the_first(cast: Cast, packet: Packet) -> None:
    url = reverse("convalidation:deliver", args=[packet.pk])
    for query in ("?para=NOBODY&contacto=999", "?contacto=-1", "?contacto=٣", "?para=%00"):
        page = signed(cast.coordinator).get(url + query)
        assert cast.school.director_name in page.content.decode()


def test_what_becomes_of_a_delivery_is_told_in_a_word(cast: Cast, packet: Packet) -> None:
    number = packet.episode.patient.document_number

    def label(delivery: Delivery, day: date = DAY) -> str:
        return next(
            one.label for one in deliveries_of(Packet.objects.get(pk=packet.pk), day) if one.delivery == delivery
        )

    delivery = sent(cast, packet)
    assert label(delivery) == "Por enviar"
    note_copied(by=cast.coordinator, delivery=delivery)
    assert label(delivery) == "Enviado, sin abrir"
    open_link(delivery=delivery, answer=number, today=DAY)
    assert label(delivery) == "Abierto"
    assert label(delivery, DAY + timedelta(days=61)) == "Vencido"
    acknowledge(by=None, packet=packet, through=delivery)
    assert label(delivery) == "Acusó recibo"
    family = sent(cast, packet, recipient=Recipient.GUARDIAN)
    assert label(family) == "Por enviar", "the school's receipt is not the family's"
    revoke_link(by=cast.coordinator, delivery=family)
    assert label(family) == "Revocado"


@pytest.mark.parametrize("count", [1, 3])
def test_the_deliveries_of_a_packet_ask_twice(
    cast: Cast, packet: Packet, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        send_link(delivery=sent(cast, packet), today=DAY)
    found = Packet.objects.select_related("acknowledgement").get(pk=packet.pk)
    with django_assert_num_queries(2):
        assert len(deliveries_of(found, DAY)) == count


# --- due -------------------------------------------------------------------------------------


def due(person: Any, day: date) -> dict[str, Any]:
    return {item.kind: item for item in due_for(person, day) if item.kind.startswith(("link_", "undelivered"))}


def test_what_was_not_opened_is_due_after_five_days(cast: Cast, packet: Packet) -> None:
    delivery = sent(cast, packet)
    url = reverse("convalidation:delivery", args=[delivery.pk])
    unsent = due(cast.coordinator, DAY)["link_unsent"]
    assert (unsent.url, unsent.act_label) == (url, "Enviar")
    send_link(delivery=delivery, today=DAY)
    assert due(cast.coordinator, DAY + timedelta(days=4)) == {}
    item = due(cast.coordinator, DAY + timedelta(days=5))["link_unopened"]
    assert (item.url, item.act_label, item.due_on) == (url, "Recordar", DAY + timedelta(days=5))
    assert item.text == f"{packet.episode.patient.initials}: su IE no abrió los documentos"
    assert due(cast.teacher, DAY + timedelta(days=5)) == {}
    assert due(cast.stranger, DAY + timedelta(days=5)) == {}
    open_link(delivery=delivery, answer=packet.episode.patient.document_number, today=DAY)
    assert due(cast.coordinator, DAY + timedelta(days=5)) == {}


def test_a_letter_that_did_not_leave_is_due_at_once(cast: Cast, packet: Packet, broken_mail: list[Exception]) -> None:
    broken_mail.append(TimeoutError())
    send_link(delivery=sent(cast, packet, recipient=Recipient.GUARDIAN), today=DAY)
    item = due(cast.coordinator, DAY)["link_not_sent"]
    assert item.act_label == "Enviar otra vez"
    assert "su familia" in item.text


def test_papers_of_a_school_where_nobody_signs_in_are_due_to_be_delivered(cast: Cast, packet: Packet) -> None:
    assert due(cast.coordinator, DAY) == {}, "its director signs in"
    other = issued_packet(cast.seho, by=cast.coordinator, school=SchoolFactory(), days=3)
    item = due(cast.coordinator, DAY)["undelivered"]
    assert item.url == reverse("convalidation:deliver", args=[other.pk])
    note_copied(by=cast.coordinator, delivery=sent(cast, other))
    assert due(cast.coordinator, DAY) == {}
