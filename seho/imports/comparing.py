"""A file against the catalogue: which rows are new, changed, gone or wrong. Reads the database, writes only a file."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from seho.imports.enums import Catalogue, Change
from seho.imports.rules import (
    HOSPITAL_COLUMNS,
    HOSPITAL_NEEDED,
    ONLY_WHERE_EMPTY,
    SCHOOL_COLUMNS,
    SCHOOL_NEEDED,
    Read,
    hospital_of,
    school_of,
)
from seho.imports.tables import open_table
from seho.network.models import Hospital, School, Ugel
from seho.network.rules import hospital_search_text, school_search_text

ROWS_A_BEAT = 5_000


@dataclass(frozen=True)
class Kind:
    """How one catalogue is read: its model, the columns of its file, and the words by which a row is found."""

    model: type[School] | type[Hospital]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    read: Callable[[Mapping[str, str]], Read]
    search_text: Callable[[Any], str]
    fields: tuple[str, ...]

    def key_of(self, row: Any) -> str:
        return "-".join(str(getattr(row, name)) for name in self.key)


_COMMON = ("name", "ubigeo", "department", "province", "district", "latitude", "longitude", "is_active")
KINDS = {
    Catalogue.SCHOOLS: Kind(
        School, ("modular_code", "annex"), SCHOOL_COLUMNS, SCHOOL_NEEDED, school_of, school_search_text,
        ("modular_code", "annex", "level_code", "level_name", "management", "locality", "address", "local_code",
         "director_name", "phone", "email", "ugel_id", "is_provisional", *_COMMON),
    ),
    Catalogue.HOSPITALS: Kind(
        Hospital, ("code",), HOSPITAL_COLUMNS, HOSPITAL_NEEDED, hospital_of, hospital_search_text,
        ("code", "category", *_COMMON),
    ),
}  # fmt: skip


class Difference(NamedTuple):
    """One line of the comparison. `before` and `after` hold the fields that differ; of a new row, all of them."""

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
    path: Path, catalogue: Catalogue, *, is_whole: bool, into: Path, beat: Callable[[float], None]
) -> Comparison:
    """Write the differences into a file, one JSON line each. Raises BadTable; `beat` hears the share that was read."""
    kind = KINDS[catalogue]
    result = Comparison()
    known = _known(kind)
    ugels = dict(Ugel.objects.values_list("code", "pk"))
    seen: dict[str, int] = {}
    with gzip.open(into, "wt", encoding="utf-8", compresslevel=1) as out:

        def tell(difference: Difference) -> None:
            result.counts[difference.kind] += 1
            out.write(json.dumps(difference, default=_plain, ensure_ascii=False, separators=(",", ":")))
            out.write("\n")

        with open_table(path, needed=kind.needed, wanted=kind.columns) as table:
            result.layout = table.layout
            for row in table.rows:
                result.rows += 1
                if result.rows % ROWS_A_BEAT == 0:
                    beat(row.share)
                read = kind.read(row.values)
                if problem := read.problem or _torn(row.is_torn) or _twice(seen.get(read.key)):
                    tell(Difference(Change.WRONG, read.key, read.name, row.line, problem))
                    continue
                seen[read.key] = row.line
                difference = _difference(kind, read, known.get(read.key), ugels, row.line)
                if difference is None:
                    result.same += 1
                else:
                    tell(difference)
        if is_whole:
            for key, here in known.items():
                if key not in seen and here["is_active"] and not here.get("is_provisional"):
                    tell(
                        Difference(
                            Change.GONE, key, here["name"], before={"is_active": True}, after={"is_active": False}
                        )
                    )
    return result


def _torn(is_torn: bool) -> str:
    return "La fila no tiene tantas columnas como el encabezado." if is_torn else ""


def _twice(line: int | None) -> str:
    return f"Repite el código de la fila {line}." if line else ""


def _known(kind: Kind) -> dict[str, dict[str, Any]]:
    return {"-".join(row[name] for name in kind.key): row for row in kind.model.objects.values(*kind.fields).iterator()}


def _difference(
    kind: Kind, read: Read, known: dict[str, Any] | None, ugels: dict[str, int], line: int
) -> Difference | None:
    values: dict[str, Any] = dict(read.values)
    if "ugel_id" in kind.fields:
        values |= {"ugel_id": ugels.get(read.ugel_code), "is_provisional": False}
    if known is None:
        return Difference(Change.NEW, read.key, read.name, line, after=values)
    changed = [name for name, value in values.items() if known[name] != value and _counts(name, known[name], value)]
    if not changed:
        return None
    before = {name: known[name] for name in changed}
    return Difference(
        Change.CHANGED, read.key, read.name, line, before=before, after={one: values[one] for one in changed}
    )


def _counts(name: str, known: Any, value: Any) -> bool:
    """A file that says nothing takes nothing away; what a person corrected stands."""
    if name in ONLY_WHERE_EMPTY:
        return not known
    return value not in ("", None)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value))


def differences(path: Path, kind: Change | None = None) -> Iterator[Difference]:
    """The lines of a comparison again, in their order; of one kind only, if one is given."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            found = Difference(*json.loads(line))
            if kind is None or found.kind == kind:
                yield found
