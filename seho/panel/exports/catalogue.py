"""Everything that can be asked for, under the word that stands in its address."""

from __future__ import annotations

from seho.accounts.enums import Role
from seho.network.models import Seho
from seho.panel.exports.kinds import FileKind, SheetKind
from seho.panel.exports.monthly import make_monthly
from seho.panel.exports.open_data import make_open_data
from seho.panel.exports.sheets import SHEETS, STAFF_AND_FIGURES
from seho.panel.models.exports import OPEN_DATA

MONTHLY = "informe-mensual"
FILES = {
    MONTHLY: FileKind(STAFF_AND_FIGURES, Seho, make_monthly, "panel:monthly"),
    OPEN_DATA: FileKind((Role.MINEDU,), Seho, make_open_data, "panel:open_data"),
}


def kind_of(what: str) -> SheetKind | FileKind:
    return SHEETS[what] if what in SHEETS else FILES[what]
