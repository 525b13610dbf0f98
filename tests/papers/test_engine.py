"""The PDFs: read back, closed to everything foreign, quick, the same each time."""

import io
import logging
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pikepdf
import pymupdf
import pypdf
import pytest
from django.conf import settings
from PIL import ImageFile

from seho.papers import engine, press
from seho.papers.content import PaperError
from seho.papers.documents import render_packet, render_paper
from tests.papers import factories as make


@pytest.fixture(autouse=True)
def no_complaint(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """WeasyPrint only logs what it could not do; here that fails the test."""
    caplog.set_level(logging.WARNING, "weasyprint")
    yield
    assert not [record.getMessage() for record in caplog.records if record.name.startswith("weasyprint")]


@pytest.fixture(scope="module")
def packet() -> engine.Rendered:
    """All papers with twelve photos, once for the tests that only read."""
    papers = [
        maker(mark=make.mark(f"{number:03d}-2026-SEHO-DEMO", make.CODE[:-1] + str(number)))
        for number, maker in enumerate(
            (
                make.packet_note,
                make.constancy,
                lambda **facts: make.portfolio(12, **facts),
                make.progress_report,
                make.education_plan,
            ),
            start=1,
        )
    ]
    return render_packet(papers, title="Documentos de la atención educativa", images=make.photos(12))


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


# --- Read back ----------------------------------------------------------------------------------------


def test_the_packet_holds_the_pages_of_its_parts_in_order(packet: engine.Rendered) -> None:
    counts = [len(read(part).pages) for part in packet.parts]

    assert len(read(packet.whole).pages) == sum(counts)
    assert counts[:3] == [1, 1, 8], "note and constancia on one page, twelve works two on a page"
    starts = [sum(counts[:place]) for place in range(len(counts))]
    for start, part in zip(starts, packet.parts, strict=True):
        assert read(packet.whole).pages[start].extract_text() == read(part).pages[0].extract_text()


def test_pages_are_counted_paper_by_paper(packet: engine.Rendered) -> None:
    for part in packet.parts:
        pages = read(part).pages
        for number, page in enumerate(pages, start=1):
            assert f"Página {number} de {len(pages)}" in page.extract_text()


def test_the_note_tells_how_many_pages_each_paper_has(packet: engine.Rendered) -> None:
    note = text_of(packet.parts[0])

    for part, title, number in (
        (packet.parts[1], "Constancia de asistencia y participación", "002-2026-SEHO-DEMO"),
        (packet.parts[2], "Portafolio de la o el estudiante-paciente", "003-2026-SEHO-DEMO"),
        (packet.parts[4], "Plan educativo personalizado", "005-2026-SEHO-DEMO"),
    ):
        assert re.search(rf"{title} N\.° {number} — {len(read(part).pages)}\b", note)


def test_every_page_bears_the_code_of_its_paper(packet: engine.Rendered) -> None:
    for number, part in enumerate(packet.parts, start=1):
        for page in read(part).pages:
            assert f"7Q3M-K0ZP-4XW9-T1HB-6VNC-2RDA-8EY{number}" in page.extract_text()
            assert page.images, "the QR"


def test_the_text_can_be_read_back(packet: engine.Rendered) -> None:
    text = text_of(packet.whole)

    for words in (
        "HACE CONSTAR:",
        "noventa y siete (97) días",
        "Mi cuento sobre el río, parte 12",
        "No evaluada",
        "26. Resuelve problemas de forma",
    ):
        assert words in text


@pytest.mark.parametrize("which", range(6))
def test_whole_and_parts_are_tagged_titled_and_in_spanish(packet: engine.Rendered, which: int) -> None:
    pdf = (packet.whole, *packet.parts)[which]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root

        assert str(root.Lang) == "es-PE"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "/StructTreeRoot" in root
        with document.open_metadata() as facts:
            assert facts["pdfuaid:part"] == "1"
            assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("3", "B")
            title = facts["dc:title"]
    expected = (
        "Documentos de la atención educativa",
        "Relación de documentos N.° 001-2026-SEHO-DEMO",
        "Constancia de asistencia y participación N.° 002-2026-SEHO-DEMO",
        "Portafolio de la o el estudiante-paciente N.° 003-2026-SEHO-DEMO",
        "Informe de progreso N.° 004-2026-SEHO-DEMO",
        "Plan educativo personalizado N.° 005-2026-SEHO-DEMO",
    )
    assert title == expected[which]
    metadata = read(pdf).metadata
    assert metadata is not None
    assert metadata.title == expected[which]


def structure(document: pikepdf.Pdf) -> list[Any]:
    """All elements that hang in the tree of tags, as (kind, element)."""
    found: list[Any] = []

    def walk(element: Any) -> None:
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append((str(element.S), element))
        kids = element.get("/K", []) if isinstance(element, pikepdf.Dictionary) else []
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary):
                walk(kid)

    walk(document.Root.StructTreeRoot.K[0])
    return found


