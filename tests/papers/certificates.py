"""Real certificates and signatures, made on the spot: an authority of our own, P-256, PKCS#12, PAdES.

ca = Authority()
rosa = ca.person("QUISPE MAMANI ROSA FIR 00000017 hard")
signed = sign(pdf, rosa)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import TextStampStyle

PASSWORD = "clave-de-prueba"
NOW = datetime(2026, 6, 8, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Who holds a certificate, with its key and the certificate of whoever issued it."""

    certificate: x509.Certificate
    key: Any
    chain: tuple[x509.Certificate, ...]

    @property
    def p12(self) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            b"prueba", self.key, self.certificate, self.chain,
            serialization.BestAvailableEncryption(PASSWORD.encode()),
        )  # fmt: skip


class Authority:
    """Issues certificates that are in force for a year around `NOW`."""

    def __init__(self, name: str = "ECEP Demo") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = _certificate(name, self.key, None, None, is_authority=True)

    def person(self, name: str = "DEMO QUISPE ROSA FIR 00000017 hard", *, rsa_key: bool = False, **days: int) -> Person:
        key = rsa.generate_private_key(65537, 2048) if rsa_key else ec.generate_private_key(ec.SECP256R1())
        made = _certificate(name, key, self.certificate.subject, self.key, is_authority=False, **days)
        return Person(made, key, (self.certificate,))

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def trusted_in(self, folder: Path) -> str:
        """A folder that trusts this authority, as SIGNING_TRUST_ROOTS names it."""
        folder.mkdir(exist_ok=True)
        (folder / "raiz.pem").write_bytes(self.pem())
        return str(folder)


def alone(name: str = "DEMO SOLA") -> Person:
    """Somebody who issued their own certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Person(_certificate(name, key, None, None, is_authority=False), key, ())


def sign(pdf: bytes, person: Person, field: str = "Firma", *, at: datetime = NOW, visible: bool = False) -> bytes:
    """The PDF signed as programs for signing do it: appended to, with a stamp on the page or without."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    if visible:
        fields.append_signature_field(writer, fields.SigFieldSpec(field, box=(320, 60, 540, 110), on_page=0))
    return signed_by(writer, person, field, at=at)


def sign_drawn_over(pdf: bytes, person: Person) -> bytes:
    """Something is drawn over the page first, then all of it is signed: the signature is whole, the paper is not."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    drawing = generic.StreamObject(stream_data=b"0 0 1 rg 60 60 300 300 re f")
    writer.add_stream_to_page(0, writer.add_object(drawing))
    return signed_by(writer, person, "Firma")


def signed_by(writer: Any, person: Person, field: str, *, at: datetime = NOW) -> bytes:
    signer = signers.SimpleSigner.load_pkcs12_data(person.p12, [], PASSWORD.encode())
    metadata = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    stamp = TextStampStyle(stamp_text="Firmado por %(signer)s")
    with time_machine.travel(at, tick=False):
        return signers.PdfSigner(metadata, signer=signer, stamp_style=stamp).sign_pdf(writer).getvalue()


def _certificate(
    name: str, key: Any, issuer: Any, issuer_key: Any, *, is_authority: bool, since: int = 180, until: int = 365
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=not is_authority, content_commitment=not is_authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_authority, crl_sign=is_authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = x509.CertificateBuilder(issuer or subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(NOW - timedelta(days=since)).not_valid_after(NOW + timedelta(days=until))
    builder = builder.add_extension(x509.BasicConstraints(is_authority, None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer_key or key, hashes.SHA256())
