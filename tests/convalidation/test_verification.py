"""Everybody may ask whether a paper is authentic, and learns nothing of the pupil."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from lxml import html

from convalidation.models import Packet
from convalidation.queries import verified
from convalidation.services import add_signed_copy, annul_packet, issue_packet
from convalidation.views import public
from seho.files import open_stored
from seho.papers.codes import grouped, new_code
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ISSUED_ON, issued_packet
from tests.papers.certificates import Authority, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limit() -> None:
    cache.clear()


@pytest.fixture
def packet(cast: Cast) -> Packet:
    return issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school, given_names="CANARIA")


def page_of(client: Client, code: str) -> str:
    return client.get(reverse("convalidation:verify_code", args=[code])).content.decode()


def test_a_paper_tells_type_number_issuer_date_and_state(client: Client, packet: Packet) -> None:
    document = packet.documents.get(kind="CONSTANCY")
    page = page_of(client, document.code)
    for expected in (
        "Constancia de asistencia",
        document.label,
        packet.episode.seho.name,
        "8 de junio de 2026",
        "vigente",
    ):
        assert expected in page


def test_neither_pupil_nor_school_nor_health_are_told(client: Client, packet: Packet) -> None:
    patient = packet.episode.patient
    for code in (packet.code, packet.documents.get(kind="PORTFOLIO").code):
        page = page_of(client, code)
        for secret in (
            "CANARIA",
            "Quispe",
            patient.document_number,
            packet.school.name,
            packet.episode.seho.hospital.name,
        ):
            assert secret not in page


def test_the_packet_tells_what_it_holds(client: Client, packet: Packet) -> None:
    page = page_of(client, packet.code)
    assert all(document.label in page for document in packet.documents.all())


def test_a_code_is_read_as_people_type_it(client: Client, packet: Packet) -> None:
    typed = grouped(packet.documents.get(kind="CONSTANCY").code).lower().replace("0", "o")
    page = client.get(reverse("convalidation:verify"), {"codigo": f" {typed} "}).content.decode()
    assert "CONSTANCIA N.°" in page


def test_a_wrong_code_and_a_missing_one_answer_the_same(client: Client, packet: Packet) -> None:
    answers = []
    for code in ("nada", new_code(), "x" * 300, "%00"):
        response = client.get(reverse("convalidation:verify"), {"codigo": code})
        answers.append((response.status_code, response.content.decode().replace(code[:80], "")))
    assert {status for status, _ in answers} == {404}
    assert len({page.split('value="')[0] for _, page in answers}) == 1


def test_an_annulled_and_a_replaced_paper_say_so(client: Client, cast: Cast, packet: Packet) -> None:
    code = packet.documents.get(kind="CONSTANCY").code
    again = issue_packet(
        by=cast.coordinator, episode=packet.episode, client_id=uuid.uuid4(), today=ISSUED_ON,
        replaces=packet, reason="Fechas",
    )  # fmt: skip
    page = page_of(client, code)
    assert "Reemplazado" in page
    assert again.documents.get(kind="CONSTANCY").label in page
    annul_packet(by=cast.coordinator, packet=again, reason="Motivo que no se publica")
    page = page_of(client, again.code)
    assert "Anulado" in page
    assert "Motivo que no se publica" not in page


def test_it_is_neither_indexed_nor_kept(client: Client, packet: Packet) -> None:
    response = client.get(reverse("convalidation:verify_code", args=[packet.code]))
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Cache-Control"] == "no-store"


def test_whoever_asks_too_much_waits(client: Client, packet: Packet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "MOST", 2)
    url = reverse("convalidation:verify_code", args=[packet.code])
    assert [client.get(url).status_code for _ in range(4)] == [200, 200, 429, 429]
    assert client.get(url, REMOTE_ADDR="10.0.0.9").status_code == 200
    assert client.get(reverse("convalidation:verify")).status_code == 200


# --- Files and signatures ----------------------------------------------------------------------------


def files_of(client: Client, code: str) -> dict[str, str]:
    """The hashes that the page knows, with the name of each file."""
    page = html.fromstring(page_of(client, code))
    return {item.get("data-sha256"): item.get("data-name") for item in page.iterfind(".//li[@data-sha256]")}


def sha256_of(path: str) -> str:
    with open_stored(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def signed_copy(cast: Cast, packet: Packet, kind: str = "CONSTANCY") -> Any:
    document = packet.documents.get(kind=kind)
    with open_stored(document.path) as file:
        data = sign(file.read(), Authority().person())
    return add_signed_copy(by=cast.coordinator, document=document, kind="EXTERNAL", data=data)


def test_a_paper_knows_its_own_file_the_whole_and_its_copies_alone(client: Client, cast: Cast, packet: Packet) -> None:
    document = packet.documents.get(kind="CONSTANCY")
    copy, other = signed_copy(cast, packet), signed_copy(cast, packet, "PORTFOLIO")
    assert files_of(client, document.code) == {
        sha256_of(document.path): document.label,
        sha256_of(packet.path): "Todos los documentos en un solo PDF",
        sha256_of(copy.path): f"{document.label}, firmado digitalmente",
    }
    assert set(files_of(client, packet.code)) == {
        packet.sha256, copy.sha256, other.sha256, *(one.sha256 for one in packet.documents.all())
    }  # fmt: skip


def test_a_copy_that_was_signed_is_marked_as_one(client: Client, cast: Cast, packet: Packet) -> None:
    copy = signed_copy(cast, packet)
    page = html.fromstring(page_of(client, copy.document.code))
    assert [item.get("data-sha256") for item in page.iterfind(".//li[@data-copy]")] == [copy.sha256]


def test_a_signature_is_told_without_the_name_of_who_signed(client: Client, cast: Cast, packet: Packet) -> None:
    copy = signed_copy(cast, packet)
    for code in (copy.document.code, packet.code):
        page = page_of(client, code)
        assert "irmado digitalmente el 08/06/2026, íntegro; certificado no reconocido por este programa" in page
        for secret in (copy.signer, "QUISPE", "ECEP", "00000017", cast.coordinator.surnames):
            assert secret not in page


def test_without_a_copy_no_signature_is_told(client: Client, packet: Packet) -> None:
    assert "Firma" not in page_of(client, packet.code)


def test_a_wrong_code_leads_to_no_hash(client: Client, packet: Packet) -> None:
    response = client.get(reverse("convalidation:verify"), {"codigo": new_code()})
    assert b"data-sha256" not in response.content
    assert b"verify.js" not in response.content


def test_many_copies_ask_no_more(client: Client, cast: Cast, packet: Packet, django_assert_num_queries: Any) -> None:
    for kind in ("CONSTANCY", "PORTFOLIO"):
        signed_copy(cast, packet, kind)
        with django_assert_num_queries(6):
            verified(packet.code)
    code = packet.documents.get(kind="CONSTANCY").code
    with django_assert_num_queries(4):
        verified(code)
