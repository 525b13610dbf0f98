"""Where the parts of a chart stand."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules import Days
from seho.panel.charts import (
    TILES,
    BarRow,
    RegionValue,
    bars,
    day_line,
    funnel,
    round_ticks,
    tile_map,
)
from seho.panel.indicators.suppression import HIDDEN
from tests.look import render

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (5, (0, 1, 2, 3, 4, 5)),
        (6, (0, 2, 4, 6)),
        (7, (0, 2, 4, 6, 8)),
        (23, (0, 5, 10, 15, 20, 25)),
        (100, (0, 20, 40, 60, 80, 100)),
        (101, (0, 50, 100, 150)),
        (12_345, (0, 5_000, 10_000, 15_000)),
    ],
)
def test_a_scale_has_round_numbers(highest: float, ticks: tuple[float, ...]) -> None:
    assert round_ticks(highest) == ticks


@given(st.floats(min_value=0.01, max_value=1e9), st.integers(min_value=2, max_value=8))
def test_a_scale_reaches_what_it_shows(highest: float, most: int) -> None:
    ticks = round_ticks(highest, most=most)
    assert ticks[-1] >= highest * (1 - 1e-8)
    assert 2 <= len(ticks) <= most + 2


def test_the_longest_bar_fills_the_width_and_the_hidden_one_says_nothing() -> None:
    drawn = bars([BarRow("a", 20), BarRow("b", 5), BarRow("c", None)])
    assert [bar.share for bar in drawn.rows] == ["100.00%", "25.00%", "0.00%"]
    assert [bar.text for bar in drawn.rows] == ["20", "5", HIDDEN]
    assert drawn.has_hidden


@pytest.mark.parametrize(("values", "at"), [([10, 5], ""), ([10, 5, 1], "50.00%"), ([10, None, 5], "")])
def test_a_median_is_of_three_or_more(values: list[float | None], at: str) -> None:
    assert bars([BarRow(str(value), value) for value in values], with_median=True).median_at == at


def test_a_funnel_says_how_many_went_on() -> None:
    drawn = funnel([("Identificados", 40, ""), ("Autorizados", 30, ""), ("Registrados", 35, ""), ("Atendidos", 0, "")])
    assert [bar.note for bar in drawn.rows] == ["", "75 % del paso anterior", "", "0 % del paso anterior"]
    assert [bar.note for bar in funnel([("a", 0, ""), ("b", 0, "")]).rows] == ["", ""]


MARCH = Days(date(2026, 3, 2), date(2026, 3, 5))


def test_a_line_of_days_stands_between_its_scale() -> None:
    line = day_line([0, 2, 4, 2], MARCH, ceiling=3)
    assert line is not None
    assert line.path == "M0.00 100.00L33.33 50.00L66.67 0.00L100.00 50.00"
    assert (line.average, line.highest, line.highest_on) == (2, 4, date(2026, 3, 4))
    assert (line.highest_y, line.ticks[-1].at, line.ticks[0].at) == ("8.00%", "8.00%", "86.00%")
    assert line.ceiling_at == "27.50%"
    assert [row.label for row in line.stretches] == ["02/03/2026", "03/03/2026", "04/03/2026", "05/03/2026"]


def test_one_day_is_a_line_too_and_none_is_nothing() -> None:
    line = day_line([3], Days(MARCH.start, MARCH.start))
    assert line is not None
    assert line.path == "M0.00 0.00L100.00 0.00"
    assert [tick.at for tick in line.months] == ["0%"]
    assert day_line([], MARCH) is None


@pytest.mark.parametrize(("length", "by_week"), [(31, False), (32, True), (366, True)])
def test_a_long_period_is_told_by_week(length: int, *, by_week: bool) -> None:
    line = day_line([1] * length, Days(date(2026, 1, 1), date(2027, 12, 31)))
    assert line is not None
    assert line.by_week is by_week
    assert len(line.months) <= 12
    if by_week:
        assert line.stretches[1].label == "Desde el 05/01/2026"  # the first week ends on Sunday the 4th


def test_every_office_has_a_tile_of_its_own() -> None:
    with (ROOT / "seho/network/catalogue/regions.csv").open() as file:
        assert {row["code"] for row in csv.DictReader(file)} == set(TILES)
    assert len({(column, row) for column, row, _ in TILES.values()}) == 26


def region(code: str, value: float | None) -> RegionValue:
    return RegionValue(code, f"DRE {code}", value, HIDDEN if value is None else str(value), is_hidden=value is None)


def test_shades_go_from_few_to_many_and_nothing_has_none() -> None:
    values = {"010000": 0, "020000": None, "030000": 1, "040000": 2, "050000": 3, "060000": 4, "080000": 900}
    drawn = tile_map(region(code, value) for code, value in values.items())
    assert [tile.shade for tile in drawn.tiles] == [0, 0, 1, 2, 3, 4, 5]
    assert [shade.words for shade in drawn.legend] == ["1", "2", "3", "4", "900"]
    assert [tile.name for tile in drawn.by_value][:2] == ["DRE 080000", "DRE 060000"]
    assert drawn.has_hidden


def test_few_values_take_the_dark_shades() -> None:
    drawn = tile_map([region("010000", 7), region("020000", 9), region("999999", 1)])
    assert [tile.shade for tile in drawn.tiles] == [4, 5]
    assert tile_map([]).legend == ()


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ('bars.html" with title="Por sexo" bars=bars only', '<th scope="row">a</th>'),
        ('days.html" with title="Día por día" chart_id="d" line=line unit="estudiantes" only', 'role="img"'),
        ('tiles.html" with title="Regiones" chart_id="m" map=map only', 'aria-label="DRE 010000: 7"'),
    ],
)
def test_charts_show_the_least_they_are_given(source: str, seen: str) -> None:
    """Whatever else a chart reads is optional: an undefined variable fails this test."""
    drawn = {
        "bars": bars([BarRow("a", 3)]),
        "line": day_line([1, 2, 4, 1], MARCH),
        "map": tile_map([region("010000", 7)]),
    }
    html = render(f'{{% include "components/charts/{source} %}}', **drawn)
    assert seen in html
    assert "style=" not in html
