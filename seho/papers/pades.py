"""pyHanko, kept in one room: signing with the certificate of the installation, and reading what others signed."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import pem
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.core.exceptions import ValidationError
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from seho.clock import lima_date
from seho.files import BadFile
from seho.papers.signing import Signature

FIELD = "Firma"
# It writes what it finds wrong, with names in it, into the log; what was wrong is told by its answer.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

_UNSIGNED = (
    "Este PDF no tiene ninguna firma digital. Fírmelo con su certificado o, si se firmó a mano, suba el escaneado."
)
_BROKEN = (
    "La firma no corresponde al contenido: el PDF se cambió después de firmarlo. "
    "Firme de nuevo el documento que se descarga aquí."
)
_ADDED = (
    "Después de firmar se agregó algo al PDF que la firma no cubre. Firme de nuevo el documento que se descarga aquí."
)
_UNREADABLE = "No pudimos leer las firmas de este PDF: está dañado, o se hizo con un formato que no conocemos."
_NOT_IN_FORCE = "El certificado de {} no estaba vigente el {}, día de la firma. Fírmelo con un certificado vigente."
_EXPIRED = "No se puede emitir: el certificado con que se firma venció el {}. Avise a quien administra el programa."
_UNUSABLE = (
    "No se puede emitir: el certificado con que se firma está dañado, su clave es otra, o no es RSA ni de curva "
    "elíptica. Avise a quien administra el programa."
)
# A DNI or RUC that Peru's certificates carry in the name of their holder, with what marks it.
_NUMBERS = re.compile(r"[\s:,-]*\b((FIR|FAU|AUT|CIF|DNI|RUC)\b|\d{8,11}\b).*$", re.IGNORECASE)


# --- Reading ---------------------------------------------------------------------------------------


def read(signed: bytes, roots: str) -> tuple[Signature, ...]:
    """Every signature of a PDF in its order; raises BadFile unless each is whole and the last covers the file."""
    try:
        reader = PdfFileReader(BytesIO(signed))
        found = list(reader.embedded_regular_signatures)
        if not found:
            raise BadFile(_UNSIGNED)
        context = _context(roots)
        statuses = [validate_pdf_signature(each, context) for each in found]
    except BadFile:
        raise
    except Exception:  # noqa: BLE001 - A hostile file breaks the reader in many ways; each means the same.
        raise BadFile(_UNREADABLE) from None
    for status in statuses:
        _refuse_broken(status)
    if found[-1].signed_revision == reader.xrefs.total_revisions - 1 and _end_of(found[-1]) < len(signed.rstrip()):
        raise BadFile(_ADDED)  # behind the end of the PDF, where no reader looks
    return tuple(_signature(each, status) for each, status in zip(found, statuses, strict=True))


def _end_of(found: EmbeddedPdfSignature) -> int:
    return sum(list(found.byte_range)[-2:])


def _refuse_broken(status: PdfSignatureStatus) -> None:
    if not (status.intact and status.valid):
        raise BadFile(_BROKEN)
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return
    # Something follows: other signatures, stamps of time and proofs may; nothing else.
    level = status.modification_level
    is_told = status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and level is not None
    if not is_told or level > ModificationLevel.FORM_FILLING or not status.docmdp_ok:
        raise BadFile(_ADDED)


def _signature(found: EmbeddedPdfSignature, status: PdfSignatureStatus) -> Signature:
    certificate = status.signing_cert
    timed = status.timestamp_validity
    is_timed = bool(timed and timed.valid and timed.intact and timed.trusted)
    signed_at = timed.timestamp if timed and is_timed else status.signer_reported_dt
    name = holder_of(certificate)
    if signed_at and not certificate.not_valid_before <= signed_at <= certificate.not_valid_after:
        raise BadFile(_NOT_IN_FORCE.format(name, f"{lima_date(signed_at):%d/%m/%Y}"))
    return Signature(
        signer=name,
        issuer=_common_name(certificate.issuer.native),
        valid_until=certificate.not_valid_after,
        signed_at=signed_at,
        is_timed=is_timed,
        is_trusted=bool(status.trusted),
    )


def holder_of(certificate: Certificate) -> str:
    """The name of the person or of the body, without the number of a document."""
    return _NUMBERS.sub("", _common_name(certificate.subject.native))[:160] or "Sin nombre"


def _common_name(name: dict[str, Any]) -> str:
    found = name.get("common_name") or name.get("organization_name") or ""
    return " ".join(str(found[0] if isinstance(found, list) else found).split())[:160] or "Sin nombre"


def _context(roots: str) -> ValidationContext:
    """Without the network: whether a certificate was revoked is not asked."""
    return ValidationContext(trust_roots=list(trust_roots(roots)), allow_fetching=False)


def trust_roots(folder: str) -> Iterator[Certificate]:
    """The certificates of the authorities that this installation trusts: PEM or DER files of one folder."""
    for file in sorted(Path(folder).iterdir()) if folder else ():
        if file.suffix.lower() in {".pem", ".crt", ".cer", ".der"}:
            data = file.read_bytes()
            parts = [part for _, _, part in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
            yield from map(Certificate.load, parts)


# --- Signing ---------------------------------------------------------------------------------------


class _Update(IncrementalPdfFileWriter):
    """Keeps the version of the paper: PDF/A knows nothing newer, and readers check P-256 without being told."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        super().ensure_output_version(min(version, (1, 7)))  # type: ignore[no-untyped-call]


class _Signer(signers.SimpleSigner):
    """Keeps its key: pyHanko reads it anew for each signature, which costs an RSA key 150 ms."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        digest = _DIGESTS[digest_algorithm]
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), digest)
        return self.key.sign(data, ec.ECDSA(digest))


_DIGESTS = {"sha256": hashes.SHA256()}


@dataclass(frozen=True)
class OwnSigner:
    """Signs a paper with the certificate of this installation: `OwnSigner(...)(pdf)` is the signed PDF.

    `name` is the holder of the certificate.
    """

    name: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    is_trusted: bool
    signer: _Signer

    @classmethod
    def load(cls, path: Path, password: str, roots: str) -> OwnSigner:
        try:
            signer = _Signer.load_pkcs12_data(path.read_bytes(), [], password.encode() or None)
            key = load_der_private_key(signer.signing_key.dump(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise ValidationError(_UNUSABLE) from error
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise ValidationError(_UNUSABLE)
        signer.key = key
        certificate = signer.signing_cert
        return cls(
            name=holder_of(certificate),
            issuer=_common_name(certificate.issuer.native),
            valid_from=certificate.not_valid_before,
            valid_until=certificate.not_valid_after,
            is_trusted=_is_trusted(signer, roots),
            signer=signer,
        )

    def __call__(self, pdf: bytes) -> bytes:
        now = timezone.now()
        if not self.valid_from <= now <= self.valid_until:
            raise ValidationError(_EXPIRED.format(f"{lima_date(self.valid_until):%d/%m/%Y}"))
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", name=self.name
        )
        signed: bytes = signers.sign_pdf(_Update(BytesIO(pdf)), metadata, self.signer).getvalue()
        return signed

    @property
    def words(self) -> str:
        known = Signature(self.name, self.issuer, self.valid_until, None, is_timed=False, is_trusted=self.is_trusted)
        return f"Firma íntegra. {known.words}"


def _is_trusted(signer: _Signer, roots: str) -> bool:
    """Whether its chain ends at an authority that this installation trusts."""
    validator = CertificateValidator(signer.signing_cert, list(signer.cert_registry), _context(roots))
    try:
        asyncio.run(validator.async_validate_path())
    except (PathBuildingError, PathValidationError):
        return False
    return True
