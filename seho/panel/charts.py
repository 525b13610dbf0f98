"""Where the parts of a chart stand, as pure geometry: bars, the line of the days, the tiles of the regions.

Lengths are percentages of the drawing, so that letters keep their size on any screen; `templates/components/charts`
draws them as SVG (docs/adr/0015-charts-without-a-library.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor, log10
from statistics import fmean, median
from typing import Final

from patients.rules import Days
from seho.panel.indicators.suppression import HIDDEN
from seho.text import MONTHS, date_short

# --- Scales --------------------------------------------------------------------------------------


def round_ticks(highest: float, *, most: int = 5) -> tuple[float, ...]:
    """Round numbers from 0 to `highest` or just above, at most `most` steps; counts never get a step below 1."""
    if highest <= 0:
        return (0, 1)
    rough = highest / most
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
    step = max(step, 1)
    return tuple(step * number for number in range(ceil(highest / step - 1e-9) + 1))


def percent(share: float) -> str:
    return f"{share * 100:.2f}%"


def number_words(value: float) -> str:
    """1,234 or 7.3."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


@dataclass(frozen=True)
class Tick:
    """A place on a scale and what stands there."""

    at: str
    label: str


# --- Bars ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BarRow:
    """What a bar says: `value` None is a count that is not told, `text` replaces the number, `note` follows it."""

    label: str
    value: float | None
    url: str = ""
    text: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bar:
    label: str
    share: str
    text: str
    url: str
    note: str
    is_hidden: bool


@dataclass(frozen=True)
class Bars:
    """Lying bars; `median_at` is where the dashed line of the median stands, "" without one."""

    rows: tuple[Bar, ...]
    median_at: str = ""
    median_text: str = ""
    has_hidden: bool = False


def bars(rows: Iterable[BarRow], *, with_median: bool = False) -> Bars:
    """The longest bar fills the width. A median needs at least three numbers that are told."""
    found = list(rows)
    told = [row.value for row in found if row.value is not None]
    largest = max(told, default=0) or 1
    middle = median(told) if with_median and len(told) > 2 else None
    return Bars(
        tuple(
            Bar(
                label=row.label,
                share=percent((row.value or 0) / largest),
                text=row.text or (HIDDEN if row.value is None else number_words(row.value)),
                url=row.url,
                note=row.note,
                is_hidden=row.value is None,
            )
            for row in found
        ),
        percent(middle / largest) if middle is not None else "",
        number_words(middle) if middle is not None else "",
        any(row.value is None for row in found),
    )


def funnel(steps: Sequence[tuple[str, float, str]]) -> Bars:
    """Steps one after the other (label, count, url): each bar is a share of the first, its note one of the step before.

    A step may exceed the one before it: registrations without a notice. It then says nothing of a share.
    """
    rows = []
    before: float | None = None
    for label, count, url in steps:
        has_share = before is not None and 0 < before >= count
        note = f"{count / before * 100:.0f} % del paso anterior" if has_share and before else ""
        rows.append(BarRow(label, count, url, note=note))
        before = count
    return bars(rows)


# --- Day by day ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stretch:
    """A row of the table beside the line: a day, or a week with its mean and its highest."""

    label: str
    mean: float
    highest: float


@dataclass(frozen=True)
class DayLine:
    """A number for each day. `path` and `area` are of a drawing of 100 by 100, the rest are percentages of it."""

    path: str
    area: str
    ticks: tuple[Tick, ...]
    months: tuple[Tick, ...]
    average: float
    average_at: str
    highest: float
    highest_on: date
    highest_x: str
    highest_y: str
    ceiling: float | None
    ceiling_at: str
    stretches: tuple[Stretch, ...]
    by_week: bool

    @property
    def average_text(self) -> str:
        return f"{self.average:,.1f}"

    @property
    def highest_text(self) -> str:
        return number_words(self.highest)

    @property
    def ceiling_text(self) -> str:
        return "" if self.ceiling is None else number_words(self.ceiling)


