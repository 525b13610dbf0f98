"""Single values of the State's files as our catalogues keep them. No database here."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from seho.imports.tables import is_damaged
from seho.network.rules import DEPARTMENTS
from seho.text import search_key

Values = dict[str, Any]

# What a person corrected by hand stands: the file only fills it where it is empty.
ONLY_WHERE_EMPTY = frozenset({"director_name", "phone", "email"})


class Read(NamedTuple):
    """One row: its `key` in the catalogue and its values, or the `problem` for which it is left out."""

    key: str
    name: str
    values: Values
    ugel_code: str = ""
    problem: str = ""


def problem_of(name: str, codes: list[tuple[str, str, str]]) -> str:
    """Why a row cannot be taken: each of `codes` is (our words, the code as understood, as typed)."""
    for words, code, typed in codes:
        if not code:
            return f"No se entiende {words}: «{typed[:20]}»." if typed.strip() else f"Falta {words}."
    if not name:
        return "Falta el nombre."
    if is_damaged(name):
        return "El nombre llegó con letras dañadas: descargue el archivo de nuevo, sin abrirlo en una hoja de cálculo."
    return ""


_WHOLE = re.compile(r"(\d+)(?:\.0+)?")


def digits(text: str, length: int) -> str:
    """The code with the zeros that a spreadsheet took ("30007", "30007.0" -> "030007"); "" when it is none."""
    if len(text) == length and text.isdecimal() and text.isascii():  # as nearly every code is written
        return text
    found = _WHOLE.fullmatch(text.strip())
    code = found.group(1) if found else ""
    return code.zfill(length) if 0 < len(code) <= length else ""


def short(text: str, length: int) -> str:
    """One line without spaces at its ends or two in a row, cut at `length`."""
    if len(text) <= length and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.split())[:length].strip()


_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")


def email_of(text: str) -> str:
    """The first address of those that were written together; "" when there is none."""
    found = _EMAIL.search(text)
    return found.group().lower()[:254] if found and found.group().isascii() else ""


_DEPARTMENT_BY_KEY = {search_key(name): name for name in DEPARTMENTS}


@lru_cache(maxsize=20_000)
def department_name(said: str) -> str:
    return _DEPARTMENT_BY_KEY.get(search_key(said), short(place_case(said), 60))


@lru_cache(maxsize=4_000)
def place_values(ubigeo: str, department: str, province: str, district: str) -> Values:
    """What the rows of one district share; read, never changed."""
    return {
        "ubigeo": ubigeo,
        "department": department_name(department),
        "province": short(place_case(province), 60),
        "district": short(place_case(district), 60),
    }


_SMALL_WORDS = frozenset({"de", "del", "la", "las", "los", "el", "y", "a", "en"})


@lru_cache(maxsize=20_000)
def place_case(text: str) -> str:
    """A name of a place as it is written: "SAN JUAN DE LURIGANCHO" -> "San Juan de Lurigancho"."""
    if not text.isupper():
        return " ".join(text.split())
    words = text.lower().split()
    return " ".join(word if place and word in _SMALL_WORDS else _capital(word) for place, word in enumerate(words))


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def place_of(one: str, other: str) -> tuple[Decimal | None, Decimal | None]:
    """Latitude and longitude of a place in Peru, whichever of the two columns holds which; none when they are not.

    The old RENIPRESS has them swapped. In Peru a latitude lies from -19 to 0, a longitude from -82 to -68; the
    sign is missing in some rows.
    """
    found = [number for number in (_number(one), _number(other)) if number is not None]
    latitude = [number for number in found if 0 < number <= 19]
    longitude = [number for number in found if 65 <= number <= 82]
    if len(latitude) != 1 or len(longitude) != 1:
        return None, None
    return -latitude[0], -longitude[0]


def _number(text: str) -> Decimal | None:
    try:
        number = abs(Decimal(text.strip().replace(",", ".")))
        return number.quantize(Decimal("0.000001")) if number < 1000 else None
    except InvalidOperation:
        return None


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00:00)?")
_PERU = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def day_of(text: str) -> date | None:
    """2026-03-16 or 16/03/2026; None when it is no day."""
    if found := _ISO.fullmatch(text.strip()):
        year, month, day = found.groups()
    elif found := _PERU.fullmatch(text.strip()):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
