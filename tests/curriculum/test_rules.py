"""How school years and periods run, without a database."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seho.curriculum.enums import CalendarKind, Modality
from seho.curriculum.rules import (
    Window,
    calendar_on,
    modality_of_level,
    period_name,
    period_problems,
    window_on,
)


@dataclass
class Span:
    name: str
    starts_on: date
    ends_on: date


@dataclass
class Plan:
    year: int
    kind: str = CalendarKind.BIMESTER
    starts_on: date = date.min
    ends_on: date = date.min
    label: str = ""
    spans: list[Span] = field(default_factory=list)


def plan(year, start=(1, 1), end=(12, 31)):
    return Plan(year, starts_on=date(year, *start), ends_on=date(year, *end))


def promotional(year, *spans):
    names = ("I periodo promocional", "II periodo promocional")
    rows = [Span(name, date(year, *a), date(year, *b)) for name, (a, b) in zip(names, spans, strict=False)]
    return Plan(year, CalendarKind.PROMOTIONAL, date(year, 1, 1), date(year, 12, 31), spans=rows)


EBA_2025 = promotional(2025, ((3, 17), (7, 25)), ((8, 11), (12, 19)))
EBA_2026 = promotional(2026, ((3, 16), (7, 24)), ((8, 10), (12, 18)))

# --- R4: the academic window -----------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 10), date(2026, 12, 31)])
def test_without_calendar_the_window_is_the_civil_year(day):
    """R4 and R5: default 1 January to 31 December; the year's end splits."""
    assert window_on(day, []) == Window(date(2026, 1, 1), date(2026, 12, 31), "Año escolar 2026")


def test_leap_day_is_in_its_year():
    assert window_on(date(2028, 2, 29), []).label == "Año escolar 2028"


@pytest.mark.parametrize(
    ("day", "start", "end", "label"),
    [
        pytest.param(date(2026, 3, 15), date(2025, 8, 11), date(2026, 3, 15), "II periodo promocional 2025", id="eve"),
        pytest.param(
            date(2026, 3, 16),
            date(2026, 3, 16),
            date(2026, 8, 9),
            "I periodo promocional 2026",
            id="first day",
        ),
        pytest.param(
            date(2026, 8, 9),
            date(2026, 3, 16),
            date(2026, 8, 9),
            "I periodo promocional 2026",
            id="recess counts",
        ),
        pytest.param(
            date(2026, 8, 10),
            date(2026, 8, 10),
            date(2026, 12, 31),
            "II periodo promocional 2026",
            id="second",
        ),
        pytest.param(
            date(2026, 12, 31),
            date(2026, 8, 10),
            date(2026, 12, 31),
            "II periodo promocional 2026",
            id="last",
        ),
        pytest.param(
            date(2027, 1, 1),
            date(2027, 1, 1),
            date(2027, 12, 31),
            "Año escolar 2027",
            id="year without calendar",
        ),
    ],
)
def test_promotional_periods_tile_time(day, start, end, label):
    """R4: in EBA a window runs from the start of a period to the eve of the next."""
    assert window_on(day, [EBA_2025, EBA_2026]) == Window(start, end, label)


def test_own_year_that_starts_in_march_runs_to_the_eve_of_the_next():
    own = [plan(2025, (3, 1)), plan(2026, (3, 2))]
    assert window_on(date(2026, 1, 15), own) == Window(date(2025, 3, 1), date(2026, 3, 1), "Año escolar 2025")
    assert window_on(date(2026, 3, 2), own).start == date(2026, 3, 2)
    assert window_on(date(2026, 12, 31), own).end == date(2026, 12, 31)


def test_year_that_runs_past_december_is_one_window():
    """A school year may run beyond a calendar year (SIAGIE): dates, never a bare year."""
    own = [Plan(2025, starts_on=date(2025, 8, 18), ends_on=date(2026, 6, 30)), plan(2026, (8, 17))]
    expected = Window(date(2025, 8, 18), date(2026, 8, 16), "Año escolar 2025")
    assert window_on(date(2026, 2, 1), own) == expected
    assert window_on(date(2025, 12, 31), own) == expected


def test_promotional_calendar_without_periods_starts_with_its_year():
    assert window_on(date(2026, 5, 1), [promotional(2026)]).start == date(2026, 1, 1)


