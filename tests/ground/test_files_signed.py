"""Signed PDFs are kept as they came if they do nothing; scans of signed papers become one PDF."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from seho.files import BadFile, clean_scan, looks_signed, one_pdf, signed_pdf
from tests.ground.pictures import acting_pdf, pdf, photo, saved, upload

SIGNED = saved(pdf(1)) + b"\n% /ByteRange\n%%EOF\n"


def refusal(content: bytes, name: str = "firmado.pdf", **limits: int) -> str:
    with pytest.raises(BadFile) as caught:
        signed_pdf(upload(content, name), **limits)
    return caught.value.sentence


def acting(**keys: pikepdf.Object) -> bytes:
    made = pdf(1)
    for key, value in keys.items():
        made.Root[f"/{key}"] = value
    return saved(made)


def test_a_signed_pdf_is_kept_byte_for_byte() -> None:
    content = saved(pdf(2))
    assert signed_pdf(upload(content, "firmado.pdf")) == content


@pytest.mark.parametrize(
    "content",
    [
        acting(OpenAction=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))),
        acting(OpenAction=Dictionary(S=Name.Launch, F=String("calc.exe"))),
        acting(AA=Dictionary(WC=Dictionary(S=Name.SubmitForm))),
        acting(AcroForm=Dictionary(Fields=Array(), XFA=String("x"))),
        acting(Names=Dictionary(JavaScript=Dictionary(Names=Array()))),
    ],
    ids=["script", "program", "at closing", "xfa", "named scripts"],
)
def test_a_pdf_that_acts_is_refused(content: bytes) -> None:
    assert "se ejecutan al abrirlo" in refusal(content)


def test_what_every_kind_of_pdf_can_do_is_refused() -> None:
    assert "se ejecutan al abrirlo" in refusal(acting_pdf())


def test_another_kind_of_file_is_refused() -> None:
    assert "por dentro no es un PDF" in refusal(photo())
    assert "Aquí se adjunta un PDF" in refusal(photo(), "foto.jpg")
    assert "«.docx»" in refusal(b"PK", "firmado.docx")


def test_what_is_too_large_or_damaged_is_refused() -> None:
    assert "pesa" in refusal(saved(pdf(1)), max_bytes=100)
    assert "3 páginas" in refusal(saved(pdf(3)), max_pages=2)
    assert "dañado" in refusal(saved(pdf(1))[:400])
    assert "contraseña" in refusal(saved(pdf(1), encryption=pikepdf.Encryption(owner="a", user="b")))


def test_a_signature_is_seen_before_it_would_be_lost() -> None:
    assert looks_signed(upload(SIGNED))
    assert not looks_signed(upload(saved(pdf(1))))


def test_photos_of_a_paper_become_sheets_turned_as_they_are() -> None:
    photos = [clean_scan(upload(photo(60, 80), "1.jpg")), clean_scan(upload(photo(80, 60), "2.jpg"))]
    made = one_pdf(photos)
    with pikepdf.open(BytesIO(made.content)) as opened:
        sizes = [[round(float(edge)) for edge in page.mediabox[2:]] for page in opened.pages]
        kept = opened.pages[0].obj.Resources.XObject.Photo.read_raw_bytes()
    assert sizes == [[595, 842], [842, 595]]
    assert kept == photos[0].content
    assert made == one_pdf(photos), "the same photos make the same file"


def test_photos_and_pdfs_follow_each_other() -> None:
    files = [clean_scan(upload(saved(pdf(2)), "1.pdf")), clean_scan(upload(photo(), "2.jpg"))]
    assert one_pdf(files).pages == 3
    assert one_pdf(files[:1]) is files[0]


def test_too_many_sheets_are_refused() -> None:
    with pytest.raises(BadFile, match="62 páginas"):
        one_pdf([clean_scan(upload(saved(pdf(31)), f"{number}.pdf")) for number in range(2)])
