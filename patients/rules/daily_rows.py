"""One row of a hospital's daily list, as the program reads it: who, since when, where; never why (art. 6.d).

`listed_of` takes the texts of a row by what its columns hold (`patients.rules.daily_columns.Field`). What cannot be
understood is told as a `Wrong` with its reason, which never repeats what the row says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from patients.rules.ages import age_on
from patients.rules.words import long_date
from seho.forms.documents import Level, check_document, document_number
from seho.text import full_name, search_key

LONGEST_PLACE = 80
_DATES = ("birth_date", "admitted_on", "discharged_on")


@dataclass(frozen=True)
class Listed:
    """A person of the list. `line` is the row of the file; `age` only where the list gives no day of birth."""

    line: int
    paternal: str = ""
    maternal: str = ""
    given: str = ""
    document_type: str = ""
    document_number: str = ""
    birth_date: date | None = None
    age: int | None = None
    sex: str = ""
    place: str = ""
    admitted_on: date | None = None
    discharged_on: date | None = None

    @property
    def names(self) -> str:
        return full_name(self.paternal, self.maternal, self.given)

    @property
    def words(self) -> frozenset[str]:
        return frozenset(search_key(self.names).split())

    def age_on(self, day: date) -> int | None:
        return self.age if self.birth_date is None else age_on(self.birth_date, day)

    def as_json(self) -> dict[str, Any]:
        """Only what it says, days as text: what `listed_from_json` takes."""
        said = {name: value for name, value in asdict(self).items() if value not in ("", None)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


@dataclass(frozen=True)
class Wrong:
    """A row that cannot be read: its number in the file and why, without anything of the person."""

    line: int
    reason: str


def listed_from_json(said: Mapping[str, Any]) -> Listed:
    given: dict[str, Any] = {name: date.fromisoformat(said[name]) for name in _DATES if name in said}
    return Listed(**{**said, **given})


def listed_of(line: int, said: Mapping[str, str], *, today: date) -> Listed | Wrong:
    """The person of a row; `said` holds the trimmed text of each field that the list has."""
    paternal, maternal, given = _names(said)
    if not (paternal or given):
        return Wrong(line, "No trae el nombre.")
    kind, number = _document(said.get("document_type", ""), said.get("document", ""))
    days: dict[str, date | None] = {}
    for name, field, what in (
        ("birth_date", "birth", "La fecha de nacimiento"),
        ("admitted_on", "admitted", "La fecha de ingreso"),
        ("discharged_on", "discharged", "La fecha de alta"),
    ):
        days[name] = day_of(said.get(field, ""), today=today)
        if days[name] is None and says_something(said.get(field, "")):
            return Wrong(line, f"{what} no se entiende.")
    listed = Listed(
        line, person_case(paternal), person_case(maternal), person_case(given), kind, number,
        age=age_of(said.get("age", "")) if days["birth_date"] is None else None,
        sex=sex_of(said.get("sex", "")), place=place_of(said.get("ward", ""), said.get("bed", "")), **days,
    )  # fmt: skip
    return checked(listed, today=today)


def checked(listed: Listed, *, today: date) -> Listed | Wrong:
    """The row, or what in its dates cannot be; a discharge that is planned has not happened (R18)."""
    birth, start, end = listed.birth_date, listed.admitted_on, listed.discharged_on
    if birth is not None and birth > today:
        return Wrong(listed.line, "La fecha de nacimiento aún no llega.")
    if start is not None and start > today:
        return Wrong(listed.line, f"La fecha de ingreso, {long_date(start)}, aún no llega.")
    if birth is not None and start is not None and start < birth:
        return Wrong(listed.line, "La fecha de ingreso es anterior al nacimiento.")
    if start is not None and end is not None and end < start:
        return Wrong(listed.line, "La fecha de alta es anterior a la de ingreso.")
    return replace(listed, discharged_on=None) if end is not None and end > today else listed


# --- Names -----------------------------------------------------------------------------------

_JOINING = frozenset(("de", "del", "la", "las", "los", "san", "santa", "da", "das", "do", "dos", "van", "von", "y"))


def _names(said: Mapping[str, str]) -> tuple[str, str, str]:
    """Paternal and maternal surname and given names, from three columns, two, or one."""
    given = said.get("given", "")
    if paternal := said.get("paternal", ""):
        return paternal, said.get("maternal", ""), given
    if surnames := said.get("surnames", ""):
        paternal, maternal = surnames_of(surnames)
        return paternal, maternal, given
    if whole := said.get("names", ""):
        return split_names(whole)
    return "", said.get("maternal", ""), given


def surnames_of(text: str) -> tuple[str, str]:
    """The first surname and the rest: "De la Cruz Mamani" -> ("De la Cruz", "Mamani")."""
    words = text.split()
    first = _surname_length(words)
    return " ".join(words[:first]), " ".join(words[first:])


def split_names(text: str) -> tuple[str, str, str]:
    """Names in one column, surnames first, as hospitals write them; a comma says where they end."""
    before, comma, after = text.partition(",")
    if comma:
        return (*surnames_of(before), " ".join(after.split()))
    words = text.split()
    if len(words) < 3:
        return words[0] if words else "", "", " ".join(words[1:])
    first = _surname_length(words)
    second = first + _surname_length(words[first:])
    if second >= len(words):
        second = first
    return " ".join(words[:first]), " ".join(words[first:second]), " ".join(words[second:])


def _surname_length(words: list[str]) -> int:
    """How many words the surname at the beginning takes: those that join, and the one that they join."""
    joining = 0
    while joining < len(words) - 1 and search_key(words[joining]) in _JOINING:
        joining += 1
    return min(joining + 1, len(words))


def person_case(name: str) -> str:
    """A name that came in capitals (or none) as a person writes it; any other one as it stands."""
    name = " ".join(name.split())
    if name not in (name.upper(), name.lower()):
        return name
    words = name.lower().split()
    return " ".join(
        word if place and search_key(word) in _JOINING else re.sub(r"(^|['-])(\w)", _capital, word)
        for place, word in enumerate(words)
    )


def _capital(found: re.Match[str]) -> str:
    return found[1] + found[2].upper()


# --- Documents -------------------------------------------------------------------------------

_TYPES = {
    "DNI": ("dni", "documento nacional", "1", "01", "cui", "le"),
    "CE": ("ce", "carne ext", "carnet ext", "carne de ext", "carnet de ext", "extranjeria", "2", "02"),
    "PASSPORT": ("pas", "pasaporte", "passport", "3", "03"),
    "PTP": ("ptp", "cpp", "permiso temporal", "carne de permiso"),
}
_NAMED = {"DNI": "DNI", "CE": "CE", "PTP": "PTP", "CPP": "PTP", "PAS": "PASSPORT"}
_FILLER = re.compile(r"(\w)\1*")


def _document(kind: str, text: str) -> tuple[str, str]:
    """Type and number as the program keeps them; ("", "") when there is none that could be one."""
    said = search_key(kind)
    found = next((one for one, words in _TYPES.items() if any(_is_type(said, word) for word in words)), "")
    if named := re.match(r"\s*(DNI|CE|PTP|CPP|PAS)\b[\s:.°Nº-]*", text, re.IGNORECASE):
        found = found or _NAMED[named[1].upper()]
        text = text[named.end() :]
    return known_document(found, text)


def _is_type(said: str, word: str) -> bool:
    return said == word or (len(word) > 3 and said.startswith(word)) or (len(word) == 3 and said.startswith(f"{word} "))


def known_document(kind: str, text: str) -> tuple[str, str]:
    """A number of this type, or of DNI where no type is said. A sheet drops the zeros before a DNI."""
    text = re.sub(r"[\s.\-]", "", text)
    if text.isdigit() and len(text) in (6, 7) and kind in ("", "DNI"):
        text = text.zfill(8)
    kind = kind or ("DNI" if re.fullmatch(r"\d{8}", text) else "")
    number = document_number(kind, text) if kind else ""
    if not number or _FILLER.fullmatch(number):
        return "", ""
    if any(finding.level == Level.ERROR for finding in check_document(kind, number)):
        return "", ""
    return kind, number


# --- Days, ages, sex, places -----------------------------------------------------------------

_NOTHING = frozenset(("", "na", "nan", "null", "none", "sd", "sn", "si", "no", "sin dato", "sin datos", "no registra"))
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EPOCH = date(1899, 12, 30)  # day 0 of the sheets, which count a 29 February 1900 that never was
_AGE = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*([a-zñ]*)")


def says_something(text: str) -> bool:
    return search_key(text.replace("-", "").replace("/", "")) not in _NOTHING


def day_of(text: str, *, today: date) -> date | None:
    """A day as lists write it: 05/03/2026, 5-3-26, 2026-03-05 14:30, or the number of a sheet (46086)."""
    text = text.strip()
    try:
        if found := _DAY_FIRST.fullmatch(text):
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            year -= 100 if len(found[3]) == 2 and year > today.year + 1 else 0
            return _likely(date(year, int(found[2]), int(found[1])))
        if found := _YEAR_FIRST.fullmatch(text):
            return _likely(date(int(found[1]), int(found[2]), int(found[3])))
        if found := _SERIAL.fullmatch(text):
            return _likely(_EPOCH + timedelta(days=int(found[1])))
    except ValueError:
        return None
    return None


def _likely(day: date) -> date | None:
    return day if 1900 <= day.year <= 2100 else None


def age_of(text: str) -> int | None:
    """Whole years: "9", "9 años", "9a 3m"; months and days of a baby are 0 years."""
    found = _AGE.match(text.strip().lower())
    if found is None:
        return None
    number, unit = int(found[1]), search_key(found[2])
    if unit.startswith("m"):
        return number // 12
    if unit.startswith("d"):
        return number // 365
    return number if number <= 120 else None


def sex_of(text: str) -> str:
    word = search_key(text)
    if word in ("f", "fem", "femenino", "femenina", "mujer", "female", "2"):
        return "F"
    return "M" if word in ("m", "masc", "masculino", "hombre", "varon", "male", "1") else ""


def place_of(ward: str, bed: str) -> str:
    """Sala y cama in one text: "Pediatría, cama 12"."""
    ward, bed = person_case(ward), " ".join(bed.split())
    if bed and "cama" not in search_key(bed).split():
        bed = f"cama {bed}"
    return ", ".join(part for part in (ward, bed) if part)[:LONGEST_PLACE]


_NOT_TELLING = frozenset((
    "sala", "cama", "servicio", "hospitalizacion", "de", "del", "la", "n", "nro", "numero", "no", "piso",
))  # fmt: skip


def place_words(place: str) -> frozenset[str]:
    """What tells one place from another: "Sala 3, cama 05" and "3 - 5" are the same."""
    words = search_key(place).split()
    return frozenset(word.lstrip("0") or "0" for word in words if word not in _NOT_TELLING)
