"""Signed copies of issued papers: kept beside the original, whose bytes never change."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from convalidation.enums import SignatureKind
from convalidation.models import IssuedDocument, Packet, SignedCopy
from patients.services.writing import locked, races_told, write
from seho.accounts import audit
from seho.files import BadFile, clean_pdf, open_stored, store_bytes
from seho.papers import signing

AREA = "signed"
_NOT_VALID = "Este documento ya no está vigente: no se le agregan copias firmadas."
_UNSIGNED = "Este es el mismo PDF que se descarga de aquí, sin firma. Suba el que se escaneó después de firmarlo."
_ONLY_SCANS = "Una copia firmada con certificado pertenece siempre a su documento: no se quita."


def add_signed_copy(*, by: Any, document: IssuedDocument, kind: str, data: bytes) -> SignedCopy:
    """Keep a signed copy; the same one sent twice is kept once.

    `data` is a PDF that does nothing when it is opened. One that a certificate signed must be the very paper, with
    nothing added but signatures. Raises ValidationError beside `upload` with the reason why it is none.
    """
    values = _checked(document, kind, data)
    path, sha256 = store_bytes(AREA, data, ".pdf"), hashlib.sha256(data).hexdigest()
    with races_told(), transaction.atomic():
        packet = locked(document.packet)
        known = SignedCopy.objects.filter(document=document, sha256=sha256).first()
        if known is not None:
            return known
        if not packet.is_valid:
            raise ValidationError(_NOT_VALID)
        copy = SignedCopy(document=document, kind=kind, path=path, sha256=sha256, bytes=len(data), **values)
        write(copy, {"added_at": timezone.now(), "added_by": by})
        audit.record(by=by, act="Agregó una copia firmada", obj=copy, seho=packet.episode.seho, after=_told(copy))
    return copy


def keep_own_signatures(*, by: Any, packet: Packet) -> None:
    """Write down who signed the papers that were signed at issue, inside the transaction that issues them."""
    own = signing.signer()
    for document in packet.documents.all():
        if own is not None and document.content["mark"]["signed"]:
            copy = SignedCopy(
                document=document, kind=SignatureKind.OWN, path=document.path, sha256=document.sha256,
                bytes=document.bytes, signer=own.name, signed_at=packet.issued_at, is_intact=True,
                is_trusted=own.is_trusted, verdict=own.words, added_at=packet.issued_at, added_by=by,
            )  # fmt: skip
            write(copy)


def remove_signed_copy(*, by: Any, copy: SignedCopy, reason: str) -> None:
    """Take away a scan that is not what it should be: it may show another pupil's paper. Its file is swept later."""
    if copy.kind != SignatureKind.SCAN:
        raise ValidationError(_ONLY_SCANS)
    if not reason.strip():
        raise ValidationError({"reason": ["Escriba el motivo: quedará en el historial."]})
    with transaction.atomic():
        audit.record(
            by=by, act="Quitó una copia firmada", obj=copy, seho=copy.document.seho, reason=reason.strip(),
            before=_told(copy), after={},
        )  # fmt: skip
        copy.delete()


def _checked(document: IssuedDocument, kind: str, data: bytes) -> dict[str, Any]:
    """What the check of a signature found; of a scan nothing can be found but that it is not the unsigned paper."""
    with open_stored(document.path) as file:
        original = file.read()
    try:
        if kind == SignatureKind.EXTERNAL:
            paper = signing.check(data, original)
            return {
                "signer": paper.signer[:200], "signed_at": paper.signed_at, "is_intact": True,
                "is_trusted": paper.is_trusted, "verdict": paper.verdict[:400],
            }  # fmt: skip
        if data in (original, clean_pdf(ContentFile(original, "original.pdf")).content):
            raise BadFile(_UNSIGNED)
    except BadFile as error:
        raise ValidationError({"upload": [error.sentence]}) from error
    return {}


def _told(copy: SignedCopy) -> dict[str, Any]:
    return {"document": copy.document.label, "kind": copy.kind, "sha256": copy.sha256}
