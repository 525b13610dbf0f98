"""What a file says it is (its name's ending), what it is (its first bytes), and reading it whole."""

from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple

from django.core.files import File

from seho.files.bad import BadFile


class Kind(StrEnum):
    PHOTO = "una foto"
    PDF = "un PDF"
    AUDIO = "una grabación de audio"


class Received(NamedTuple):
    kind: Kind
    content: bytes


_KIND_OF_ENDING = {
    **dict.fromkeys((".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif", ".hif"), Kind.PHOTO),
    ".pdf": Kind.PDF,
    **dict.fromkeys(
        (".m4a", ".mp3", ".ogg", ".oga", ".opus", ".wav", ".webm", ".weba", ".aac", ".amr", ".3gp"), Kind.AUDIO
    ),
}
_PDF_MARK = b"%PDF-"
# Some scanners write a line before the mark; readers look for it in the first kilobyte.
_MARK_WITHIN = 1024
# A file of boxes names its family behind the first box: those of pictures are HEIC and AVIF.
_BOX, _BRAND = slice(4, 8), slice(8, 12)
_PICTURE_BRANDS = {
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"hevx",
    b"hevm",
    b"hevs",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
}
_SOUND_MARKS = (b"OggS", b"ID3", b"\x1a\x45\xdf\xa3", b"#!AMR")
# Frames of MPEG sound begin with eleven bits set; no picture does.
_FRAME = (0xFF, 0xE0)


def receive(uploaded: "File[bytes]", *allowed: Kind, max_bytes: int) -> Received:
    """The whole file and its kind; raises BadFile when name, content and what is asked for do not agree.

    A photo under another photo's ending passes, phones do that daily: it will be encoded again anyway.
    """
    content = _read(uploaded, max_bytes)
    kind = _kind_of(content)
    ending = PurePosixPath(uploaded.name or "").suffix.lower()
    announced = _KIND_OF_ENDING.get(ending, None if ending else kind)
    wanted = _either(allowed)
    if announced is None:
        raise BadFile(f"Un archivo «{ending[:12]}» no se puede adjuntar aquí. Envíe {wanted}.")
    if announced is not kind:
        raise BadFile(
            f"El archivo termina en «{ending}», pero por dentro no es {announced}, o está dañado. "
            "Ábralo para comprobarlo y elija el correcto."
        )
    if kind not in allowed:
        raise BadFile(f"Aquí se adjunta {wanted}, y usted envió {kind}.")
    return Received(kind, content)


def _kind_of(content: bytes) -> Kind:
    """By its first bytes; whatever is nothing known is taken for a photo, and its decoder refuses it."""
    if content.startswith(_SOUND_MARKS) or (content[:4], content[8:12]) == (b"RIFF", b"WAVE"):
        return Kind.AUDIO
    if content[_BOX] == b"ftyp" and content[_BRAND] not in _PICTURE_BRANDS:
        return Kind.AUDIO
    if len(content) > 1 and content[0] == _FRAME[0] and content[1] & _FRAME[1] == _FRAME[1]:
        return Kind.AUDIO
    return Kind.PDF if _PDF_MARK in content[:_MARK_WITHIN] else Kind.PHOTO


def _either(kinds: tuple[Kind, ...]) -> str:
    """una foto, un PDF o una grabación de audio"""
    return " o ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))


def _read(uploaded: "File[bytes]", max_bytes: int) -> bytes:
    if uploaded.size == 0:
        raise BadFile("El archivo está vacío. Elija otro.")
    if uploaded.size > max_bytes:
        raise BadFile(
            f"El archivo pesa {_megabytes(uploaded.size)} MB y aceptamos hasta {_megabytes(max_bytes)} MB. "
            "Envíe uno más liviano."
        )
    uploaded.seek(0)
    return bytes(uploaded.read())


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
