"""Photos: what is kept, what is dropped, what is refused, and how long the largest one takes."""

import struct
import time
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from seho.files import BadFile, CleanPhoto, clean_photo, heic
from tests.ground.pictures import CANARY, HEIC, is_red, opened, pdf, photo, saved, upload


def sizes(clean: CleanPhoto) -> tuple[bytes, bytes, bytes]:
    return clean.full, clean.print, clean.thumb


# --- What is kept ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_each_format_becomes_a_jpeg(kind: str, name: str) -> None:
    clean = clean_photo(upload(photo(kind=kind), name))
    assert (clean.width, clean.height) == (64, 48)
    for one in sizes(clean):
        assert opened(one).size == (64, 48)
    assert is_red(opened(clean.full).getpixel((8, 8)))
    assert not is_red(opened(clean.full).getpixel((56, 40)))
    assert (clean.content, clean.suffix, clean.content_type) == (clean.full, ".jpg", "image/jpeg")


def test_an_iphones_photo_becomes_an_upright_jpeg_without_its_place() -> None:
    content = HEIC.read_bytes()
    assert b"CamaraDePrueba" in content
    clean = clean_photo(upload(content, "IMG_0001.HEIC"))
    assert (clean.width, clean.height) == (48, 64)
    assert is_red(opened(clean.full).getpixel((40, 8)))
    assert b"CamaraDePrueba" not in clean.full
    assert not opened(clean.full).getexif()


def test_three_sizes_keep_the_proportions() -> None:
    clean = clean_photo(upload(photo(3000, 1500)))
    assert [opened(one).size for one in sizes(clean)] == [(2000, 1000), (1200, 600), (480, 240)]
    assert (clean.width, clean.height) == (2000, 1000)
    assert len(clean.thumb) < len(clean.print) < len(clean.full)


def test_a_small_photo_is_not_blown_up() -> None:
    clean = clean_photo(upload(photo(500, 100)))
    assert [opened(one).size for one in sizes(clean)] == [(500, 100), (500, 100), (480, 96)]


def test_a_very_thin_photo_keeps_a_pixel() -> None:
    clean = clean_photo(upload(photo(6000, 1)))
    assert opened(clean.thumb).size == (480, 1)


