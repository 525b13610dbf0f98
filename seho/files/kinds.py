"""What a file says it is (its name's ending), what it is (its first bytes), and reading it whole."""

from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple

from django.core.files import File

from seho.files.bad import BadFile


class Kind(StrEnum):
    PHOTO = "una foto"
    PDF = "un PDF"


class Received(NamedTuple):
    kind: Kind
    content: bytes


_KIND_OF_ENDING = {
    **dict.fromkeys((".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif", ".hif"), Kind.PHOTO),
    ".pdf": Kind.PDF,
}
_PDF_MARK = b"%PDF-"
# Some scanners write a line before the mark; readers look for it in the first kilobyte.
_MARK_WITHIN = 1024


def receive(uploaded: "File[bytes]", *allowed: Kind, max_bytes: int) -> Received:
    """The whole file and its kind; raises BadFile when name, content and what is asked for do not agree.

    A photo under another photo's ending passes, phones do that daily: it will be encoded again anyway.
    """
    content = _read(uploaded, max_bytes)
    kind = Kind.PDF if _PDF_MARK in content[:_MARK_WITHIN] else Kind.PHOTO
    ending = PurePosixPath(uploaded.name or "").suffix.lower()
    announced = _KIND_OF_ENDING.get(ending, None if ending else kind)
    wanted = " o ".join(allowed)
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
