"""Signed copies: kept beside the original, told on the packet's page, removed only when they are scans."""

from __future__ import annotations

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from convalidation.enums import SignatureKind
from convalidation.models import IssuedDocument, Packet, SignedCopy
from convalidation.queries.signing import signed_faults, signed_rows
from convalidation.services import (
    add_signed_copy,
    annul_packet,
    remove_signed_copy,
)
from seho.accounts.enums import AccessKind
from seho.accounts.models import AccessEvent, AuditEvent
from seho.files import clean_pdf, open_stored
from seho.papers import signing
from seho.papers.pades import read
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet, photo
from tests.ground.pictures import acting_pdf, pdf, saved
from tests.papers.certificates import NOW, PASSWORD, Authority, sign, sign_drawn_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def packet(cast: Cast) -> Packet:
    return issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)


@pytest.fixture
def document(packet: Packet) -> IssuedDocument:
    found: IssuedDocument = packet.documents.get(kind="CONSTANCY")
    return found


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def trusting(settings: Any, authority: Authority, tmp_path: Path) -> None:
    settings.SIGNING_TRUST_ROOTS = authority.trusted_in(tmp_path / "roots")


def bytes_of(row: Any) -> bytes:
    with open_stored(row.path) as file:
        return file.read()


def scan(pages: int = 1) -> bytes:
    return clean_pdf(SimpleUploadedFile("escaneado.pdf", saved(pdf(pages)))).content


def entered(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(person: Any, document: IssuedDocument, kind: str, *files: Any) -> Any:
    url = reverse("convalidation:sign", args=[document.pk])
    return entered(person).post(url, {"kind": kind, "upload": list(files)})


def as_file(content: bytes, name: str = "firmado.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- Keeping ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("trusting")
def test_a_signed_pdf_is_kept_byte_for_byte_beside_the_original(
    cast: Cast, document: IssuedDocument, authority: Authority
) -> None:
    original = bytes_of(document)
    signed = sign(original, authority.person(), visible=True)
    copy = add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.EXTERNAL, data=signed)
    copy.refresh_from_db()
    assert bytes_of(copy) == signed
    assert copy.sha256 == hashlib.sha256(signed).hexdigest()
    assert (copy.signer, copy.signed_at, copy.is_intact, copy.is_trusted) == ("DEMO QUISPE ROSA", NOW, True, True)
    assert "reconocido por este programa" in copy.verdict
    document.refresh_from_db()
    assert bytes_of(document) == original
    event = AuditEvent.objects.get(act="Agregó una copia firmada")
    assert event.after == {"document": document.label, "kind": "EXTERNAL", "sha256": copy.sha256}


def test_a_scan_is_kept_and_nothing_is_claimed_of_it(cast: Cast, document: IssuedDocument) -> None:
    copy = add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=scan())
    assert (copy.signer, copy.signed_at, copy.is_intact, copy.verdict) == ("", None, False, "")


def test_the_same_copy_sent_twice_is_kept_once(cast: Cast, document: IssuedDocument) -> None:
    kept = [
        add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=scan()) for _ in range(2)
    ]
    assert kept[0] == kept[1]
    assert AuditEvent.objects.filter(act="Agregó una copia firmada").count() == 1


def refused(cast: Cast, document: IssuedDocument, kind: str, data: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        add_signed_copy(by=cast.coordinator, document=document, kind=kind, data=data)
    assert not SignedCopy.objects.exists()
    return " ".join(caught.value.messages)


def test_what_is_not_this_paper_signed_is_refused(
    cast: Cast, packet: Packet, document: IssuedDocument, authority: Authority
) -> None:
    person, original = authority.person(), bytes_of(document)
    other = bytes_of(packet.documents.get(kind="PORTFOLIO"))
    assert "no tiene ninguna firma" in refused(cast, document, SignatureKind.EXTERNAL, original)
    assert "no es el documento" in refused(cast, document, SignatureKind.EXTERNAL, sign(other, person))
    assert "se cambió o agregó" in refused(cast, document, SignatureKind.EXTERNAL, sign_drawn_over(original, person))


def test_the_unsigned_paper_is_no_scan(cast: Cast, document: IssuedDocument) -> None:
    original = bytes_of(document)
    made_anew = clean_pdf(SimpleUploadedFile("a.pdf", original)).content
    for data in (original, made_anew):
        assert "sin firma" in refused(cast, document, SignatureKind.SCAN, data)


def test_an_annulled_paper_takes_no_copy(cast: Cast, packet: Packet, document: IssuedDocument) -> None:
    annul_packet(by=cast.coordinator, packet=packet, reason="Se emitió por error")
    assert "ya no está vigente" in refused(cast, document, SignatureKind.SCAN, scan())


# --- Removing --------------------------------------------------------------------------------------


def test_a_scan_is_removed_with_its_reason(cast: Cast, document: IssuedDocument) -> None:
    copy = add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=scan())
    remove_signed_copy(by=cast.coordinator, copy=copy, reason=" Era de otro documento ")
    assert not SignedCopy.objects.exists()
    assert AuditEvent.objects.get(act="Quitó una copia firmada").reason == "Era de otro documento"


