"""The services of a scope side by side: a row for each, a column for each figure, as the panel compares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from seho.network.models import Seho
from seho.panel.exports.asking import question
from seho.panel.exports.kinds import Asked
from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.suppression import HIDDEN, WHY_HIDDEN
from seho.panel.indicators.values import Figures, Indicator, Measure, Unit
from seho.panel.services.snapshots import Shown
from seho.sheets import Column, Listing, Shape, Value

_SHAPES = {Unit.MEAN: Shape.DECIMAL, Unit.DAYS: Shape.DECIMAL, Unit.PERCENT: Shape.PERCENT}


@dataclass(frozen=True)
class ServiceRow:
    seho: Seho
    values: Mapping[str, Value]


def services(user: Any, address: Asked, today: date) -> Listing:
    asked = question(user, address, today)
    shown, figures = asked.told()
    rows = service_rows(asked.scope.seho_ids, figures, shown)
    known = [one for one in INDICATORS.values() if any(one.key in found for found in figures.by_service.values())]
    meanings = [(_title(one), _meaning(one)) for one in known]
    hidden = [("Reservado", WHY_HIDDEN)] if asked.scope.is_suppressed else []
    return Listing(
        name="servicios",
        title="Servicios",
        columns=[*_PLACE, *map(_column, known)],
        rows=lambda: rows,
        count=len(rows),
        seho_ids=frozenset(asked.scope.seho_ids),
        told=[("Ámbito", asked.scope.title), ("Periodo", asked.period.label), *hidden, *meanings],
        unsaid=frozenset({"Reservado", *(label for label, _ in meanings)}),
        is_personal=False,
    )


def service_rows(seho_ids: Iterable[int], figures: Figures, shown: Shown) -> list[ServiceRow]:
    """By name; what this person is not told of a service is `HIDDEN`, what there was not to measure is empty."""
    found = Seho.objects.filter(pk__in=list(seho_ids)).select_related("ugel__region").order_by("short_name", "pk")
    return [
        ServiceRow(
            seho,
            {
                key: HIDDEN if shown.is_hidden(key, seho.pk) else _value(INDICATORS[key], measure)
                for key, measure in figures.by_service.get(seho.pk, {}).items()
                if key in INDICATORS
            },
        )
        for seho in found
    ]


def _value(indicator: Indicator, measure: Measure) -> float | None:
    if measure.value is None:
        return None
    return measure.value / 100 if indicator.unit == Unit.PERCENT else measure.value


def _column(indicator: Indicator) -> Column:
    key = indicator.key
    return Column(_title(indicator), lambda row: row.values.get(key), 16, _SHAPES.get(indicator.unit, Shape.PLAIN))


def _title(indicator: Indicator) -> str:
    unit = "" if indicator.unit in (Unit.PEOPLE, Unit.CASES) else f" ({indicator.unit.label})"
    return f"{indicator.title}{unit}"


def _meaning(indicator: Indicator) -> str:
    parts = [indicator.numerator, indicator.denominator and f"Entre: {indicator.denominator}", indicator.date_rule]
    return " ".join([*filter(None, parts), f"({indicator.article})"])


_PLACE = (
    Column("Servicio", lambda row: row.seho.short_name, 36),
    Column("Código de registro", lambda row: row.seho.registration_code, 18),
    Column("UGEL", lambda row: row.seho.ugel.name, 28),
    Column("Región", lambda row: row.seho.ugel.region.name, 18),
)
