"""PDFs: pages stay, everything that acts, hides or remembers goes, and what cannot be read is refused."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Name
from PIL import Image
from pypdf import PdfReader

from seho.files import BadFile, CleanPdf, CleanPhoto, clean_attachment, clean_pdf, clean_scan
from tests.ground.pictures import CANARY, HEIC, acting_pdf, filled_form, pdf, photo, photo_pdf, saved, upload


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def unfolded(content: bytes) -> bytes:
    """The file with all its streams open, so that a search sees everything."""
    with pikepdf.open(BytesIO(content)) as opened:
        return saved(
            opened, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip


def refusal(content: bytes, name: str = "a.pdf", **limits: int) -> str:
    with pytest.raises(BadFile) as caught:
        clean_pdf(upload(content, name), **limits)
    return caught.value.sentence


# --- What stays ------------------------------------------------------------------------------


def test_the_pages_stay() -> None:
    clean = clean_pdf(upload(saved(pdf(3)), "constancia.pdf"))
    assert clean.pages == 3
    assert text_of(clean.bytes).split("\n") == ["Constancia 1", "Constancia 2", "Constancia 3"]
    assert (clean.content, clean.suffix, clean.content_type) == (clean.bytes, ".pdf", "application/pdf")


def test_what_pages_inherit_stays() -> None:
    made = pdf(2)
    made.Root.Pages.MediaBox = Array([0, 0, 300, 400])
    made.Root.Pages.Rotate = 90
    made.Root.Pages.Resources = made.pages[0].Resources
    for page in made.pages:
        del page.obj.MediaBox
        del page.obj.Resources
    clean = clean_pdf(upload(saved(made)))
    with pikepdf.open(BytesIO(clean.bytes)) as opened:
        assert [list(page.mediabox) for page in opened.pages] == [[0, 0, 300, 400]] * 2
        assert [int(page.obj.Rotate) for page in opened.pages] == [90, 90]
    assert "Constancia 2" in text_of(clean.bytes)


@pytest.mark.parametrize("with_appearance", [True, False])
def test_what_was_filled_in_stays_without_its_form(with_appearance: bool) -> None:
    clean = clean_pdf(upload(filled_form(with_appearance=with_appearance)))
    assert "Quispe" in text_of(clean.bytes)
    raw = unfolded(clean.bytes)
    for gone in (b"/AcroForm", b"/Annots", b"/Widget", b"/JavaScript", CANARY.encode()):
        assert gone not in raw


def test_the_same_pdf_gives_the_same_bytes() -> None:
    content = saved(pdf(2))
    assert clean_pdf(upload(content)) == clean_pdf(upload(content))


def test_cleaning_twice_keeps_the_pages() -> None:
    once = clean_pdf(upload(acting_pdf()))
    assert text_of(clean_pdf(upload(once.bytes)).bytes) == "Constancia 1"


# --- What goes -------------------------------------------------------------------------------


def test_all_that_acts_hides_or_remembers_is_gone() -> None:
    content = acting_pdf()
    before = unfolded(content)
    acting = (
        b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/URI", b"/SubmitForm", b"/EmbeddedFile",
        b"/Filespec", b"/Annots", b"/Metadata", b"/PieceInfo", b"/Outlines", b"/Names", b"/Author", b"/Ref",
        b"/F (/etc", CANARY.encode(),
    )  # fmt: skip
    missing = [mark for mark in acting if mark not in before]
    assert not missing, "the control: the file sent has all of it"
    after = unfolded(clean_pdf(upload(content)).bytes)
    assert [mark for mark in acting if mark in after] == []
    assert text_of(after) == "Constancia 1"


@pytest.mark.parametrize("as_array", [True, False])
@pytest.mark.parametrize("progressive", [True, False])
def test_the_photo_of_a_telephone_keeps_its_pixels_and_loses_its_place(as_array: bool, progressive: bool) -> None:
    camera = photo(200, 150, progressive=progressive) + CANARY.encode()
    assert camera.count(CANARY.encode()) > 3
    clean = clean_pdf(upload(photo_pdf(camera, as_array=as_array)))
    assert CANARY.encode() not in unfolded(clean.bytes)
    with pikepdf.open(BytesIO(clean.bytes)) as opened:
        (picture,) = opened.pages[0].get_images().values()
        pixels = pikepdf.PdfImage(picture).as_pil_image()
    assert pixels.tobytes() == Image.open(BytesIO(camera)).tobytes()


@pytest.mark.parametrize(
    "content", [b"", b"hola", photo()[:100], photo()[:300]], ids=["empty", "words", "in a mark", "headers"]
)
def test_a_damaged_photo_in_a_pdf_is_refused(content: bytes) -> None:
    made = pikepdf.open(BytesIO(photo_pdf(photo())))
    (picture,) = made.pages[0].get_images().values()
    picture.write(content, filter=Name.DCTDecode)
    assert "dañado" in refusal(saved(made))


def test_the_catalogue_holds_pages_alone() -> None:
    with pikepdf.open(BytesIO(clean_pdf(upload(acting_pdf())).bytes)) as opened:
        assert set(opened.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in opened.trailer
        assert set(opened.pages[0].obj.keys()) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}


def test_a_restriction_without_password_is_lifted() -> None:
    locked = saved(pdf(), encryption=pikepdf.Encryption(user="", owner="duena"))
    clean = clean_pdf(upload(locked))
    with pikepdf.open(BytesIO(clean.bytes)) as opened:
        assert not opened.is_encrypted
    assert text_of(clean.bytes) == "Constancia 1"


# --- What is refused -------------------------------------------------------------------------


def test_a_pdf_with_password_is_refused() -> None:
    locked = saved(pdf(), encryption=pikepdf.Encryption(user="secreto", owner="duena"))
    assert "protegido con contraseña" in refusal(locked)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_pdf_is_refused(kept: float) -> None:
    content = saved(pdf(5))
    assert "dañado o incompleto" in refusal(content[: int(len(content) * kept)])


def test_what_only_begins_like_a_pdf_is_refused() -> None:
    assert "dañado" in refusal(b"%PDF-1.7\nhola")


def test_what_is_not_what_it_says_is_refused() -> None:
    assert "no es un PDF" in refusal(photo(), "constancia.pdf")
    assert "usted envió una foto" in refusal(photo(), "constancia.jpg")
    assert "termina en «.png»" in refusal(saved(pdf()), "constancia.png")
    assert "«.docx»" in refusal(b"PK\x03\x04", "constancia.docx")


def test_limits() -> None:
    assert "tiene 4 páginas y aceptamos hasta 3" in refusal(saved(pdf(4)), max_pages=3)
    assert clean_pdf(upload(saved(pdf(3))), max_pages=3).pages == 3
    assert "no tiene páginas" in refusal(saved(pdf(0)))
    assert "aceptamos hasta" in refusal(saved(pdf()), max_bytes=100)
    assert "vacío" in refusal(b"")


def test_a_loop_of_pages_is_refused() -> None:
    made = pdf()
    made.Root.Pages.Kids.append(made.Root.Pages)
    assert "dañado" in refusal(saved(made))


def test_a_compressed_bomb_is_refused() -> None:
    """A third of a megabyte that unfolds to 300: the objects of the document lie in it."""
    fold = zlib.compressobj()
    bomb = b"".join(fold.compress(b" " * 1024 * 1024) for _ in range(300)) + fold.flush()
    assert len(bomb) < 400_000
    parts = [b"%PDF-1.5\n"]
    places = {}

    def put(number: int, body: bytes) -> None:
        places[number] = sum(map(len, parts))
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    put(1, b"<</Type/Catalog/Pages 2 0 R>>")
    head = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(bomb)
    put(3, head + b"stream\n" + bomb + b"\nendstream")
    table = b"".join(
        bytes([2]) + (3).to_bytes(4, "big") + b"\0\0" if number == 2
        else bytes([number in places]) + places.get(number, 0).to_bytes(4, "big") + b"\0\0"
        for number in range(4)
    )  # fmt: skip
    put(4, b"<</Type/XRef/Size 4/W[1 4 2]/Root 1 0 R/Length %d>>stream\n%b\nendstream" % (len(table), table))
    parts.append(b"startxref\n%d\n%%%%EOF" % places[4])
    assert "dañado" in refusal(b"".join(parts))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), max_size=8))
def test_any_damage_gives_a_pdf_or_a_sentence(damage: list[tuple[float, bytes]]) -> None:
    content = bytearray(acting_pdf())
    for place, put in damage:
        start = int(place * len(content))
        content[start : start + len(put)] = put
    try:
        clean = clean_pdf(upload(bytes(content)))
    except BadFile as bad:
        said = bad.sentence
    else:
        said = "."
        raw = unfolded(clean.bytes)
        assert b"/JavaScript" not in raw
        assert b"/Launch" not in raw
    assert said.endswith(".")


# --- Either ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clean", "wanted"),
    [(clean_scan, "una foto o un PDF"), (clean_attachment, "una foto, un PDF o una grabación de audio")],
)
def test_a_scan_or_an_attachment_is_a_photo_or_a_pdf(clean: object, wanted: str) -> None:
    assert callable(clean)
    assert isinstance(clean(upload(photo(), "a.jpg")), CleanPhoto)
    assert isinstance(clean(upload(HEIC.read_bytes(), "a.heic")), CleanPhoto)
    assert isinstance(clean(upload(saved(pdf()), "a.pdf")), CleanPdf)
    assert isinstance(clean(upload(saved(pdf()), "sin-extension")), CleanPdf)
    with pytest.raises(BadFile, match=f"Envíe {wanted}"):
        clean(upload(b"PK\x03\x04", "a.docx"))
    with pytest.raises(BadFile, match="por dentro no es"):
        clean(upload(photo(), "a.pdf"))
