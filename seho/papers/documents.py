"""From content to paper: one HTML for one paper or for a whole packet, and its PDF."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from django.conf import settings
from django.template.loader import render_to_string

from seho.papers import engine
from seho.papers.codes import qr_png
from seho.papers.content import IssueMark, PacketNote, Paper
from seho.papers.engine import Rendered
from seho.text import break_long_runs

LONGEST_TEXT = 4_000  # signs of one field; forms refuse more, this holds whatever else feeds a paper

_TEMPLATE = "papers/paper.html"
_Content = TypeVar("_Content")
_NEVER_PRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So"})


def paper_html(*papers: Paper, title: str = "") -> str:
    """What is laid out, paper after paper: for looking at in tests."""
    return "".join(render_to_string(_TEMPLATE, _context(paper, papers, title)) for paper in papers)


def render_paper(paper: Paper, *, images: Mapping[str, bytes] | None = None) -> bytes:
    """One paper as a PDF. `images`: JPEG or PNG bytes by the keys that its works name."""
    return engine.write([engine.lay_out(_TEMPLATE, _context(paper, (paper,)), images=_all_images((paper,), images))])


def render_packet(papers: Sequence[Paper], *, title: str, images: Mapping[str, bytes] | None = None) -> Rendered:
    """Several papers as one PDF, and each alone, in the same order and with the same pages.

    Each is laid out alone and counts its own pages. The list of documents comes last: it tells the pages of the
    others (`Paper.pages`).
    """
    shown = _all_images(papers, images)
    counted, layouts = list(papers), dict[int, engine.Layout]()
    for place in sorted(range(len(papers)), key=lambda place: isinstance(papers[place], PacketNote)):
        layouts[place] = engine.lay_out(_TEMPLATE, _context(papers[place], counted, title), images=shown)
        counted[place] = replace(papers[place], pages=layouts[place].page_count)
    in_order = [layouts[place] for place in range(len(papers))]
    parts = [engine.write([layout], title=paper.heading) for layout, paper in zip(in_order, papers, strict=True)]
    return Rendered(engine.write(in_order), tuple(parts))


def _context(paper: Paper, papers: Sequence[Paper], title: str = "") -> dict[str, Any]:
    return {
        "paper": printable(paper),
        "papers": [printable(one) for one in papers] if isinstance(paper, PacketNote) else (),
        "title": title or paper.heading,
        "lang": "es-PE",
        "issued_on": paper.mark.issued_on if paper.mark else None,
        "author": paper.letterhead.seho_name,
        "system": settings.SITE_NAME,
    }


def _all_images(papers: Sequence[Paper], images: Mapping[str, bytes] | None) -> dict[str, bytes]:
    marks = [paper.mark for paper in papers if paper.mark]
    return {**(images or {}), **{qr_key(mark): qr_png(mark.verify_url) for mark in marks}}


def qr_key(mark: IssueMark) -> str:
    return f"qr-{mark.code}"


# --- Making text printable --------------------------------------------------------------------------


def printable(content: _Content) -> _Content:
    """The same content with every text fit to be laid out; codes and addresses untouched."""
    assert is_dataclass(content)
    assert not isinstance(content, type)
    changes = {
        each.name: _printable(getattr(content, each.name))
        for each in fields(content)
        if not each.metadata.get("verbatim")
    }
    return replace(content, **changes)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, tuple):
        return tuple(_printable(each) for each in value)
    return printable(value) if is_dataclass(value) else value


def printable_text(text: str) -> str:
    """Capped, composed (NFC), without signs that do not print, endless words broken."""
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT].rstrip() + "…"
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return break_long_runs("".join(sign for sign in text if _prints(sign)))


def _prints(sign: str) -> bool:
    # Cc control, Cf invisible (some turn the writing's direction), Cs half a pair, Co private, Cn unassigned,
    # So pictographs; the font has the three signs and uses the soft hyphen and the zero-width space.
    if sign in "\n\t°©®\u00ad\u200b":
        return True
    return unicodedata.category(sign) not in _NEVER_PRINTED and not "\ufe00" <= sign <= "\ufe0f"
