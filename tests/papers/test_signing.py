"""Signatures with real certificates: what is taken, what is refused and why, and what the program signs itself."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pikepdf.pdfa
import pytest
import time_machine
from django.core import checks
from django.core.exceptions import ValidationError
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from seho.files import BadFile
from seho.papers import signing
from seho.papers.checks import signing_certificate
from seho.papers.documents import render_packet
from seho.papers.revisions import adds_only_signatures
from seho.papers.signing import SignedPaper
from tests.papers import factories as make
from tests.papers.certificates import NOW, PASSWORD, Authority, Person, alone, sign, sign_drawn_over


@pytest.fixture(autouse=True)
def in_june() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render_packet([make.constancy()], title="Constancia", images={}).parts[0]


@pytest.fixture(scope="module")
def other_paper() -> bytes:
    return render_packet([make.education_plan()], title="Plan", images={}).parts[0]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def rosa(authority: Authority) -> Person:
    return authority.person()


@pytest.fixture
def trusting(settings: Any, authority: Authority, tmp_path: Path) -> None:
    settings.SIGNING_TRUST_ROOTS = authority.trusted_in(tmp_path / "roots")


def refusal(signed: bytes, original: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        signing.check(signed, original)
    return caught.value.sentence


# --- What is taken ---------------------------------------------------------------------------------


@pytest.mark.parametrize("visible", [False, True], ids=["unseen", "with a stamp"])
@pytest.mark.usefixtures("trusting")
def test_a_whole_signature_of_a_known_authority_is_taken(paper: bytes, rosa: Person, visible: bool) -> None:
    found = signing.check(sign(paper, rosa, visible=visible), paper)
    assert (found.signer, found.signed_at, found.is_trusted) == ("DEMO QUISPE ROSA", NOW, True)
    assert found.verdict == (
        "Firma íntegra. Certificado emitido por ECEP Demo, válido hasta el 08/06/2027, reconocido por este programa. "
        "No se consultó si fue revocado."
    )


def test_without_roots_no_authority_is_known(paper: bytes, rosa: Person) -> None:
    found = signing.check(sign(paper, rosa), paper)
    assert not found.is_trusted
    assert "no reconocido por este programa" in found.verdict


@pytest.mark.usefixtures("trusting")
def test_another_authority_and_one_of_ones_own_are_not_known(paper: bytes) -> None:
    for stranger in (Authority("Otra ECEP").person(), alone()):
        assert not signing.check(sign(paper, stranger), paper).is_trusted


@pytest.mark.usefixtures("trusting")
def test_two_people_sign_one_after_the_other(paper: bytes, rosa: Person, authority: Authority) -> None:
    both = sign(sign(paper, rosa), authority.person("DEMO HUAMÁN LUIS"), "Segunda", visible=True)
    found = signing.check(both, paper)
    assert found.signer == "DEMO QUISPE ROSA; DEMO HUAMÁN LUIS"
    assert found.is_trusted


@pytest.mark.usefixtures("trusting")
def test_one_unknown_among_two_is_told(paper: bytes, rosa: Person) -> None:
    found = signing.check(sign(sign(paper, rosa), alone(), "Segunda"), paper)
    assert not found.is_trusted
    assert "reconocido por este programa. Certificado emitido por DEMO SOLA" in found.verdict


@pytest.mark.usefixtures("trusting")
def test_a_certificate_that_expired_since_is_no_longer_known(paper: bytes, authority: Authority) -> None:
    signed = sign(paper, authority.person(until=30))
    with time_machine.travel("2026-11-22", tick=False):
        assert not signing.check(signed, paper).is_trusted


def test_the_number_of_a_document_in_a_name_is_not_kept(paper: bytes, authority: Authority) -> None:
    for name in ("DEMO ROSA FIR 00000017 hard", "DEMO ROSA - DNI 00000017", "DEMO ROSA 00000017", "DEMO ROSA"):
        assert signing.check(sign(paper, authority.person(name)), paper).signer == "DEMO ROSA"


# --- What is refused -------------------------------------------------------------------------------


def test_what_nobody_signed_is_refused(paper: bytes) -> None:
    assert "no tiene ninguna firma digital" in refusal(paper, paper)


def test_another_paper_is_refused_however_well_it_is_signed(paper: bytes, other_paper: bytes, rosa: Person) -> None:
    assert "no es el documento que emitió" in refusal(sign(other_paper, rosa), paper)


def test_a_paper_that_was_saved_anew_before_it_was_signed_is_refused(paper: bytes, rosa: Person) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(paper)) as opened:
        opened.save(out)
    assert "se guardó de nuevo" in refusal(sign(out.getvalue(), rosa), paper)


def test_one_byte_changed_in_the_paper_is_another_paper(paper: bytes, rosa: Person) -> None:
    signed = bytearray(sign(paper, rosa))
    signed[len(paper) // 2] ^= 1
    assert "no es el documento que emitió" in refusal(bytes(signed), paper)


def test_a_signature_over_something_else_is_broken(paper: bytes, rosa: Person) -> None:
    tail = sign(paper, rosa)[len(paper) :]
    assert b"20260608" in tail
    assert "no corresponde al contenido" in refusal(paper + tail.replace(b"20260608", b"20260609", 1), paper)


def test_what_was_drawn_before_signing_is_seen(paper: bytes, rosa: Person) -> None:
    """The signature is whole and covers the file: only the paper is another one."""
    assert "se cambió o agregó algo" in refusal(sign_drawn_over(paper, rosa), paper)


def test_what_was_added_after_signing_is_seen(paper: bytes, rosa: Person) -> None:
    signed = sign(paper, rosa)
    assert "no cubre" in refusal(signed + b"\nalgo", paper)
    assert "no cubre" in refusal(appended(signed, CHANGES["another content"]), paper)


def test_a_signature_of_a_certificate_that_was_not_in_force_is_refused(paper: bytes, authority: Authority) -> None:
    expired, early = authority.person(until=-30), authority.person(since=-30)
    for person in (expired, early):
        assert refusal(sign(paper, person), paper) == (
            "El certificado de DEMO QUISPE ROSA no estaba vigente el 08/06/2026, día de la firma. "
            "Fírmelo con un certificado vigente."
        )


@pytest.mark.parametrize("size", [0, 1, 500, 5000])
def test_a_cut_or_disguised_file_is_refused_in_words(paper: bytes, rosa: Person, size: int) -> None:
    signed = sign(paper, rosa)
    assert refusal(signed[:-1000] + bytes(size), paper)
    assert refusal(b"%PDF-1.7\n" + bytes(size), paper)
    assert refusal(paper + b"/ByteRange [0 1 2 3]" + bytes(size), paper)


def test_without_the_component_it_is_said(paper: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "is_installed", lambda: False)
    assert "falta instalar ese componente" in refusal(paper, paper)


# --- What may be appended ----------------------------------------------------------------------------


def appended(paper: bytes, change: Any) -> bytes:
    """The paper with a change behind it, that signs nothing."""
    writer = IncrementalPdfFileWriter(BytesIO(paper))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def stream(writer: Any, data: bytes = b"") -> Any:
    return writer.add_object(generic.StreamObject(stream_data=data))


def in_page(key: str, make_value: Any) -> Any:
    def change(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name(key)] = make_value(writer)
        writer.update_container(page)

    return change


def in_root(key: str, make_value: Any) -> Any:
    def change(writer: Any) -> None:
        writer.root[pdf_name(key)] = make_value(writer)
        writer.update_root()

    return change


def with_field(*, seen: bool = True, form: dict[str, str] | None = None, **keys: Any) -> Any:
    def change(writer: Any) -> None:
        values = {"Type": pdf_name("/Annot"), "Subtype": pdf_name("/Widget"), "FT": pdf_name("/Sig")} | keys
        widget = generic.DictionaryObject({pdf_name(f"/{key}"): value for key, value in values.items()})
        widget[pdf_name("/Rect")] = generic.ArrayObject([generic.NumberObject(0)] * 4)
        reference = writer.add_object(widget)
        fields = {"/Fields": generic.ArrayObject([reference]), **(form or {})}
        in_root("/AcroForm", lambda _: generic.DictionaryObject({pdf_name(k): v for k, v in fields.items()}))(writer)
        if seen:
            in_page("/Annots", lambda _: generic.ArrayObject([reference]))(writer)

    return change


def rewritten_letters(writer: Any) -> None:
    """Another content under the number that the page's own content has."""
    content = writer.root["/Pages"]["/Kids"][0].raw_get("/Contents")
    writer.objects[(content.generation, content.idnum)] = generic.StreamObject(stream_data=b"0 0 9 9 re f")


