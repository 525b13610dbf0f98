"""Whoever holds the link of a delivery: what is asked, what is answered, and what a link that ended does not tell."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from convalidation.enums import DeliveryEventKind, Purpose, Recipient, SignatureKind
from convalidation.models import (
    Acknowledgement,
    Delivery,
    DeliveryEvent,
    IssuedDocument,
    Packet,
    ReturnReport,
    SignedCopy,
)
from convalidation.rules import PaperKind
from convalidation.rules.delivering import MOST_FAILURES
from convalidation.services import (
    add_signed_copy,
    annul_packet,
    deliver,
    issue_packet,
    revoke_link,
    save_return_report,
)
from convalidation.services.returning import DAYS
from convalidation.views.links import LASTS_SECONDS, MOST_OF_ADDRESS, MOST_OF_LINK, SECONDS
from patients.models import Patient
from seho.accounts.models import AccessEvent, AuditEvent
from seho.clock import LIMA
from seho.files import clean_pdf, open_stored
from seho.logs import WithoutSecrets
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet, ready_episode
from tests.ground.pictures import pdf as scanned
from tests.ground.pictures import saved

DAY = date(2026, 6, 10)
LAST_DAY = date(2026, 7, 10)
WRONG = "99999999"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Attempts are counted in it."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def packet(cast: Cast) -> Packet:
    return issued_packet(cast.seho, by=cast.coordinator, school=cast.school, days=10)


@pytest.fixture
def delivery(cast: Cast, packet: Packet) -> Delivery:
    return sent(cast, packet)


def sent(cast: Cast, packet: Packet, recipient: Recipient = Recipient.SCHOOL) -> Delivery:
    return deliver(
        by=cast.coordinator, packet=packet, recipient=recipient, name="Luz Tutora", post="", email="",
        expires_on=LAST_DAY, client_id=uuid.uuid4(), today=DAY,
    )  # fmt: skip


def at(delivery: Delivery, name: str = "link", *more: Any) -> str:
    return reverse(f"convalidation:{name}", args=[delivery.secret, *more])


def number_of(delivery: Delivery) -> str:
    return delivery.packet.episode.patient.document_number


def tried(client: Client, delivery: Delivery, answer: str) -> Any:
    return client.post(at(delivery), {"answer": answer})


def known(delivery: Delivery) -> Client:
    client = Client()
    assert tried(client, delivery, number_of(delivery)).status_code == 302
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def pdf(response: Any) -> bool:
    """Whether it is a PDF, read to its end."""
    return response.streaming and b"".join(response).startswith(b"%PDF")


def signed(cast: Cast, document: IssuedDocument) -> SignedCopy:
    """The scan of the paper, signed by hand."""
    data = clean_pdf(SimpleUploadedFile("firmado.pdf", saved(scanned(1)))).content
    return add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=data)


def kinds(delivery: Delivery) -> list[str]:
    return list(delivery.events.values_list("kind", flat=True))


def family_of(cast: Cast, purpose: Purpose = Purpose.RETURN) -> Packet:
    """A packet of the return, with the report of the director and that of the family (art. 14.1)."""
    episode = ready_episode(cast.seho, by=cast.coordinator, school=cast.school, days=20)
    told = {**dict.fromkeys(("learning_situation", "socioemotional_situation", "recommendations"), "Va bien.")}
    save_return_report(by=cast.coordinator, episode=episode, values=told | dict.fromkeys(DAYS), version=0, today=DAY)
    return issue_packet(by=cast.coordinator, episode=episode, client_id=uuid.uuid4(), today=DAY, purpose=purpose)


# --- what is not told ------------------------------------------------------------------------


def _revoked(cast: Cast, delivery: Delivery) -> None:
    revoke_link(by=cast.coordinator, delivery=delivery)


def _expired(cast: Cast, delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(expires_on=DAY - timedelta(days=1))


def _locked(cast: Cast, delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(failures=MOST_FAILURES)


@pytest.mark.parametrize("end", [_revoked, _expired, _locked])
@pytest.mark.parametrize("is_known", [False, True], ids=["stranger", "page open"])
def test_a_link_that_ended_answers_as_one_that_never_was(
    cast: Cast, delivery: Delivery, end: Callable[[Cast, Delivery], None], is_known: bool
) -> None:
    client = known(delivery) if is_known else Client()
    document = delivery.packet.documents.first()
    copy = signed(cast, document)
    end(cast, delivery)
    never = Delivery(secret="7" * len(delivery.secret))
    for name, more in (
        ("link", ()), ("link_packet", ()), ("link_document", (document.pk,)), ("link_signed", (copy.pk,)),
    ):  # fmt: skip
        ended, none = client.get(at(delivery, name, *more)), Client().get(at(never, name, *more))
        assert ended.status_code == none.status_code == 404
        assert ended.content == none.content
        assert dict(ended.headers) == dict(none.headers)
    for name in ("link", "link_acknowledge", "link_close"):
        data = {"answer": number_of(delivery)}
        ended, none = client.post(at(delivery, name), data), Client().post(at(never, name), data)
        assert ended.status_code == none.status_code == 404
        assert ended.content == none.content
    assert not Acknowledgement.objects.exists()


def test_before_the_number_nothing_of_the_pupil_is_shown(cast: Cast, delivery: Delivery) -> None:
    packet, client = delivery.packet, Client()
    patient = packet.episode.patient
    document = packet.documents.first()
    copy = signed(cast, document)
    for name, more in (
        ("link", ()), ("link_packet", ()), ("link_document", (document.pk,)), ("link_signed", (copy.pk,)),
    ):  # fmt: skip
        response = client.get(at(delivery, name, *more))
        assert response.status_code == 200
        for canary in (
            patient.paternal_surname, patient.given_names, patient.document_number, packet.school.name,
            packet.episode.seho.name, delivery.name, document.label, document.code,
        ):  # fmt: skip
            assert canary
            assert canary not in text_of(response)
    assert not DeliveryEvent.objects.exists()
    assert not AccessEvent.objects.filter(object_type__startswith="convalidation").exists()


def test_a_page_of_a_link_stays_out_of_caches_search_engines_and_referrers(cast: Cast, delivery: Delivery) -> None:
    client, gone = known(delivery), Delivery(secret="x")
    document = delivery.packet.documents.first()
    kept = [
        at(delivery, "link_packet"),
        at(delivery, "link_document", document.pk),
        at(delivery, "link_signed", signed(cast, document).pk),
    ]
    asked = [(Client(), at(gone)), (client, at(delivery)), (client, at(delivery, "link_document", 0))]
    asked += [(who, address) for address in kept for who in (Client(), client)]
    for asking, address in asked:
        response = asking.get(address)
        assert b"".join(response)
        is_file = asking is client and address in kept
        assert response["Cache-Control"] == ("private, no-cache" if is_file else "no-store"), address
        assert response["X-Robots-Tag"].startswith("noindex")
        assert response["Referrer-Policy"] == "strict-origin"


def test_the_secret_is_in_no_log_and_in_no_event(
    cast: Cast, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = StringIO()
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one.formatter, WithoutSecrets))
    monkeypatch.setattr(handler, "stream", console)
    client = known(delivery)
    assert pdf(client.get(at(delivery, "link_packet")))
    client.post(at(delivery, "link_acknowledge"))
    revoke_link(by=cast.coordinator, delivery=delivery)
    client.get(at(delivery))
    assert delivery.secret not in str(list(AuditEvent.objects.values_list("act", "before", "after", "reason")))
    assert delivery.secret not in str(list(AccessEvent.objects.values_list("path", "detail")))
    assert delivery.secret not in str(list(DeliveryEvent.objects.values_list("detail", flat=True)))
    logged = console.getvalue()
    assert "Not Found: /documentos/entrega/•/" in logged, "what would have leaked was logged"
    assert delivery.secret not in logged


def test_who_has_a_file_already_gets_it_once_and_nothing_after_the_link_ended(cast: Cast, delivery: Delivery) -> None:
    client, document = known(delivery), delivery.packet.documents.first()
    for name, more in (
        ("link_packet", ()), ("link_document", (document.pk,)), ("link_signed", (signed(cast, document).pk,)),
    ):  # fmt: skip
        address = at(delivery, name, *more)
        first = client.get(address)
        assert pdf(first)
        has = {"HTTP_IF_NONE_MATCH": first["ETag"]}
        assert client.get(address, **has).status_code == 304
        assert Client().get(address, **has).status_code == 200, "a stranger is asked for the number"
        Delivery.objects.filter(pk=delivery.pk).update(failures=MOST_FAILURES)
        assert client.get(address, **has).status_code == 404
        Delivery.objects.filter(pk=delivery.pk).update(failures=0)


# --- the number ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["{number}", " {number} ", "{spaced}"], ids=["as it is", "spaces around", "spaces and dots inside"]
)
def test_the_number_of_the_pupil_opens(delivery: Delivery, typed: str) -> None:
    number = number_of(delivery)
    client = Client()
    typed = typed.format(number=number, spaced=f"{number[:2]}.{number[2:5]} {number[5:]}")
    assert tried(client, delivery, typed)["Location"] == at(delivery)
    assert str(delivery.packet.episode.patient) in text_of(client.get(at(delivery)))
    assert kinds(delivery) == [DeliveryEventKind.OPENED]


def test_who_has_no_document_is_known_by_the_birth_date(delivery: Delivery) -> None:
    patient = delivery.packet.episode.patient
    Patient.objects.filter(pk=patient.pk).update(document_type="NONE", document_number="")
    client = Client()
    assert "Fecha de nacimiento" in text_of(client.get(at(delivery)))
    assert tried(client, delivery, "").status_code == 200, "an empty number is not the number of who has none"
    assert tried(client, delivery, f"{patient.birth_date + timedelta(days=1):%d/%m/%Y}").status_code == 200
    assert kinds(delivery) == [DeliveryEventKind.REFUSED]
    assert tried(client, delivery, f"{patient.birth_date:%d/%m/%Y}").status_code == 302


@pytest.mark.parametrize("typed", ["", "7", "\x00", "9" * 200, "٧٧٧٧٧٧٧٧", "'; --"])
def test_nonsense_opens_nothing(delivery: Delivery, typed: str) -> None:
    response = tried(Client(), delivery, typed)
    assert response.status_code == 200
    assert str(delivery.packet.episode.patient) not in text_of(response)
    assert DeliveryEventKind.OPENED not in kinds(delivery)


def test_ten_wrong_numbers_lock_the_link_for_who_knows_the_right_one_too(delivery: Delivery) -> None:
    for attempt in range(MOST_FAILURES):
        cache.clear()  # the wait between attempts is another test's
        response = tried(Client(), delivery, WRONG)
        assert response.status_code == (404 if attempt == MOST_FAILURES - 1 else 200)
    assert tried(Client(), delivery, number_of(delivery)).status_code == 404
    assert kinds(delivery) == [DeliveryEventKind.REFUSED] * MOST_FAILURES
    locked = AuditEvent.objects.get(act__startswith="Se bloqueó el enlace")
    assert locked.by is None
    assert locked.seho == delivery.packet.episode.seho


def test_a_right_number_forgets_the_wrong_ones(delivery: Delivery) -> None:
    tried(Client(), delivery, WRONG)
    tried(Client(), delivery, number_of(delivery))
    delivery.refresh_from_db()
    assert delivery.failures == 0


def test_after_five_wrong_numbers_one_waits_a_quarter_of_an_hour(delivery: Delivery) -> None:
    for _ in range(MOST_OF_LINK):
        tried(Client(), delivery, WRONG)
    response = tried(Client(REMOTE_ADDR="10.0.0.9"), delivery, number_of(delivery))
    assert response.status_code == 200
    assert "Espere quince minutos" in text_of(response)
    delivery.refresh_from_db()
    assert delivery.failures == MOST_OF_LINK, "who waits uses up no attempt"
    with time_machine.travel(datetime(2026, 6, 10, 12, tzinfo=LIMA) + timedelta(seconds=SECONDS + 1)):
        assert tried(Client(), delivery, number_of(delivery)).status_code == 302


def test_an_address_that_guesses_secrets_gets_the_same_answer_for_a_right_one(delivery: Delivery) -> None:
    client, right = Client(), at(delivery)
    for number in range(MOST_OF_ADDRESS):
        assert client.get(reverse("convalidation:link", args=[f"wrong{number}"])).status_code == 404
    tired, wrong = client.get(right), client.get(reverse("convalidation:link", args=["wrong"]))
    assert tired.status_code == wrong.status_code == 429
    assert tired.content == wrong.content
    assert client.post(right, {"answer": number_of(delivery)}).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(right).status_code == 200, "another address is not to blame"


def test_a_link_answers_until_midnight_in_lima_of_its_last_day(delivery: Delivery) -> None:
    with time_machine.travel(datetime(2026, 7, 10, 23, 30, tzinfo=LIMA)):  # the 11th in UTC
        client = known(delivery)
        assert client.get(at(delivery)).status_code == 200
    with time_machine.travel(datetime(2026, 7, 11, 0, 1, tzinfo=LIMA)):
        assert client.get(at(delivery)).status_code == 404


def test_the_number_is_asked_again_after_two_hours_in_another_browser_and_after_closing(delivery: Delivery) -> None:
    name = str(delivery.packet.episode.patient)
    client = known(delivery)
    assert name not in text_of(Client().get(at(delivery)))
    with time_machine.travel(datetime(2026, 6, 10, 12, tzinfo=LIMA) + timedelta(seconds=LASTS_SECONDS - 5)):
        assert name in text_of(client.get(at(delivery)))
    with time_machine.travel(datetime(2026, 6, 10, 12, tzinfo=LIMA) + timedelta(seconds=LASTS_SECONDS + 5)):
        assert name not in text_of(client.get(at(delivery)))
    assert name in text_of(client.get(at(delivery)))
    client.post(at(delivery, "link_close"))
    assert name not in text_of(client.get(at(delivery)))


def test_one_link_opens_no_other(cast: Cast, delivery: Delivery) -> None:
    other = sent(cast, issued_packet(cast.seho, by=cast.coordinator, school=cast.school, days=3))
    client = known(delivery)
    assert str(other.packet.episode.patient) not in text_of(client.get(at(other)))
    strange = other.packet.documents.first()
    assert client.get(at(delivery, "link_signed", signed(cast, strange).pk)).status_code == 404
    assert client.get(at(delivery, "link_document", strange.pk)).status_code == 404


def test_the_session_gets_another_key(delivery: Delivery) -> None:
    client = Client()
    client.session.save()
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    tried(client, delivery, number_of(delivery))
    assert client.cookies["sessionid"].value != planted


@pytest.mark.parametrize(
    ("back", "is_kept"),
    [("{home}documentos.pdf", True), ("/", False), ("//elsewhere.test/", False), ("{home}/elsewhere.test", False)],
)
def test_after_the_number_comes_the_page_that_was_asked_and_no_strange_one(
    delivery: Delivery, back: str, is_kept: bool
) -> None:
    home = at(delivery)
    response = Client().post(home, {"answer": number_of(delivery), "back": back.format(home=home)})
    assert response["Location"] == (back.format(home=home) if is_kept else home)


def test_the_form_is_guarded_against_other_sites(delivery: Delivery) -> None:
    client = Client(enforce_csrf_checks=True)
    page = text_of(client.get(at(delivery)))
    assert client.post(at(delivery), {"answer": number_of(delivery)}).status_code == 403
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    data = {"answer": number_of(delivery), "csrfmiddlewaretoken": token[1]}
    origin = {"HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": "http://testserver/"}
    assert client.post(at(delivery), data, **origin).status_code == 302


# --- what is shown ---------------------------------------------------------------------------


def test_a_school_has_every_paper_each_and_whole(delivery: Delivery) -> None:
    client, packet = known(delivery), delivery.packet
    page = text_of(client.get(at(delivery)))
    for document in packet.documents.all():
        assert document.label in page
        response = client.get(at(delivery, "link_document", document.pk))
        assert pdf(response)
        assert packet.episode.patient.paternal_surname.lower() not in response["Content-Disposition"].lower()
        assert "seho" not in response["Content-Disposition"].lower()
    assert pdf(client.get(at(delivery, "link_packet")))
    downloads = delivery.events.filter(kind=DeliveryEventKind.DOWNLOADED)
    assert [event.detail for event in downloads] == [
        *[document.get_kind_display() for document in packet.documents.all()], "Todo en un PDF",
    ]  # fmt: skip
    reads = AccessEvent.objects.filter(kind="PAPER", by=None)
    assert reads.count() == packet.documents.count() + 1
    assert {(read.path, read.seho_id) for read in reads} == {("", packet.episode.seho_id)}


@pytest.mark.parametrize(
    ("recipient", "own", "others"),
    [
        (Recipient.SCHOOL, PaperKind.RETURN_REPORT, PaperKind.FAMILY_RETURN_REPORT),
        (Recipient.GUARDIAN, PaperKind.FAMILY_RETURN_REPORT, PaperKind.RETURN_REPORT),
    ],
)
def test_of_the_return_each_has_its_own_report_and_not_the_whole(
    cast: Cast, recipient: Recipient, own: PaperKind, others: PaperKind
) -> None:
    packet = family_of(cast)
    delivery = sent(cast, packet, recipient)
    mine, theirs = packet.documents.get(kind=own), packet.documents.get(kind=others)
    client = known(delivery)
    page = text_of(client.get(at(delivery)))
    assert at(delivery, "link_document", mine.pk) in page
    assert at(delivery, "link_document", theirs.pk) not in page
    assert at(delivery, "link_packet") not in page
    assert pdf(client.get(at(delivery, "link_document", mine.pk)))
    assert client.get(at(delivery, "link_document", theirs.pk)).status_code == 404
    for document, is_mine in ((mine, True), (theirs, False)):
        address = at(delivery, "link_signed", signed(cast, document).pk)
        assert (address in text_of(client.get(at(delivery)))) is is_mine
        response = client.get(address)
        assert (pdf(response), response.status_code) == ((True, 200) if is_mine else (False, 404))
    assert client.get(at(delivery, "link_packet")).status_code == 404


def test_a_signed_copy_goes_beside_its_paper_and_is_told(cast: Cast, delivery: Delivery) -> None:
    document = delivery.packet.documents.first()
    copy, client = signed(cast, document), known(delivery)
    page = text_of(client.get(at(delivery)))
    address = at(delivery, "link_signed", copy.pk)
    assert address in page
    assert "Firmado a mano" in page
    response = client.get(address)
    with open_stored(copy.path) as stored:
        assert b"".join(response) == stored.read()
    assert response["Content-Disposition"].endswith(f'-{document.code[:8]}-firmado.pdf"')
    event = delivery.events.get(kind=DeliveryEventKind.DOWNLOADED)
    assert event.detail == f"{document.get_kind_display()} (copia firmada)"
    read = AccessEvent.objects.get(kind="PAPER", by=None)
    assert (read.object_type, read.object_id) == ("convalidation.signedcopy", str(copy.pk))
    annul_packet(by=cast.coordinator, packet=delivery.packet, reason="Se emitió por error")
    assert client.get(address).status_code == 404


def test_a_paper_signed_at_issue_is_not_offered_twice(cast: Cast, delivery: Delivery) -> None:
    copy = signed(cast, delivery.packet.documents.first())
    SignedCopy.objects.filter(pk=copy.pk).update(kind=SignatureKind.OWN)
    client, address = known(delivery), at(delivery, "link_signed", copy.pk)
    assert address not in text_of(client.get(at(delivery)))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_link_asks_the_same_for_one_signed_copy_and_for_three(
    cast: Cast, delivery: Delivery, count: int, django_assert_num_queries: Any
) -> None:
    for document in delivery.packet.documents.all()[:count]:
        signed(cast, document)
    client = known(delivery)
    with django_assert_num_queries(15):
        client.get(at(delivery))


@pytest.mark.parametrize(
    ("recipient", "column", "act"),
    [
        (Recipient.SCHOOL, "written_director_on", "La dirección de la IE abrió"),
        (Recipient.GUARDIAN, "written_guardian_on", "La familia abrió"),
    ],
)
def test_who_opens_the_report_of_the_return_has_it_in_writing(
    cast: Cast, recipient: Recipient, column: str, act: str
) -> None:
    packet = family_of(cast)
    known(sent(cast, packet, recipient))
    report = ReturnReport.objects.get(episode=packet.episode)
    assert [name for name in DAYS if getattr(report, name)] == [column]
    assert getattr(report, column) == DAY
    event = AuditEvent.objects.get(act__startswith=act)
    assert event.by is None
    with time_machine.travel(datetime(2026, 6, 20, 9, tzinfo=LIMA)):
        known(sent(cast, packet, recipient))
    report.refresh_from_db()
    assert getattr(report, column) == DAY, "the first day stays"


def test_the_papers_of_art_13_5_date_no_report(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, school=cast.school, days=20)
    told = dict.fromkeys(("learning_situation", "socioemotional_situation", "recommendations"), "Va bien.")
    save_return_report(by=cast.coordinator, episode=episode, values=told | dict.fromkeys(DAYS), version=0, today=DAY)
    known(sent(cast, issued_packet(by=cast.coordinator, episode=episode)))
    assert ReturnReport.objects.get().written_director_on is None


def test_a_family_reads_plain_words_and_nothing_that_is_asked_of_the_school(cast: Cast, packet: Packet) -> None:
    delivery = sent(cast, packet, Recipient.GUARDIAN)
    page = text_of(known(delivery).get(at(delivery)))
    assert "Reúne los trabajos que hizo" in page
    assert "Qué pide la norma" not in page
    for name in ("link_recognise", "link_class_report", "link_siagie", "link_pending"):
        assert at(delivery, name) not in page


def test_annulled_papers_are_not_handed_out_and_the_page_says_so(cast: Cast, delivery: Delivery) -> None:
    client, document = known(delivery), delivery.packet.documents.first()
    annul_packet(by=cast.coordinator, packet=delivery.packet, reason="Motivo reservado de prueba")
    page = text_of(client.get(at(delivery)))
    assert "ya no están vigentes" in page
    assert "Motivo reservado" not in page
    assert document.label not in page
    assert client.get(at(delivery, "link_document", document.pk)).status_code == 404
    assert client.get(at(delivery, "link_packet")).status_code == 404
    client.post(at(delivery, "link_acknowledge"))
    assert not Acknowledgement.objects.exists()


# --- acknowledging ---------------------------------------------------------------------------


def test_a_school_acknowledges_in_one_click_and_once(delivery: Delivery) -> None:
    client = known(delivery)
    for _ in range(2):
        assert client.post(at(delivery, "link_acknowledge"))["Location"] == at(delivery)
    row = Acknowledgement.objects.get(packet=delivery.packet)
    assert (row.acknowledged_by, row.through) == (None, delivery)
    assert kinds(delivery).count(DeliveryEventKind.ACKNOWLEDGED) == 1
    page = text_of(client.get(at(delivery)))
    assert "acusó recibo el 10 de junio de 2026" in page
    assert at(delivery, "link_acknowledge") not in page


def test_a_family_acknowledges_for_itself_not_for_the_school(cast: Cast, packet: Packet) -> None:
    delivery = sent(cast, packet, Recipient.GUARDIAN)
    client = known(delivery)
    for _ in range(2):
        client.post(at(delivery, "link_acknowledge"))
    assert not Acknowledgement.objects.exists()
    assert kinds(delivery).count(DeliveryEventKind.ACKNOWLEDGED) == 1
    assert "Usted acusó recibo el 10 de junio de 2026" in text_of(client.get(at(delivery)))
    assert AuditEvent.objects.get(act__startswith="La familia acusó recibo").by is None
