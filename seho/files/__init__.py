"""Files that come in (decoded and made again), lie in store (by hash) and go out (through views)."""

from seho.files.audio import CleanAudio, clean_audio
from seho.files.bad import BadFile
from seho.files.edits import PhotoEdit, edited_photo
from seho.files.fields import StoredPathField
from seho.files.pdfs import CleanPdf, clean_pdf
from seho.files.photos import CleanPhoto, clean_photo
from seho.files.scans import CleanFile, clean_attachment, clean_scan, one_pdf
from seho.files.serving import ascii_name, asks_for_rest, serve_bytes, serve_stored
from seho.files.signed import looks_signed, signed_pdf
from seho.files.storage import (
    is_intact,
    open_stored,
    remove_stored,
    store_bytes,
    store_file,
    stored_path,
    sweep_unfinished,
)
from seho.files.sweeping import NotTheirDatabase, before_sweeping, forget_what_is_over, sweep_orphans
from seho.files.turns import Busy, turn

__all__ = [
    "BadFile",
    "Busy",
    "CleanAudio",
    "CleanFile",
    "CleanPdf",
    "CleanPhoto",
    "NotTheirDatabase",
    "PhotoEdit",
    "StoredPathField",
    "ascii_name",
    "asks_for_rest",
    "before_sweeping",
    "clean_attachment",
    "clean_audio",
    "clean_pdf",
    "clean_photo",
    "clean_scan",
    "edited_photo",
    "forget_what_is_over",
    "is_intact",
    "looks_signed",
    "one_pdf",
    "open_stored",
    "remove_stored",
    "serve_bytes",
    "serve_stored",
    "signed_pdf",
    "store_bytes",
    "store_file",
    "stored_path",
    "sweep_orphans",
    "sweep_unfinished",
    "turn",
]
