"""Files that come in (decoded and made again), lie in store (by hash) and go out (through views)."""

from seho.files.bad import BadFile
from seho.files.fields import StoredPathField
from seho.files.pdfs import CleanPdf, clean_pdf
from seho.files.photos import CleanPhoto, clean_photo
from seho.files.scans import CleanFile, clean_attachment, clean_scan
from seho.files.storage import (
    ascii_name,
    is_intact,
    open_stored,
    remove_stored,
    serve_bytes,
    serve_stored,
    store_bytes,
    sweep_unfinished,
)
from seho.files.sweeping import NotTheirDatabase, sweep_orphans

__all__ = [
    "BadFile",
    "CleanFile",
    "CleanPdf",
    "CleanPhoto",
    "NotTheirDatabase",
    "StoredPathField",
    "ascii_name",
    "clean_attachment",
    "clean_pdf",
    "clean_photo",
    "clean_scan",
    "is_intact",
    "open_stored",
    "remove_stored",
    "serve_bytes",
    "serve_stored",
    "store_bytes",
    "sweep_orphans",
    "sweep_unfinished",
]
