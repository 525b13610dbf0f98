"""What the address of the list of pupils asks for, and the words of the page for it."""

from __future__ import annotations

from collections.abc import Mapping

from patients.enums import Setting
from patients.queries import PupilFilters
from patients.queries.lists import ALL, ENDED, IN_ATTENTION, MISSING_KINDS, SORTS

STATES = ((IN_ATTENTION, "En atención"), (ENDED, "Con egreso"), (ALL, "Todos"))
TYPES = (("A", "Tipo A"), ("B", "Tipo B"), ("C", "Tipo C"))
MISSING = (
    ("autorizacion", "Autorización"),
    ("acreditacion", "Acreditación"),
    ("matricula", "Matrícula"),
    ("egreso", "Egreso"),
    ("documento", "Documento"),
)
SORT_LABELS = {"nombre": "Apellidos", "reciente": "Registro más reciente", "antiguo": "Registro más antiguo"}


def read_filters(asked: Mapping[str, str]) -> PupilFilters:
    """The filters of the address; what is not one of ours counts as not said."""
    state = asked.get("estado", IN_ATTENTION)
    sort = asked.get("orden", "nombre")
    return PupilFilters(
        q=asked.get("q", "").replace("\x00", "")[:100],
        state=state if state in dict(STATES) else IN_ATTENTION,
        type=asked.get("tipo", "") if asked.get("tipo") in dict(TYPES) else "",
        setting=asked.get("ambito", "") if asked.get("ambito") in Setting.values else "",
        missing=asked.get("falta", "") if asked.get("falta") in MISSING_KINDS else "",
        sort=sort if sort in SORTS else "nombre",
        page=asked.get("page", "1"),
    )


def told(filters: PupilFilters) -> list[tuple[str, str]]:
    """The filters in the words of the page."""
    said = (
        ("Búsqueda", filters.q),
        ("Estado", dict(STATES)[filters.state]),
        ("Tipo", dict(TYPES).get(filters.type, "")),
        ("Ámbito", dict(Setting.choices).get(filters.setting, "")),
        ("Falta", dict(MISSING).get(filters.missing, "")),
        ("Orden", SORT_LABELS[filters.sort]),
    )
    return [(label, str(text)) for label, text in said if text]
