"""How counts of persons are told of many units, so that nothing small is told, also not by subtraction. Pure.

A unit (a region, a UGEL, a service) is told whole or within a group of its siblings; a group adds up what its units
count. So every table adds up to that of its parent, and all that a reader can work out of it are sums of groups. Of a
unit that stands in a group nothing is told further down.

Why it is done so stands in docs/adr/0016-open-data.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from seho.panel.indicators.suppression import SMALLEST

Cells = Mapping[str, int]
OTHERS = "Otras categorías"


@dataclass(frozen=True)
class Node:
    """A unit with its parts; `tables` by dimension of a unit without parts. A dimension counts every person once."""

    key: str
    tables: Mapping[str, Cells] = field(default_factory=dict)
    parts: tuple[Node, ...] = ()

    def cells(self, dimension: str) -> Cells:
        if not self.parts:
            return self.tables.get(dimension, {})
        return added(part.cells(dimension) for part in self.parts)

    def total(self, dimension: str) -> int:
        return sum(self.cells(dimension).values())


# Whether these clusters of units may be told as one.
Safe = Callable[[list[list[Node]], str], bool]


@dataclass(frozen=True)
class Row:
    """One line of what is told: the units in it (one, or a group of siblings), and their cells together."""

    depth: int
    keys: tuple[str, ...]
    cells: Cells


def told(root: Node, dimension: str) -> list[Row]:
    """The rows of one dimension, each parent before its parts; none where there are not enough persons in all."""
    root = folded(root, dimension)
    cells = root.cells(dimension)
    if not cells or not is_safe(cells):
        return []
    return [Row(0, (root.key,), cells), *_inside(root, dimension, 1)]


def _inside(parent: Node, dimension: str, depth: int) -> list[Row]:
    rows: list[Row] = []
    groups = grouped(parent.parts, dimension)
    if len(groups) == 1 and len(parent.parts) > 1:
        return []  # the row of the parent says as much
    for group in groups:
        rows.append(Row(depth, tuple(one.key for one in group), added(one.cells(dimension) for one in group)))
        if len(group) == 1:
            rows += _inside(group[0], dimension, depth + 1)
    return rows


def grouped(units: Sequence[Node], dimension: str) -> list[list[Node]]:
    """The units one by one, but for those that must be told together; all together if nothing else is safe."""
    few = [unit for unit in units if _is_small(unit.total(dimension))]
    clusters = [[unit] for unit in units if unit not in few]
    if few:
        clusters = _joined([few], clusters, _totals_are_safe, dimension)
    unsafe = [cluster for cluster in clusters if not is_safe(_cells(cluster, dimension))]
    rest = [cluster for cluster in clusters if cluster not in unsafe]
    if unsafe:
        clusters = _joined(unsafe, rest, _cells_are_safe, dimension)
    order = {unit.key: place for place, unit in enumerate(units)}
    for cluster in clusters:
        cluster.sort(key=lambda unit: order[unit.key])
    return sorted(clusters, key=lambda cluster: (len(cluster) > 1, order[cluster[0].key]))


def _joined(group: list[list[Node]], rest: list[list[Node]], safe: Safe, dimension: str) -> list[list[Node]]:
    """The group with the smallest of the others, one after another, until it is safe."""
    rest = sorted(rest, key=lambda cluster: (sum(unit.total(dimension) for unit in cluster), cluster[0].key))
    while rest and not safe(group, dimension):
        group = [*group, rest.pop(0)]
    return [*rest, [unit for cluster in group for unit in cluster]]


def _cells_are_safe(group: list[list[Node]], dimension: str) -> bool:
    """Also for whoever knows one of them: what is left without it tells nothing small."""
    units = [unit for cluster in group for unit in cluster]
    together = added(unit.cells(dimension) for unit in units)
    return is_safe(together) and all(is_safe(_less(together, unit.cells(dimension))) for unit in units)


def _totals_are_safe(group: list[list[Node]], dimension: str) -> bool:
    totals = [unit.total(dimension) for cluster in group for unit in cluster]
    return not any(_is_small(sum(totals) - one) for one in (0, *totals))


# --- cells ---------------------------------------------------------------------------------------


def is_safe(cells: Cells) -> bool:
    """No cell of 1 to 4 persons."""
    return not any(_is_small(number) for number in cells.values())


def folded(root: Node, dimension: str) -> Node:
    """The same with the rarest categories of the whole as one, where one of them is small."""
    cells = root.cells(dimension)
    if is_safe(cells):
        return root
    rare = sorted((name for name in cells if cells[name]), key=lambda name: (cells[name], name))
    take = next((n for n in range(2, len(rare) + 1) if _may_fold(cells, rare, n)), len(rare))
    return _renamed(root, dimension, frozenset(rare[:take]))


def _may_fold(cells: Cells, rare: Sequence[str], take: int) -> bool:
    """Nothing small is left, and what is folded is more than few."""
    return sum(cells[name] for name in rare[:take]) >= SMALLEST and not any(
        _is_small(cells[name]) for name in rare[take:]
    )


def _renamed(node: Node, dimension: str, names: frozenset[str]) -> Node:
    if node.parts:
        return Node(node.key, node.tables, tuple(_renamed(part, dimension, names) for part in node.parts))
    cells = node.tables.get(dimension, {})
    kept = {name: number for name, number in cells.items() if name not in names}
    others = sum(number for name, number in cells.items() if name in names)
    return Node(node.key, {**node.tables, dimension: {**kept, OTHERS: others}})


def added(tables: Iterable[Cells]) -> dict[str, int]:
    total: dict[str, int] = {}
    for cells in tables:
        for name, number in cells.items():
            total[name] = total.get(name, 0) + number
    return total


def _less(cells: Cells, other: Cells) -> dict[str, int]:
    return {name: number - other.get(name, 0) for name, number in cells.items()}


def _cells(cluster: Sequence[Node], dimension: str) -> dict[str, int]:
    return added(unit.cells(dimension) for unit in cluster)


def _is_small(number: int) -> bool:
    return 0 < number < SMALLEST
