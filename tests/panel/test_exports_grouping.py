"""What is told of many units: it adds up, nothing in it is small, and nothing small comes out by subtraction."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seho.panel.exports.grouping import OTHERS, Node, Row, told

DIMENSION = "sexo"


def service(key: str, **cells: int) -> Node:
    return Node(key, {DIMENSION: cells})


def rows_of(*services: Node) -> dict[tuple[str, ...], dict[str, int]]:
    return {row.keys: dict(row.cells) for row in told(Node("pais", parts=services), DIMENSION)}


def test_units_without_small_cells_are_told_one_by_one() -> None:
    rows = rows_of(service("a", f=5, m=9), service("b", f=7, m=0))
    assert rows == {("pais",): {"f": 12, "m": 9}, ("a",): {"f": 5, "m": 9}, ("b",): {"f": 7, "m": 0}}


def test_one_with_a_small_cell_is_never_alone_what_the_others_leave_of_the_total() -> None:
    rows = rows_of(service("a", f=4, m=9), service("b", f=7, m=6), service("c", f=30, m=30))
    assert rows == {("pais",): {"f": 41, "m": 45}}
    rows = rows_of(service("a", f=4, m=9), service("b", f=7, m=6), service("c", f=8, m=9), service("d", f=30, m=30))
    assert rows == {
        ("pais",): {"f": 49, "m": 54}, ("d",): {"f": 30, "m": 30}, ("a", "b", "c"): {"f": 19, "m": 24}
    }  # fmt: skip


def test_whoever_knows_one_of_a_group_learns_nothing_small_of_the_others() -> None:
    """Two with a small cell each would add up to 5 or more, and tell each of them the other."""
    rows = rows_of(service("a", f=4), service("b", f=4), service("c", f=5), service("d", f=9))
    assert ("a", "b") not in rows
    assert rows[("a", "b", "c")] == {"f": 13}


def test_of_a_unit_within_a_group_nothing_is_told_further_down() -> None:
    big = [Node(name, parts=(service(f"{name}1", f=9), service(f"{name}2", f=9))) for name in "xyz"]
    small = Node("w", parts=(service("w1", f=3), service("w2", f=9)))
    keys = {key for row in told(Node("pais", parts=(*big, small)), DIMENSION) for key in row.keys}
    assert "w1" not in keys
    assert {"x1", "x2", "y1"} <= keys


def test_rare_categories_of_the_whole_are_one() -> None:
    rows = rows_of(service("a", castellano=20, quechua=3, aimara=1, awajun=2), service("b", castellano=20, quechua=0))
    assert rows[("pais",)] == {"castellano": 40, OTHERS: 6}


@pytest.mark.parametrize(("persons", "rows"), [(4, 0), (5, 1)])
def test_few_persons_in_all_are_not_told(persons: int, rows: int) -> None:
    assert len(rows_of(service("a", f=persons - 1), service("b", f=1))) == rows


COUNTS = st.dictionaries(st.sampled_from(["f", "m", "x"]), st.integers(0, 12), min_size=1)
SERVICES = st.lists(COUNTS, min_size=1, max_size=5)
COUNTRIES = st.lists(SERVICES, min_size=1, max_size=5)


@given(COUNTRIES)
def test_all_that_can_be_worked_out_is_safe(country: list[list[dict[str, int]]]) -> None:
    """Differences of every told parent and any of its told parts, and of those again what is left: never 1 to 4."""
    regions = tuple(
        Node(f"r{i}", parts=tuple(Node(f"r{i}s{j}", {DIMENSION: cells}) for j, cells in enumerate(services)))
        for i, services in enumerate(country)
    )
    root = Node("pais", parts=regions)
    rows = told(root, DIMENSION)
    for parent, parts in _families(rows):
        for size in range(len(parts) + 1):
            for some in combinations(parts, size):
                left = {
                    name: number - sum(part.cells.get(name, 0) for part in some)
                    for name, number in parent.cells.items()
                }
                assert not any(0 < number < 5 for number in left.values()), (parent, some)
                assert all(number >= 0 for number in left.values())
        if parts:
            added = {name: sum(part.cells.get(name, 0) for part in parts) for name in parent.cells}
            assert added == dict(parent.cells)


def _families(rows: list[Row]) -> list[tuple[Row, list[Row]]]:
    """Each row with those right under it: the rows that follow, one deeper, until one as high."""
    found = []
    for place, parent in enumerate(rows):
        parts = []
        for row in rows[place + 1 :]:
            if row.depth <= parent.depth:
                break
            if row.depth == parent.depth + 1:
                parts.append(row)
        found.append((parent, parts))
    return found
