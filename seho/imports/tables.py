"""A file of the State as rows of text: DBF, or CSV of any delimiter and encoding, alone or in its .zip.

Rows are read one by one; nothing is believed that the file does not hold (half a file, wrong columns, a bomb).
"""

from __future__ import annotations

import codecs
import csv
import re
import struct
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from dbfread import DBF

from seho.text import search_key

# 180,000 schools are 283 MB as DBF; what unpacks to more is not one of these files.
LARGEST_BYTES = 1_500_000_000
LONGEST_LINE = 200_000
_CHUNK = 1 << 20
_DELIMITERS = ";,\t|"


class BadTable(Exception):
    """This file cannot be read as a table; the message says why, and what to do."""


class Row(NamedTuple):
    """`line` counts from 1 as a spreadsheet shows it; `values` by column, trimmed; `share` of the file read, 0 to 1."""

    line: int
    values: dict[str, str]
    share: float
    is_torn: bool = False


@dataclass(frozen=True)
class Table:
    layout: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


def column_key(name: str) -> str:
    """The form in which columns are compared: "Código Único" -> "CODIGO_UNICO"."""
    return search_key(name.replace("_", " ").replace(".", " ")).upper().replace(" ", "_")


@contextmanager
def open_table(
    path: Path, *, needed: Collection[str], wanted: Collection[str], aliases: Mapping[str, str] | None = None
) -> Iterator[Table]:
    """The table of this file, of which the columns `wanted` are read. Raises BadTable.

    `aliases`: other names under which a layout brings one of the columns.
    """
    with TemporaryDirectory() as folder:
        if zipfile.is_zipfile(path):
            path = _unpacked(path, Path(folder))
        table = _dbf(path, wanted) if _is_dbf(path) else _csv(path, wanted, aliases or {})
        missing = [column for column in needed if column not in table.columns]
        if missing:
            raise BadTable(
                f"Al archivo le faltan columnas: {', '.join(missing)}. Suba el archivo tal como se descarga, "
                "sin cambiar sus encabezados."
            )
        yield table


def _unpacked(path: Path, folder: Path) -> Path:
    """The largest table of the .zip, written out by blocks: what it says of its size is not believed."""
    try:
        with zipfile.ZipFile(path) as packed:
            inside = [one for one in packed.infolist() if one.filename.lower().endswith((".dbf", ".csv", ".txt"))]
            if not inside:
                raise BadTable("El .zip no trae ninguna tabla (.dbf o .csv).")
            chosen = max(inside, key=lambda one: one.file_size)
            target = folder / "table"
            written = 0
            with packed.open(chosen) as source, target.open("wb") as out:
                while block := source.read(_CHUNK):
                    written += len(block)
                    if written > LARGEST_BYTES:
                        raise BadTable("El archivo del .zip es demasiado grande para ser este catálogo.")
                    out.write(block)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadTable("El .zip está dañado o protegido: descárguelo de nuevo.") from error
    return target


# --- DBF ------------------------------------------------------------------------------------------------


