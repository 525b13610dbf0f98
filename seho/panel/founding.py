"""The demand that a dossier holds: the figures of the panel of one UGEL and one school year (art. 25.2, 29)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from seho.network.demand import DemandFigures, DemandNumber, DemandTable
from seho.network.models import Seho, Ugel
from seho.panel.indicators import periods
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.catalogue import DIMENSIONS, INDICATORS
from seho.panel.indicators.computing import compute
from seho.panel.indicators.scope import opened
from seho.panel.indicators.suppression import Hidden, hidden_numbers, hidden_within, shown_tables
from seho.panel.indicators.values import Asked, Figures, Group

NUMBERS = (
    "identificados",
    "avisos",
    "registro-directo",
    "autorizados",
    "registrados",
    "atendidos",
    "no-atendidos",
    "avisos-por-resolver",
)
TABLES = (
    ("identificados", "canal"),
    ("no-atendidos", "motivo"),
    ("registrados", "nivel"),
    ("registrados", "edad"),
    ("registrados", "tipo"),
    ("registrados", "forma"),
    ("registrados", "establecimiento"),
)


def years(today: date) -> list[int]:
    """That may be chosen: the one that goes on and those whose figures the panel names, the last first."""
    named = periods.named_periods(today, national_calendar())
    return [int(one.key.split("-")[1]) for one in named if one.kind == periods.PeriodKind.YEAR]


def demand_of(ugel: Ugel, year: int, *, today: date) -> DemandFigures | None:
    """As the UGEL may pass them on: small cells are reserved. What its DRE may be told is marked."""
    services = dict(opened(Seho.objects.filter(ugel=ugel)).values_list("pk", "short_name"))
    if not services:
        return None
    period = periods.school_year(national_calendar().year(year))
    figures = compute(Asked(tuple(services), period.days, today), (Group.DEMAND, Group.PUPILS))
    region = tuple(opened(Seho.objects.filter(ugel__region=ugel.region_id)).values_list("pk", flat=True))
    whole = compute(Asked(region, period.days, today), (Group.DEMAND,))
    hidden = hidden_within(hidden_numbers(whole, INDICATORS), services)
    return DemandFigures(
        year,
        period.label,
        today,
        tuple(services.values()),
        tuple(_numbers(figures, hidden)),
        tuple(_tables(figures, hidden)),
    )


def _numbers(figures: Figures, hidden: Hidden) -> Iterator[DemandNumber]:
    for key in NUMBERS:
        yield DemandNumber(INDICATORS[key].title, figures.whole[key].base, told_to_region=not hidden.covers(key))


def _tables(figures: Figures, hidden: Hidden) -> Iterator[DemandTable]:
    """Those in which somebody counts. The DRE is told no table of persons of a UGEL, nor one that adds up to a number
    that it is not told.
    """
    for key, name in TABLES:
        of_figure = figures.tables.get(key, {})
        if any(of_figure.get(name, {}).values()):
            dimension = DIMENSIONS[name]
            cells = shown_tables(of_figure, DIMENSIONS, suppress=True)[name]
            yield DemandTable(
                f"{INDICATORS[key].title}: {dimension.title[:1].lower()}{dimension.title[1:]}",
                tuple((cell.category, cell.count) for cell in cells if cell.count != 0),
                told_to_region=not dimension.is_personal and not hidden.covers(key),
            )
