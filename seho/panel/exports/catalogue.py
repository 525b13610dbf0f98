"""Everything that can be asked for, under the word that stands in its address."""

from __future__ import annotations

from seho.panel.exports.kinds import FileKind, SheetKind
from seho.panel.exports.sheets import SHEETS

FILES: dict[str, FileKind] = {}


def kind_of(what: str) -> SheetKind | FileKind:
    return SHEETS[what] if what in SHEETS else FILES[what]
