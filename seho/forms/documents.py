"""Identity documents and telephone numbers of Peru: how they are written and what looks wrong.

A document is never a bar to registration (art. 10): a doubt is a warning, only a number that cannot
be of its kind is an error.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from stdnum.pe import cui


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Finding(NamedTuple):
    level: Level
    sentence: str


class _Kind(NamedTuple):
    name: str
    pattern: str
    shape: str


_KINDS = {
    "DNI": _Kind("el número del DNI", r"\d{8}([0-9A-K])?", "tiene 8 cifras"),
    "CE": _Kind("el número del carné de extranjería", r"[0-9A-Z]{8,12}", "tiene de 8 a 12 letras o cifras"),
    "PTP": _Kind("el número del PTP", r"[0-9A-Z]{6,15}", "tiene de 6 a 15 letras o cifras"),
    "CPP": _Kind("el número del CPP", r"[0-9A-Z]{6,15}", "tiene de 6 a 15 letras o cifras"),
    "PASSPORT": _Kind("el número del pasaporte", r"[0-9A-Z]{5,12}", "tiene de 5 a 12 letras o cifras"),
    "SIAGIE": _Kind("el código de estudiante del SIAGIE", r"\d{14}", "tiene 14 cifras"),
}
WITHOUT_DOCUMENT = "NONE"
DOCUMENT_KINDS = (*_KINDS, WITHOUT_DOCUMENT)
_DNI_DIGITS = 8


def document_number(kind: str, number: str) -> str:
    """The number as it is stored: capitals, no separators, the DNI without its check character."""
    compact = _compact(number)
    if kind == "DNI" and re.fullmatch(_KINDS["DNI"].pattern, compact):
        return compact[:_DNI_DIGITS]
    return compact


def check_document(kind: str, number: str) -> list[Finding]:
    """What is wrong (error) or doubtful (warning) with a document number as it was typed.

    `kind` is one of DOCUMENT_KINDS. A DNI may carry its check character after the 8 digits.
    """
    compact = _compact(number)
    if kind == WITHOUT_DOCUMENT:
        without = "Si no tiene documento, deje el número en blanco; si lo tiene, elija su tipo."
        return [Finding(Level.ERROR, without)] if compact else []
    expected = _KINDS[kind]
    if not compact:
        return [Finding(Level.ERROR, f"Escriba {expected.name}.")]
    if not re.fullmatch(expected.pattern, compact, re.ASCII):
        return [Finding(Level.ERROR, _why_not(expected, compact))]
    return _doubts(kind, compact)


def _compact(number: str) -> str:
    return re.sub(r"[\s.\-‐‑–—/]", "", number).upper()


def _why_not(expected: _Kind, compact: str) -> str:
    name = expected.name[0].upper() + expected.name[1:]
    if "A-Z" not in expected.pattern and (strange := re.sub(r"[0-9]", "", compact)):
        return f"{name} {expected.shape}, sin letras ni signos: revise «{strange[:10]}»."
    if strange := re.sub(r"[0-9A-Z]", "", compact):
        return f"{name} {expected.shape}, sin otros signos: revise «{strange[:10]}»."
    return f"{name} {expected.shape}, y usted escribió {len(compact)}."


def _doubts(kind: str, compact: str) -> list[Finding]:
    doubts = []
    if len(set(compact)) == 1:
        doubts.append("El número repite una sola cifra: compruebe que no sea de relleno.")
    if kind == "DNI" and len(compact) > _DNI_DIGITS and not cui.is_valid(compact):
        doubts.append(
            f"El carácter de verificación «{compact[-1]}» no corresponde al DNI {compact[:_DNI_DIGITS]}: "
            "compare el número con el documento."
        )
    return [Finding(Level.WARNING, sentence) for sentence in doubts]


# --- Telephones ------------------------------------------------------------------------------

_EXTENSION = re.compile(r"\b(?:anexo|anx|ext)\b\.?\s*(\d{1,6})$", re.IGNORECASE)
_MOBILE = re.compile(r"9\d{8}")
_LIMA = re.compile(r"(?:0?1)?([2-7]\d{6})")
_PROVINCE = re.compile(r"0?([4-8]\d)([2-7]\d{5})")
_ABROAD = re.compile(r"(?!51)[1-9]\d{7,14}")


def phone_number(text: str) -> str | None:
    """A telephone as it is stored, None when it cannot be one.

    "987654321" for a mobile, "01 2345678" or "054 234567" for a landline, with " anexo 12" if it has
    one; "+584121234567" for one abroad, which must be typed with its +.
    """
    text = text.strip()
    extension = ""
    if found := _EXTENSION.search(text):
        text, extension = text[: found.start()].rstrip(" ,;-"), f" anexo {found[1]}"
    if not re.fullmatch(r"\+?[0-9 ()\-./]+", text):
        return None
    digits = re.sub(r"[^0-9]", "", text)
    if text.startswith("+") and _ABROAD.fullmatch(digits):
        return f"+{digits}{extension}"
    digits = re.sub(r"^(?:00)?51(?=\d{8,9}$)", "", digits)
    if _MOBILE.fullmatch(digits):
        return digits + extension
    if found := _LIMA.fullmatch(digits):
        return f"01 {found[1]}{extension}"
    if found := _PROVINCE.fullmatch(digits):
        return f"0{found[1]} {found[2]}{extension}"
    return None
