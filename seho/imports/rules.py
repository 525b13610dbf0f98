"""What a row of the State's files says, as values of our catalogue; or why it cannot be taken. No database here.

The layouts are those of the ESCALE register of schools (`Padron_web`) and of RENIPRESS, old and new.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from seho.imports.tables import is_damaged
from seho.network.rules import DEPARTMENTS
from seho.text import search_key

Values = dict[str, str | bool | Decimal | None]

SCHOOL_NEEDED = ("COD_MOD", "CEN_EDU")
SCHOOL_COLUMNS = (
    "COD_MOD", "ANEXO", "CODLOCAL", "CEN_EDU", "NIV_MOD", "D_NIV_MOD", "GESTION", "DIRECTOR", "TELEFONO", "EMAIL",
    "DIR_CEN", "LOCALIDAD", "CEN_POB", "CODGEO", "D_DPTO", "D_PROV", "D_DIST", "CODOOII", "NLAT_IE", "NLONG_IE",
    "ESTADO", "D_ESTADO",
)  # fmt: skip

# By our word, the column of the new layout and that of the old one.
_HOSPITAL = {
    "code": ("COD_IPRESS", "CODIGO_UNICO"),
    "name": ("NOMBRE", "NOMBRE_DEL_ESTABLECIMIENTO"),
    "category": ("CATEGORIA",),
    "department": ("DEPARTAMENTO",),
    "province": ("PROVINCIA",),
    "district": ("DISTRITO",),
    "ubigeo": ("UBIGEO",),
    "state": ("ESTADO",),
    "north": ("NORTE",),
    "east": ("ESTE",),
}
HOSPITAL_COLUMNS = tuple(name for names in _HOSPITAL.values() for name in names)
HOSPITAL_NEEDED = ("CATEGORIA", "UBIGEO", "ESTADO")
_CATEGORIES = frozenset({"I-1", "I-2", "I-3", "I-4", "II-1", "II-2", "II-E", "III-1", "III-2", "III-E"})

# What a person corrected by hand stands: the file only fills it where it is empty.
ONLY_WHERE_EMPTY = frozenset({"director_name", "phone", "email"})


class Read(NamedTuple):
    """One row: its `key` in the catalogue and its values, or the `problem` for which it is left out."""

    key: str
    name: str
    values: Values
    ugel_code: str = ""
    problem: str = ""


def school_of(row: Mapping[str, str]) -> Read:
    """A row of `Padron_web`: the key is código modular and annex together ("0309369-0")."""
    name = _short(row.get("CEN_EDU", ""), 150)
    code = _digits(row.get("COD_MOD", ""), 7)
    annex = _digits(row.get("ANEXO", "") or "0", 1)
    key = f"{code}-{annex}"
    if problem := _problem(
        name, [("el código modular", code, row.get("COD_MOD", "")), ("el anexo", annex, row.get("ANEXO", ""))]
    ):
        return Read(key, name, {}, problem=problem)
    ubigeo = _digits(row.get("CODGEO", ""), 6)
    latitude, longitude = place_of(row.get("NLAT_IE", ""), row.get("NLONG_IE", ""))
    return Read(
        key,
        name,
        {
            "modular_code": code,
            "annex": annex,
            "name": name,
            "level_code": row.get("NIV_MOD", "")[:2],
            "level_name": _short(row.get("D_NIV_MOD", ""), 60),
            "management": row.get("GESTION", "") if row.get("GESTION", "") in ("1", "2", "3") else "",
            **_place(ubigeo, row.get("D_DPTO", ""), row.get("D_PROV", ""), row.get("D_DIST", "")),
            "locality": _short(place_case(row.get("LOCALIDAD", "") or row.get("CEN_POB", "")), 100),
            "address": _short(row.get("DIR_CEN", ""), 200),
            "local_code": _digits(row.get("CODLOCAL", ""), 6),
            "director_name": _short(row.get("DIRECTOR", ""), 120),
            "phone": _short(row.get("TELEFONO", ""), 60),
            "email": _email(row.get("EMAIL", "")),
            "latitude": latitude,
            "longitude": longitude,
            "is_active": row.get("ESTADO", "") == "1" or row.get("D_ESTADO", "").upper().startswith("ACTIV"),
        },
        ugel_code=_digits(row.get("CODOOII", ""), 6),
    )


def hospital_of(row: Mapping[str, str]) -> Read:
    """A row of RENIPRESS, new layout (;) or old (,), found by the names of its columns."""
    said = {ours: next((row[name] for name in names if name in row), "") for ours, names in _HOSPITAL.items()}
    name = _short(said["name"], 150)
    code = _digits(said["code"], 8)
    if problem := _problem(name, [("el código", code, said["code"])]):
        return Read(code, name, {}, problem=problem)
    latitude, longitude = place_of(said["north"], said["east"])
    return Read(
        code,
        name,
        {
            "code": code,
            "name": name,
            "category": said["category"] if said["category"] in _CATEGORIES else "",
            **_place(_digits(said["ubigeo"], 6), said["department"], said["province"], said["district"]),
            "latitude": latitude,
            "longitude": longitude,
            "is_active": said["state"].upper().startswith("ACTIV"),
        },
    )


def _problem(name: str, codes: list[tuple[str, str, str]]) -> str:
    for words, code, typed in codes:
        if not code:
            return f"No se entiende {words}: «{typed[:20]}»." if typed.strip() else f"Falta {words}."
    if not name:
        return "Falta el nombre."
    if is_damaged(name):
        return "El nombre llegó con letras dañadas: descargue el archivo de nuevo, sin abrirlo en una hoja de cálculo."
    return ""


# --- single values ----------------------------------------------------------------------------------------

_WHOLE = re.compile(r"(\d+)(?:\.0+)?")


def _digits(text: str, length: int) -> str:
    """The code with the zeros that a spreadsheet took ("30007", "30007.0" -> "030007"); "" when it is none."""
    found = _WHOLE.fullmatch(text.strip())
    code = found.group(1) if found else ""
    return code.zfill(length) if 0 < len(code) <= length else ""


def _short(text: str, length: int) -> str:
    return " ".join(text.split())[:length].strip()


_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")


def _email(text: str) -> str:
    """The first address of those that were written together; "" when there is none."""
    found = _EMAIL.search(text)
    return found.group().lower()[:254] if found and found.group().isascii() else ""


_DEPARTMENT_BY_KEY = {search_key(name): name for name in DEPARTMENTS}


@lru_cache(maxsize=20_000)
def _department(said: str) -> str:
    return _DEPARTMENT_BY_KEY.get(search_key(said), _short(place_case(said), 60))


def _place(ubigeo: str, department: str, province: str, district: str) -> Values:
    return {
        "ubigeo": ubigeo,
        "department": _department(department),
        "province": _short(place_case(province), 60),
        "district": _short(place_case(district), 60),
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


# --- the file as a whole ----------------------------------------------------------------------------------

MOST_GONE = Decimal("0.05")


def gone_doubt(*, gone: int, active: int) -> str:
    """Why a file that lacks so many rows should be looked at before it is believed; "" when it lacks few."""
    if not gone or gone <= active * MOST_GONE:
        return ""
    share = round(100 * gone / active)
    return (
        f"Al archivo le falta el {share} % de lo que hoy está activo. ¿Llegó completo? "
        "Si es una lista parcial, descarte e impórtela como parcial."
    )
