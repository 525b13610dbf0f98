"""The table of the jobs, as it is printed and as it stands in the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.effort.counting import Count

BEGIN, END = "<!-- medidas -->", "<!-- fin de las medidas -->"
HEAD = ("trabajo", "pantalla", "toques", "teclas", "campos", "páginas", "máquina (s)", "persona (s)", "meta")


@dataclass(frozen=True)
class Target:
    """At most so many; None: as they come."""

    touches: int | None = None
    keys: int | None = None

    def __str__(self) -> str:
        parts = [(self.touches, "toques"), (self.keys, "teclas")]
        return ", ".join(f"{most} {what}" for most, what in parts if most is not None) or "–"


@dataclass(frozen=True)
class Line:
    """One job as it went."""

    name: str
    screen: str
    target: Target
    count: Count

    @property
    def is_met(self) -> bool:
        pairs = ((self.target.touches, self.count.touches), (self.target.keys, self.count.keys))
        return not self.count.cheats and all(most is None or took <= most for most, took in pairs)

    @property
    def cells(self) -> tuple[str, ...]:
        count = self.count
        goal = str(self.target) if self.is_met else f"{self.target} **!**"
        numbers = (count.touches, count.keys, len(count.fields), count.pages)
        return (self.name, self.screen, *map(str, numbers), f"{count.machine:.1f}", f"{count.person:.0f}", goal)


def table(lines: Sequence[Line]) -> str:
    rows = [HEAD, ("---", "---", *["--:"] * 6, "---"), *(line.cells for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def keep(document: Path, text: str) -> None:
    """Put the table between its two marks; ValueError when they are not there, in this order."""
    before, found, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        raise ValueError(f"{document} has no place for the table")
    document.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
