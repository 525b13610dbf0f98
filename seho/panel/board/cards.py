"""A figure as it is read: its number, what changed against the period before, from how many, and how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.suppression import HIDDEN
from seho.panel.indicators.values import Better, Figures, Group, Indicator, Measure, Unit
from seho.panel.services.snapshots import Shown

NO_DATA = "–"
# What is a share or a median is said of so many cases.
_OF_CASES = frozenset({Unit.DAYS, Unit.PERCENT})
_COUNTED = frozenset({Unit.PEOPLE, Unit.CASES, Unit.MINUTES})


@dataclass(frozen=True)
class Change:
    """Against the period before. `state` is "good" or "late" where a change is for the better or the worse."""

    words: str
    icon: str
    state: str = ""


@dataclass(frozen=True)
class Card:
    indicator: Indicator
    value: str
    unit: str
    note: str
    change: Change | None
    url: str


def number_text(value: float, unit: Unit) -> str:
    """1,234; 7.5 of what is a mean; 85 of a percentage."""
    if unit in (Unit.MEAN, Unit.DAYS) and not float(round(value, 1)).is_integer():
        return f"{value:,.1f}"
    return f"{value:,.0f}"


def unit_text(value: float, unit: Unit) -> str:
    """What follows the number; people and cases are said by the title."""
    match unit:
        case Unit.DAYS:
            return "día" if value == 1 else "días"
        case Unit.MINUTES:
            return "minuto" if value == 1 else "minutos"
        case Unit.PERCENT:
            return "%"
    return ""


def change_of(indicator: Indicator, now: Measure, before: Measure | None) -> Change | None:
    """How much more or less, in numbers and, of what is counted, in percent. None: nothing to compare."""
    if now.value is None or before is None or before.value is None:
        return None
    # As they are shown: a difference that nobody can see is none.
    places = 1 if indicator.unit in (Unit.MEAN, Unit.DAYS) else 0
    difference = round(now.value, places) - round(before.value, places)
    if abs(difference) < 0.05:
        return Change("Igual que en el periodo anterior", "dash-lg")
    more = difference > 0
    words = f"{_difference_text(abs(difference), indicator.unit)} {'más' if more else 'menos'}"
    if indicator.unit in (Unit.PEOPLE, Unit.CASES, Unit.MEAN) and before.value:
        words += f" ({difference / before.value * 100:+,.0f} %)"
    elif not before.value:
        words += " (antes 0)"
    good = {Better.MORE: more, Better.LESS: not more}.get(Better(indicator.better))
    return Change(words, "arrow-up" if more else "arrow-down", "" if good is None else "good" if good else "late")


def _difference_text(difference: float, unit: Unit) -> str:
    if unit == Unit.PERCENT:
        points = number_text(difference, unit)
        return f"{points} punto" if points == "1" else f"{points} puntos"
    words = unit_text(difference, unit)
    number = number_text(difference, unit)
    return f"{number} {words}" if words else number


def card_of(indicator: Indicator, now: Measure, before: Measure | None, url: str) -> Card:
    if now.value is None:
        return Card(indicator, NO_DATA, "", "Sin casos en el periodo", None, "")
    unit = Unit(indicator.unit)
    of = "Mediana de" if unit == Unit.DAYS else "De"
    note = f"{of} {now.base:,} {_cases(indicator, now.base)}" if unit in _OF_CASES and now.base else ""
    return Card(
        indicator,
        number_text(now.value, unit),
        unit_text(now.value, unit),
        note,
        change_of(indicator, now, before),
        url if now.base else "",
    )


def _cases(indicator: Indicator, count: int) -> str:
    words = str(indicator.rows.label) if indicator.rows else "casos"
    if count != 1:
        return words
    return f"{words.removesuffix('ones')}ón" if words.endswith("ones") else words.removesuffix("s")


def hidden_card(indicator: Indicator) -> Card:
    """A number that this person is not told."""
    return Card(indicator, HIDDEN, "", "Son muy pocos, o permitiría deducirlo.", None, "")


def has_cases(figures: Figures) -> bool:
    """Whether anything was registered: a service that began later is not compared with nothing.

    Services and teams may be known before; of those figures alone the answer is yes.
    """
    counted = [
        measure
        for key, measure in figures.whole.items()
        if INDICATORS[key].group != Group.NETWORK and INDICATORS[key].unit in _COUNTED
    ]
    return not counted or any(measure.value for measure in counted)


def cards(indicators: Iterable[Indicator], shown: Shown, url_of: Callable[[Indicator], str]) -> list[Card]:
    """A card for each figure that was computed; a change is told where both its numbers are."""
    now: Mapping[str, Measure] = shown.figures.whole if shown.figures else {}
    before: Mapping[str, Measure] = shown.before.whole if shown.before and has_cases(shown.before) else {}
    found = []
    for one in indicators:
        if one.key not in now:
            continue
        if shown.is_hidden(one.key):
            found.append(hidden_card(one))
            continue
        compared = None if shown.is_hidden_before(one.key) else before.get(one.key)
        found.append(card_of(one, now[one.key], compared, url_of(one)))
    return found
