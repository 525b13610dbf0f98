"""Which filters of a page a saved view keeps: never a search, which may hold a name or a document number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# By url name of the page, in the order in which they are kept.
KEPT_FILTERS: Mapping[str, tuple[str, ...]] = {
    "panel:dashboard": ("parte", "ambito", "periodo", "desde", "hasta", "por", "orden"),
    "patients:list": ("estado", "tipo", "ambito", "falta", "orden"),
    "attendance:sessions": ("desde", "hasta", "docente", "espacio", "servicio"),
    "convalidation:list": ("estado",),
    "convalidation:returns": ("estado",),
}
LONGEST_FILTER = 40


def kept_filters(page: str, asked: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of an address that a view of this page keeps, each filter once, in one order."""
    given = {name: value.strip() for name, value in asked if 0 < len(value.strip()) <= LONGEST_FILTER}
    return [(name, given[name]) for name in KEPT_FILTERS.get(page, ()) if name in given]
