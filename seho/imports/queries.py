"""The differences of an import, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from seho.files import stored_path
from seho.imports.catalogues import KINDS
from seho.imports.comparing import Difference, differences
from seho.imports.enums import Catalogue, Change
from seho.imports.models import Import


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeRow:
    """One difference as a person reads it."""

    key: str
    name: str
    line: int
    reason: str
    fields: tuple[FieldChange, ...]


def change_rows(row: Import, change: Change, *, start: int, count: int) -> list[ChangeRow]:
    """`count` differences of one kind from the `start`-th on, in the order of the file."""
    found = list(islice(differences(stored_path(row.changes_path), change), start, start + count))
    shown = _shown_fields(row) if change is Change.CHANGED else lambda one: ()
    return [ChangeRow(one.key, one.name, one.line, one.reason, shown(one)) for one in found]


def _shown_fields(row: Import) -> Callable[[Difference], tuple[FieldChange, ...]]:
    kind = KINDS[Catalogue(row.catalogue)]
    words = kind.wording()

    def fields(one: Difference) -> tuple[FieldChange, ...]:
        return tuple(
            FieldChange(kind.label(name), words(name, one.before[name]), words(name, value))
            for name, value in one.after.items()
        )

    return fields
