"""Papers and works that arrive as a photo or as a PDF."""

import hashlib
from collections.abc import Sequence
from io import BytesIO

import pikepdf
from django.core.files import File
from pikepdf import Name

from seho.files.audio import CleanAudio, clean_audio
from seho.files.kinds import Kind, receive
from seho.files.pdfs import MOST_PAGES, CleanPdf, check_pages, clean_pdf
from seho.files.photos import MOST_BYTES, CleanPhoto, clean_photo
from seho.files.turns import turn

CleanFile = CleanPhoto | CleanPdf


def clean_scan(uploaded: "File[bytes]") -> CleanFile:
    """A constancia, an indication of rest or a signed authorisation; raises BadFile."""
    return _clean_either(uploaded)


def clean_attachment(uploaded: "File[bytes]") -> CleanFile | CleanAudio:
    """A piece of the portfolio: a photo, a PDF or a recording; raises BadFile."""
    with turn():
        received = receive(uploaded, Kind.PHOTO, Kind.PDF, Kind.AUDIO, max_bytes=MOST_BYTES)
        return clean_audio(uploaded) if received.kind is Kind.AUDIO else _clean_as(received.kind, uploaded)


def _clean_either(uploaded: "File[bytes]") -> CleanFile:
    received = receive(uploaded, Kind.PHOTO, Kind.PDF, max_bytes=MOST_BYTES)
    return _clean_as(received.kind, uploaded)


def _clean_as(kind: Kind, uploaded: "File[bytes]") -> CleanFile:
    return clean_pdf(uploaded) if kind is Kind.PDF else clean_photo(uploaded)


# A4 in points, upright.
_SHEET = (595, 842)


def one_pdf(files: Sequence[CleanFile]) -> CleanPdf:
    """Photos and PDFs of one paper as a single PDF, each photo on a sheet of its own; raises BadFile."""
    if len(files) == 1 and isinstance(files[0], CleanPdf):
        return files[0]
    with pikepdf.new() as pdf:
        for file in files:
            if isinstance(file, CleanPhoto):
                _add_sheet(pdf, file)
            else:
                with pikepdf.open(BytesIO(file.content)) as part:
                    pdf.pages.extend(part.pages)
        pages = len(pdf.pages)
        check_pages(pages, MOST_PAGES)
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    content = out.getvalue()
    return CleanPdf(bytes=content, pages=pages, sha256=hashlib.sha256(content).hexdigest())


def _add_sheet(pdf: pikepdf.Pdf, photo: CleanPhoto) -> None:
    """The photo as large as the sheet allows, the sheet turned as the photo is."""
    width, height = _SHEET if photo.height >= photo.width else _SHEET[::-1]
    scale = min(width / photo.width, height / photo.height)
    wide, high = photo.width * scale, photo.height * scale
    picture = pdf.make_stream(
        photo.full, Type=Name.XObject, Subtype=Name.Image, Width=photo.width, Height=photo.height,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    pdf.add_blank_page(page_size=(width, height))
    page = pdf.pages[-1]
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=picture))
    place = f"{wide:.2f} 0 0 {high:.2f} {(width - wide) / 2:.2f} {(height - high) / 2:.2f}"
    page.obj.Contents = pdf.make_stream(f"q {place} cm /Photo Do Q".encode())
