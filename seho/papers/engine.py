"""HTML in, PDF out.

Nothing is read from the network and no file is read but the project's own fonts and marks: a paper may name
only what it was given, and a picture that is not there stops it instead of leaving a hole in it. The same
input gives the same bytes. What comes out is PDF/A-3b and PDF/UA-1: to be archived, and to be read aloud.

The work is done in `press`, which imports WeasyPrint: that takes a second, and only a paper waits for it.
"""

import io
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from PIL import Image, UnidentifiedImageError

from seho.papers.content import PaperError

IMAGE_SCHEME = "seho-image:"

_IMAGE_KEY = re.compile(r"[A-Za-z0-9_-]{1,120}")
_IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}

# WeasyPrint's font map is one per process and not made for two threads at once.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Rendered:
    """The same layouts written as a whole and part by part; each part keeps its tags and bears its own title."""

    whole: bytes
    parts: tuple[bytes, ...]


@dataclass(frozen=True)
class Layout:
    """One paper laid out and not yet written."""

    document: Any

    @property
    def page_count(self) -> int:
        return len(self.document.pages)


def lay_out(template: str, context: Mapping[str, Any], *, images: Mapping[str, bytes]) -> Layout:
    """The pages of a template. `images` holds JPEG or PNG bytes by the KEY of `<img src="seho-image:KEY">`."""
    served = _served(images)
    try:
        html = render_to_string(template, dict(context))
    except (TemplateSyntaxError, TemplateDoesNotExist) as error:
        raise PaperError("La plantilla del documento tiene un error: avise a quien administra el programa.") from error
    with _ONE_AT_A_TIME:
        return Layout(_press().lay_out(html, served))


def write(layouts: Sequence[Layout], *, title: str = "") -> bytes:
    """One PDF of these papers, one after the other, with their tags; `title` instead of that of the first."""
    with _ONE_AT_A_TIME:
        press = _press()
        pdf: bytes = press.write(press.joined([layout.document for layout in layouts]), title)
        return pdf


def warm_up() -> None:
    """Import WeasyPrint and parse style and fonts now instead of at the first paper of this process.

    Not before a fork: the fonts lie in a folder that goes with the first process that ends.
    """
    with _ONE_AT_A_TIME:
        _press().kit()


def _served(images: Mapping[str, bytes]) -> dict[str, tuple[bytes, str]]:
    return {f"{IMAGE_SCHEME}{key}": _checked_image(key, content) for key, content in images.items()}


def _checked_image(key: str, content: bytes) -> tuple[bytes, str]:
    """The picture and its type. A damaged one is refused here: WeasyPrint leaves it out in silence."""
    if not _IMAGE_KEY.fullmatch(key):
        raise PaperError(f"No es el nombre de una imagen: {key!r}")
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_IMAGE_FORMATS)) as picture:
            return content, _IMAGE_FORMATS[picture.format or ""]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, KeyError, SyntaxError) as error:
        raise PaperError(
            f"Una imagen está dañada, o no es JPEG ni PNG ({key}): vuelva a subirla en el portafolio."
        ) from error


def _press() -> ModuleType:
    from seho.papers import press  # noqa: PLC0415 - imports WeasyPrint, see above

    return press
