"""A PDF is taken apart and only its pages' appearance is put together again.

Nothing of the old file passes that is not on the short list of what a page needs to be seen:
scripts, actions, links, attached files, forms and metadata have no way in.
"""

import builtins
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files import File
from pikepdf import Name
from pikepdf.settings import set_qpdf_limits

from seho.files.bad import BadFile
from seho.files.jpeg import without_metadata
from seho.files.kinds import Kind, receive

MOST_BYTES = 15 * 1024 * 1024
MOST_PAGES = 60

# A few kilobytes of Flate can unfold to gigabytes. The limit holds for the whole process.
_MOST_UNFOLDED = 256 * 1024 * 1024
set_qpdf_limits(
    flate_max_memory=_MOST_UNFOLDED, run_length_max_memory=_MOST_UNFOLDED,
    png_max_memory=_MOST_UNFOLDED, tiff_max_memory=_MOST_UNFOLDED, dct_max_memory=_MOST_UNFOLDED,
)  # fmt: skip

_PAGE_NEEDS = (
    Name.Type, Name.Parent, Name.MediaBox, Name.CropBox, Name.Rotate, Name.UserUnit,
    Name.Resources, Name.Contents, Name.Group,
)  # fmt: skip
# What may hang on a font, a picture or a drawing inside a page's resources.
_NEVER = (
    Name.A, Name.AA, Name.OpenAction, Name.JS, Name.JavaScript, Name.Names, Name.Metadata, Name.PieceInfo,
    Name.AF, Name.EF, Name.OPI, Name.Ref, Name.Alternates, Name.Thumb, Name.PS, Name.LastModified,
)  # fmt: skip
# A stream whose data lies in another file.
_OUTSIDE = (Name.F, Name.FFilter, Name.FDecodeParms)

LOCKED = "El PDF está protegido con contraseña. Ábralo, imprímalo como un PDF nuevo sin contraseña y adjunte ese."
DAMAGED = "El PDF está dañado o incompleto. Ábralo para comprobarlo, guárdelo de nuevo y adjunte ese."


@dataclass(frozen=True)
class CleanPdf:
    """A PDF that can do nothing but be seen and printed."""

    bytes: builtins.bytes
    pages: int
    sha256: str

    suffix = ".pdf"
    content_type = "application/pdf"

    @property
    def content(self) -> builtins.bytes:
        return self.bytes


def clean_pdf(uploaded: "File[bytes]", *, max_bytes: int = MOST_BYTES, max_pages: int = MOST_PAGES) -> CleanPdf:
    """The pages of a PDF without anything active, hidden or personal around them; raises BadFile."""
    received = receive(uploaded, Kind.PDF, max_bytes=max_bytes)
    try:
        content, pages = _rebuilt(received.content, max_pages)
    except BadFile:
        raise
    except pikepdf.PasswordError:
        raise BadFile(LOCKED) from None
    except Exception:  # noqa: BLE001 - A hostile file breaks the reader in many ways; each means the same.
        raise BadFile(DAMAGED) from None
    return CleanPdf(bytes=content, pages=pages, sha256=hashlib.sha256(content).hexdigest())


def _rebuilt(content: bytes, max_pages: int) -> tuple[bytes, int]:
    with opened(content) as source, pikepdf.new() as clean:
        pages = len(source.pages)
        check_pages(pages, max_pages)
        _draw_forms_on_pages(source)
        for page in source.pages:
            _keep_only_appearance(page)
            clean.pages.append(page)
        for thing in dictionaries(clean):
            _strip(thing)
            _strip_photo(thing)
        out = BytesIO()
        clean.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue(), pages


def opened(content: bytes) -> pikepdf.Pdf:
    """Nothing is guessed of a damaged file."""
    return pikepdf.open(BytesIO(content), attempt_recovery=False)


def check_pages(pages: int, max_pages: int) -> None:
    if pages == 0:
        raise BadFile("El PDF no tiene páginas. Elija otro archivo.")
    if pages > max_pages:
        raise BadFile(f"El PDF tiene {pages} páginas y aceptamos hasta {max_pages}. Envíe las necesarias.")


def _draw_forms_on_pages(source: pikepdf.Pdf) -> None:
    """What was filled in, stamped or signed by hand on a page stays visible without its form."""
    if Name.AcroForm in source.Root and source.Root.AcroForm.get(Name.NeedAppearances, False):
        source.generate_appearance_streams()
    source.flatten_annotations("screen")


def _keep_only_appearance(page: pikepdf.Page) -> None:
    for key in set(page.obj.keys()):
        if Name(key) not in _PAGE_NEEDS:
            del page.obj[key]


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream of the document, also those that stand inside others."""
    waiting = list(pdf.objects)
    while waiting:
        thing = waiting.pop()
        inside: Iterable[Any] = ()
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing
            inside = (value for _, value in thing.items())
        elif isinstance(thing, pikepdf.Array):
            inside = iter(thing)
        waiting.extend(item for item in inside if isinstance(item, pikepdf.Object) and not item.is_indirect)


def _strip(thing: pikepdf.Object) -> None:
    unwanted = (*_NEVER, *_OUTSIDE) if isinstance(thing, pikepdf.Stream) else _NEVER
    for key in unwanted:
        if key in thing:
            del thing[key]


def _strip_photo(thing: pikepdf.Object) -> None:
    """A telephone that makes a PDF of a photo leaves in it where it was taken."""
    if isinstance(thing, pikepdf.Stream) and thing.get(Name.Filter) in (Name.DCTDecode, [Name.DCTDecode]):
        photo = without_metadata(thing.read_raw_bytes())
        found = thing.get(Name.DecodeParms)
        how = found if isinstance(found, pikepdf.Dictionary | pikepdf.Array) else None
        thing.write(photo, filter=Name.DCTDecode, decode_parms=how)