def test_a_reader_aloud_finds_headings_tables_with_scope_and_described_pictures(
    packet: engine.Rendered,
) -> None:
    with pikepdf.open(io.BytesIO(packet.whole)) as document:
        tags = structure(document)
        kinds = [kind for kind, _ in tags]

        assert kinds.count("/H1") == 5
        assert kinds.count("/Table") > 5
        figures = [element for kind, element in tags if kind == "/Figure"]
        assert len(figures) == 12, "the works; QR and marks are no content"
        assert all(str(figure.Alt) for figure in figures)
        headers = [element for kind, element in tags if kind == "/TH"]
        assert {str(header.A.Scope) for header in headers} == {"/Column", "/Row"}


def test_head_and_foot_are_artifacts(packet: engine.Rendered) -> None:
    with pikepdf.open(io.BytesIO(packet.whole)) as document:
        for page in document.pages:
            marked = [
                (str(operands[0]), operands[1])
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC"
            ]
            assert any(tag == "/Artifact" and kind.get("/Type") == "/Pagination" for tag, kind in marked)
            mcids = [int(kind.MCID) for tag, kind in marked if tag != "/Artifact"]
            owners = document.Root.StructTreeRoot.ParentTree.Nums[2 * int(page.StructParents) + 1]
            assert all(owners[mcid] is not None for mcid in mcids)


def test_only_the_fonts_of_the_project_are_used_and_embedded(packet: engine.Rendered) -> None:
    with pikepdf.open(io.BytesIO(packet.whole)) as document:
        fonts = list(document.pages[0].Resources.Font.values())
        names = {str(font.BaseFont).split("+")[1] for font in fonts}
        assert names == {"Seho-Paper", "Seho-Paper-Bold", "Seho-Paper-Italic", "Seho-Paper-Semi-Bold"}
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


def test_pictures_are_not_smoothed_which_pdf_a_forbids(packet: engine.Rendered) -> None:
    with pikepdf.open(io.BytesIO(packet.whole)) as document:
        pictures = [thing for thing in document.objects if isinstance(thing, pikepdf.Stream)]
        assert not [picture for picture in pictures if picture.get("/Interpolate", False)]


def test_pages_are_a4(packet: engine.Rendered) -> None:
    for page in read(packet.whole).pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]


def test_a_draft_is_marked_on_every_page_and_carries_no_code() -> None:
    pdf = render_paper(make.progress_report(mark=None))

    pages = read(pdf).pages
    assert len(pages) > 1
    for page in pages:
        assert "BORRADOR" in page.extract_text()
        assert not page.images
    assert "7Q3M" not in text_of(pdf)


# --- The same each time, quick ------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes() -> None:
    photos = make.photos(2)
    papers = (make.constancy(), make.portfolio(2))

    first = render_packet(papers, title="Documentos", images=photos)
    assert first == render_packet(papers, title="Documentos", images=photos)
    assert first != render_packet(papers, title="Otros", images=photos)


def test_an_alone_rendered_paper_says_the_same_as_its_part() -> None:
    paper = make.constancy()

    rendered = render_packet([make.packet_note(), paper], title="Documentos")
    assert text_of(render_paper(paper)) == text_of(rendered.parts[1])


def test_a_word_of_100_000_letters_does_not_hang_a_paper() -> None:
    endless = "x" * 100_000
    engine.warm_up()
    began = time.monotonic()

    pdf = render_paper(
        make.progress_report(
            pupil=make.pupil(full_name=endless), background=endless, lines=(make.line(8, conclusion=endless),)
        )
    )

    assert time.monotonic() - began < 20, "WeasyPrint takes minutes for such a word if it is not broken"
    assert len(read(pdf).pages) < 30


