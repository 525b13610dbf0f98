"""Which counts of persons may be told to whom, so that no cell under 5 is told or can be worked out. Pure.

Why it is so stands in docs/adr/0014-figures-kept-and-suppressed.md. In short, outside the ministry:

- a table is told of a person's own unit and of whole school years alone (`may_break_down`): of two scopes or two
  periods that differ by a little, one could be subtracted from the other;
- within a table, every cell of 1 to 4 persons is hidden, and with it as many others as it needs until the hidden ones
  together may be anything (`shown_cells`); of what lies in a hidden one nothing is told (`shown_tables`);
- of who sees figures alone (DRE), single numbers of 1 to 4 persons are hidden likewise, and looking into a part of the
  region hides what the region's own table of services hides (`hidden_numbers`);
- of many units under one total, such as the regions of the country, a unit's table is told whole or not at all, and the
  total as if the told ones were not in it (`told_with_total`).

What is hidden says only that it is: not whether it is small, or hides a small one. A category in which nobody is may be
told: a hidden one has at least one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from seho.panel.indicators.periods import Period, PeriodKind
from seho.panel.indicators.scope import Scope
from seho.panel.indicators.values import WITHIN, Cells, Dimension, Figures, Indicator, Unit

SMALLEST = 5
HIDDEN = "reservado"
WHY_HIDDEN = (
    f"Se reservan las cantidades de menos de {SMALLEST} estudiantes, y las que permitirían deducirlas por diferencia "
    "(art. 6.d; Ley 29733)."
)
WHY_NO_TABLES = (
    f"Las cifras por características de las y los estudiantes se muestran de su propio ámbito y de años escolares "
    f"completos: comparando ámbitos o fechas se deducirían cantidades de menos de {SMALLEST} estudiantes."
)


@dataclass(frozen=True)
class Cell:
    """One category of a table; `count` is None where it is hidden."""

    category: str
    count: int | None

    @property
    def is_hidden(self) -> bool:
        return self.count is None


def may_break_down(scope: Scope, period: Period, dimension: Dimension) -> bool:
    """Whether a table of these is told at all: `shown_cells` then says what of it."""
    if not scope.is_suppressed or not dimension.is_personal:
        return True
    return scope.is_own and period.kind == PeriodKind.YEAR and not period.is_cut


def shown_cells(cells: Cells, suppress: bool) -> list[Cell]:
    """A table as it may be told, in its order; where `suppress`, without small cells and what would tell them.

    The total of the table is told beside it. Hidden cells are at least two, and what they have together lets each of
    them be 5 or more: whoever subtracts the others from the total learns no cell under 5. Empty where there is no such
    way: then not even the categories are told.
    """
    hidden = _hidden(cells) if suppress else frozenset()
    if hidden is None:
        return []
    return [Cell(category, None if category in hidden else number) for category, number in cells.items()]


def _hidden(cells: Cells) -> frozenset[str] | None:
    """The small ones; then the smallest of the others, while what is hidden would tell of a small one. None: nothing
    helps.
    """
    ordered = sorted((number, category) for category, number in cells.items() if number > 0)
    small = sum(number < SMALLEST for number, _ in ordered)
    if not small:
        return frozenset()
    for take in range(max(small, 2), len(ordered) + 1):
        together = sum(number for number, _ in ordered[:take])
        # Each hidden one has at least one person: so many are left for any single one of them.
        if together - (take - 1) >= SMALLEST:
            return frozenset(category for _, category in ordered[:take])
    return None


def shown_tables(
    tables: Mapping[str, Cells], dimensions: Mapping[str, Dimension], suppress: bool
) -> dict[str, list[Cell]]:
    """The tables of one figure by dimension. A dimension with a parent is told within each category of that."""
    return {key: _shown_in(tables, dimensions, key, suppress) for key in tables}


def _shown_in(tables: Mapping[str, Cells], dimensions: Mapping[str, Dimension], key: str, suppress: bool) -> list[Cell]:
    cells, dimension = tables[key], dimensions[key]
    if not suppress or not dimension.is_personal:
        return shown_cells(cells, suppress=False)
    told: dict[str, int | None] = {}
    if dimension.parent not in tables:
        for family in _families(cells):
            told |= {cell.category: cell.count for cell in shown_cells(family, suppress=True)}
        return [Cell(category, told[category]) for category in cells if category in told]
    for above in _shown_in(tables, dimensions, dimension.parent, suppress):
        # Of a hidden category nothing is told, not even what lies in it: it would say how many they are at least.
        if not above.is_hidden:
            inside = {category: number for category, number in cells.items() if lies_in(category, above.category)}
            told |= {cell.category: cell.count for cell in shown_cells(inside, suppress=True)}
    return [Cell(category, told[category]) for category in cells if category in told]


def _families(cells: Cells) -> list[dict[str, int]]:
    """The categories that lie in one: how many they are together may be known from another figure."""
    found: dict[str, dict[str, int]] = {}
    for category, number in cells.items():
        found.setdefault(category.rpartition(WITHIN)[0], {})[category] = number
    return list(found.values())


def lies_in(category: str, above: str) -> bool:
    """ "EBR · Primaria · 3.º" in "EBR · Primaria"; a category in which nothing lies is in itself."""
    return category == above or category.startswith(above + WITHIN)


# --- single numbers ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hidden:
    """Which single numbers are not told: of the whole, and of which services, by key."""

    whole: frozenset[str] = frozenset()
    services: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def covers(self, key: str, seho_id: int | None = None) -> bool:
        return key in self.whole if seho_id is None else seho_id in self.services.get(key, ())


NOTHING = Hidden()


def hidden_numbers(figures: Figures, indicators: Mapping[str, Indicator]) -> Hidden:
    """For who sees figures alone: counts of 1 to 4 persons, and what would tell them among the services of one unit.

    Shares and medians of 1 to 4 cases too: they do not add up, so nothing else tells them. The total is told, unless
    the services together are so few that it would tell of one of them.
    """
    whole: set[str] = set()
    services: dict[str, frozenset[int]] = {}
    for key in figures.whole:
        if key not in indicators or not indicators[key].of_persons:
            continue
        bases = {seho_id: measures[key].base for seho_id, measures in figures.by_service.items() if key in measures}
        if indicators[key].unit in _COUNTS:
            hidden = _hidden({str(seho_id): base for seho_id, base in bases.items()})
            services[key] = frozenset(bases) if hidden is None else frozenset(map(int, hidden))
            is_told = hidden is not None and not _is_small(figures.whole[key].base)
        else:
            services[key] = frozenset(seho_id for seho_id, base in bases.items() if _is_small(base))
            is_told = not _is_small(figures.whole[key].base)
        if not is_told:
            whole.add(key)
    for total, parts in SUMS.items():
        _hide_sum(whole, services, total, parts)
    return Hidden(frozenset(whole), services)


# Figures that are the sum of others: of the three, two would tell the third.
SUMS = {"identificados": ("avisos", "registro-directo")}


def _hide_sum(whole: set[str], services: dict[str, frozenset[int]], total: str, parts: Sequence[str]) -> None:
    """Where a part is hidden its total is hidden too, and where the total is hidden every part."""
    family = (total, *parts)
    if whole & set(family):
        whole |= set(family)
    together = frozenset().union(*(services.get(key, frozenset()) for key in family))
    services |= dict.fromkeys(family, together)


def hidden_within(hidden: Hidden, seho_ids: Iterable[int]) -> Hidden:
    """The same for who looks into some services of that unit: what it hides of one of them, and their sum."""
    inside = frozenset(seho_ids)
    services = {key: found & inside for key, found in hidden.services.items()}
    return Hidden(frozenset(key for key, found in services.items() if found), services)


def with_small(hidden: Hidden, figures: Figures, indicators: Mapping[str, Indicator]) -> Hidden:
    """And what is small in these figures: they may have been computed after those that say what is hidden."""
    keys = [key for key in figures.whole if key in indicators and indicators[key].of_persons]
    services = {
        key: hidden.services.get(key, frozenset())
        | {seho_id for seho_id, own in figures.by_service.items() if key in own and _is_small(own[key].base)}
        for key in keys
    }
    small = frozenset(key for key in keys if _is_small(figures.whole[key].base))
    return Hidden(hidden.whole | small, {**hidden.services, **services})


_COUNTS = (Unit.PEOPLE, Unit.CASES)


def _is_small(number: int) -> bool:
    return 0 < number < SMALLEST


# --- many units under one total ------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """The tables of some units and of all together; a unit whose table is not told has None."""

    units: Mapping[int, list[Cell] | None]
    whole: list[Cell]


def told_with_total(units: Mapping[int, Cells], order: Iterable[str] = ()) -> Told:
    """One dimension of many units and its total, such that what is told of some tells nothing small of the others.

    The table of a unit is told when no cell of it is small. What is left of the total without those is a table of its
    own: what is hidden in it is hidden in the total. Where it cannot be told safely, one more unit is left untold, the
    smallest. `units` count nobody twice: the total is their sum.
    """
    total = _added(units.values(), order)
    clean = sorted((pk for pk in units if _is_clean(units[pk])), key=lambda pk: (-sum(units[pk].values()), pk))
    while True:
        hidden = _hidden(_added((cells for pk, cells in units.items() if pk not in clean), total))
        if hidden is not None:
            whole = [Cell(category, None if category in hidden else number) for category, number in total.items()]
            break
        if not clean:
            whole = []
            break
        clean.pop()
    told = {pk: shown_cells(cells, suppress=False) if pk in clean else None for pk, cells in units.items()}
    return Told(told, whole)


def _is_clean(cells: Cells) -> bool:
    return all(number == 0 or number >= SMALLEST for number in cells.values())


def _added(tables: Iterable[Cells], order: Iterable[str]) -> dict[str, int]:
    total = dict.fromkeys(order, 0)
    for cells in tables:
        for category, number in cells.items():
            total[category] = total.get(category, 0) + number
    return total
