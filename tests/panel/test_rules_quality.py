"""What in the dates of a file is odd, and which days are of class: every limit on both its sides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from patients.rules import Days, Span
from seho.panel.rules import (
    KnownStay,
    are_alike,
    class_days,
    empty_days,
    is_age_odd,
    is_endless,
    is_holiday,
    lacks_sessions,
    overlap,
    years_owed,
)
from seho.text import search_key

DAY = date(2026, 6, 10)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("birth", "age", "is_odd"),
    [
        (date(2018, 3, 31), 8, False),
        (date(2015, 3, 31), 8, False),  # 11 on 31 March
        (date(2014, 4, 1), 8, False),  # 12 the day after it
        (date(2014, 3, 31), 8, True),  # 12 that day
        (date(2021, 3, 31), 8, False),  # 5
        (date(2021, 4, 1), 8, True),  # 4
        (date(1990, 1, 1), None, False),
    ],
)
def test_the_age_against_the_grade(birth: date, age: int | None, is_odd: bool) -> None:
    assert is_age_odd(birth, age, DAY) is is_odd


@pytest.mark.parametrize(
    ("stays", "do_overlap"),
    [
        ([(20, 10), (10, 5)], False),  # a transfer
        ([(20, 10), (11, 5)], True),
        ([(20, 1), (15, 14)], True),
        ([(20, None), (5, 2)], True),
        ([(20, None), (0, 0)], True),
        ([(20, 10)], False),
        ([], False),
    ],
)
def test_stays_share_the_day_of_a_transfer_alone(stays: list[tuple[int, int | None]], do_overlap: bool) -> None:
    known = [KnownStay(ago(start), None if end is None else ago(end)) for start, end in stays]
    assert overlap(known, DAY) is do_overlap


@pytest.mark.parametrize(
    ("since", "estimated", "left_well", "is_so"),
    [
        (40, 10, False, False),
        (41, 10, False, True),
        (180, None, False, False),
        (181, None, False, True),
        (1, 10, True, True),
    ],
)
def test_a_stay_without_end(since: int, estimated: int | None, left_well: bool, is_so: bool) -> None:
    assert is_endless(KnownStay(ago(since), None, estimated), DAY, left_well=left_well) is is_so


def test_a_stay_that_ended_is_not_endless() -> None:
    assert not is_endless(KnownStay(ago(400), ago(1)), DAY, left_well=True)


@pytest.mark.parametrize(
    ("since", "ended", "attended", "is_lacking"),
    [
        (7, None, None, False),
        (8, None, None, True),
        (8, None, 2, False),
        (8, None, -1, True),  # tomorrow
        (30, 23, None, False),
        (30, 22, None, True),
    ],
)
def test_a_time_without_sessions(since: int, ended: int | None, attended: int | None, is_lacking: bool) -> None:
    time = Span(ago(since), None if ended is None else ago(ended))
    assert lacks_sessions(time, None if attended is None else ago(attended), DAY) is is_lacking


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("Quispe Mamani, Ana Lucía", "Mamani Quispe, Ana Lucia", True),
        ("Quispe Mamani, Ana Lucía", "Quizpe Mamani, Ana Lucía", True),
        ("Huamán Flores, José Luis", "Huamán Flores, José", True),
        ("Quispe Mamani, Ana Lucía", "Quispe Mamani, Rosa Elvira", False),
        ("Quispe Mamani, Ana Lucía", "Quispe Condori, Ana María", False),
    ],
)
def test_names_that_may_be_one(one: str, other: str, is_alike: bool) -> None:
    assert are_alike(search_key(one), search_key(other)) is is_alike


# --- days of class -----------------------------------------------------------------------------------


def test_class_is_on_weekdays_in_weeks_of_class_without_holidays() -> None:
    june = Days(date(2026, 6, 1), date(2026, 6, 30))
    weeks = [Days(date(2026, 6, 15), date(2026, 7, 24))]
    found = class_days(june, weeks, [2026])
    assert found[0] == date(2026, 6, 15)
    assert date(2026, 6, 29) not in found, "San Pedro y San Pablo"
    assert len(found) == 11


@pytest.mark.parametrize(
    ("start", "number"),
    [(date(2026, 6, 1), 5), (date(2026, 2, 23), 0), (date(2026, 2, 28), 5), (date(2026, 12, 14), 2)],
)
def test_of_a_year_that_nobody_cut_weekdays_count_from_march_to_december(start: date, number: int) -> None:
    assert len(class_days(Days(start, start + timedelta(days=6)), [], [])) == number


@pytest.mark.parametrize("day", [date(2026, 4, 2), date(2026, 4, 3), date(2025, 4, 17), date(2026, 7, 28)])
def test_holidays(day: date) -> None:
    assert is_holiday(day)
    assert not is_holiday(date(2026, 4, 6))


def test_days_on_which_somebody_waited_and_nobody_taught() -> None:
    monday = date(2026, 6, 8)
    days = [monday + timedelta(days=number) for number in range(5)]
    times = [Span(days[1], days[2]), Span(days[2], None)]
    assert empty_days(days, times, frozenset({days[3]})) == 3  # Tuesday, Wednesday, Friday
    assert empty_days(days, [], frozenset()) == 0


# --- of which years papers are owed ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "ended_on", "day", "years"),
    [
        (date(2026, 5, 1), None, date(2026, 12, 31), set()),
        (date(2026, 5, 1), None, date(2027, 1, 1), {2026}),
        (date(2026, 5, 1), date(2026, 12, 31), date(2027, 3, 1), {2026}),
        (date(2026, 5, 1), date(2027, 1, 1), date(2027, 3, 1), {2026, 2027}),
    ],
)
def test_papers_are_owed_of_the_year_of_the_egress_and_of_a_first_year_that_is_over(
    starts_on: date, ended_on: date | None, day: date, years: set[int]
) -> None:
    assert years_owed(starts_on, ended_on, day) == years
