"""The file of a hospital's daily list as rows of text: CSV of any delimiter and encoding, Excel (.xlsx), FHIR in JSON.

A column of health is let go here, before anything is kept or shown. Nothing is believed that the file does not hold:
half a file, titles above the headings, an Excel that would unpack to gigabytes.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook

from patients.rules import daily_columns as headings
from patients.rules import fhir
from seho.forms.characters import tidy_line

LARGEST_BYTES = 5_000_000
LARGEST_UNPACKED = 20_000_000
MOST_PARTS = 500
MOST_ROWS = 3_000
MOST_COLUMNS = 60
LONGEST_CELL = 200
_ABOVE = 20
_DELIMITERS = {";": "punto y coma", ",": "coma", "\t": "tabulación", "|": "barra"}


class BadList(Exception):
    """This file cannot be read as a list of persons; the message says why, and what to do."""


@dataclass(frozen=True)
class Line:
    """A row below the headings: `number` as the sheet shows it, its cells in the order of `Table.keys`."""

    number: int
    cells: tuple[str, ...]
    is_torn: bool = False


@dataclass(frozen=True)
class Table:
    """The columns that may be read, `keys` as they are compared; `health` names those that were let go."""

    layout: str
    keys: tuple[str, ...]
    headings: tuple[str, ...]
    health: tuple[str, ...]
    lines: tuple[Line, ...]
    is_cut: bool = False

    def as_json(self) -> str:
        lines = [[line.number, line.is_torn, *line.cells] for line in self.lines]
        return json.dumps([self.layout, self.keys, self.headings, self.health, lines, self.is_cut], ensure_ascii=False)


@dataclass(frozen=True)
class Resources:
    """What a FHIR file holds, as JSON says it."""

    layout: str
    parsed: tuple[Any, ...]
    is_cut: bool = False


def table_from_json(text: str) -> Table:
    layout, keys, names, health, lines, is_cut = json.loads(text)
    rows = tuple(Line(number, tuple(cells), is_torn) for number, is_torn, *cells in lines)
    return Table(layout, tuple(keys), tuple(names), tuple(health), rows, is_cut)


def read_file(content: bytes) -> Table | Resources:
    """The list in this file; raises BadList."""
    if not content.strip():
        raise BadList("El archivo está vacío.")
    if len(content) > LARGEST_BYTES:
        raise BadList(f"El archivo pesa más de {LARGEST_BYTES // 1_000_000} MB: suba la lista de un solo día.")
    if content.startswith(b"PK"):
        return _excel(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadList("Es un Excel antiguo (.xls) o tiene contraseña: ábralo y guárdelo como .xlsx o como CSV.")
    text = _decoded(content)
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return _json(text)
    if start == "<":
        raise BadList("Es una página web con nombre de hoja: ábrala en Excel y guárdela como .xlsx o como CSV.")
    return _csv(text)


# --- CSV ------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadList("No es una lista: suba un archivo CSV, Excel (.xlsx) o FHIR en JSON.")


def _csv(text: str) -> Table:
    begins = "\n".join(text.splitlines()[: _ABOVE + 10])
    delimiter = max(_DELIMITERS, key=begins.count)
    try:
        rows = [[_tidy(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise BadList("El archivo deja de ser una tabla en alguna de sus filas: expórtelo de nuevo.") from error
    table = _table(f"CSV, separado por {_DELIMITERS[delimiter]}", rows, knows_width=True)
    last = next(row for row in reversed(rows) if any(row))
    is_short = len(last) < len(table.keys) + len(table.health)
    return replace(table, is_cut=is_short and not text.endswith("\n"))


# --- Excel ----------------------------------------------------------------------------------------------


def _excel(content: bytes) -> Table:
    """The visible sheet in which most headings are known. What it would unpack to is asked before it is opened."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise BadList("El archivo está dañado o llegó incompleto: expórtelo de nuevo.") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise BadList("El Excel es demasiado grande para ser la lista de un día.")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise BadList("No es un Excel: suba un archivo .xlsx, CSV o FHIR en JSON, sin comprimir.")
    try:
        sheets = _sheets(content)
    except BadList:
        raise
    except Exception as error:  # openpyxl raises whatever the XML of a damaged file makes of it
        raise BadList("El Excel está dañado: ábralo, guárdelo de nuevo y vuelva a subirlo.") from error
    if not sheets:
        raise BadList("El Excel no tiene ninguna hoja con filas.")
    return _table("Excel", max(sheets, key=_known_headings))