def test_a_table_of_300_rows_repeats_its_heads_and_loses_no_row() -> None:
    lines = tuple(make.line(8, conclusion=f"Conclusión {number:03d}.", works=()) for number in range(300))

    pages = [page.extract_text() for page in read(render_paper(make.progress_report(lines=lines))).pages]

    told = [each for page in pages for each in re.findall(r"Conclusión (\d{3})\.", page)]
    assert told == [f"{number:03d}" for number in range(300)]
    assert all("Conclusión descriptiva y evidencias" in page for page in pages if re.search(r"Conclusión \d", page))


@pytest.mark.parametrize("text", ["W" * 4_000, "a" + "\u0301\u0302" * 2_000, "\u202eabc \u200f" * 500, "pal " * 1_000])
def test_text_of_4_000_signs_stays_on_its_page(text: str) -> None:
    """Nothing is cut off at the right edge, where the margin is 25 mm wide."""
    pdf = render_paper(make.progress_report(background=text, lines=(make.line(8, conclusion=text),)))

    with pymupdf.open(stream=pdf) as document:
        ends = [word[2] for page in document for word in page.get_text("words")]
        assert max(ends) <= document[0].rect.width - 25 / 25.4 * 72 + 1


def test_a_rich_report_of_all_competencies_is_laid_out() -> None:
    lines = tuple(make.line(number) for _, number, _ in make.COMPETENCIES)

    text = text_of(render_paper(make.progress_report(lines=lines)))

    assert all(f" {number}. " in text for _, number, _ in make.COMPETENCIES)


# --- Closed to everything foreign -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "file:/etc/hostname",
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "ftp://127.0.0.1/x.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "/etc/hostname",
        "../../etc/hostname",
        "seho-image:../../static/fonts/pdf/SehoText-Bold.ttf",
        "seho-image:missing",
        "seho-font:regular",
        "seho-font:../../../seho/settings.py",
        "seho-own:../paper.css",
    ],
)
@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{}" alt="x">',
        '<p style="background: url({})">x</p>',
        '<link rel="stylesheet" href="{}">',
        '<style>@import "{}";</style>',
        '<style>@font-face {{ font-family: x; src: url("{}") }}</style>',
        '<object data="{}">x</object>',
        '<embed src="{}">',
    ],
)
def test_a_paper_that_names_something_foreign_is_not_made(url: str, markup: str) -> None:
    page = f'<!doctype html><html lang="es"><title>x</title><body>{markup.format(url)}</body></html>'

    with pytest.raises(PaperError, match="algo que no es suyo"):
        press.lay_out(page, {})


def test_a_missing_photo_stops_the_paper() -> None:
    with pytest.raises(PaperError, match="work-2"):
        render_paper(make.portfolio(2), images=make.photos(1))


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"not a picture",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"GIF89a",
    ],
)
def test_a_damaged_photo_stops_the_paper(picture: bytes) -> None:
    with pytest.raises(PaperError, match="no es JPEG ni PNG"):
        render_paper(make.portfolio(1), images={"work-1": picture})


@pytest.mark.parametrize("body", ["{% if %}", "{{ paper|nothing }}", '{% include "papers/_gone.html" %}'])
def test_an_error_in_a_template_stops_the_paper_and_says_whom_to_tell(body: str, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "wrong.html").write_text(body)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    with pytest.raises(PaperError, match="avise a quien administra"):
        engine.lay_out("wrong.html", {}, images={})


@pytest.mark.parametrize("key", ["", "../x", "a b", "ñ", "a/b", "a" * 121])
def test_a_key_that_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(PaperError, match="No es el nombre"):
        render_paper(make.portfolio(0), images={key: make.photo()})


def test_the_engine_works_again_after_a_paper_that_failed() -> None:
    with pytest.raises(PaperError):
        render_paper(make.portfolio(1))

    assert render_paper(make.constancy()).startswith(b"%PDF-1.7")


def test_the_papers_wait_for_weasyprint_and_nothing_else_does() -> None:
    """A fresh process that has read everything a paper is made of has not read WeasyPrint."""
    program = (
        "import django; django.setup(); import sys, seho.papers.documents, seho.papers.templatetags.papers; "
        "sys.exit('weasyprint' in sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, check=True)


def test_the_date_of_the_file_is_the_date_of_issue() -> None:
    paper = make.constancy(mark=replace(make.mark(), issued_on=date(2024, 2, 29)))
    metadata = read(render_paper(paper)).metadata

    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == date(2024, 2, 29)
    assert "29 de febrero de 2024" in text_of(render_paper(paper))


def test_photos_that_were_cut_off_stay_refused_after_a_paper_was_made():
    """WeasyPrint switches Pillow to take them, for the whole process."""
    render_paper(make.constancy())
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
