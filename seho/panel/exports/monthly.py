"""The report of a month for a DRE, a UGEL or the ministry, as a PDF: signs, figures, services, and what each means.

It is no paper of the chain: it has no number and no code, and says when it was computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from seho.clock import LIMA
from seho.files import ascii_name
from seho.network.models import Region, Seho, Ugel
from seho.panel.charts import round_ticks
from seho.panel.exports.asking import Question, question
from seho.panel.exports.kinds import Asked, Beat, Made
from seho.panel.exports.services_table import service_rows
from seho.panel.indicators.catalogue import DIMENSIONS, INDICATORS, of_group
from seho.panel.indicators.periods import PeriodKind
from seho.panel.indicators.presence import DAILY
from seho.panel.indicators.scope import ScopeKind
from seho.panel.indicators.signs import Sign
from seho.panel.indicators.suppression import (
    HIDDEN,
    WHY_HIDDEN,
    WHY_NO_TABLES,
    may_break_down,
    shown_tables,
)
from seho.panel.indicators.values import Figures, Group, Indicator, Measure, Unit
from seho.panel.services.snapshots import Shown, signs_for
from seho.papers import content, engine
from seho.papers.printable import printable
from seho.papers.queries import names_of
from seho.text import date_long, plural

TEMPLATE = "panel/exports/monthly.html"
TITLE = "Informe mensual del SEHO"
# Computed, compared, laid out.
STEPS = 3
MOST_SIGNS = 25
COMPARED = ("registrados", "atendidos", "sesiones", "documentos-con-retraso", "retornos-con-atraso")
NOTHING = "–"


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    title: str
    value: str
    before: str
    change: str


@dataclass(frozen=True, kw_only=True)
class FigureGroup:
    title: str
    lines: tuple[FigureLine, ...]


@dataclass(frozen=True, kw_only=True)
class SignLine:
    service: str
    text: str
    reason: str
    act: str


@dataclass(frozen=True, kw_only=True)
class TableLine:
    category: str
    count: str


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    title: str
    lines: tuple[TableLine, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceLine:
    name: str
    ugel: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Meaning:
    title: str
    numerator: str
    denominator: str
    date_rule: str
    article: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that the report says, ready to be laid out."""

    letterhead: content.Letterhead
    kind: str = "informe-mensual"
    heading: str
    scope: str
    month: str
    services_count: str
    compared_with: str
    computed: str
    lead: str
    groups: tuple[FigureGroup, ...]
    signs: tuple[SignLine, ...]
    more_signs: str
    breakdowns: tuple[Breakdown, ...]
    service_heads: tuple[str, ...]
    services: tuple[ServiceLine, ...]
    notes: tuple[str, ...]
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True)
class DayBar:
    """A day of the chart; lengths in the units of its drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class DayChart:
    """Hospitalised 15 days or more, day by day (art. 16.3)."""

    bars: tuple[DayBar, ...]
    ticks: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, str], ...]
    words: str


def make_monthly(user: Any, address: Asked, today: date, beat: Beat) -> Made:
    """The PDF of the scope and month of the address, as this person may see them."""
    asked = month_asked(user, address, today)
    shown, figures = asked.told()
    beat(1)
    report = composed(asked, figures, shown)
    beat(2)
    key = asked.period.key.removeprefix("mes-")
    name = ascii_name(f"informe-mensual-{key}-{asked.scope.title}")
    seho_ids = frozenset(asked.scope.seho_ids)
    pdf = BytesIO(rendered(report, chart_of(figures), today))
    return Made(pdf, f"{name}.pdf", ".pdf", seho_ids, detail=f"Informe mensual de {asked.period.label.lower()}")


def month_asked(user: Any, address: Asked, today: date) -> Question:
    asked = question(user, address, today)
    if asked.period.kind != PeriodKind.MONTH:
        raise Http404("El informe es de un mes.")
    return asked


def rendered(report: Report, chart: DayChart | None, today: date) -> bytes:
    context = {
        "paper": printable(report), "chart": chart, "title": report.heading, "lang": "es-PE", "issued_on": today,
        "author": report.letterhead.seho_name, "system": settings.SITE_NAME,
    }  # fmt: skip
    return engine.write([engine.lay_out(TEMPLATE, context, images={})], title=report.heading)


# --- what it says ----------------------------------------------------------------------------------


def composed(asked: Question, figures: Figures, shown: Shown) -> Report:
    found, _ = signs_for(asked.scope, asked.today, exact=True)
    before, before_period = shown.before, shown.before_period
    told = [one for group in Group for one in of_group(group) if _is_told(one, figures, before)]
    heads = [INDICATORS[key] for key in COMPARED if key in figures.whole]
    breakdowns = tuple(_breakdowns(asked, figures))
    month = asked.period.label
    return Report(
        letterhead=_letterhead(asked),
        heading=f"{TITLE}, {month.lower()}",
        scope=asked.scope.title,
        month=month if not asked.period.goes_on(asked.today) else f"{month}, hasta el {date_long(asked.today)}",
        services_count=plural(len(asked.scope.seho_ids), "servicio", "servicios"),
        compared_with=before_period.label if before and before_period else "",
        computed=_computed_words(),
        lead=_lead(figures, shown, found),
        groups=tuple(_groups(figures, shown)),
        signs=tuple(_sign(one) for one in found[:MOST_SIGNS]),
        more_signs=plural(len(found) - MOST_SIGNS, "señal más", "señales más") if len(found) > MOST_SIGNS else "",
        breakdowns=breakdowns,
        service_heads=tuple(one.title for one in heads),
        services=tuple(_services(asked, figures, shown, heads)),
        notes=tuple(_notes(asked)),
        meanings=tuple(_meaning(one) for one in told),
    )


def _letterhead(asked: Question) -> content.Letterhead:
    """Of the office whose services it tells of; of the ministry for the country."""
    names = names_of(asked.today.year)
    region, ugel = "Ministerio de Educación", ""
    scope = asked.scope
    if scope.kind == ScopeKind.REGION:
        region = Region.objects.get(pk=scope.pk or 0).title
    elif scope.kind != ScopeKind.COUNTRY:
        own = {"pk": scope.pk} if scope.kind == ScopeKind.UGEL else {"sehos": scope.pk}
        found = Ugel.objects.select_related("region").get(**own)
        region, ugel = found.region.title, found.name
    return content.Letterhead(
        seho_name="Servicio Educativo Hospitalario (SEHO)", seho_code="", ugel=ugel, region=region, place="Lima",
        decade_name=names.decade_name, year_name=names.year_name,
    )  # fmt: skip


def _computed_words() -> str:
    moment = timezone.now().astimezone(LIMA)
    return f"{date_long(moment.date())}, {moment:%H:%M} h"


def _lead(figures: Figures, shown: Shown, found: Sequence[Sign]) -> str:
    """The month in two sentences."""

    def of(key: str) -> int:
        return int(figures.whole[key].value or 0) if key in figures.whole else 0

    places = len({one.seho_id for one in found})
    second = f"A la fecha, {plural(places, 'servicio muestra', 'servicios muestran')} señales que piden atención."
    if not places:
        second = "Ningún servicio muestra señales de alerta a la fecha."
    if shown.is_hidden("atendidos") or shown.is_hidden("registrados"):
        return second
    pupils = plural(of("atendidos"), "estudiante recibió", "estudiantes recibieron")
    begun = plural(of("registrados"), "se registró", "se registraron")
    first = f"En el mes, {pupils} atención educativa en al menos una sesión y {begun} en el servicio."
    return f"{first} {second}"


def _groups(figures: Figures, shown: Shown) -> Iterator[FigureGroup]:
    before = shown.before
    for group in Group:
        lines = [
            _line(one, figures.whole[one.key], before.whole.get(one.key) if before else None, shown)
            for one in of_group(group)
            if _is_told(one, figures, before)
        ]
        if lines:
            yield FigureGroup(title=group.label, lines=tuple(lines))


def _is_told(indicator: Indicator, now: Figures, before: Figures | None) -> bool:
    """What there was not to measure in either month is left out."""
    found = [now.whole.get(indicator.key), before.whole.get(indicator.key) if before else None]
    return indicator.key in now.whole and any(one is not None and one.value is not None for one in found)


def _line(indicator: Indicator, now: Measure, before: Measure | None, shown: Shown) -> FigureLine:
    key, unit = indicator.key, indicator.unit
    hidden, hidden_before = shown.is_hidden(key), shown.is_hidden_before(key)
    then = before.value if before else None
    return FigureLine(
        title=indicator.title,
        value=HIDDEN if hidden else value_words(unit, now.value),
        before=HIDDEN if hidden_before else value_words(unit, then),
        change=NOTHING if hidden or hidden_before else change_words(unit, now.value, then),
    )


def value_words(unit: str, value: float | None) -> str:
    """12; 3.5; 80 %; 4 días."""
    if value is None:
        return NOTHING
    if unit == Unit.PERCENT:
        return f"{value:.0f} %"
    number = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    if unit == Unit.DAYS:
        return f"{number} {'día' if value == 1 else 'días'}"
    return number


def change_words(unit: str, now: float | None, before: float | None) -> str:
    """5 más (+12 %); 3 menos (-20 %); igual. Of shares the difference in points."""
    if now is None or before is None:
        return NOTHING
    change = round(now - before, 1)
    if not change:
        return "igual"
    number = value_words(Unit.CASES, abs(change))
    word = "más" if change > 0 else "menos"
    if unit == Unit.PERCENT:
        return f"{number} {'punto' if abs(change) == 1 else 'puntos'} {word}"
    share = f" ({change / before:+.0%})".replace("%", " %") if before and unit != Unit.DAYS else ""
    return f"{number} {word}{share}"


def _sign(one: Sign) -> SignLine:
    return SignLine(service=one.service, text=one.text, reason=f"{one.reason} ({one.article})", act=one.act)


def _breakdowns(asked: Question, figures: Figures) -> Iterator[Breakdown]:
    """Those that this scope and period may tell; of a month outside the ministry only those of no person."""
    for key, tables in figures.tables.items():
        may = {
            name: cells
            for name, cells in tables.items()
            if cells and name in DIMENSIONS and may_break_down(asked.scope, asked.period, DIMENSIONS[name])
        }
        for name, cells in shown_tables(may, DIMENSIONS, asked.scope.is_suppressed).items():
            lines = tuple(
                TableLine(category=cell.category, count=HIDDEN if cell.count is None else f"{cell.count:,}")
                for cell in cells
            )
            if len(lines) < 2:
                continue  # the figure itself says as much
            yield Breakdown(title=f"{INDICATORS[key].title}, por {_lower(DIMENSIONS[name].title)}", lines=lines)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _services(asked: Question, figures: Figures, shown: Shown, heads: Sequence[Indicator]) -> Iterator[ServiceLine]:
    for row in service_rows(asked.scope.seho_ids, figures, shown):
        seho: Seho = row.seho
        values = tuple(
            value if isinstance(value := row.values.get(one.key), str) else value_words(Unit.CASES, value)  # type: ignore[arg-type]
            for one in heads
        )
        yield ServiceLine(name=seho.short_name, ugel=seho.ugel.name, values=values)


def _notes(asked: Question) -> Iterator[str]:
    yield "Se calcula con los registros de cada servicio; los que se anoten o corrijan después lo cambian."
    if asked.scope.is_suppressed:
        yield f"«{HIDDEN.capitalize()}»: {WHY_HIDDEN}"
        yield WHY_NO_TABLES


def _meaning(one: Indicator) -> Meaning:
    return Meaning(
        title=one.title, numerator=one.numerator, denominator=one.denominator, date_rule=one.date_rule,
        article=one.article,
    )  # fmt: skip


# --- the chart -------------------------------------------------------------------------------------

WIDTH, HEIGHT, LEFT, FOOT = 150.0, 42.0, 8.0, 6.0


def chart_of(figures: Figures) -> DayChart | None:
    """A bar for each day of the month; None without any."""
    counts = figures.daily.get(DAILY, ())
    if not counts or not any(counts):
        return None
    ticks = round_ticks(max(counts), most=4)
    room, step = HEIGHT - FOOT, (WIDTH - LEFT) / len(counts)

    def y_of(value: float) -> float:
        return round(room - value / ticks[-1] * (room - 3), 2)

    bars = tuple(
        DayBar(round(LEFT + place * step, 2), y_of(count), round(step * 0.7, 2), round(room - y_of(count), 2))
        for place, count in enumerate(counts)
    )
    marks = tuple((round(LEFT + (day - 0.65) * step, 2), str(day)) for day in range(1, len(counts) + 1, 5))
    mean = sum(counts) / len(counts)
    words = f"En promedio {mean:.1f} estudiantes cada día; el día en que fueron más, {max(counts)}."
    return DayChart(bars, tuple((y_of(tick), f"{tick:,.0f}") for tick in ticks), marks, words)