def test_a_scan_is_not_removed_without_a_reason(cast: Cast, document: IssuedDocument) -> None:
    copy = add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=scan())
    with pytest.raises(ValidationError, match="Escriba el motivo"):
        remove_signed_copy(by=cast.coordinator, copy=copy, reason=" ")
    assert SignedCopy.objects.exists()


def test_what_a_certificate_signed_is_never_removed(cast: Cast, document: IssuedDocument, authority: Authority) -> None:
    signed = sign(bytes_of(document), authority.person())
    copy = add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.EXTERNAL, data=signed)
    with pytest.raises(ValidationError, match="pertenece siempre a su documento"):
        remove_signed_copy(by=cast.coordinator, copy=copy, reason="Otra")
    url = reverse("convalidation:remove_signed", args=[copy.pk])
    assert entered(cast.coordinator).post(url, {"reason": "Otra"}).status_code == 403
    assert SignedCopy.objects.exists()


# --- Signing at issue ------------------------------------------------------------------------------


@pytest.fixture
def own(settings: Any, authority: Authority, tmp_path: Path) -> None:
    file = tmp_path / "sello.p12"
    file.write_bytes(authority.person("SEHO DEMO").p12)
    settings.SIGNING_P12, settings.SIGNING_P12_PASSWORD = str(file), PASSWORD


@pytest.mark.usefixtures("own", "trusting")
def test_papers_are_signed_one_by_one_when_they_are_issued(cast: Cast, settings: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        packet = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    for document in packet.documents.all():
        assert document.content["mark"]["signed"] is True
        (found,) = read(bytes_of(document), settings.SIGNING_TRUST_ROOTS)
        assert (found.signer, found.signed_at, found.is_trusted) == ("SEHO DEMO", NOW, True)
        copy = document.signed_copies.get()
        assert (copy.kind, copy.sha256, copy.path) == (SignatureKind.OWN, document.sha256, document.path)
        assert (copy.signer, copy.is_intact, copy.is_trusted) == ("SEHO DEMO", True, True)
    (found,) = read(bytes_of(packet), settings.SIGNING_TRUST_ROOTS)
    assert found.signer == "SEHO DEMO"


def test_unsigned_papers_claim_no_signature(cast: Cast, packet: Packet) -> None:
    assert not any(document.content["mark"]["signed"] for document in packet.documents.all())
    assert not SignedCopy.objects.exists()


# --- Pages -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("trusting")
def test_the_coordinator_uploads_a_signed_pdf_and_everybody_of_the_packet_sees_it(
    cast: Cast, packet: Packet, document: IssuedDocument, authority: Authority
) -> None:
    signed = sign(bytes_of(document), authority.person())
    response = sent(cast.coordinator, document, "EXTERNAL", as_file(signed))
    assert response.status_code == 302
    copy = SignedCopy.objects.get()
    for person in (cast.coordinator, cast.teacher, cast.specialist, cast.director):
        page = entered(person).get(packet.get_absolute_url()).content.decode()
        assert "DEMO QUISPE ROSA" in page
        assert reverse("convalidation:signed_file", args=[copy.pk]) in page
        answer = entered(person).get(reverse("convalidation:signed_file", args=[copy.pk]))
        assert b"".join(answer.streaming_content) == signed
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert answer["Cache-Control"] == "private, no-cache"
    assert AccessEvent.objects.filter(kind=AccessKind.PAPER, object_type="convalidation.signedcopy").count() == 4


def test_photos_of_a_signed_paper_become_one_pdf(cast: Cast, document: IssuedDocument) -> None:
    assert sent(cast.coordinator, document, "SCAN", photo(1), photo(2)).status_code == 302
    assert SignedCopy.objects.get().kind == SignatureKind.SCAN
    assert bytes_of(SignedCopy.objects.get()).startswith(b"%PDF")


def test_what_is_refused_is_said_beside_the_file_and_the_choice_stays(
    cast: Cast, document: IssuedDocument, authority: Authority
) -> None:
    original, person = bytes_of(document), authority.person()
    cases = [
        ("EXTERNAL", [as_file(original)], "no tiene ninguna firma digital"),
        ("EXTERNAL", [as_file(sign(original, person)), as_file(original, "2.pdf")], "es un solo PDF"),
        ("EXTERNAL", [photo()], "Aquí se adjunta un PDF"),
        ("EXTERNAL", [as_file(acting_pdf())], "se ejecutan al abrirlo"),
        ("EXTERNAL", [as_file(b"MZ\x90", "firmado.pdf")], "no es un PDF"),
        ("SCAN", [as_file(sign(original, person))], "tiene una firma digital"),
        ("SCAN", [as_file(original)], "sin firma"),
        ("SCAN", [], "Adjunte el archivo."),
    ]
    for kind, files, sentence in cases:
        response = sent(cast.coordinator, document, kind, *files)
        page = response.content.decode()
        assert (response.status_code, sentence in page) == (200, True), (kind, sentence)
        assert response.context["form"]["kind"].value() == kind
    assert not SignedCopy.objects.exists()


def test_without_the_component_only_scans_are_taken(
    cast: Cast, document: IssuedDocument, monkeypatch: pytest.MonkeyPatch, authority: Authority
) -> None:
    signed = sign(bytes_of(document), authority.person())
    monkeypatch.setattr(signing, "is_installed", lambda: False)
    url = reverse("convalidation:sign", args=[document.pk])
    assert "debe instalar ese componente" in entered(cast.coordinator).get(url).content.decode()
    assert sent(cast.coordinator, document, "EXTERNAL", as_file(signed)).status_code == 200
    assert sent(cast.coordinator, document, "SCAN", photo()).status_code == 302
    assert SignedCopy.objects.get().kind == SignatureKind.SCAN


@pytest.mark.parametrize("who", ["teacher", "psychologist", "specialist"])
def test_others_do_not_upload_nor_remove(cast: Cast, document: IssuedDocument, who: str) -> None:
    copy = add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=scan())
    person = getattr(cast, who)
    assert sent(person, document, "SCAN", photo()).status_code == 403
    url = reverse("convalidation:remove_signed", args=[copy.pk])
    assert entered(person).post(url, {"reason": "Otra"}).status_code == 403
    assert SignedCopy.objects.count() == 1


