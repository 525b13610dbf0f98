"""The services of a scope side by side, the worst first, and the regions of the country on their map."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seho.network.models import Region, Seho
from seho.panel.board.cards import NO_DATA, number_text
from seho.panel.charts import BarRow, Bars, RegionValue, TileMap, bars, tile_map
from seho.panel.indicators.suppression import HIDDEN
from seho.panel.indicators.values import Better, Indicator, Measure, Unit

# The columns of the table, where the figures were computed.
COLUMNS = (
    "atendidos", "en-atencion", "no-atendidos", "sesiones-por-profesional", "plan-vigente", "documentos-con-retraso",
    "retornos-con-atraso",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    indicator: Indicator
    url: str
    is_sorted: bool
    # How the rows stand: "asc" or "desc".
    direction: str


@dataclass(frozen=True)
class Row:
    """A service; `cells` in the order of the columns, `signs` how many early signs it has."""

    seho: Seho
    url: str
    signs: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    by: Indicator | None
    chart: Bars | None


Told = Mapping[str, Measure | None]


def compare(
    sehos: Iterable[Seho],
    measures: Mapping[int, Told],
    indicators: Sequence[Indicator],
    *,
    signs: Mapping[int, int],
    order: str,
    sort_url: Any,
    seho_url: Any,
) -> Comparison:
    """Ordered by one figure, what needs help first; without `order` those with most early signs come first.

    A measure that is None is not told: its service stands at the end, with those that have no number.
    """
    by = next((one for one in indicators if one.key == order), None)

    def told(seho: Seho) -> Told:
        return measures.get(seho.pk, {})

    found = sorted(sehos, key=lambda seho: (_place(told(seho), by, signs.get(seho.pk, 0)), seho.short_name))
    rows = tuple(
        Row(
            seho,
            seho_url(seho),
            signs.get(seho.pk, 0),
            tuple(cell_text(told(seho), one) for one in indicators),
        )
        for seho in found
    )
    columns = tuple(
        Column(one, sort_url(one.key), one is by, "asc" if one.better == Better.MORE else "desc") for one in indicators
    )
    return Comparison(columns, rows, by, _chart(found, measures, by, seho_url) if by and len(found) > 1 else None)


def _place(measures: Told, by: Indicator | None, signs: int) -> tuple[bool, float]:
    if by is None:
        return False, -signs
    measure = measures.get(by.key)
    if measure is None or measure.value is None:
        return True, 0
    return False, measure.value if by.better == Better.MORE else -measure.value


def cell_text(measures: Told, indicator: Indicator) -> str:
    if indicator.key not in measures:
        return NO_DATA
    measure = measures[indicator.key]
    if measure is None:
        return HIDDEN
    if measure.value is None:
        return NO_DATA
    text = number_text(measure.value, Unit(indicator.unit))
    return f"{text} %" if indicator.unit == Unit.PERCENT else text


def _chart(sehos: Iterable[Seho], measures: Mapping[int, Told], by: Indicator, seho_url: Any) -> Bars:
    rows = []
    for seho in sehos:
        told = measures.get(seho.pk, {})
        measure = told.get(by.key)
        is_hidden = by.key in told and measure is None
        value = None if is_hidden else (measure.value if measure and measure.value is not None else 0)
        rows.append(BarRow(seho.short_name, value, seho_url(seho), text=cell_text(told, by)))
    return bars(rows, with_median=True)


# --- the country ---------------------------------------------------------------------------------


def regions_on_map(
    sehos: Iterable[Seho], measures: Mapping[int, Mapping[str, Measure]], indicator: Indicator, *, url_of: Any
) -> TileMap:
    """What the services of each region add up to; of a share, their mean weighted by its cases.

    Who was a pupil of two services of a region counts in both.
    """
    by_region: dict[int, list[Measure]] = defaultdict(list)
    services: Counter[int] = Counter()
    for seho in sehos:
        services[seho.ugel.region_id] += 1
        measure = measures.get(seho.pk, {}).get(indicator.key)
        if measure is not None and measure.value is not None:
            by_region[seho.ugel.region_id].append(measure)
    found = []
    for region in Region.objects.order_by("code"):
        value = _together(by_region[region.pk], indicator)
        text = "sin servicio" if not services[region.pk] else _region_text(value, indicator)
        url = url_of(region) if services[region.pk] else ""
        found.append(RegionValue(region.code, str(region), value, text, url))
    return tile_map(found)


def _together(measures: Sequence[Measure], indicator: Indicator) -> float | None:
    if not measures:
        return None
    if indicator.unit == Unit.PERCENT:
        base = sum(one.base for one in measures)
        return sum((one.value or 0) * one.base for one in measures) / base if base else None
    return sum(one.value or 0 for one in measures)


def _region_text(value: float | None, indicator: Indicator) -> str:
    if value is None:
        return NO_DATA
    return number_text(value, Unit(indicator.unit)) + (" %" if indicator.unit == Unit.PERCENT else "")