# The plot leaves room above for the highest label and below for the months.
_TOP, _HEIGHT = 0.08, 0.78
# Longer periods are told by week: nobody listens to a table of 365 rows.
_MOST_DAYS = 31


def day_line(counts: Sequence[float], days: Days, *, ceiling: float | None = None) -> DayLine | None:
    """`counts` are those of the first days of the period, one each; None without any."""
    if not counts:
        return None
    highest = max(counts)
    ticks = round_ticks(max(highest, ceiling or 0), most=4)
    top = ticks[-1]
    last = max(len(counts) - 1, 1)
    points = [(place / last * 100, 100 - count / top * 100) for place, count in enumerate(counts)]
    if len(points) == 1:
        points.append((100, points[0][1]))
    path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    peak = counts.index(highest)

    def height(value: float) -> str:
        return percent(_TOP + _HEIGHT * (1 - value / top))

    average = fmean(counts)
    by_week = len(counts) > _MOST_DAYS
    return DayLine(
        path=path,
        area=f"{path}L100 100L0 100Z",
        ticks=tuple(Tick(height(value), number_words(value)) for value in ticks),
        months=_months(days.start, len(counts)),
        average=average,
        average_at=height(average),
        highest=highest,
        highest_on=days.start + timedelta(days=peak),
        highest_x=percent(peak / last),
        highest_y=height(highest),
        ceiling=ceiling,
        ceiling_at="" if ceiling is None else height(ceiling),
        stretches=_stretches(counts, days.start, by_week=by_week),
        by_week=by_week,
    )


def _months(start: date, length: int) -> tuple[Tick, ...]:
    """The first days of months, where their short names have room; a short period has its first and last day."""
    if length <= _MOST_DAYS:
        end = start + timedelta(days=length - 1)
        return (Tick("0%", date_short(start)[:5]), *((Tick("100%", date_short(end)[:5]),) if length > 1 else ()))
    firsts = [place for place in range(length) if (start + timedelta(days=place)).day == 1]
    each = ceil(len(firsts) / 12) or 1
    with_year = length > 400
    found = []
    for place in firsts[::each]:
        day = start + timedelta(days=place)
        # A name at the very edge would be cut.
        if place / length <= 0.95:
            words = MONTHS[day.month - 1][:3] + (f" {day.year % 100:02d}" if with_year else "")
            found.append(Tick(percent(place / (length - 1)), words))
    return tuple(found)


def _stretches(counts: Sequence[float], start: date, *, by_week: bool) -> tuple[Stretch, ...]:
    if not by_week:
        return tuple(
            Stretch(date_short(start + timedelta(days=place)), count, count) for place, count in enumerate(counts)
        )
    found = []
    place = 0
    while place < len(counts):
        first = start + timedelta(days=place)
        week = counts[place : place + 7 - first.weekday()]
        found.append(Stretch(f"Desde el {date_short(first)}", fmean(week), max(week)))
        place += len(week)
    return tuple(found)


# --- The regions as tiles --------------------------------------------------------------------------

# About where each office lies on the map of Peru, as (column, row), by its code: docs/adr/0015.
TILES: Final[Mapping[str, tuple[int, int, str]]] = {
    "240000": (0, 0, "Tumb"), "200000": (0, 1, "Piura"), "060000": (1, 1, "Caja"), "010000": (2, 1, "Amaz"),
    "160000": (3, 1, "Loreto"), "140000": (0, 2, "Lamb"), "130000": (1, 2, "LaLib"), "220000": (2, 2, "SMart"),
    "020000": (1, 3, "Áncash"), "100000": (2, 3, "Huánu"), "250000": (3, 3, "Ucay"), "150200": (1, 4, "LProv"),
    "190000": (2, 4, "Pasco"), "120000": (3, 4, "Junín"), "070101": (1, 5, "Callao"), "150101": (2, 5, "LMetr"),
    "090000": (3, 5, "Hvca"), "080000": (4, 5, "Cusco"), "170000": (5, 5, "MDios"), "110000": (2, 6, "Ica"),
    "050000": (3, 6, "Ayac"), "030000": (4, 6, "Apur"), "210000": (5, 6, "Puno"), "040000": (4, 7, "Areq"),
    "180000": (5, 7, "Moqu"), "230000": (5, 8, "Tacna"),
}  # fmt: skip
TILE = 52
_GAP = 3
_COLUMNS, _ROWS, SHADES = 6, 9, 5