def test_a_stranger_and_another_director_find_nothing(cast: Cast, document: IssuedDocument) -> None:
    copy = add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=scan())
    assert entered(cast.stranger).get(reverse("convalidation:sign", args=[document.pk])).status_code == 404
    for person in (cast.stranger, cast.other_director):
        assert entered(person).get(reverse("convalidation:signed_file", args=[copy.pk])).status_code == 404
    assert entered(cast.stranger).get(reverse("convalidation:remove_signed", args=[copy.pk])).status_code == 404


def test_a_director_is_not_told_of_papers_that_nobody_signed(cast: Cast, packet: Packet) -> None:
    page = entered(cast.director).get(packet.get_absolute_url()).content.decode()
    assert "Sin copia firmada" not in page
    assert "Sin copia firmada" in entered(cast.coordinator).get(packet.get_absolute_url()).content.decode()


def test_a_removed_scan_is_gone_from_the_page(cast: Cast, packet: Packet, document: IssuedDocument) -> None:
    copy = add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=scan())
    url = reverse("convalidation:remove_signed", args=[copy.pk])
    client = entered(cast.coordinator)
    assert "Se quitará la copia" in client.get(url).content.decode()
    assert client.post(url, {"reason": "Era de otro documento"}).status_code == 302
    assert "copia escaneada, subida" not in client.get(packet.get_absolute_url()).content.decode()


def test_many_copies_ask_no_more(
    cast: Cast, packet: Packet, document: IssuedDocument, django_assert_num_queries: Any
) -> None:
    for pages in (1, 2, 3):
        add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=scan(pages))
        loaded = Packet.objects.prefetch_related("documents").get(pk=packet.pk)
        with django_assert_num_queries(1):
            rows = signed_rows(loaded, may_sign=False)
        assert [len(row.copies) for row in rows] == [pages]


# --- Checking ----------------------------------------------------------------------------------------


def test_a_copy_that_was_altered_or_is_gone_is_named(cast: Cast, document: IssuedDocument, media: Path) -> None:
    copy = add_signed_copy(by=cast.coordinator, document=document, kind=SignatureKind.SCAN, data=scan())
    assert list(signed_faults()) == []
    (media / copy.path).write_bytes(b"otro")
    assert [fault.what for fault in signed_faults()] == ["su archivo fue alterado"]
    with pytest.raises(CommandError, match="1 problemas"):
        call_command("verify_papers", stderr=StringIO())
    (media / copy.path).unlink()
    assert [(fault.label, fault.what) for fault in signed_faults()] == [
        (f"Copia firmada de {document.label}", "falta su archivo")
    ]
