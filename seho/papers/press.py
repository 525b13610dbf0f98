"""WeasyPrint, kept in one room: what it may fetch, what is made once in a process, and what its PDFs lack."""

import atexit
import functools
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import weasyprint.pdf
from django.conf import settings
from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from seho.papers.content import PaperError

# WeasyPrint's import makes Pillow take cut-off pictures, in the whole process: a damaged photo must stay refused.
ImageFile.LOAD_TRUNCATED_IMAGES = False

FONTS = {
    "seho-font:regular": "SehoText-Regular.ttf",
    "seho-font:italic": "SehoText-Italic.ttf",
    "seho-font:semibold": "SehoText-SemiBold.ttf",
    "seho-font:bold": "SehoText-Bold.ttf",
}
PICTURES = {"seho-own:mark": "mark.svg", "seho-own:draft": "draft.svg"}

# Relative addresses come out below this one, which is never served.
_NOWHERE = "http://papers.invalid/"
_COLOURS = "papers"
# PDF/A-3b; the tags are those of PDF/UA, which `Metadata` names beside it.
_STANDARD = {"pdf_variant": "pdf/a-3b", "pdf_tags": True, "output_intent": _COLOURS}

Served = Mapping[str, tuple[bytes, str]]  # content and type by address


class Fetcher(URLFetcher):
    """Serves what it was given and nothing else: no file, no network, no redirect."""

    def __init__(self, served: Served) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._served = served

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url not in self._served:
            # Derives from BaseException: anything else would be swallowed, and the paper made without it.
            raise FatalURLFetchingError(f"Falta una imagen, o el documento nombra algo que no es suyo: {url[:200]}")
        content, content_type = self._served[url]
        return URLFetcherResponse(url, content, {"Content-Type": content_type})


class Colours(ColorProfile):
    """A profile with its bytes as they came: the library writes them otherwise once it has read a tag of it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
        self._data = data

    @property
    def content(self) -> bytes:
        return self._data


class Metadata(DocumentMetadata):
    """PDF/A's metadata that name PDF/UA too; WeasyPrint writes one standard only."""

    def generate_rdf_metadata(self, *args: Any) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(*args)
        return rdf.replace(b"</rdf:RDF>", _PDF_UA + b"</rdf:RDF>")


# --- What is made once in a process -----------------------------------------------------------------


@dataclass(frozen=True)
class Kit:
    style: CSS
    fonts: FontConfiguration
    colours: ColorProfile
    pictures: Served


@functools.cache
def kit() -> Kit:
    """One parsed style and one set of fonts: twice as fast as anew for each paper, and nothing leaks."""
    papers = Path(settings.BASE_DIR) / "templates" / "papers"
    letters = Path(settings.BASE_DIR) / "static" / "fonts" / "pdf"
    fonts = FontConfiguration()
    style = CSS(
        string=(papers / "paper.css").read_text(encoding="utf-8"),
        base_url=_NOWHERE,
        url_fetcher=Fetcher({url: ((letters / name).read_bytes(), "font/ttf") for url, name in FONTS.items()}),
        font_config=fonts,
    )
    # The profile that it ships, read once: by itself it opens the file for each paper and leaves it open.
    profile = (files(weasyprint.pdf) / "sRGB2014.icc").read_bytes()
    # Its fonts lie in a temporary folder, which it can remove only while Python still stands.
    atexit.register(kit.cache_clear)
    return Kit(
        style=style,
        fonts=fonts,
        colours=Colours(profile),
        pictures={url: ((papers / name).read_bytes(), "image/svg+xml") for url, name in PICTURES.items()},
    )


# --- Laying out, joining, writing -------------------------------------------------------------------


def lay_out(html: str, served: Served) -> Any:
    """A laid out document; PaperError if it names anything that it was not given."""
    once = kit()
    try:
        source = HTML(string=html, base_url=_NOWHERE, url_fetcher=Fetcher({**once.pictures, **served}))
        return source.render(
            stylesheets=[once.style],
            font_config=once.fonts,
            color_profiles={_COLOURS: once.colours},
            **_STANDARD,
        )
    except FatalURLFetchingError as error:
        raise PaperError(str(error)) from error


def joined(documents: Sequence[Any]) -> Any:
    """One document with the pages of all; each was laid out alone, so each counts its own pages."""
    return documents[0].copy([page for document in documents for page in document.pages])


def write(document: Any, title: str = "") -> bytes:
    """The PDF, under another title than the document's own if one is given."""
    facts = vars(document.metadata)
    document.metadata = Metadata(**(facts | {"title": title} if title else facts))
    pdf: bytes = document.write_pdf(finisher=_finish, **_STANDARD)
    return pdf


def _finish(_document: Any, pdf: Any) -> None:
    """Mend what PDF/A and PDF/UA refuse in stock output."""
    things = [thing for thing in pdf.objects if isinstance(thing, dict)]
    for thing in things:
        for resources in ("Pattern", "Shading"):
            if resources in thing and not thing[resources]:
                del thing[resources]
        if thing.get("S") == "/TH":
            section = _at(pdf, _at(pdf, thing["P"])["P"])
            thing["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"
    _hush_margins(pdf, things)


def _hush_margins(pdf: Any, things: list[Any]) -> None:
    """Make artifacts of head and foot: they come tagged, but stand in no tree."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    body = _at(pdf, root["K"][0])
    in_tree = set(body["K"])
    loose = [thing for thing in things if thing.get("P") == body.reference and thing.reference not in in_tree]
    marks: dict[Any, set[int]] = {page: set() for page in pdf.page_references}
    while loose:
        element = loose.pop()
        for kid in element["K"]:
            if isinstance(kid, int):
                marks[element["Pg"]].add(kid)
            else:
                loose.append(_at(pdf, kid))
    owners = _at(pdf, root["ParentTree"])["Nums"]
    for number, (page, hushed) in enumerate(marks.items()):
        for mark in hushed:
            owners[2 * number + 1][mark] = "null"
        operators = _at(pdf, _at(pdf, page)["Contents"]).stream
        for place, operator in enumerate(operators):
            if operator == b"BDC" and operators[place - 1]["MCID"] in hushed:
                operators[place - 2] = "/Artifact"
                operators[place - 1] = "<</Type /Pagination>>"


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


# PDF/A wants a foreign name explained before it is used, hence the schema.
_PDF_UA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about="" pdfuaid:part="1"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