def _sheets(content: bytes) -> list[list[list[str]]]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        return [
            [
                [_shown(cell) for cell in row]
                for row in sheet.iter_rows(max_row=MOST_ROWS + 2 * _ABOVE, max_col=MOST_COLUMNS, values_only=True)
            ]
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
    finally:
        book.close()


def _known_headings(rows: Sequence[Sequence[str]]) -> int:
    return max(
        (sum(headings.is_heading(key) for key in headings.heading_keys(row)) for row in rows[:_ABOVE]), default=0
    )


def _shown(cell: Any) -> str:
    """A cell as text: days as 05/03/2026, whole numbers without decimals, no errors, nothing of yes and no."""
    if cell is None or isinstance(cell, bool | time):
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = _tidy(str(cell))
    return "" if text.startswith("#") else text


# --- What both have in common ---------------------------------------------------------------------------


def _tidy(text: str) -> str:
    return tidy_line("".join(sign if sign.isprintable() else " " for sign in text))[:LONGEST_CELL]


def _table(layout: str, rows: Sequence[Sequence[str]], *, knows_width: bool = False) -> Table:
    """Find the headings, let the columns of health go, and leave out titles, totals and empty rows.

    `knows_width`: every row should have as many cells as the headings (CSV); one with fewer is torn.
    """
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    place = headings.header_row([row for _, row in filled], among=_ABOVE)
    if place is None:
        raise BadList("No se encontró la fila de encabezados: agregue arriba una que diga qué trae cada columna.")
    header = _without_empty_end(filled[place][1])[:MOST_COLUMNS]
    width = len(header)
    below = [(number, row) for number, row in filled[place + 1 :] if row[:width] != header and not _is_title(row)]
    if len(below) > MOST_ROWS:
        raise BadList(f"La lista trae más de {MOST_ROWS:,} filas: suba la de un solo día.")
    if not below:
        raise BadList("El archivo no trae ninguna fila debajo de los encabezados.")
    cells = [(number, _fitted(row, width), knows_width and _is_torn(row, width)) for number, row in below]
    keys = headings.heading_keys(header)
    health = [index for index, key in enumerate(keys) if _is_health(key, (row[index] for _, row, _ in cells))]
    kept = [index for index in range(width) if index not in health]
    lines = tuple(Line(number, tuple(row[index] for index in kept), is_torn) for number, row, is_torn in cells)
    return Table(
        layout, tuple(keys[index] for index in kept), tuple(header[index] for index in kept),
        tuple(header[index] for index in health), lines,
    )  # fmt: skip


def _is_title(row: Sequence[str]) -> bool:
    """One cell alone (a ward above its rows, who made the list), or a total."""
    said = [cell for cell in row if cell]
    return len(said) < 2 or said[0].lower().startswith("total")


def _without_empty_end(row: Sequence[str]) -> list[str]:
    cells = list(row)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _fitted(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _is_torn(row: Sequence[str], width: int) -> bool:
    return len(row) < width or any(row[width:])


def _is_health(key: str, values: Iterable[str]) -> bool:
    return headings.is_health(key) or (headings.field_of(key) is None and headings.holds_illness_codes(values))


# --- FHIR -----------------------------------------------------------------------------------------------


def _json(text: str) -> Resources:
    """A Bundle, a list of resources, or one resource a line (NDJSON)."""
    parsed, is_cut, layout = _parsed(text)
    if not fhir.has_encounters(parsed):
        raise BadList("El archivo JSON no trae estancias: se leen los recursos Encounter y Patient de FHIR R4.")
    has_more = any(_has_next(one) for one in parsed)
    return Resources(layout, tuple(parsed), is_cut or has_more)


def _has_next(one: Any) -> bool:
    """A page of an answer that goes on in another one."""
    links = one.get("link") if isinstance(one, dict) else None
    return isinstance(links, list) and any(isinstance(link, dict) and link.get("relation") == "next" for link in links)


def _parsed(text: str) -> tuple[list[Any], bool, str]:
    try:
        return [json.loads(text)], False, "FHIR R4"
    except RecursionError as error:
        raise BadList("El archivo JSON está dañado.") from error
    except ValueError:
        pass
    lines = [line for line in text.splitlines() if line.strip()]
    parsed = []
    for place, line in enumerate(lines):
        try:
            parsed.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            if place == len(lines) - 1 and place > 0:
                return parsed, True, "FHIR R4, una línea por recurso"
            raise BadList("El archivo JSON está dañado o llegó incompleto: expórtelo de nuevo.") from error
    return parsed, False, "FHIR R4, una línea por recurso"