days = st.dates(min_value=date(2019, 1, 1), max_value=date(2035, 12, 31))
plans = st.lists(
    st.builds(
        lambda year, month, day: plan(year, (month, day)),
        st.integers(2018, 2036), st.integers(1, 12), st.integers(1, 28),
    ),
    unique_by=lambda made: made.year,
)  # fmt: skip


@given(days, plans)
def test_every_day_is_in_exactly_one_window(day, own):
    """No day is lost between windows and none counts in two (R4)."""
    window = window_on(day, own)
    assert window.start <= day <= window.end
    assert window_on(window.start, own) == window_on(window.end, own) == window
    assert window_on(window.end + timedelta(days=1), own).start == window.end + timedelta(days=1)
    assert window_on(window.start - timedelta(days=1), own).end == window.start - timedelta(days=1)


# --- which calendar --------------------------------------------------------------------------------


def test_own_calendar_comes_before_the_national_one():
    own, national = plan(2026), plan(2026)
    assert calendar_on(date(2026, 6, 1), [own], [national]) is own
    assert calendar_on(date(2025, 6, 1), [own], [national, last := plan(2025)]) is last
    assert calendar_on(date(2024, 6, 1), [own], [national]) is None


def test_days_outside_an_own_year_still_follow_its_calendar():
    own = plan(2026, (3, 2), (12, 18))
    assert calendar_on(date(2026, 1, 15), [own], [plan(2026)]) is own
    assert calendar_on(date(2026, 12, 31), [own], [plan(2026)]) is own


def test_own_year_that_runs_past_december_holds_until_its_end():
    own = Plan(2025, starts_on=date(2025, 8, 18), ends_on=date(2026, 6, 30))
    assert calendar_on(date(2026, 6, 30), [own], [plan(2026)]) is own
    assert calendar_on(date(2026, 7, 1), [own], [national := plan(2026)]) is national


# --- periods ---------------------------------------------------------------------------------------

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def span(start, end):
    return date(2026, *start), date(2026, *end)


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [span((3, 16), (5, 15)), span((5, 25), (7, 24))],
        [span((1, 1), (12, 31))],
        [span((3, 16), (5, 15)), span((5, 16), (5, 16))],
    ],
)
def test_periods_in_order_inside_the_year_are_well(spans):
    assert period_problems(*YEAR, spans) == {}


@pytest.mark.parametrize(
    ("spans", "position", "words"),
    [
        ([span((5, 15), (3, 16))], 0, "termina antes de empezar"),
        ([(date(2025, 12, 31), date(2026, 3, 1))], 0, "fuera del año escolar"),
        ([(date(2026, 11, 1), date(2027, 1, 1))], 0, "fuera del año escolar"),
        ([span((3, 16), (5, 15)), span((5, 15), (7, 24))], 1, "antes de que termine el anterior"),
        ([span((5, 16), (7, 24)), span((3, 16), (5, 15))], 1, "antes de que termine el anterior"),
        ([span((3, 1), (9, 1)), span((9, 2), (10, 1)), span((8, 1), (8, 2))], 2, "antes de que termine"),
    ],
)
def test_what_is_wrong_with_a_period_is_said_of_that_period(spans, position, words):
    problems = period_problems(*YEAR, spans)
    assert list(problems) == [position]
    assert words in problems[position]


@pytest.mark.parametrize(
    ("kind", "number", "name"),
    [
        (CalendarKind.BIMESTER, 1, "I bimestre"),
        (CalendarKind.BIMESTER, 4, "IV bimestre"),
        (CalendarKind.TRIMESTER, 3, "III trimestre"),
        (CalendarKind.SEMESTER, 2, "II semestre"),
        (CalendarKind.PROMOTIONAL, 2, "II periodo promocional"),
        (CalendarKind.BIMESTER, 9, "9 bimestre"),
    ],
)
def test_period_name(kind, number, name):
    assert period_name(kind, number) == name


@pytest.mark.parametrize(
    ("code", "modality"),
    [("B0", "EBR"), ("A2", "EBR"), ("F0", "EBR"), ("D1", "EBA"), ("D2", "EBA"), ("E2", "EBE"), ("", "EBR")],
)
def test_modality_of_a_level_of_the_register(code, modality):
    assert modality_of_level(code) == Modality(modality)
