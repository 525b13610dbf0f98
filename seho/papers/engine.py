"""HTML in, PDF out: the one place that knows WeasyPrint.

Nothing is read from the network and no file is read but the project's own fonts: a paper may name only
`seho-font:`, `seho-own:` and `seho-image:` addresses, and one that is not there stops it instead of leaving a hole in it.
The same input gives the same bytes. What comes out is PDF/A-2a and PDF/UA-1: to be archived, and read aloud.
"""

import atexit
import functools
import io
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from PIL import Image, UnidentifiedImageError

FONTS = {
    "regular": "SehoText-Regular.ttf",
    "italic": "SehoText-Italic.ttf",
    "semibold": "SehoText-SemiBold.ttf",
    "bold": "SehoText-Bold.ttf",
}
PART_ANCHOR = "parte-"  # an element with the id parte-1, parte-2… begins a part (it must not break over pages)

OWN_PICTURES = ("mark.svg", "draft.svg")
IMAGE_SCHEME = "seho-image:"
_FONT = "seho-font:"
_OWN = "seho-own:"
_IMAGE_KEY = re.compile(r"[A-Za-z0-9_-]{1,120}")
_IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
# Relative addresses come out below this one, which no fetcher serves.
_NOWHERE = "http://papers.invalid/"

_COLOURS = "papers"
_STANDARD = {"pdf_variant": "pdf/a-2a", "output_intent": _COLOURS}

# WeasyPrint's font map is one per process and not made for two threads at once.
_ONE_AT_A_TIME = threading.Lock()


class PaperError(Exception):
    """The paper cannot be made: an image is missing or damaged, or something foreign was named."""


@dataclass(frozen=True)
class Rendered:
    """One layout, written as a whole and part by part; each part keeps its tags and bears its own title."""

    whole: bytes
    parts: tuple[bytes, ...]


def render_pdf(template: str, context: Mapping[str, Any], *, images: Mapping[str, bytes]) -> bytes:
    """The PDF of a template. `images` holds JPEG or PNG bytes by the KEY of `<img src="seho-image:KEY">`."""
    with _ONE_AT_A_TIME:
        return _written(_layout(render_to_string(template, dict(context)), images))


def render_parts(
    template: str, context: Mapping[str, Any], *, images: Mapping[str, bytes], titles: Sequence[str]
) -> Rendered:
    """That PDF, and one for each of its parts (see `PART_ANCHOR`): laid out once, so all pages are the same."""
    with _ONE_AT_A_TIME:
        document = _layout(render_to_string(template, dict(context)), images)
        return Rendered(
            whole=_written(document),
            parts=tuple(
                _written(document.copy(pages), title=title)
                for pages, title in zip(_pages_by_part(document), titles, strict=True)
            ),
        )


def warm_up() -> None:
    """Import WeasyPrint and parse style and fonts now (1.5 s) instead of at the first paper."""
    _kit()


# --- Laying out and writing -------------------------------------------------------------------------


def _layout(html: str, images: Mapping[str, bytes]) -> Any:
    kit = _kit()
    served = {f"{IMAGE_SCHEME}{key}": _checked(key, content) for key, content in images.items()}
    try:
        source = kit.HTML(string=html, base_url=_NOWHERE, url_fetcher=kit.Fetcher(kit.pictures | served))
        return source.render(
            stylesheets=[kit.style], font_config=kit.fonts, color_profiles={_COLOURS: kit.colours}, **_STANDARD
        )
    except kit.FatalError as error:
        raise PaperError(str(error)) from error


def _checked(key: str, content: bytes) -> tuple[bytes, str]:
    """The picture with its type, once its header could be read: WeasyPrint leaves a damaged one out in silence."""
    if not _IMAGE_KEY.fullmatch(key):
        raise PaperError(f"Not a key for an image: {key!r}")
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_IMAGE_FORMATS)) as picture:
            return content, _IMAGE_FORMATS[picture.format or ""]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, KeyError, SyntaxError) as error:
        raise PaperError(f"The image {key!r} is neither a JPEG nor a PNG.") from error


def _pages_by_part(document: Any) -> list[list[Any]]:
    parts: list[list[Any]] = []
    for page in document.pages:
        if any(anchor.startswith(PART_ANCHOR) for anchor in page.anchors):
            parts.append([])
        parts[-1].append(page)
    return parts


def _written(document: Any, title: str | None = None) -> bytes:
    facts = vars(document.metadata)
    document.metadata = _kit().Metadata(**(facts | {"title": title} if title else facts))
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
    """Make artifacts of head and foot: they come tagged, but in no tree, and would be read aloud on every page."""
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


# --- What is made once in a process -----------------------------------------------------------------


@dataclass(frozen=True)
class _Kit:
    HTML: Any
    Fetcher: Any
    Metadata: Any
    FatalError: type[BaseException]
    style: Any
    fonts: Any
    colours: Any
    pictures: dict[str, tuple[bytes, str]]


@functools.cache
def _kit() -> _Kit:
    """WeasyPrint (imported here because it takes 1.3 s), with one parsed style and one set of fonts."""
    import weasyprint.pdf
    from weasyprint import CSS, HTML
    from weasyprint.css import ColorProfile
    from weasyprint.pdf.metadata import DocumentMetadata
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Serves what it was given and nothing else: no file, no network, no redirect."""

        def __init__(self, served: Mapping[str, tuple[bytes, str]]) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
            self._served = served

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url not in self._served:
                raise FatalURLFetchingError(f"Not part of this paper: {url[:200]}")
            content, content_type = self._served[url]
            return URLFetcherResponse(url, content, {"Content-Type": content_type})

    class Metadata(DocumentMetadata):  # type: ignore[misc]
        """PDF/A's metadata, that say PDF/UA too: WeasyPrint writes one standard only."""

        def generate_rdf_metadata(self, *args: Any) -> bytes:
            rdf: bytes = super().generate_rdf_metadata(*args)
            return rdf.replace(b"</rdf:RDF>", _PDF_UA + b"</rdf:RDF>")

    letters = Path(settings.BASE_DIR) / "static" / "fonts" / "pdf"
    served = {f"{_FONT}{name}": ((letters / file).read_bytes(), "font/ttf") for name, file in FONTS.items()}
    folder = Path(settings.BASE_DIR) / "templates" / "papers"
    pictures = {f"{_OWN}{file}": ((folder / file).read_bytes(), "image/svg+xml") for file in OWN_PICTURES}
    text = (folder / "paper.css").read_text(encoding="utf-8")
    fonts = FontConfiguration()
    style = CSS(string=text, base_url=_NOWHERE, url_fetcher=Fetcher(served), font_config=fonts)
    # The profile that it ships, read once: by itself it opens the file for each paper and leaves it open.
    profile = io.BytesIO((files(weasyprint.pdf) / "sRGB2014.icc").read_bytes())
    colours = ColorProfile(profile, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    # Its fonts lie in a temporary folder, which it can remove only while Python still stands.
    atexit.register(_kit.cache_clear)
    return _Kit(HTML, Fetcher, Metadata, FatalURLFetchingError, style, fonts, colours, pictures)


# PDF/A wants a foreign name explained before it is used, hence the schema.
_PDF_UA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
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
