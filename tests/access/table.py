"""tests/permissions.toml as it is meant: sets of roles and places resolved, what is not said filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "permissions.toml"
METHODS = ("GET", "POST")
ANSWERS = ("allowed", "elsewhere", "refused", "denied")
ANONYMOUS = "anonymous"
# The place of an address that names no row.
NOWHERE = "-"
NOTHING = "-"
_SPECIAL = ("roles", "places", "secrets", "papers")


@dataclass(frozen=True)
class Line:
    """One method of one address."""

    cells: Mapping[tuple[str, str], str]
    named: frozenset[str]
    logs: str
    act: str


@dataclass(frozen=True)
class Row:
    key: str
    on: str
    lines: Mapping[str, Line]

    @property
    def name(self) -> str:
        """A "#" in the key tells two kinds of rows under one address apart."""
        return self.key.partition("#")[0]

    def expected(self, method: str, role: str, place: str) -> str:
        """allowed, elsewhere, refused, denied, forbidden, hidden, method or login."""
        line = self.lines.get(method)
        if line is not None and (role, place) in line.cells:
            return line.cells[role, place]
        if line is not None and role in line.named:
            return "hidden"
        if role == ANONYMOUS:
            return "method" if self._is_open(role) else "login"
        return "method" if self._is_open(role) else "forbidden"

    def _is_open(self, role: str) -> bool:
        """The other method knows this role, so that the policy lets it in and the method is what is refused."""
        return any(role in line.named for line in self.lines.values())


@dataclass(frozen=True)
class Rule:
    """Who may read a kind of secret, (role, of): everywhere, on papers alone, or in an emergency alone.

    `after` is the access entry that must go with it.
    """

    readers: frozenset[tuple[str, str]]
    on_papers: frozenset[tuple[str, str]]
    in_emergency: frozenset[tuple[str, str]]
    after: str


class Table:
    def __init__(self, text: str | None = None) -> None:
        self.raw: dict[str, Any] = tomllib.loads(text if text is not None else FILE.read_text("utf-8"))

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Every role of the cast, without the anonymous one."""
        return tuple(self.raw["roles"]["signed_in"].split())

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._row(key, raw) for key, raw in self.raw.items() if key not in _SPECIAL)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        return {what: self._rule(raw) for what, raw in self.raw["secrets"].items()}

    def may_read(self, what: str, of: str, *, role: str, page: str, logged: set[str]) -> bool:
        rule = self.rules[what]
        if rule.after and rule.after not in logged:
            return False
        if page in self.raw["papers"]["emergency"] and "EMERGENCY" in logged:
            return (role, of) in rule.readers | rule.in_emergency
        is_paper = page in self.raw["papers"]["pages"]
        return (role, of) in rule.readers or (is_paper and (role, of) in rule.on_papers)

    def _row(self, key: str, raw: Mapping[str, Any]) -> Row:
        unknown = set(raw) - {"on", *METHODS}
        assert not unknown, f"{key}: {unknown}"
        lines = {method: self._line(f"{key} {method}", raw[method]) for method in METHODS if method in raw}
        return Row(key, raw.get("on", ""), lines)

    def _line(self, where: str, raw: Mapping[str, Any]) -> Line:
        unknown = set(raw) - {*ANSWERS, "logs", "act"}
        assert not unknown, f"{where}: {unknown}"
        cells: dict[tuple[str, str], str] = {}
        for answer in ANSWERS:
            for cell in self._cells(raw.get(answer, {})):
                assert cell not in cells, f"{where}: {cell} is said twice"
                cells[cell] = answer
        return Line(cells, frozenset(role for role, _ in cells), raw.get("logs", ""), raw.get("act", ""))

    def _cells(self, raw: Any) -> list[tuple[str, str]]:
        if isinstance(raw, list):
            return [(role, NOWHERE) for name in raw for role in self._roles(name)]
        return [
            (role, place)
            for name, places in raw.items()
            for role in self._roles(name)
            for place in self._places(places)
        ]

    def _rule(self, raw: Mapping[str, Any]) -> Rule:
        alone = ("on_papers", "in_emergency")
        everywhere = {name: places for name, places in raw.items() if name not in ("after", *alone)}
        on_papers, in_emergency = (frozenset(self._cells(raw.get(name, {}))) for name in alone)
        return Rule(frozenset(self._cells(everywhere)), on_papers, in_emergency, raw.get("after", ""))

    def _roles(self, name: str) -> list[str]:
        sets = self.raw["roles"]
        if name in sets:
            return sets[name].split()
        assert name in (*self.roles, ANONYMOUS), f"no role «{name}»"
        return [name]

    def _places(self, names: str) -> list[str]:
        """A word is a set of places, or a place itself."""
        found: list[str] = []
        for name in names.split():
            found += self.raw["places"].get(name, name).split()
        return list(dict.fromkeys(found))
