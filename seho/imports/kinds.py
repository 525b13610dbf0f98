"""What a catalogue must tell so that a file can be compared with it, written into it and taken back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from seho.imports.rules import ONLY_WHERE_EMPTY, Read, Values
from seho.imports.tables import Row
from seho.network.models import District, Hospital, School, Ugel

Reading = tuple[Row, Read]


class Kind(ABC):
    """One catalogue: its columns, what it holds by key, and what a row of the file means for it."""

    columns: tuple[str, ...]
    needed: tuple[str, ...]
    aliases: Mapping[str, str]

    @abstractmethod
    def reads(self, rows: Iterator[Row]) -> Iterator[Reading]:
        """What the rows of a file say, each at the row where it is told."""

    @abstractmethod
    def known(self) -> dict[str, Values]:
        """What the catalogue holds, by key; each with its "name"."""

    def completer(self) -> Callable[[Read], Read]:
        """What is added to each reading out of the database."""
        return lambda read: read

    def differing(self, known: Values, values: Values) -> list[str]:
        """The fields that the file would change: one that says nothing takes nothing away."""
        return [
            name
            for name, value in values.items()
            if known[name] != value and (not known[name] if name in ONLY_WHERE_EMPTY else value not in ("", None, []))
        ]

    def gone(self, known: Values, day: date) -> tuple[Values, Values] | None:
        """Before and after of one that a whole file does not name; None where it stays as it is."""
        return None

    @abstractmethod
    def active(self) -> int:
        """How many a whole file should name."""

    @abstractmethod
    def label(self, name: str) -> str:
        """A field in Spanish."""

    def wording(self) -> Callable[[str, Any], str]:
        """How a value is read by a person, by field and value."""
        return lambda name, value: ("sí" if value else "no") if isinstance(value, bool) else str(value or "")


@dataclass(frozen=True)
class RowKind(Kind):
    """A catalogue of one table, row by row: very many, written as a stream."""

    model: type[School] | type[Hospital] | type[District]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    read: Callable[[Mapping[str, str]], Read]
    search_text: Callable[[Any], str]
    fields: tuple[str, ...]
    complete: Callable[[], Callable[[Read], Read]] | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)

    def reads(self, rows: Iterator[Row]) -> Iterator[Reading]:
        return ((row, self.read(row.values)) for row in rows)

    def known(self) -> dict[str, Values]:
        return {"-".join(row[one] for one in self.key): row for row in self.model.objects.values(*self.fields)}

    def completer(self) -> Callable[[Read], Read]:
        return self.complete() if self.complete else super().completer()

    def gone(self, known: Values, day: date) -> tuple[Values, Values] | None:
        """Not active any more; what was written by hand waits for the register to know it."""
        if not known["is_active"] or known.get("is_provisional"):
            return None
        return {"is_active": True}, {"is_active": False}

    def active(self) -> int:
        return self.model.objects.filter(is_active=True).count()

    def label(self, name: str) -> str:
        found: Any = self.model._meta.get_field(name.removesuffix("_id"))
        return str(found.verbose_name)

    def wording(self) -> Callable[[str, Any], str]:
        ugels = (
            {str(pk): name for pk, name in Ugel.objects.values_list("pk", "name")} if "ugel_id" in self.fields else {}
        )
        usual = super().wording()
        return lambda name, value: ugels.get(str(value), "") if name == "ugel_id" else usual(name, value)
