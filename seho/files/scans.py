"""Papers and works that arrive as a photo or as a PDF."""

from django.core.files import File

from seho.files.kinds import Kind, receive
from seho.files.pdfs import CleanPdf, clean_pdf
from seho.files.photos import MOST_BYTES, CleanPhoto, clean_photo

CleanFile = CleanPhoto | CleanPdf


def clean_scan(uploaded: "File[bytes]") -> CleanFile:
    """A constancia, an indication of rest or a signed authorisation; raises BadFile."""
    return _clean_either(uploaded)


def clean_attachment(uploaded: "File[bytes]") -> CleanFile:
    """A piece of the portfolio; raises BadFile."""
    return _clean_either(uploaded)


def _clean_either(uploaded: "File[bytes]") -> CleanFile:
    received = receive(uploaded, Kind.PHOTO, Kind.PDF, max_bytes=MOST_BYTES)
    return clean_pdf(uploaded) if received.kind is Kind.PDF else clean_photo(uploaded)