SCRIPT = generic.DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript")})
CHANGES: dict[str, Any] = {
    "another content": in_page("/Contents", stream),
    "the same content's place": rewritten_letters,
    "a turned page": in_page("/Rotate", lambda _: generic.NumberObject(90)),
    "another language": in_root("/Lang", lambda _: generic.pdf_string("en")),
    "other tags": in_root("/StructTreeRoot", lambda _: generic.DictionaryObject()),
    "a script": in_root("/OpenAction", lambda _: SCRIPT),
    "no page": in_root("/Pages", lambda _: generic.DictionaryObject({pdf_name("/Kids"): generic.ArrayObject()})),
    "a note": with_field(FT=pdf_name("/Tx"), Subtype=pdf_name("/FreeText")),
    "a field to fill in": with_field(FT=pdf_name("/Tx")),
    "an unseen field to fill in": with_field(FT=pdf_name("/Tx"), seen=False),
    "a field that acts": with_field(A=SCRIPT),
    "a form of another kind": with_field(form={"/XFA": generic.pdf_string("x")}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_nothing_but_signatures_may_be_appended(paper: bytes, change: Any) -> None:
    assert not adds_only_signatures(paper, appended(paper, change))


@pytest.mark.parametrize("change", [with_field(), with_field(seen=False), lambda writer: stream(writer)])
def test_a_place_for_a_signature_and_what_nothing_names_may_be_appended(paper: bytes, change: Any) -> None:
    assert adds_only_signatures(paper, appended(paper, change))


# --- Signing at issue --------------------------------------------------------------------------------


@pytest.fixture
def own(settings: Any, authority: Authority, tmp_path: Path) -> Any:
    def own(person: Person) -> signing.OwnSigner | None:
        file = tmp_path / "sello.p12"
        file.write_bytes(person.p12)
        settings.SIGNING_P12, settings.SIGNING_P12_PASSWORD = str(file), PASSWORD
        return signing.signer()

    return own


@pytest.mark.parametrize("rsa_key", [False, True], ids=["P-256", "RSA"])
@pytest.mark.usefixtures("trusting")
def test_what_the_program_signs_is_a_paper_with_a_whole_signature(
    paper: bytes, authority: Authority, own: Any, rsa_key: bool
) -> None:
    signer = own(authority.person("SEHO DEMO FAU 20000000001 soft", rsa_key=rsa_key))
    signed = signer(paper)
    assert signed.startswith(paper)
    found = signing.check(signed, paper)
    assert isinstance(found, SignedPaper)
    assert (found.signer, found.is_trusted, found.signed_at) == (signer.name, True, NOW) == ("SEHO DEMO", True, NOW)
    assert signer.is_trusted
    assert signer.words in found.verdict


def test_others_may_sign_what_the_program_signed(paper: bytes, rosa: Person, own: Any, authority: Authority) -> None:
    issued = own(authority.person("SEHO DEMO"))(paper)
    found = signing.check(sign(issued, rosa, "Coordinadora", visible=True), issued)
    assert found.signer == "SEHO DEMO; DEMO QUISPE ROSA"


def test_a_signed_paper_stays_archived_and_readable(paper: bytes, rosa: Person, own: Any) -> None:
    """PDF/A knows no version after 1.7, and the checker has no rules for forms: nothing else may be new."""
    signed = own(rosa)(paper)

    def findings(pdf: bytes) -> set[tuple[str, str]]:
        with pikepdf.open(BytesIO(pdf)) as opened:
            return {(one.rule, one.kind) for one in pikepdf.pdfa.check(opened, "2b").findings}

    assert {kind for _, kind in findings(signed) - findings(paper)} <= {"unsupported"}
    with pikepdf.open(BytesIO(signed)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.Lang == "es-PE"
    assert PdfReader(BytesIO(signed)).pages[0].extract_text() == PdfReader(BytesIO(paper)).pages[0].extract_text()


def test_without_a_certificate_nothing_is_signed(settings: Any) -> None:
    assert signing.signer() is None


def test_the_key_is_read_once_and_again_when_the_file_changed(
    own: Any, rosa: Person, authority: Authority, settings: Any
) -> None:
    first = own(rosa)
    assert signing.signer() is first
    assert own(authority.person("SEHO DEMO")).name == "SEHO DEMO"


def test_an_expired_certificate_signs_nothing(paper: bytes, own: Any, authority: Authority) -> None:
    signer = own(authority.person(until=-1))
    with pytest.raises(ValidationError, match="venció el 07/06/2026"):
        signer(paper)


@pytest.mark.parametrize(
    ("password", "content", "sentence"),
    [
        ("otra", None, "su clave es otra"),
        (PASSWORD, b"no es un PKCS12", "su clave es otra"),
        (PASSWORD, b"", "su clave es otra"),
    ],
)
def test_a_certificate_that_cannot_be_used_stops_the_issue(
    own: Any, rosa: Person, settings: Any, password: str, content: bytes | None, sentence: str
) -> None:
    own(rosa)
    settings.SIGNING_P12_PASSWORD = password
    if content is not None:
        Path(settings.SIGNING_P12).write_bytes(content)
    with pytest.raises(ValidationError, match=sentence):
        signing.signer()


def test_a_certificate_that_is_not_there_stops_the_issue(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_P12 = str(tmp_path / "no.p12")
    with pytest.raises(ValidationError, match="no se encuentra el certificado"):
        signing.signer()


def test_without_the_component_a_certificate_stops_the_issue(
    own: Any, rosa: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(rosa)
    monkeypatch.setattr(signing, "is_installed", lambda: False)
    with pytest.raises(ValidationError, match="falta instalar el componente"):
        signing.signer()


def test_who_installs_is_told_of_the_certificate(own: Any, authority: Authority, settings: Any) -> None:
    assert signing_certificate() == []
    own(authority.person())
    assert signing_certificate() == []
    own(authority.person(until=20))
    assert [found.id for found in signing_certificate()] == ["papers.W001"]
    settings.SIGNING_P12_PASSWORD = "otra"
    (found,) = signing_certificate()
    assert (found.id, found.level) == ("papers.E001", checks.ERROR)
    assert "No se puede emitir" in found.msg
