"""The differences into the catalogue, and out of it again; inside the caller's transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
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
    return _change(kind, differences(path, *_ENDING))


def undo(kind: Kind, path: Path) -> int:
    """Everything as it was before; returns how many rows stay, because they are in use or were changed since."""
    back = (one._replace(before=one.after, after=one.before) for one in differences(path, *_ENDING))
    if isinstance(kind, DocumentKind):
        kept = sum(not kind.drop(one.key, one.after) for one in differences(path, Change.NEW))
        return kept + sum(not kind.put(one.key, one.before, one.after) for one in back)
    assert isinstance(kind, RowKind)
    kept = _take_out(kind, differences(path, Change.NEW))
    return kept + _change(kind, back)


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
        free = [row["pk"] for row in rows.values() if row["pk"] not in in_use]
        kept += len(rows) - len(free)
        unused: Any = kind.model._base_manager.filter(pk__in=free)
        unused._raw_delete(unused.db)
    return kept


# --- rows that are there ----------------------------------------------------------------------------------


def _change(kind: RowKind, found: Iterable[Difference]) -> int:
    """Fields that still hold what is expected; returns how many rows have one that does not."""
    names = (*kind.fields, "search_text", "id")
    kept = 0
    with connection.cursor() as cursor:
        keep_changes = _gathered if connection.vendor == "postgresql" else _set_each
        with keep_changes(cursor, kind.model._meta.db_table, names) as keep:
            for part in _parts(found):
                rows, stood = _changed(kind, part)
                kept += stood
                keep(rows)
    return kept


def _changed(kind: RowKind, part: list[Difference]) -> tuple[list[tuple[Any, ...]], int]:
    """The rows as they shall be, their words and id at the end; and how many hold another value somewhere."""
    rows = _rows_of(kind, {one.key for one in part})
    values_of = itemgetter(*kind.fields)
    found, kept = [], 0
    for one in part:
        row = rows.get(one.key)
        if row is None:
            continue
        stands = {name for name, value in one.before.items() if _plain(row[name]) != _plain(value)}
        kept += bool(stands)
        row |= {name: one.after[name] for name in one.after.keys() - stands}
        found.append((*values_of(row), kind.search_text(SimpleNamespace(**row)), row["pk"]))
    return found, kept


Keep = Callable[[list[tuple[Any, ...]]], None]


@contextmanager
def _gathered(cursor: Any, table: str, names: Sequence[str]) -> Iterator[Keep]:
    """PostgreSQL takes all of them as a stream into a table of the transaction, and changes its own at once."""
    columns = ", ".join(f'"{name}"' for name in names)
    cursor.execute(f'CREATE TEMP TABLE changes ON COMMIT DROP AS SELECT {columns} FROM "{table}" WITH NO DATA')  # noqa: S608

    def keep(rows: list[tuple[Any, ...]]) -> None:
        with cursor.copy(f"COPY changes ({columns}) FROM STDIN") as stream:
            stream.write("".join(map(_copied, rows)))

    yield keep
    told = ", ".join(f'"{name}" = changes."{name}"' for name in names[:-1])
    cursor.execute(f'UPDATE "{table}" SET {told} FROM changes WHERE "{table}".id = changes.id')  # noqa: S608
    cursor.execute("DROP TABLE changes")


@contextmanager
def _set_each(cursor: Any, table: str, names: Sequence[str]) -> Iterator[Keep]:
    """SQLite is in the same process: one statement for each row, prepared once."""
    told = ", ".join(f'"{name}" = %s' for name in names[:-1])
    yield lambda rows: cursor.executemany(f'UPDATE "{table}" SET {told} WHERE id = %s', rows)  # noqa: S608


def _rows_of(kind: RowKind, keys: set[str]) -> dict[str, dict[str, Any]]:
    """Held until they are written."""
    first = {key.partition("-")[0] for key in keys}
    rows = kind.model._base_manager.select_for_update().filter(**{f"{kind.key[0]}__in": first})
    found = {"-".join(row[name] for name in kind.key): row for row in rows.values("pk", *kind.fields)}
    return {key: row for key, row in found.items() if key in keys}


def _plain(value: Any) -> Any:
    """As it went through the file of the comparison, where a number is text."""
    return str(value) if isinstance(value, Decimal) else value


def _parts(rows: Iterable[Any], size: int = ROWS) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while part := list(islice(iterator, size)):
        yield part