@pytest.mark.parametrize(("orientation", "red_corner"), [
    (1, "top left"), (2, "top right"), (3, "bottom right"), (4, "bottom left"),
    (5, "top left"), (6, "top right"), (7, "bottom right"), (8, "bottom left"), (99, "top left"),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_photo_stands_upright(kind: str, orientation: int, red_corner: str) -> None:
    clean = clean_photo(upload(photo(kind=kind, orientation=orientation)))
    assert (clean.width, clean.height) == ((48, 64) if orientation in range(5, 9) else (64, 48))
    picture = opened(clean.full)
    x, y = 8, 8
    corners = {
        "top left": (x, y), "top right": (picture.width - x, y),
        "bottom left": (x, picture.height - y), "bottom right": (picture.width - x, picture.height - y),
    }  # fmt: skip
    assert {name for name, place in corners.items() if is_red(picture.getpixel(place))} == {red_corner}


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_colour_is_read(mode: str) -> None:
    picture = Image.new("L", (40, 30), 255) if mode == "I;16" else Image.new("RGB", (40, 30), "white")
    out = BytesIO()
    picture.convert(mode).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert min(opened(clean_photo(upload(out.getvalue())).full).convert("L").getextrema()) >= 0


def test_what_is_transparent_becomes_white_paper() -> None:
    picture = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    picture.paste((255, 0, 0, 255), (0, 0, 20, 30))
    out = BytesIO()
    picture.save(out, "PNG")
    clean = opened(clean_photo(upload(out.getvalue())).full)
    assert is_red(clean.getpixel((5, 5)))
    assert clean.getpixel((35, 15)) == (255, 255, 255)


def test_the_same_photo_gives_the_same_bytes() -> None:
    first, second = (clean_photo(upload(photo(800, 600))) for _ in range(2))
    assert first == second
    assert len(first.sha256) == 64
    assert first.sha256 != clean_photo(upload(photo(800, 601))).sha256


# --- What is dropped -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_camera_and_comments_are_gone(kind: str) -> None:
    content = photo(kind=kind)
    source = Image.open(BytesIO(content))
    assert source.getexif().get_ifd(0x8825), "the control: the photo sent does say where it was taken"
    assert CANARY.encode() in content
    for one in sizes(clean_photo(upload(content))):
        assert CANARY.encode() not in one
        assert b"Exif" not in one
        assert b"adobe" not in one
        assert b"ICC_PROFILE" not in one
        assert not opened(one).getexif()
        assert set(opened(one).info) <= {
            "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression",
        }  # fmt: skip


def test_what_is_glued_behind_the_photo_is_gone() -> None:
    clean = clean_photo(upload(photo() + b"<script>" + CANARY.encode()))
    assert all(CANARY.encode() not in one for one in sizes(clean))


def test_broken_exif_does_not_cost_the_photo() -> None:
    content = photo(orientation=6).replace(b"Exif\x00\x00MM", b"Exif\x00\x00XX").replace(
        b"Exif\x00\x00II", b"Exif\x00\x00XX"
    )  # fmt: skip
    assert b"Exif\x00\x00XX" in content
    assert clean_photo(upload(content)).width == 64


# --- What is refused -------------------------------------------------------------------------


def refusal(content: bytes, name: str = "foto.jpg", **limits: int) -> str:
    with pytest.raises(BadFile) as caught:
        clean_photo(upload(content, name), **limits)
    assert caught.value.messages == [caught.value.sentence]
    return caught.value.sentence


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_truncated_photo_is_refused(kind: str, kept: float) -> None:
    picture = Image.effect_noise((300, 200), 80).convert("RGB")
    out = BytesIO()
    picture.save(out, kind)
    content = out.getvalue()
    assert "dañada o incompleta" in refusal(content[: int(len(content) * kept)])


def test_a_truncated_heic_is_refused() -> None:
    content = HEIC.read_bytes()
    assert "dañada" in refusal(content[: len(content) * 3 // 4], "a.heic")


def test_a_heic_that_kills_its_decoder_is_refused() -> None:
    """One byte, found by throwing damaged files at it: pi-heif 1.4.0 ends with a segmentation fault."""
    assert "dañada" in refusal(HEIC.read_bytes().replace(b"Exif", b"Ex\xf3f", 1), "a.heic")


def test_the_death_of_the_decoder_is_survived(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "dies.py"
    program.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(heic, "__file__", str(program))
    assert "dañada" in refusal(HEIC.read_bytes(), "a.heic")


def test_a_decoder_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heic, "_SECONDS", 0.001)
    assert "dañada" in refusal(HEIC.read_bytes(), "a.heic")


def test_a_huge_heic_is_refused_from_its_header() -> None:
    assert "aceptamos hasta 0 megapíxeles" in refusal(HEIC.read_bytes(), "a.heic", max_pixels=48 * 64 - 1)
    assert clean_photo(upload(HEIC.read_bytes()), max_pixels=48 * 64).width == 48


@pytest.mark.parametrize("content", [b"hola", b"<html><script>", b"\x00" * 500, b"MZ\x90\x00", b"\xff\xd8\xff"])
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    assert refusal(content).startswith(("No es una foto", "La foto está dañada"))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_kinds_of_pictures_are_refused(kind: str) -> None:
    out = BytesIO()
    Image.new("RGB", (20, 20)).save(out, kind)
    assert "JPG, PNG, WebP o HEIC" in refusal(out.getvalue())


def test_a_file_that_is_not_what_it_says_is_refused() -> None:
    document = saved(pdf())
    assert "termina en «.jpg»" in refusal(document, "foto.jpg")
    assert "usted envió un PDF" in refusal(document, "foto.pdf")
    assert "termina en «.pdf»" in refusal(photo(), "foto.pdf")
    assert "«.exe»" in refusal(photo(), "foto.jpg.exe")
    assert "«.svg»" in refusal(b"<svg/>", "foto.svg")


def test_a_photo_under_another_photos_ending_passes() -> None:
    assert clean_photo(upload(photo(kind="WEBP"), "IMG-20260305-WA0001.jpg")).width == 64


def test_an_empty_and_a_heavy_file_are_refused() -> None:
    assert "vacío" in refusal(b"")
    assert "aceptamos hasta 0.5 MB" in refusal(photo() + b"\0" * 600_000, max_bytes=512 * 1024)


def _png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height", "says"),
    [
        pytest.param(8000, 6251, "tiene 50 megapíxeles", id="just over 50"),
        pytest.param(9000, 8000, "tiene 72 megapíxeles", id="72"),
        pytest.param(12000, 10000, "aceptamos hasta 50", id="Pillow warns"),
        pytest.param(60000, 60000, "aceptamos hasta 50", id="Pillow stops"),
    ],
)
def test_a_bomb_is_refused_from_its_header(width: int, height: int, says: str) -> None:
    began = time.perf_counter()
    assert says in refusal(_png_claiming(width, height), "bomba.png")
    assert time.perf_counter() - began < 1


def test_the_limit_itself_is_accepted() -> None:
    assert clean_photo(upload(photo(100, 100)), max_pixels=10_000).width == 100
    assert "megapíxeles" in refusal(photo(101, 100), max_pixels=10_000)


def test_a_photo_of_40_megapixels_is_accepted_and_made_smaller() -> None:
    picture = Image.effect_noise((730, 548), 60).convert("RGB").resize((7300, 5480))
    out = BytesIO()
    picture.save(out, "JPEG", quality=90)
    clean = clean_photo(upload(out.getvalue(), "grande.jpg"))
    assert (clean.width, clean.height) == (2000, 1501)


@settings(max_examples=60)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "HEIC"]),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)),
        min_size=1,
        max_size=8,
    ),
)
def test_any_damage_gives_a_photo_or_a_sentence(kind: str, damage: list[tuple[float, bytes]]) -> None:
    content = bytearray(HEIC.read_bytes() if kind == "HEIC" else photo(kind=kind))
    for place, put in damage:
        start = int(place * len(content))
        content[start : start + len(put)] = put
    try:
        clean = clean_photo(upload(bytes(content)))
    except BadFile as bad:
        said = bad.sentence
    else:
        said = "."
        assert opened(clean.full).size == (clean.width, clean.height)
    assert said.endswith(".")