def _is_dbf(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(32)
    if len(head) < 32 or head[0] not in (0x03, 0x30, 0x31, 0x83, 0x8B, 0xF5):
        return False
    _, header, width = struct.unpack("<IHH", head[4:12])
    return header > 32 and width > 1 and 1 <= head[2] <= 12 and 1 <= head[3] <= 31


def _dbf(path: Path, wanted: Collection[str]) -> Table:
    """dbfread knows the header; the rows, text of fixed width, are cut here: it would read all of their 55 columns."""
    try:
        reader = DBF(str(path), encoding="cp1252", ignore_missing_memofile=True, load=False)
    except Exception as error:  # dbfread raises whatever struct, codecs and its own checks raise
        raise BadTable("El .dbf está dañado: descárguelo de nuevo.") from error
    places, at = {}, 1
    for field in reader.fields:
        key = column_key(field.name)
        if key in wanted:
            places[key] = slice(at, at + field.length)
        at += field.length
    header, count = reader.header.headerlen, reader.header.numrecords
    width = reader.header.recordlen
    if at != width:
        raise BadTable("El .dbf está dañado: sus columnas no suman el ancho de sus filas.")
    if path.stat().st_size < header + count * width:
        here = max(0, path.stat().st_size - header) // width
        raise BadTable(
            f"El archivo llegó incompleto: dice tener {count:,} filas y trae {here:,}. Descárguelo de nuevo."
        )
    return Table(
        "DBF", tuple(column_key(field.name) for field in reader.fields), _dbf_rows(path, header, width, count, places)
    )


def _dbf_rows(path: Path, header: int, width: int, count: int, places: dict[str, slice]) -> Iterator[Row]:
    step = max(1, _CHUNK // width)
    with path.open("rb") as file:
        file.seek(header)
        for start in range(0, count, step):
            block = file.read(min(step, count - start) * width)
            share = (start + step) / count
            for place in range(0, len(block), width):
                if block[place : place + 1] == b"*":  # deleted
                    continue
                record = block[place : place + width].decode("cp1252", "replace")  # one byte, one letter
                values = {key: record[cut].strip(" \x00") for key, cut in places.items()}
                yield Row(start + place // width + 1, values, min(1.0, share))


# --- CSV ------------------------------------------------------------------------------------------------


def _csv(path: Path, wanted: Collection[str], aliases: Mapping[str, str]) -> Table:
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline(LONGEST_LINE)
    if "\x00" in first or not first.strip():
        raise BadTable("No es una tabla: suba el .csv, el .dbf o su .zip, tal como se descarga.")
    delimiter = max(_DELIMITERS, key=first.count)
    keys = [column_key(name) for name in next(csv.reader([first], delimiter=delimiter))]
    header = [aliases.get(key, key) for key in keys]
    if len(header) < 2:
        raise BadTable("El archivo no tiene columnas: suba el .csv, el .dbf o su .zip, tal como se descarga.")
    twice = sorted({name for name in header if name and header.count(name) > 1 and name in wanted})
    if twice:
        raise BadTable(f"El archivo tiene dos veces la columna {', '.join(twice)}.")
    shown = {";": "punto y coma", ",": "coma", "\t": "tabulación", "|": "barra"}[delimiter]
    return Table(
        f"CSV, {'UTF-8' if encoding.startswith('utf') else 'Windows-1252'}, separado por {shown}",
        tuple(header),
        _csv_rows(path, encoding, delimiter, header, frozenset(wanted)),
    )


def _encoding(path: Path) -> str:
    """UTF-8 when every byte of the file is; else the Windows encoding, which any byte is."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        try:
            while block := file.read(_CHUNK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _csv_rows(path: Path, encoding: str, delimiter: str, header: list[str], wanted: frozenset[str]) -> Iterator[Row]:
    size = max(1, path.stat().st_size)
    places = [(index, name) for index, name in enumerate(header) if name in wanted]
    with path.open("rb") as raw:
        reader = csv.reader(_lines(raw, encoding), delimiter=delimiter)
        next(reader)
        try:
            for fields in reader:
                if not any(fields):
                    continue
                values = {name: fields[index].strip() for index, name in places if index < len(fields)}
                torn = len(fields) != len(header)
                yield Row(reader.line_num, values, min(1.0, raw.tell() / size), torn)
        except csv.Error as error:
            raise BadTable(f"Cerca de la línea {reader.line_num} el archivo deja de ser una tabla.") from error


def _lines(raw: Iterator[bytes], encoding: str) -> Iterator[str]:
    first = True
    for line in raw:
        if len(line) > LONGEST_LINE:
            raise BadTable("Una línea del archivo es demasiado larga: no es este catálogo.")
        text = line.decode("utf-8" if encoding.startswith("utf") else "cp1252", "replace")
        yield text.lstrip("\ufeff") if first else text
        first = False


_DAMAGED = re.compile("\ufffd")


def is_damaged(text: str) -> bool:
    """Letters were lost before the file came here."""
    return _DAMAGED.search(text) is not None
