"""A file against the catalogue: which rows are new, changed, gone or wrong. Reads the database, writes only a file."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

from seho.imports.enums import Change
from seho.imports.kinds import Kind
from seho.imports.rules import Read
from seho.imports.tables import Row, open_table

ROWS_A_BEAT = 5_000
_A_LINE = 500


class Difference(NamedTuple):
    """What one row, or one that is missing, means for the catalogue.

    `before` and `after` hold the fields that differ; of a new row, all of them.
    """

    kind: Change
    key: str
    name: str
    line: int = 0
    reason: str = ""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}


@dataclass
class Comparison:
    layout: str = ""
    rows: int = 0
    same: int = 0
    counts: Counter[Change] = field(default_factory=Counter)


def compare(
    path: Path, kind: Kind, *, is_whole: bool, day: date, into: Path, beat: Callable[[float], None]
) -> Comparison:
    """Write the differences into a file, some of one kind on each line as JSON. Raises BadTable.

    `beat` hears the share that was read.
    `day`: what a whole file does not name any more ends then, where it has an end.
    """
    result = Comparison()
    known = kind.known()
    with (
        gzip.open(into, "wt", encoding="utf-8", compresslevel=1) as out,
        open_table(path, needed=kind.needed, wanted=kind.columns, aliases=kind.aliases) as table,
    ):
        result.layout = table.layout
        seen: dict[str, int] = {}
        found = chain(
            _differences(kind, _counted(table.rows, result, beat), known, seen),
            _gone(kind, known, seen, day) if is_whole else (),
        )
        for change, run in groupby(found, key=lambda one: one.kind if one else None):
            if change is None:
                result.same += sum(1 for _ in run)
                continue
            while part := list(islice(run, _A_LINE)):
                result.counts[change] += len(part)
                out.write(json.dumps(part, default=_plain, ensure_ascii=False, separators=(",", ":")) + "\n")
    return result


def _counted(rows: Iterator[Row], result: Comparison, beat: Callable[[float], None]) -> Iterator[Row]:
    for row in rows:
        result.rows += 1
        if result.rows % ROWS_A_BEAT == 0:
            beat(row.share)
        yield row


def _differences(
    kind: Kind, rows: Iterator[Row], known: dict[str, dict[str, Any]], seen: dict[str, int]
) -> Iterator[Difference | None]:
    """One for each reading, none where the catalogue says the same; `seen` takes the line of each key."""
    complete = kind.completer()
    for row, said in kind.reads(rows):
        read = complete(said)
        here = known.get(read.key)
        if problem := read.problem or _torn(row) or _twice(seen.get(read.key)) or _nameless(here, read):
            yield Difference(Change.WRONG, read.key, read.name, row.line, problem)
            continue
        seen[read.key] = row.line
        if here is None:
            yield Difference(Change.NEW, read.key, read.name, row.line, after=read.values)
        elif changed := kind.differing(here, read.values):
            before, after = ({name: values[name] for name in changed} for values in (here, read.values))
            yield Difference(Change.CHANGED, read.key, read.name or here["name"], row.line, "", before, after)
        else:
            yield None


def _gone(kind: Kind, known: dict[str, dict[str, Any]], seen: dict[str, int], day: date) -> Iterator[Difference | None]:
    for key, here in known.items():
        if key not in seen and (ends := kind.gone(here, day)):
            yield Difference(Change.GONE, key, here["name"], before=ends[0], after=ends[1])


def _torn(row: Row) -> str:
    return "La fila no tiene tantas columnas como el encabezado." if row.is_torn else ""


def _twice(line: int | None) -> str:
    return f"Repite el código de la fila {line}." if line else ""


def _nameless(here: Any, read: Read) -> str:
    return "" if here or read.name else "No está en el catálogo, y este archivo no trae su nombre."


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value))


def differences(path: Path, *kinds: Change) -> Iterator[Difference]:
    """The differences of a comparison again, in their order; of these kinds only, if any is given."""
    starts = tuple(f'[["{kind}"' for kind in kinds)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            if not starts or line.startswith(starts):
                yield from (Difference(*one) for one in json.loads(line))
