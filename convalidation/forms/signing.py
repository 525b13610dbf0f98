"""A signed copy of an issued paper: the scan of ink, or the PDF signed with a certificate (Ley 27269)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files import File

from convalidation.enums import SignatureKind
from seho.files import BadFile, clean_scan, looks_signed, one_pdf, signed_pdf
from seho.forms import Form, MultipleUploadField, TextField

_ONE = "Un documento firmado con certificado es un solo PDF: elija ese archivo."
_WOULD_BREAK = (
    "Este PDF tiene una firma digital, y al guardarlo como escaneado se perdería. Elija «Con certificado digital»."
)
_WAYS = (
    (SignatureKind.SCAN, "A mano: se imprimió, se firmó y se escaneó o fotografió"),
    (SignatureKind.EXTERNAL, "Con certificado digital: ReFirma u otro programa que firma PDF"),
)


def _as_it_came(uploaded: File[bytes]) -> Any:
    return uploaded


class SignedCopyForm(Form):
    """`data` of what was cleaned is the PDF to keep: made anew of scans, byte for byte if a certificate signed it."""

    kind = forms.ChoiceField(label="Cómo se firmó", choices=_WAYS, widget=forms.RadioSelect)
    upload = MultipleUploadField(
        decode=_as_it_came,
        max_files=40,
        label="Documento firmado",
        help_text="Escaneado: un PDF, o una foto de cada página en su orden. Con certificado: el PDF que se firmó.",
    )

    def __init__(self, data: Any = None, files: Any = None, *, checks_certificates: bool) -> None:
        super().__init__(data, files, initial={"kind": SignatureKind.SCAN})
        if not checks_certificates:
            kind: Any = self.fields["kind"]
            kind.choices = _WAYS[:1]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind, files = cleaned.get("kind"), cleaned.get("upload")
        if kind and files:
            try:
                cleaned["data"] = _signed(files) if kind == SignatureKind.EXTERNAL else _scanned(files)
            except BadFile as error:
                self.add_error("upload", error)
        return cleaned


def _signed(files: list[File[bytes]]) -> bytes:
    if len(files) > 1:
        raise BadFile(_ONE)
    return signed_pdf(files[0])


def _scanned(files: list[File[bytes]]) -> bytes:
    if any(looks_signed(file) for file in files):
        raise BadFile(_WOULD_BREAK)
    return one_pdf([clean_scan(file) for file in files]).content


class RemoveCopyForm(Form):
    reason = TextField(label="Motivo", max_length=400, help_text="Por ejemplo: se subió el de otro documento.")
