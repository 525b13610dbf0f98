"""How school years and periods run (readings R4, R15 and R16 of the rules of stay). No database here."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from seho.curriculum.enums import CalendarKind, Modality

PERIODS_IN_A_YEAR = {
    CalendarKind.BIMESTER: 4,
    CalendarKind.TRIMESTER: 3,
    CalendarKind.SEMESTER: 2,
    CalendarKind.PROMOTIONAL: 2,
}
_PERIOD_WORD = {
    CalendarKind.BIMESTER: "bimestre",
    CalendarKind.TRIMESTER: "trimestre",
    CalendarKind.SEMESTER: "semestre",
    CalendarKind.PROMOTIONAL: "periodo promocional",
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI")


class Span(Protocol):
    name: str
    starts_on: date
    ends_on: date


class YearPlan(Protocol):
    """A school's calendar of one year, as far as these rules read it."""

    year: int
    kind: str
    label: str
    starts_on: date
    ends_on: date

    @property
    def spans(self) -> Sequence[Span]: ...


Plan = TypeVar("Plan", bound=YearPlan)


class Window(NamedTuple):
    """The days in which a pupil's lengths of stay accumulate, both included."""

    start: date
    end: date
    label: str


def modality_of_level(level_code: str) -> Modality:
    """NIV_MOD of the school register: D is Básica Alternativa, E is Básica Especial."""
    return {"D": Modality.EBA, "E": Modality.EBE}.get(level_code[:1], Modality.EBR)


def period_name(kind: str, number: int) -> str:
    """ "II bimestre"."""
    roman = _ROMAN[number - 1] if number <= len(_ROMAN) else str(number)
    return f"{roman} {_PERIOD_WORD[CalendarKind(kind)]}"


def window_on(day: date, plans: Iterable[YearPlan]) -> Window:
    """The academic window of ``day`` (R4): windows tile time, each from its start to the eve of the next one.

    A year starts where the school's calendar says, or on 1 January when it has none; with promotional periods
    (EBA), each period starts a window. Art. 5.7 to 5.9: "en un año escolar o periodo promocional".
    """
    by_year = {plan.year: plan for plan in plans}
    starts: list[tuple[date, str]] = []
    for year in range(day.year - 2, day.year + 3):
        starts += _starts_of(year, by_year.get(year))
    starts.sort()
    for (start, label), (next_start, _) in pairwise(starts):
        if start <= day < next_start:
            return Window(start, next_start - timedelta(days=1), label)
    raise ValueError(f"The calendars around {day.year} leave {day} out.")


def _starts_of(year: int, plan: YearPlan | None) -> list[tuple[date, str]]:
    if plan is None:
        return [(date(year, 1, 1), f"Año escolar {year}")]
    if plan.kind == CalendarKind.PROMOTIONAL and plan.spans:
        return [(span.starts_on, f"{span.name} {year}") for span in plan.spans]
    return [(plan.starts_on, f"Año escolar {year}")]


def calendar_on(day: date, own: Iterable[Plan], national: Iterable[Plan]) -> Plan | None:
    """The calendar in force: the school's own one, or else the national one of that year."""
    own = list(own)
    return (
        next((plan for plan in own if plan.starts_on <= day <= plan.ends_on), None)
        or next((plan for plan in own if plan.year == day.year), None)
        or next((plan for plan in national if plan.year == day.year), None)
    )


def period_problems(starts_on: date, ends_on: date, periods: Sequence[tuple[date, date]]) -> dict[int, str]:
    """What is wrong with each period of a calendar, by its position; empty when all is well."""
    problems: dict[int, str] = {}
    previous_end: date | None = None
    for position, (start, end) in enumerate(periods):
        if end < start:
            problems[position] = "Este periodo termina antes de empezar."
        elif start < starts_on or end > ends_on:
            problems[position] = "Este periodo queda fuera del año escolar indicado."
        elif previous_end and start <= previous_end:
            problems[position] = "Este periodo empieza antes de que termine el anterior."
        previous_end = max(end, previous_end or end)
    return problems
