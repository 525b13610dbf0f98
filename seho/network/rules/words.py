"""The words of places: levels, departments and what a school or hospital is searched by."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Protocol

from seho.text import search_key

# NIV_MOD of the school register, for schools registered by hand; the register itself may bring others.
SCHOOL_LEVELS = {
    "A1": "Inicial - Cuna",
    "A2": "Inicial - Jardín",
    "A3": "Inicial - Cuna-jardín",
    "A5": "Inicial - Programa no escolarizado",
    "B0": "Primaria",
    "F0": "Secundaria",
    "D1": "Básica Alternativa - Inicial e Intermedio",
    "D2": "Básica Alternativa - Avanzado",
    "E1": "Básica Especial - Inicial",
    "E2": "Básica Especial - Primaria",
}


DEPARTMENTS = (
    "Amazonas", "Áncash", "Apurímac", "Arequipa", "Ayacucho", "Cajamarca", "Callao", "Cusco", "Huancavelica",
    "Huánuco", "Ica", "Junín", "La Libertad", "Lambayeque", "Lima", "Loreto", "Madre de Dios", "Moquegua",
    "Pasco", "Piura", "Puno", "San Martín", "Tacna", "Tumbes", "Ucayali",
)  # fmt: skip


SEARCH_TEXT_LENGTH = 700


# Words that stand before so many names of schools that they tell nothing ("I. E. N.º 40123 de la ...").
_EMPTY_WORDS = frozenset(
    {
        *("i", "e", "ie", "iei", "iep", "n", "no", "nro", "institucion", "educativa", "colegio", "escuela"),
        *("de", "del", "la", "el", "las", "los", "y"),
    }
)


class Place(Protocol):
    district: str
    province: str
    department: str


class SchoolWords(Place, Protocol):
    modular_code: str
    local_code: str
    name: str
    level_name: str
    locality: str


class DistrictWords(Protocol):
    inei: str
    name: str
    province: str
    department: str


class HospitalWords(Place, Protocol):
    code: str
    name: str


def school_search_text(school: SchoolWords) -> str:
    """The words by which a school is found: codes (also without leading zeros), name, level and place."""
    code, local = school.modular_code, school.local_code
    own = f"{code} {code.lstrip('0')} {local} {local.lstrip('0')} {school.name}"
    return _words(own, school.level_name, school.locality, *_place(school))


def hospital_search_text(hospital: HospitalWords) -> str:
    return _words(f"{hospital.code} {hospital.code.lstrip('0')} {hospital.name}", *_place(hospital))


def district_search_text(row: DistrictWords) -> str:
    return _words(f"{row.inei} {row.name}", row.province, row.department)


def place_name(row: Place) -> str:
    """District, province and department, each said once where they share a name: "Ica"."""
    return ", ".join(name for name, _ in groupby(_place(row)) if name)


def _place(row: Place) -> tuple[str, str, str]:
    return row.district, row.province, row.department


def _words(own: str, *shared: str) -> str:
    """Each word once; `shared` are what many rows say alike."""
    words = " ".join([search_key(own), *map(_shared_key, shared)]).split()
    return " ".join(dict.fromkeys(words))[:SEARCH_TEXT_LENGTH]


_shared_key = lru_cache(maxsize=20_000)(search_key)


def school_query_words(text: str) -> list[str]:
    """What was typed, as the words to look for: no accents, no "I. E. N.º", a code's annex left out."""
    code, dash, annex = text.strip().partition("-")
    if dash and code.isdigit() and len(annex) == 1 and annex.isdigit():
        text = code
    words = list(dict.fromkeys(search_key(text).split()))
    return [word for word in words if word not in _EMPTY_WORDS] or words
