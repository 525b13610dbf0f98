"""The differences of an import, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from seho.imports.comparing import KINDS, Difference, differences
from seho.imports.enums import Catalogue, Change
from seho.imports.models import Import
from seho.network.models import Ugel


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
    found = list(islice(differences(Path(settings.MEDIA_ROOT) / row.changes_path, change), start, start + count))
    shown = _shown_fields(row, change, found)
    return [ChangeRow(one.key, one.name, one.line, one.reason, shown(one)) for one in found]


def _shown_fields(row: Import, change: Change, found: Sequence[Difference]) -> Any:
    if change is not Change.CHANGED:
        return lambda one: ()
    model = KINDS[Catalogue(row.catalogue)].model
    ugels = {str(pk): name for pk, name in Ugel.objects.values_list("pk", "name")}

    def words(name: str, value: Any) -> str:
        if name == "ugel_id":
            return ugels.get(str(value), "")
        if isinstance(value, bool):
            return "sí" if value else "no"
        return "" if value is None else str(value)

    def label(name: str) -> str:
        field: Any = model._meta.get_field(name.removesuffix("_id"))
        return str(field.verbose_name)

    def fields(one: Difference) -> tuple[FieldChange, ...]:
        return tuple(
            FieldChange(label(name), words(name, one.before[name]), words(name, value))
            for name, value in one.after.items()
        )

    return fields
