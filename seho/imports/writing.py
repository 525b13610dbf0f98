"""The differences into the catalogue, and out of it again; inside the caller's transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.db import connection

from seho.imports.comparing import Difference, Kind, differences
from seho.imports.enums import Change

ROWS = 2_000


def write(kind: Kind, path: Path) -> None:
    """New rows, changed fields, and those that are gone as not active: pupils keep their school (a row never goes)."""
    _write_new(kind, path)
    for part in _parts(differences(path, Change.CHANGED)):
        _set(kind, {one.key: _wanted(one) for one in part})
    for part in _parts(differences(path, Change.GONE)):
        _set(kind, {one.key: _wanted(one) for one in part})


def undo(kind: Kind, path: Path) -> int:
    """Everything as it was before; returns how many rows stay, because they are in use or were changed since."""
    kept = _take_out(kind, differences(path, Change.NEW))
    for change in (Change.CHANGED, Change.GONE):
        for part in _parts(differences(path, change)):
            wanted = {one.key: {name: (one.after[name], value) for name, value in one.before.items()} for one in part}
            kept += _set(kind, wanted)
    return kept


# --- new rows ---------------------------------------------------------------------------------------------


def _write_new(kind: Kind, path: Path) -> None:
    """PostgreSQL takes them as a stream (COPY). One that was added by hand in between stays as it is."""
    names = [*kind.fields, "search_text"]
    columns = ", ".join(f'"{name}"' for name in names)
    rows = (_row(kind, one.after) for one in differences(path, Change.NEW))
    if connection.vendor == "postgresql" and not _any_there(kind, path):
        _copy(kind, columns, rows)
    else:
        _insert(kind, columns, len(names), rows)


def _any_there(kind: Kind, path: Path) -> bool:
    """Whether a row that was new when the file was read has come by another way since."""
    parts = _parts(one.key for one in differences(path, Change.NEW))
    return any(_rows_of(kind, keys) for keys in parts)


def _copy(kind: Kind, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    statement = f'COPY "{kind.model._meta.db_table}" ({columns}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)


def _insert(kind: Kind, columns: str, width: int, rows: Iterator[tuple[Any, ...]]) -> None:
    marks = ", ".join(["%s"] * width)
    keys = ", ".join(f'"{name}"' for name in kind.key)
    statement = (
        f'INSERT INTO "{kind.model._meta.db_table}" ({columns}) VALUES ({marks}) ON CONFLICT ({keys}) DO NOTHING'  # noqa: S608 -- names of our own model
    )
    with connection.cursor() as cursor:
        for part in _parts(rows):
            cursor.executemany(statement, part)


def _row(kind: Kind, values: dict[str, Any]) -> tuple[Any, ...]:
    return (*(values[name] for name in kind.fields), kind.search_text(SimpleNamespace(**values)))


def _take_out(kind: Kind, found: Iterable[Difference]) -> int:
    """Delete the rows that the import brought and that nothing names; returns how many stay."""
    in_use: set[int] = set()
    for relation in kind.model._meta.related_objects:
        name = relation.field.attname
        naming: Any = relation.related_model._base_manager.exclude(**{name: None})
        in_use |= set(naming.order_by().values_list(name, flat=True).distinct())
    kept = 0
    for part in _parts(found):
        rows = _rows_of(kind, [one.key for one in part])
        free = [row.pk for row in rows.values() if row.pk not in in_use]
        kept += len(rows) - len(free)
        unused: Any = kind.model._base_manager.filter(pk__in=free)
        unused._raw_delete(unused.db)
    return kept


# --- rows that are there ----------------------------------------------------------------------------------


def _wanted(one: Difference) -> dict[str, tuple[Any, Any]]:
    """By field, what is there and what shall be: what changed since the comparison stands."""
    return {name: (one.before[name], value) for name, value in one.after.items()}


def _set(kind: Kind, wanted: dict[str, dict[str, tuple[Any, Any]]]) -> int:
    """Fields that still hold what is expected; returns how many rows have one that does not."""
    rows = _rows_of(kind, wanted)
    fields, changed, kept = {"search_text"}, [], 0
    for key, row in rows.items():
        stands = [name for name, (known, _) in wanted[key].items() if _plain(getattr(row, name)) != _plain(known)]
        kept += bool(stands)
        for name, (_, value) in wanted[key].items():
            if name not in stands:
                setattr(row, name, value)
                fields.add(name.removesuffix("_id"))
        row.search_text = kind.search_text(row)
        changed.append(row)
    kind.model._base_manager.bulk_update(changed, sorted(fields), batch_size=200)
    return kept


def _rows_of(kind: Kind, keys: Iterable[str]) -> dict[str, Any]:
    wanted = set(keys)
    first = {key.split("-")[0] for key in wanted}
    found = {kind.key_of(row): row for row in kind.model._base_manager.filter(**{f"{kind.key[0]}__in": first})}
    return {key: row for key, row in found.items() if key in wanted}


def _plain(value: Any) -> Any:
    """As it went through the file of the comparison, where a number is text."""
    return value if isinstance(value, (bool, int)) or value is None else str(value)


def _parts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while part := list(islice(iterator, ROWS)):
        yield part
