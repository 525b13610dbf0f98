"""Every issued file can be archived (PDF/A-3b) and read aloud (PDF/UA-1): every kind, the whole packet and its parts.

The checker of PDF/A is narrower than the standard in one point: it takes no property beyond those that the standard
lists, though the standard allows one that is explained in the file. Ours names PDF/UA and explains it; the check is
made of the file as it is, but for that one description, and its own test reads it.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pikepdf
import pikepdf.pdfa
import pytest
from lxml import etree

from seho.papers.content import Paper
from seho.papers.documents import render_packet, render_paper
from seho.papers.engine import Rendered
from tests.papers import factories as make

# The letterhead heads each paper of a packet, so it is heard once for each: it is content and no running head.
LETTERHEAD_REPEATS = "PAG-001"
PDF_UA = "{http://www.aiim.org/pdfua/ns/id/}part"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
RICH = {
    "constancy": make.constancy,
    "portfolio": lambda **facts: make.portfolio(3, **facts),
    "progress": lambda **facts: make.progress_report(class_work=make.class_work(7, 8, 24), **facts),
    "qualitative": lambda **facts: make.progress_report(with_levels=False, **facts),
    "plan": make.education_plan,
    "communication": make.official_communication,
    "return": make.return_report,
    "family": make.family_return_report,
    "participation": make.participation,
    "volunteering": make.volunteering,
    "practice": make.practice,
}
EXTREME = {
    "nothing in the portfolio": lambda: make.portfolio(0),
    "nothing worked": lambda: make.progress_report(lines=(), recommendations=(), conclusions="", class_work=None),
    "a writing that the font lacks": lambda: make.constancy(
        pupil=make.pupil(full_name="Demo 漢字 אב مر, \u202eAna 😀")
    ),
    "piled marks": lambda: make.return_report(learning_situation="a" + "\u0301\u0302\u0303\u20e3" * 900),
    "an endless word": lambda: make.family_return_report(learning_situation="W" * 4_000),
    "a table of some pages": lambda: make.progress_report(lines=(make.line(8, conclusion="Lee."),) * 30),
    "a conclusion of 4,000 signs": lambda: make.progress_report(lines=(make.line(8, conclusion="Lee bien. " * 400),)),
    "signed at issue": lambda: make.constancy(mark=replace(make.mark(), signed=True)),
}


def faults(pdf: bytes, folder: Path) -> list[str]:
    """What the three checkers say against a file."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    with pikepdf.open(path) as document:
        assert take_out_pdf_ua(document) == "1"
        archive = [str(finding) for finding in pikepdf.pdfa.check(document, "3b").findings]
    aloud = outloud.check(str(path))
    assert aloud.stats["pages"] > 0, "a check of nothing says nothing"
    return [
        *archive,
        *(f"{finding.rule_id}: {finding.message}" for finding in pdfua.validate(str(path)).findings),
        *(f"{finding.rule}: {finding.message}" for finding in aloud.findings if finding.rule != LETTERHEAD_REPEATS),
    ]


def take_out_pdf_ua(document: pikepdf.Pdf) -> str:
    """Leave the description of PDF/UA out of the metadata; returns its part."""
    packet = document.Root.Metadata.read_bytes()
    tree = etree.fromstring(packet)
    mine = [each for each in tree.iter(f"{RDF}Description") if each.get(PDF_UA)]
    assert len(mine) == 1
    part: str = mine[0].attrib[PDF_UA]
    mine[0].getparent().remove(mine[0])
    etree.cleanup_namespaces(tree)
    document.Root.Metadata.write(b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>' + etree.tostring(tree))
    return part


@pytest.mark.parametrize("name", RICH)
def test_every_kind_of_paper_passes_pdf_a_and_pdf_ua(name: str, tmp_path: Path) -> None:
    assert faults(render_paper(RICH[name](), images=make.photos(3)), tmp_path) == []


@pytest.mark.parametrize("name", EXTREME)
def test_a_paper_of_extreme_content_passes_too(name: str, tmp_path: Path) -> None:
    assert faults(render_paper(EXTREME[name]()), tmp_path) == []


@pytest.fixture(scope="module")
def packet() -> Rendered:
    """The papers of art. 13.5 with twelve photos, as they are handed over."""
    makers: tuple[Any, ...] = (
        make.packet_note,
        make.constancy,
        lambda **facts: make.portfolio(12, **facts),
        RICH["progress"],
        make.education_plan,
    )
    papers: list[Paper] = [
        maker(mark=make.mark(f"{number:03d}-2026-SEHO-DEMO"), use="Insumo para la evaluación")
        for number, maker in enumerate(makers, start=1)
    ]
    return render_packet(papers, title="Documentos de la atención educativa", images=make.photos(12))


@pytest.mark.parametrize("which", range(6))
def test_a_packet_and_each_of_its_parts_pass(packet: Rendered, which: int, tmp_path: Path) -> None:
    assert faults((packet.whole, *packet.parts)[which], tmp_path) == []


def test_a_packet_with_twelve_photos_stays_below_two_and_a_half_megabytes(packet: Rendered) -> None:
    assert len(packet.whole) < 2_500_000


def test_the_letterhead_is_all_that_repeats_in_a_packet(packet: Rendered, tmp_path: Path) -> None:
    path = tmp_path / "packet.pdf"
    path.write_bytes(packet.whole)
    result = outloud.check(str(path))

    assert (result.errors, [finding.rule for finding in result.findings]) == (0, [LETTERHEAD_REPEATS])
    assert "Gerencia Regional de Educación de Arequipa" in result.findings[0].evidence


def test_the_property_of_pdf_ua_is_explained_in_the_file(packet: Rendered) -> None:
    """PDF/A-3, 6.6.2.3.3: a property that it does not list is described by an extension schema."""
    with pikepdf.open(io.BytesIO(packet.whole)) as document:
        said = dict(explained(etree.fromstring(document.Root.Metadata.read_bytes())))

    assert said["namespaceURI"] == "http://www.aiim.org/pdfua/ns/id/"
    assert (said["prefix"], said["name"], said["valueType"], said["category"]) == (
        "pdfuaid",
        "part",
        "Integer",
        "internal",
    )


def explained(tree: Any) -> Iterator[tuple[str, str]]:
    for each in tree.iter():
        if each.tag.startswith("{http://www.aiim.org/pdfa/ns/") and each.text and each.text.strip():
            yield etree.QName(each).localname, each.text.strip()
