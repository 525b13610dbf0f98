"""Signatures with a certificate (Ley 27269): of what the program issues, and of what others signed.

pyHanko is an optional extra (`requirements-signing.txt`): without it papers go out unsigned, and a signed PDF cannot
be taken. Everything that imports it stands in `pades`; this is its only door. `docs/adr/0007-signing.md` says more.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError

from seho.clock import lima_date
from seho.files import BadFile
from seho.papers.revisions import adds_only_signatures

if TYPE_CHECKING:
    from seho.papers.pades import OwnSigner

_NOT_THIS = (
    "Este PDF no es el documento que emitió el programa, o se guardó de nuevo antes de firmarlo. "
    "Descargue el documento y firme ese archivo, sin imprimirlo a PDF ni abrirlo en otro editor."
)
_CHANGED = (
    "Además de firmarlo, se cambió o agregó algo al documento: ya no es el que se emitió. "
    "Descárguelo de nuevo y firme ese archivo."
)
_CANNOT_SIGN = "No se puede emitir: falta instalar el componente de firma. Avise a quien administra el programa."
_NO_FILE = "No se puede emitir: no se encuentra el certificado con que se firma. Avise a quien administra el programa."
_NOT_TAKEN = (
    "Este programa no puede comprobar firmas digitales: falta instalar ese componente. Avise a quien lo administra."
)


@dataclass(frozen=True)
class Signature:
    """One signature of a PDF, whole and of a certificate that was in force at the time that it tells.

    `signed_at` is what the signer's computer said, unless `is_timed`: then an authority of time said it.
    """

    signer: str
    issuer: str
    valid_until: datetime
    signed_at: datetime | None
    is_timed: bool
    is_trusted: bool

    @property
    def words(self) -> str:
        known = "reconocido por este programa" if self.is_trusted else "no reconocido por este programa"
        return (
            f"Certificado emitido por {self.issuer}, válido hasta el {lima_date(self.valid_until):%d/%m/%Y}, {known}."
        )


@dataclass(frozen=True)
class SignedPaper:
    """A paper with its signatures, the first one first; nothing in it but them differs from what was issued."""

    signatures: Sequence[Signature]

    @property
    def signer(self) -> str:
        return "; ".join(dict.fromkeys(signature.signer for signature in self.signatures))

    @property
    def signed_at(self) -> datetime | None:
        return self.signatures[-1].signed_at

    @property
    def is_trusted(self) -> bool:
        return all(signature.is_trusted for signature in self.signatures)

    @property
    def verdict(self) -> str:
        words = dict.fromkeys(signature.words for signature in self.signatures)
        return " ".join(["Firma íntegra.", *words, "No se consultó si fue revocado."])


def is_installed() -> bool:
    """Whether signatures can be made and checked here."""
    return importlib.util.find_spec("pyhanko") is not None


def signer() -> OwnSigner | None:
    """What signs each paper when it is issued, called with its bytes; None where no certificate was given.

    Raises ValidationError when one was given and cannot be used, and when called, once the certificate has expired: a
    paper never goes out unsigned in silence.
    """
    if not settings.SIGNING_P12:
        return None
    if not is_installed():
        raise ValidationError(_CANNOT_SIGN)
    path = Path(settings.SIGNING_P12)
    try:
        changed_at = path.stat().st_mtime_ns
    except OSError as error:
        raise ValidationError(_NO_FILE) from error
    return _loaded(path, settings.SIGNING_P12_PASSWORD, str(settings.SIGNING_TRUST_ROOTS), changed_at)


def check(signed: bytes, original: bytes) -> SignedPaper:
    """The signatures of a copy of an issued paper; raises BadFile with the reason why it cannot be taken."""
    if not is_installed():
        raise BadFile(_NOT_TAKEN)
    if not signed.startswith(original):
        raise BadFile(_NOT_THIS)
    signatures = _pades().read(signed, settings.SIGNING_TRUST_ROOTS)
    if not adds_only_signatures(original, signed):
        raise BadFile(_CHANGED)
    return SignedPaper(signatures)


@functools.lru_cache(maxsize=1)
def _loaded(path: Path, password: str, roots: str, changed_at: int) -> OwnSigner:
    """Read once in a process, and again when the file was changed."""
    made: OwnSigner = _pades().OwnSigner.load(path, password, roots)
    return made


def _pades() -> ModuleType:
    from seho.papers import pades  # noqa: PLC0415 - imports pyHanko, see above

    return pades