@dataclass(frozen=True)
class RegionValue:
    """What a tile says; `value` None: nothing to tell, or not told (`is_hidden`)."""

    code: str
    name: str
    value: float | None
    text: str
    url: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class Tile:
    x: int
    y: int
    short: str
    name: str
    text: str
    url: str
    shade: int
    is_hidden: bool

    @property
    def number(self) -> str:
        """What fits on the tile: words stay for those who listen, and for the table."""
        return self.text if self.text[:1].isdigit() else "–"

    @property
    def middle(self) -> int:
        return self.x + (TILE - _GAP) // 2

    @property
    def name_y(self) -> int:
        return self.y + 19

    @property
    def text_y(self) -> int:
        return self.y + 37


@dataclass(frozen=True)
class Shade:
    """One line of the legend: from the lowest to the highest value of that shade."""

    number: int
    words: str


@dataclass(frozen=True)
class TileMap:
    tiles: tuple[Tile, ...]
    legend: tuple[Shade, ...]
    has_hidden: bool
    # The highest first, for the table, and how many regions have nothing to tell.
    by_value: tuple[Tile, ...]
    empty: int
    size: int = TILE - _GAP
    width: int = TILE * _COLUMNS - _GAP
    height: int = TILE * _ROWS - _GAP


def tile_map(regions: Iterable[RegionValue]) -> TileMap:
    """Five shades with about as many regions in each: one very large region does not make the others look alike."""
    found = [region for region in regions if region.code in TILES]
    groups = _groups([region.value for region in found if region.value])
    tiles = []
    for region in found:
        column, row, short = TILES[region.code]
        tiles.append(
            Tile(
                x=column * TILE,
                y=row * TILE,
                short=short,
                name=region.name,
                text=region.text,
                url=region.url,
                shade=_shade_of(region.value, groups),
                is_hidden=region.is_hidden,
            )
        )
    legend = tuple(Shade(place, _range_words(group)) for place, group in enumerate(groups, _first_shade(groups)))
    values = {region.name: region.value or 0 for region in found}
    told = {region.name for region in found if region.url or region.is_hidden or region.value is not None}
    by_value = sorted((tile for tile in tiles if tile.name in told), key=lambda tile: (-values[tile.name], tile.name))
    return TileMap(
        tuple(tiles), legend, any(tile.is_hidden for tile in tiles), tuple(by_value), len(tiles) - len(by_value)
    )


def _groups(values: Iterable[float]) -> list[list[float]]:
    """The distinct values in at most five runs of about the same length, from low to high."""
    distinct = sorted(set(values))
    count = min(SHADES, len(distinct))
    bounds = [round(place * len(distinct) / count) for place in range(count + 1)] if count else []
    return [distinct[start:end] for start, end in pairwise(bounds)]


def _first_shade(groups: Sequence[Sequence[float]]) -> int:
    """Few groups take the darker shades, which are told apart from an empty tile at once."""
    return SHADES - len(groups) + 1


def _shade_of(value: float | None, groups: Sequence[Sequence[float]]) -> int:
    """0 for nothing."""
    return next((place for place, group in enumerate(groups, _first_shade(groups)) if value in group), 0)


def _range_words(group: Sequence[float]) -> str:
    low, high = number_words(group[0]), number_words(group[-1])
    return low if low == high else f"{low} a {high}"
