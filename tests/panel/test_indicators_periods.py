"""School years, bimesters, months and free days: what an address asks for, and what it is compared with."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from patients.rules import Days
from seho.panel.indicators import periods
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.periods import Calendar, Period, SchoolYear, named_periods, period_before, read_period
from tests.curriculum.factories import BLOCKS_2026, SchoolCalendarFactory
from tests.network.factories import SchoolFactory

TODAY = date(2026, 6, 10)
BIMESTERS = tuple(Days(*block) for block in BLOCKS_2026)
CALENDAR = Calendar([SchoolYear(2026, Days(date(2026, 1, 1), date(2026, 12, 31)), BIMESTERS)])


def read(**values: str) -> Period:
    return read_period(values, TODAY, CALENDAR)


def problems(**values: str) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        read(**values)
    return caught.value.message_dict


@pytest.mark.parametrize(
    ("asked", "label", "start", "end"),
    [
        ("", "Año escolar 2026", "2026-01-01", "2026-12-31"),
        ("anio-2025", "Año escolar 2025", "2025-01-01", "2025-12-31"),
        ("bim-2026-2", "II bimestre de 2026", "2026-05-25", "2026-07-24"),
        ("mes-2026-06", "Junio de 2026", "2026-06-01", "2026-06-30"),
        ("mes-2024-02", "Febrero de 2024", "2024-02-01", "2024-02-29"),
    ],
)
def test_an_address_asks_for_a_period(asked: str, label: str, start: str, end: str) -> None:
    period = read(periodo=asked)
    assert (period.label, period.days) == (label, Days(date.fromisoformat(start), date.fromisoformat(end)))
    assert read_period(period.query, TODAY, CALENDAR) == period


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"periodo": "anio-2025"}, "el año escolar 2025"),
        ({"periodo": "bim-2026-2"}, "el II bimestre de 2026"),
        ({"periodo": "mes-2026-06"}, "junio de 2026"),
        ({"periodo": "libre", "desde": "2026-05-01", "hasta": "2026-05-09"}, "los días del 01/05/2026 al 09/05/2026"),
    ],
)
def test_a_period_is_said_inside_a_sentence(asked: dict[str, str], words: str) -> None:
    assert read_period(asked, TODAY, CALENDAR).in_words == words


def test_free_days_are_read_with_both_ends() -> None:
    period = read(periodo="libre", desde="2026-06-10", hasta="2026-06-10")
    assert (period.days.length, period.label) == (1, "Del 10/06/2026 al 10/06/2026")
    assert read_period(period.query, TODAY, CALENDAR) == period


@pytest.mark.parametrize(
    "asked",
    ["anio-", "anio-26x", "anio-99999", "mes-2026-13", "mes-2026-00", "mes-2026", "bim-2026-5", "bim-2025-1",
     "bim-2026-0", "trimestre-2026-1", "-", "anio-2026-1", "anio-٢٠٢٦"],
)  # fmt: skip
def test_what_is_no_period_is_refused(asked: str) -> None:
    assert "periodo" in problems(periodo=asked)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ("2026-05-02", "2026-05-01", "hasta"),
        ("2026-06-11", "2026-06-12", "desde"),
        ("2026-06-01", "2026-06-11", "hasta"),
        ("2016-06-10", "2026-06-10", "hasta"),
        ("2026-02-30", "2026-03-01", "desde"),
        ("", "2026-03-01", "desde"),
        ("2026-03-01", "", "hasta"),
    ],
)
def test_free_days_that_cannot_be_are_refused_beside_their_field(start: str, end: str, field: str) -> None:
    assert list(problems(periodo="libre", desde=start, hasta=end)) == [field]


def test_ten_years_less_a_day_may_be_asked_for() -> None:
    assert read(periodo="libre", desde="2016-06-11", hasta="2026-06-10").days.length == 3652


@pytest.mark.parametrize("asked", ["anio-2027", "bim-2026-3", "mes-2026-07"])
def test_a_period_that_has_not_begun_is_refused(asked: str) -> None:
    assert problems(periodo=asked) == {"periodo": ["Ese periodo aún no empieza."]}


def test_named_are_those_that_began_this_year_and_the_two_before() -> None:
    keys = [period.key for period in named_periods(TODAY, CALENDAR)]
    assert keys[:6] == ["anio-2026", "anio-2025", "anio-2024", "bim-2026-2", "bim-2026-1", "mes-2026-06"]
    assert keys[-1] == "mes-2024-01"
    assert len(keys) == len(set(keys)) == 3 + 2 + 30


@pytest.mark.parametrize(
    ("asked", "key", "start", "end"),
    [
        ("anio-2025", "anio-2024", "2024-01-01", "2024-12-31"),
        ("mes-2026-05", "mes-2026-04", "2026-04-01", "2026-04-30"),
        ("mes-2026-01", "mes-2025-12", "2025-12-01", "2025-12-31"),
        # What goes on is compared with as many days of the one before.
        ("anio-2026", "anio-2025", "2025-01-01", "2025-06-10"),
        ("bim-2026-2", "bim-2026-1", "2026-03-16", "2026-04-01"),
        ("mes-2026-06", "mes-2026-05", "2026-05-01", "2026-05-10"),
    ],
)
def test_each_has_the_one_of_its_kind_before_it(asked: str, key: str, start: str, end: str) -> None:
    before = period_before(read(periodo=asked), CALENDAR, TODAY)
    assert before is not None
    assert (before.key, before.days.start.isoformat(), before.days.end.isoformat()) == (key, start, end)
    assert before.is_cut is ("hasta el" in before.label)


def test_before_free_days_are_as_many_right_before_them() -> None:
    before = period_before(read(periodo="libre", desde="2026-06-01", hasta="2026-06-10"), CALENDAR, TODAY)
    assert before is not None
    assert before.days == Days(date(2026, 5, 22), date(2026, 5, 31))


def test_before_the_first_bimester_that_is_known_there_is_none() -> None:
    assert period_before(read(periodo="bim-2026-1"), CALENDAR, TODAY) is None


def test_on_its_last_day_a_month_is_whole() -> None:
    may = periods.month(2026, 5)
    before = period_before(may, CALENDAR, date(2026, 5, 31))
    assert before == periods.month(2026, 4)
    assert period_before(periods.month(2026, 3), CALENDAR, date(2026, 3, 30)) == periods.month(2026, 2)


def test_years_follow_each_other_without_holes() -> None:
    """2026 begins on 1 March in this calendar: the days before belong to 2025 (R4)."""
    calendar = Calendar([SchoolYear(2026, Days(date(2026, 3, 1), date(2026, 12, 20)))])
    assert calendar.year(2025).days == Days(date(2025, 1, 1), date(2026, 2, 28))
    assert calendar.year(2026).days == Days(date(2026, 3, 1), date(2026, 12, 31))
    assert calendar.year_of(date(2026, 2, 28)).year == 2025


@pytest.mark.django_db
def test_the_national_calendar_is_read_and_no_schools_own() -> None:
    SchoolCalendarFactory(with_periods=True)
    SchoolCalendarFactory(school=SchoolFactory(), year=2025, starts_on=date(2025, 3, 1), ends_on=date(2025, 12, 1))
    calendar = national_calendar()
    assert calendar.year(2026).bimesters == BIMESTERS
    assert calendar.year(2025).days.start == date(2025, 1, 1)
