"""The competencies of the CNEB, one row for each capacity (or one row alone), as competencies. No database here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from seho.imports.rules.values import Read, Values, day_of, short
from seho.imports.tables import Row, is_damaged
from seho.text import search_key

COMPETENCY_ALIASES = {
    "NUMBER": "NUMERO", "NAME": "COMPETENCIA", "IS_TRANSVERSAL": "TRANSVERSAL", "CAPACITY": "CAPACIDAD",
    "VALID_FROM": "VIGENTE_DESDE", "VALID_TO": "VIGENTE_HASTA",
}  # fmt: skip
COMPETENCY_NEEDED = ("NUMERO", "COMPETENCIA", "CAPACIDAD")
COMPETENCY_COLUMNS = (*COMPETENCY_NEEDED, "TRANSVERSAL", "VIGENTE_DESDE", "VIGENTE_HASTA")

_YES, _NO = {"si", "s", "1", "true", "x"}, {"", "no", "n", "0", "false"}
_LARGEST_NUMBER = 999


def competencies_of(rows: Iterable[Row]) -> Iterator[tuple[Row, Read]]:
    """One competency for all the rows of its number; its capacities in the order of the file."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        number = row.values.get("NUMERO", "")
        if not number.isdecimal() or not 1 <= int(number) <= _LARGEST_NUMBER:
            yield row, Read("", "", {}, problem=f"No se entiende el número de la competencia: «{number[:20]}».")
        else:
            groups.setdefault(str(int(number)), []).append(row)
    for number, found in groups.items():
        yield _competency(number, found)


def _competency(number: str, rows: list[Row]) -> tuple[Row, Read]:
    first = rows[0]
    name = short(first.values.get("COMPETENCIA", ""), 250)
    capacities: list[str] = []
    for row in rows:
        if row.is_torn:
            return row, Read(number, name, {})
        capacity = short(row.values.get("CAPACIDAD", ""), 250)
        if problem := _problem(row, name, capacity, capacities):
            return row, Read(number, name, {}, problem=problem)
        capacities += [capacity] if capacity else []
    said = first.values.get
    values: Values = {"number": int(number), "name": name, "capacities": capacities}
    if "TRANSVERSAL" in first.values:
        values["is_transversal"] = search_key(said("TRANSVERSAL", "")) in _YES
    starts_on, ends_on = day_of(said("VIGENTE_DESDE", "")), day_of(said("VIGENTE_HASTA", ""))
    if starts_on:
        values["valid_from"] = starts_on.isoformat()
    if "VIGENTE_HASTA" in first.values:
        values["valid_to"] = ends_on.isoformat() if ends_on else None
    if starts_on and ends_on and ends_on < starts_on:
        return first, Read(number, name, {}, problem="La vigencia termina antes de empezar.")
    return first, Read(number, name, values)


def _problem(row: Row, name: str, capacity: str, before: list[str]) -> str:
    said = row.values.get
    if not name:
        return "Falta el nombre de la competencia."
    if is_damaged(name) or is_damaged(capacity):
        return "El texto llegó con letras dañadas: guarde el archivo en UTF-8."
    if short(said("COMPETENCIA", ""), 250) not in ("", name):
        return f"El número {said('NUMERO', '')} tiene dos nombres distintos."
    if capacity and capacity in before:
        return f"Repite la capacidad «{capacity[:40]}»."
    if search_key(said("TRANSVERSAL", "")) not in _YES | _NO:
        return "En «transversal» escriba sí o no."
    if any(said(name, "") and day_of(said(name, "")) is None for name in ("VIGENTE_DESDE", "VIGENTE_HASTA")):
        return "No se entienden las fechas de vigencia: escriba 2026-01-01 o 01/01/2026."
    return ""
