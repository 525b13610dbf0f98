"""From content to paper: one HTML for one paper or for a whole packet, and its PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from seho.papers import engine
from seho.papers.codes import qr_png
from seho.papers.content import IssueMark, PacketNote, Sheet
from seho.papers.engine import Rendered
from seho.papers.printable import printable

_TEMPLATE = "papers/paper.html"


def paper_html(*papers: Sheet, title: str = "") -> str:
    """What is laid out, paper after paper: for looking at in tests."""
    return "".join(render_to_string(_TEMPLATE, _context(paper, papers, title)) for paper in papers)


def render_paper(paper: Sheet, *, images: Mapping[str, bytes] | None = None) -> bytes:
    """One paper as a PDF. `images`: JPEG or PNG bytes by the keys that its works name."""
    return engine.write([engine.lay_out(_TEMPLATE, _context(paper, (paper,)), images=_all_images((paper,), images))])


def render_packet(papers: Sequence[Sheet], *, title: str, images: Mapping[str, bytes] | None = None) -> Rendered:
    """Several papers as one PDF, and each alone, in the same order and with the same pages."""
    layouts = lay_out(papers, title=title, images=images)
    parts = [engine.write([layout], title=paper.heading) for layout, paper in zip(layouts, papers, strict=True)]
    return Rendered(engine.write(layouts), tuple(parts))


def lay_out(
    papers: Sequence[Sheet], *, title: str = "", images: Mapping[str, bytes] | None = None
) -> list[engine.Layout]:
    """Each paper alone, so that it counts its own pages.

    The list of documents comes last: it tells the pages of the others (`Sheet.pages`).
    """
    shown = _all_images(papers, images)
    counted, layouts = list(papers), dict[int, engine.Layout]()
    for place in sorted(range(len(papers)), key=lambda place: isinstance(papers[place], PacketNote)):
        layouts[place] = engine.lay_out(_TEMPLATE, _context(papers[place], counted, title), images=shown)
        counted[place] = replace(papers[place], pages=layouts[place].page_count)
    return [layouts[place] for place in range(len(papers))]


def _context(paper: Sheet, papers: Sequence[Sheet], title: str = "") -> dict[str, Any]:
    return {
        "paper": printable(paper),
        "papers": [printable(one) for one in papers] if isinstance(paper, PacketNote) else (),
        "title": title or paper.heading,
        "lang": "es-PE",
        "issued_on": paper.mark.issued_on if paper.mark else None,
        "author": paper.letterhead.seho_name,
        "system": settings.SITE_NAME,
    }


def _all_images(papers: Sequence[Sheet], images: Mapping[str, bytes] | None) -> dict[str, bytes]:
    marks = [paper.mark for paper in papers if paper.mark]
    return {**(images or {}), **{qr_key(mark): qr_png(mark.verify_url) for mark in marks}}


def qr_key(mark: IssueMark) -> str:
    return f"qr-{mark.code}"
