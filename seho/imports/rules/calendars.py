"""School years and their periods, one row for each period, as calendars. No database here.

Without código modular the rows are of the national calendar: of the modality they name, else of Regular and Especial.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from seho.curriculum.enums import CalendarKind, Modality
from seho.curriculum.rules import period_problems
from seho.imports.rules.values import Read, day_of, digits, short
from seho.imports.tables import Row

CALENDAR_ALIASES = {
    "YEAR": "ANIO", "ANO": "ANIO", "NUMBER": "PERIODO", "NUMERO": "PERIODO", "STARTS_ON": "DESDE", "ENDS_ON": "HASTA",
    "NORM": "NORMA", "COD_MOD": "CODIGO_MODULAR",
}  # fmt: skip
CALENDAR_NEEDED = ("ANIO", "PERIODO", "DESDE", "HASTA")
CALENDAR_COLUMNS = (*CALENDAR_NEEDED, "NORMA", "CODIGO_MODULAR", "ANEXO", "MODALIDAD")

_KINDS = {4: CalendarKind.BIMESTER, 3: CalendarKind.TRIMESTER, 2: CalendarKind.SEMESTER}
_MOST_PROMOTIONAL = 3
_NATIONAL = (Modality.EBR, Modality.EBE)
_YEARS = range(2017, 2101)

Group = tuple[str, int]


def calendar_kind(modality: str, periods: int) -> CalendarKind | None:
    """How a year of so many periods is cut; None when no year is."""
    if modality == Modality.EBA:
        return CalendarKind.PROMOTIONAL if 1 <= periods <= _MOST_PROMOTIONAL else None
    return _KINDS.get(periods)


def calendars_of(rows: Iterable[Row]) -> Iterator[tuple[Row, Read]]:
    """One calendar for all the rows of a school (or of a modality) and year; told at its first row.

    A row that is wrong makes its calendar wrong, and says so with its own line.
    """
    groups: dict[Group, list[Row]] = {}
    broken: dict[str, int] = {}
    for row in rows:
        owner, year, problem = _owner(row)
        if problem:
            broken[owner] = row.line
            yield row, Read(owner, "", {}, problem=problem)
        elif owner in ("", "EBR", "EBE", "EBA"):
            for modality in [owner] if owner else _NATIONAL:
                groups.setdefault((modality, year), []).append(row)
        else:
            groups.setdefault((owner, year), []).append(row)
    for (owner, year), found in groups.items():
        if line := broken.get(owner):
            problem = f"Puede faltarle el periodo de la fila {line}, que tiene error."
            yield found[0], Read(f"{owner} {year}", "", {}, problem=problem)
        else:
            yield _calendar(owner, year, found)


def _owner(row: Row) -> tuple[str, int, str]:
    """Whose row it is: "0309369-0", a modality, or "" of the nation."""
    said = row.values.get
    year = int(said("ANIO", "")) if said("ANIO", "").isdigit() else 0
    problem = "" if year in _YEARS else f"No se entiende el año: «{said('ANIO', '')[:20]}»."
    if typed := said("CODIGO_MODULAR", ""):
        code, annex = digits(typed, 7), digits(said("ANEXO", "") or "0", 1)
        if not code or not annex:
            problem = problem or f"No se entiende el código modular o el anexo: «{typed[:20]}»."
        return f"{code}-{annex}", year, problem
    modality = said("MODALIDAD", "").upper()
    if modality and modality not in Modality.values:
        problem = problem or f"La modalidad es EBR, EBA o EBE: «{modality[:20]}»."
    return modality, year, problem


def _calendar(owner: str, year: int, rows: list[Row]) -> tuple[Row, Read]:
    key = f"{owner} {year}"
    periods: list[tuple[date, date]] = []
    for place, row in enumerate(sorted(rows, key=lambda one: one.values.get("PERIODO", "").zfill(3)), start=1):
        if row.is_torn:
            return row, Read(key, "", {})
        said = row.values.get
        start, end = day_of(said("DESDE", "")), day_of(said("HASTA", ""))
        if start is None or end is None:
            return row, Read(key, "", {}, problem="No se entienden las fechas: escriba 2026-03-16 o 16/03/2026.")
        if said("PERIODO", "") != str(place):
            return row, Read(key, "", {}, problem=f"Los periodos se numeran 1, 2, 3…: falta el {place} o se repite.")
        periods.append((start, end))
        starts_on, ends_on = min(date(year, 1, 1), periods[0][0]), max(date(year, 12, 31), end)
        if wrong := period_problems(starts_on, ends_on, periods):
            return row, Read(key, "", {}, problem=next(iter(wrong.values())))
        if abs(start.year - year) > 1 or abs(end.year - year) > 1:
            return row, Read(key, "", {}, problem=f"Esas fechas no son del año escolar {year}.")
    return rows[0], Read(key, key, _values(owner, year, rows, periods))


def _values(owner: str, year: int, rows: list[Row], periods: list[tuple[date, date]]) -> dict[str, Any]:
    norm = short(rows[0].values.get("NORMA", ""), 40)
    label = f"Calendario {year}" if "-" in owner else f"Calendario nacional {year}"
    return {
        "label": f"{label} ({norm})" if norm else label,
        "starts_on": min(date(year, 1, 1), periods[0][0]).isoformat(),
        "ends_on": max(date(year, 12, 31), periods[-1][1]).isoformat(),
        "periods": [[start.isoformat(), end.isoformat()] for start, end in periods],
    }
