"""What is told outside the ministry reveals no cell under 5, whoever subtracts what from what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules import Days
from seho.panel.indicators import periods
from seho.panel.indicators.demand import CHANNEL
from seho.panel.indicators.pupils import AGE, GRADE, HOSPITAL, LEVEL, MODALITY, SEX
from seho.panel.indicators.scope import Extent, Scope, ScopeKind
from seho.panel.indicators.suppression import (
    SMALLEST,
    Cell,
    hidden_numbers,
    hidden_within,
    lies_in,
    may_break_down,
    shown_cells,
    shown_tables,
    told_with_total,
)
from seho.panel.indicators.values import Figures, Group, Indicator, Measure, Unit

tables = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 12), max_size=6)


def told(cells: Sequence[Cell]) -> dict[str, int | None]:
    return {cell.category: cell.count for cell in cells}


def most(shown: Sequence[Cell], total: int, category: str) -> int:
    """The largest number that a hidden category may have, for who knows the total and that no hidden one is empty."""
    hidden = [cell for cell in shown if cell.is_hidden]
    left = total - sum(cell.count or 0 for cell in shown)
    assert category in {cell.category for cell in hidden}
    return left - (len(hidden) - 1)


# --- one table -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"A": 5, "B": 9}, {"A": 5, "B": 9}),
        ({"A": 4, "B": 9, "C": 30}, {"A": None, "B": None, "C": 30}),
        ({"A": 1, "B": 1, "C": 20}, {"A": None, "B": None, "C": None}),
        ({"A": 3, "B": 3, "C": 20}, {"A": None, "B": None, "C": 20}),
        ({"A": 1, "B": 4}, {}),
        ({"A": 2, "B": 4}, {"A": None, "B": None}),
        ({"A": 4}, {}),
        ({"A": 5}, {"A": 5}),
        ({"A": 0, "B": 5}, {"A": 0, "B": 5}),
        ({}, {}),
    ],
)
def test_small_cells_are_hidden_with_what_would_tell_them(cells: dict[str, int], shown: dict[str, int | None]) -> None:
    assert told(shown_cells(cells, suppress=True)) == shown
    assert told(shown_cells(cells, suppress=False)) == cells


@given(tables)
def test_the_total_less_what_is_told_reveals_no_small_cell(cells: dict[str, int]) -> None:
    shown = shown_cells(cells, suppress=True)
    hidden = [cell.category for cell in shown if cell.is_hidden]
    assert len(hidden) != 1
    assert all(cell.count is None or cell.count >= SMALLEST for cell in shown)
    assert all(cell.count in (None, cells[cell.category]) for cell in shown)
    for category in hidden:
        assert most(shown, sum(cells.values()), category) >= SMALLEST
    if not any(number < SMALLEST for number in cells.values()):
        assert told(shown) == cells


# --- a table within another ----------------------------------------------------------------------

DIMENSIONS = {one.key: one for one in (MODALITY, LEVEL, GRADE, SEX, AGE, HOSPITAL)}
grades = st.dictionaries(
    st.builds(lambda *parts: " · ".join(parts), *(st.sampled_from(parts) for parts in (("R", "A"), "pqs", "123"))),
    st.integers(1, 9),
    max_size=9,
)


def cut(cells: Mapping[str, int], parts: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for category, number in cells.items():
        above = " · ".join(category.split(" · ")[:parts])
        found[above] = found.get(above, 0) + number
    return found


@given(grades)
def test_a_level_less_its_grades_reveals_no_small_cell(cells: dict[str, int]) -> None:
    nested = {"modalidad": cut(cells, 1), "nivel": cut(cells, 2), "grado": cells}
    shown = shown_tables(nested, DIMENSIONS, suppress=True)
    for above, below in (("modalidad", "nivel"), ("nivel", "grado")):
        for cell in shown[above]:
            inside = [one for one in shown[below] if lies_in(one.category, cell.category)]
            if cell.is_hidden:
                assert inside == []
            for one in inside:
                if one.is_hidden:
                    assert cell.count is not None
                    assert most(inside, cell.count, one.category) >= SMALLEST


def test_where_a_service_is_tells_nothing_of_who_the_pupils_are() -> None:
    nested = {"establecimiento": {"Hospital": 2}, "sexo": {"Mujer": 2}}
    shown = shown_tables(nested, DIMENSIONS, suppress=True)
    assert told(shown["establecimiento"]) == {"Hospital": 2}
    assert shown["sexo"] == []


def test_what_lies_in_another_is_named_by_it() -> None:
    assert lies_in("EBR · Primaria · 3.º", "EBR · Primaria")
    assert not lies_in("EBR · Primaria · 3.º", "EBR · Prim")


# --- many units under one total --------------------------------------------------------------------

few = st.dictionaries(st.sampled_from("AB"), st.integers(0, 7), min_size=2, max_size=2)


def possible(units: Mapping[int, Mapping[str, int]], shown: object) -> Iterator[tuple[dict[str, int], ...]]:
    """Every way in which the untold units may be, by what is told of the others and of the total."""
    told_units, whole = shown.units, {cell.category: cell.count for cell in shown.whole}  # type: ignore[attr-defined]
    unknown = [pk for pk in units if told_units[pk] is None]
    known = {
        category: sum(told(told_units[pk]).get(category) or 0 for pk in units if pk not in unknown) for category in "AB"
    }
    people = sum(sum(cells.values()) for cells in units.values()) - sum(known.values())
    for numbers in product(range(people + 1), repeat=2 * len(unknown)):
        if sum(numbers) != people:
            continue
        guess = tuple({"A": numbers[2 * at], "B": numbers[2 * at + 1]} for at in range(len(unknown)))
        if all(
            whole.get(category) in (None, known[category] + sum(one[category] for one in guess)) for category in "AB"
        ):
            yield guess


@given(st.lists(few, min_size=1, max_size=2))
def test_the_total_less_the_units_that_are_told_reveals_no_small_cell(cells: list[dict[str, int]]) -> None:
    units = dict(enumerate(cells))
    shown = told_with_total(units, "AB")
    unknown = [pk for pk in units if shown.units[pk] is None]
    guesses = list(possible(units, shown))
    people = sum(sum(units[pk].values()) for pk in unknown)
    for at, pk in enumerate(unknown):
        for category in "AB":
            if 0 < units[pk][category] < SMALLEST <= people:
                assert max(guess[at][category] for guess in guesses) >= SMALLEST


def test_units_without_small_cells_are_told_whole_and_the_others_only_in_the_total() -> None:
    shown = told_with_total({1: {"A": 9, "B": 8}, 2: {"A": 3, "B": 7}, 3: {"A": 4, "B": 6}}, "AB")
    assert shown.units[2] is shown.units[3] is None
    assert told(shown.units[1] or []) == {"A": 9, "B": 8}
    assert told(shown.whole) == {"A": 16, "B": 21}


def test_what_is_left_of_the_total_is_hidden_where_it_is_small() -> None:
    shown = told_with_total({1: {"A": 9, "B": 8}, 2: {"A": 3, "B": 7}}, "AB")
    assert told(shown.whole) == {"A": None, "B": None}


def test_one_more_unit_is_untold_where_the_others_would_be_deduced() -> None:
    shown = told_with_total({1: {"A": 9, "B": 8}, 2: {"A": 30, "B": 20}, 3: {"A": 1, "B": 0}}, "AB")
    assert [shown.units[pk] is None for pk in (1, 2, 3)] == [True, False, True]
    assert told(shown.whole) == {"A": 40, "B": 28}


# --- single numbers --------------------------------------------------------------------------------

COUNTED = Indicator("cuenta", "Cuenta", Group.DEMAND, Unit.PEOPLE, numerator="", date_rule="", article="")
SHARE = replace(COUNTED, key="parte", unit=Unit.PERCENT)
WORK = replace(COUNTED, key="sesiones", of_persons=False)
KNOWN = {one.key: one for one in (COUNTED, SHARE, WORK)}


def numbers(of_services: Mapping[int, int]) -> Figures:
    total = sum(of_services.values())
    return Figures(
        whole={key: Measure(1.0, total) for key in KNOWN},
        by_service={pk: {key: Measure(1.0, base) for key in KNOWN} for pk, base in of_services.items()},
    )


@pytest.mark.parametrize(
    ("of_services", "whole", "services"),
    [
        ({1: 5, 2: 9, 3: 0}, False, set()),
        ({1: 4, 2: 9, 3: 12}, False, {1, 2}),
        ({1: 4, 2: 4, 3: 12}, False, {1, 2}),
        ({1: 3, 2: 0}, True, {1, 2}),
        ({1: 4, 2: 1}, True, {1, 2}),
    ],
)
def test_who_sees_figures_alone_deduces_the_small_number_of_no_service(
    of_services: dict[int, int], whole: bool, services: set[int]
) -> None:
    hidden = hidden_numbers(numbers(of_services), KNOWN)
    assert hidden.covers("cuenta") is whole
    assert {pk for pk in of_services if hidden.covers("cuenta", pk)} == services
    small = {pk for pk, base in of_services.items() if 0 < base < SMALLEST}
    assert {pk for pk in of_services if hidden.covers("parte", pk)} == small
    assert not any(hidden.covers("sesiones", pk) for pk in (None, *of_services))


def test_of_a_sum_and_its_parts_two_do_not_tell_the_third() -> None:
    """Four notices and six registrations without one are ten who were found."""
    keys = {"identificados": 10, "avisos": 4, "registro-directo": 6}
    found = Figures(
        whole={key: Measure(1.0, number) for key, number in keys.items()},
        by_service={1: {key: Measure(1.0, number) for key, number in keys.items()}},
    )
    hidden = hidden_numbers(found, {key: replace(COUNTED, key=key) for key in keys})
    assert all(hidden.covers(key) and hidden.covers(key, 1) for key in keys)


def test_channels_are_hidden_within_what_another_figure_tells() -> None:
    """Nine registered without a notice are known: they hide nobody who was told of."""
    cells = {"Con aviso · A": 2, "Con aviso · B": 7, "Con aviso · C": 20, "Sin aviso · D": 9}
    shown = told(shown_tables({CHANNEL.key: cells}, {CHANNEL.key: CHANNEL}, suppress=True)[CHANNEL.key])
    assert shown == {"Con aviso · A": None, "Con aviso · B": None, "Con aviso · C": 20, "Sin aviso · D": 9}


def test_a_part_hides_what_the_whole_hides_of_it() -> None:
    hidden = hidden_numbers(numbers({1: 4, 2: 9, 3: 12, 4: 20}), KNOWN)
    assert hidden_within(hidden, [2]).covers("cuenta")
    assert hidden_within(hidden, [2, 4]).covers("cuenta")
    assert not hidden_within(hidden, [3, 4]).covers("cuenta")


# --- which tables ----------------------------------------------------------------------------------

YEAR = periods.school_year(periods.SchoolYear.unknown(2025))
MONTH = periods.month(2025, 5)
FREE = periods.free(Days(date(2025, 1, 1), date(2025, 12, 30)))


def scope(*, is_suppressed: bool, is_own: bool) -> Scope:
    own = Extent(ScopeKind.REGION, 1, (1, 2) if is_own else (1, 2, 3))
    return Scope(ScopeKind.REGION, 1, "Región", (1, 2), sees_rows=False, is_suppressed=is_suppressed, own=own)


@pytest.mark.parametrize(
    ("is_suppressed", "is_own", "period", "dimension", "told"),
    [
        (True, True, YEAR, SEX, True),
        (True, True, MONTH, SEX, False),
        (True, True, FREE, SEX, False),
        (True, False, YEAR, SEX, False),
        (True, False, FREE, HOSPITAL, True),
        (False, False, FREE, SEX, True),
    ],
)
def test_persons_are_broken_down_of_ones_own_unit_by_whole_years(
    is_suppressed: bool, is_own: bool, period: periods.Period, dimension: object, told: bool
) -> None:
    asked = scope(is_suppressed=is_suppressed, is_own=is_own)
    assert may_break_down(asked, period, dimension) is told  # type: ignore[arg-type]
