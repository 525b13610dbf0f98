"""The differences into the catalogue, and out of it again; inside the caller's transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from operator import itemgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.db import connection

from seho.imports.comparing import Difference, differences
from seho.imports.documents import DocumentKind
from seho.imports.enums import Change
from seho.imports.kinds import Kind, RowKind

ROWS = 2_000
ROWS_COPIED = 250  # so that PostgreSQL is busy with some while the next are made
_ENDING = (Change.CHANGED, Change.GONE)


def write(kind: Kind, path: Path) -> int:
    """New rows, changed fields, and those that are gone as not active: pupils keep their school (a row never goes).

    Returns how many stay as they are, because they are in use or were changed since.
    """
    if isinstance(kind, DocumentKind):
        found = differences(path, Change.NEW, *_ENDING)
        return sum(not kind.put(one.key, one.before, one.after) for one in found)
    assert isinstance(kind, RowKind)
    _write_new(kind, differences(path, Change.NEW))
    return sum(_set(kind, part) for part in _parts(differences(path, *_ENDING)))


def undo(kind: Kind, path: Path) -> int:
    """Everything as it was before; returns how many rows stay, because they are in use or were changed since."""
    back = (one._replace(before=one.after, after=one.before) for one in differences(path, *_ENDING))
    if isinstance(kind, DocumentKind):
        kept = sum(not kind.drop(one.key, one.after) for one in differences(path, Change.NEW))
        return kept + sum(not kind.put(one.key, one.before, one.after) for one in back)
    assert isinstance(kind, RowKind)
    kept = _take_out(kind, differences(path, Change.NEW))
    return kept + sum(_set(kind, part) for part in _parts(back))


# --- new rows ---------------------------------------------------------------------------------------------


def _write_new(kind: RowKind, found: Iterator[Difference]) -> None:
    """PostgreSQL takes them as a stream (COPY). One that was added by hand in between stays as it is."""
    here = {"-".join(key) for key in kind.model._base_manager.values_list(*kind.key)}
    values_of = itemgetter(*kind.fields)
    rows = (
        (*values_of(one.after), kind.search_text(SimpleNamespace(**one.after))) for one in found if one.key not in here
    )
    names = ", ".join(f'"{name}"' for name in (*kind.fields, "search_text"))
    table = f'"{kind.model._meta.db_table}" ({names})'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as stream:
                for part in _parts(rows, ROWS_COPIED):
                    stream.write("".join(map(_copied, part)))
        else:
            marks = ", ".join(["%s"] * (len(kind.fields) + 1))
            for part in _parts(rows):
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", part)  # noqa: S608 -- names of our own model


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(row: tuple[Any, ...]) -> str:
    """A line of COPY's text format."""
    cells = ["\\N" if value is None else value if isinstance(value, str) else str(value) for value in row]
    line = "\t".join(cells)
    if line.count("\t") >= len(cells) or "\n" in line or "\r" in line or line.count("\\") > row.count(None):
        line = "\t".join(cell if cell == "\\N" else cell.translate(_ESCAPES) for cell in cells)
    return line + "\n"


def _take_out(kind: RowKind, found: Iterable[Difference]) -> int:
    """Delete the rows that the import brought and that nothing names; returns how many stay."""
    in_use: set[int] = set()
    for relation in kind.model._meta.related_objects:
        name = relation.field.attname
        naming: Any = relation.related_model._base_manager.exclude(**{name: None})
        in_use |= set(naming.order_by().values_list(name, flat=True).distinct())
    kept = 0
    for part in _parts(found):
        rows = _rows_of(kind, {one.key for one in part})
        free = [row.pk for row in rows.values() if row.pk not in in_use]
        kept += len(rows) - len(free)
        unused: Any = kind.model._base_manager.filter(pk__in=free)
        unused._raw_delete(unused.db)
    return kept


# --- rows that are there ----------------------------------------------------------------------------------


def _set(kind: RowKind, part: list[Difference]) -> int:
    """Fields that still hold what is expected; returns how many rows have one that does not."""
    rows = _rows_of(kind, {one.key for one in part})
    fields, changed, kept = {"search_text"}, [], 0
    for one in part:
        row = rows.get(one.key)
        if row is None:
            continue
        stands = {name for name, value in one.before.items() if _plain(getattr(row, name)) != _plain(value)}
        kept += bool(stands)
        for name in one.after.keys() - stands:
            setattr(row, name, one.after[name])
            fields.add(name.removesuffix("_id"))
        row.search_text = kind.search_text(row)
        changed.append(row)
    kind.model._base_manager.bulk_update(changed, sorted(fields), batch_size=200)
    return kept


def _rows_of(kind: RowKind, keys: set[str]) -> dict[str, Any]:
    first = {key.partition("-")[0] for key in keys}
    rows = kind.model._base_manager.filter(**{f"{kind.key[0]}__in": first})
    found = {"-".join(getattr(row, name) for name in kind.key): row for row in rows}
    return {key: row for key, row in found.items() if key in keys}


def _plain(value: Any) -> Any:
    """As it went through the file of the comparison, where a number is text."""
    return str(value) if isinstance(value, Decimal) else value


def _parts(rows: Iterable[Any], size: int = ROWS) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while part := list(islice(iterator, size)):
        yield part
