"""Art. 16.3: the average number of pupils hospitalised for 15 days or more at the same time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules import Days, Span, school_year
from seho.panel.rules import HospitalDays, agreement_days_left, long_stays, week_of

YEAR = (school_year(2026),)
MARCH = Days(date(2026, 3, 1), date(2026, 3, 31))
LATER = date(2026, 12, 31)


def pupil(*spans: tuple[date, date | None]) -> HospitalDays:
    return HospitalDays(tuple(Span(*span) for span in spans), YEAR)


def test_a_pupil_counts_from_the_15th_day_on_art_16_3():
    found = long_stays([pupil((date(2026, 3, 1), date(2026, 3, 20)))], period=MARCH, today=LATER)
    assert found.by_day[13] == 0, "14 March is the 14th day"
    assert found.by_day[14] == 1, "15 March is the 15th day"
    assert found.by_day[19] == 1, "20 March, the discharge, still counts"
    assert found.by_day[20] == 0
    assert found.average == pytest.approx(6 / 31)


def test_two_pupils_present_on_the_same_day_are_two_at_the_same_time():
    both = [pupil((date(2026, 2, 1), date(2026, 3, 10))), pupil((date(2026, 2, 10), None))]
    found = long_stays(both, period=MARCH, today=date(2026, 3, 31))
    assert found.by_day[0] == 2
    assert found.by_day[10] == 1
    assert found.highest == 2
    assert found.average == pytest.approx((10 + 31) / 31)


def test_earlier_stays_of_the_year_add_up_r2():
    split = pupil((date(2026, 1, 1), date(2026, 1, 10)), (date(2026, 3, 1), date(2026, 3, 10)))
    found = long_stays([split], period=MARCH, today=LATER)
    assert found.by_day[3] == 0, "14th distinct day"
    assert found.by_day[4] == 1, "15th distinct day"
    assert sum(found.by_day) == 6


def test_days_of_the_former_year_are_not_carried_over_r5():
    windows = (school_year(2025), school_year(2026))
    over_new_year = HospitalDays((Span(date(2025, 12, 1), date(2026, 1, 20)),), windows)
    january = long_stays([over_new_year], period=Days(date(2026, 1, 1), date(2026, 1, 31)), today=LATER)
    assert january.by_day[13] == 0
    assert january.by_day[14] == 1
    assert sum(january.by_day) == 6


def test_days_after_today_count_nobody_r18():
    found = long_stays([pupil((date(2026, 3, 1), None))], period=MARCH, today=date(2026, 3, 16))
    assert sum(found.by_day) == 2


def test_nobody_is_zero_not_an_error():
    assert long_stays([], period=MARCH, today=LATER).average == 0


@given(st.lists(st.tuples(st.integers(0, 364), st.integers(0, 60)), max_size=8), st.integers(0, 330))
def test_the_count_agrees_with_asking_day_by_day(stays, first):
    start = date(2026, 1, 1)
    spans = [Span(start + timedelta(a), start + timedelta(a + n)) for a, n in stays]
    period = Days(start + timedelta(first), start + timedelta(first + 30))
    found = long_stays([HospitalDays(tuple(spans), YEAR)], period=period, today=LATER)
    for index, count in enumerate(found.by_day):
        day = period.start + timedelta(index)
        in_hospital = {
            d for d in (start + timedelta(n) for n in range(366)) if d <= day and any(s.covers(d) for s in spans)
        } & {start + timedelta(n) for n in range(365)}
        assert count == (day in in_hospital and len(in_hospital) >= 15)


def test_the_week_runs_from_monday_to_sunday():
    assert week_of(date(2026, 6, 10)) == Days(date(2026, 6, 8), date(2026, 6, 14))
    assert week_of(date(2026, 6, 14)) == Days(date(2026, 6, 8), date(2026, 6, 14))


@pytest.mark.parametrize(("ends_on", "left"), [(None, None), (date(2026, 6, 10), 0), (date(2026, 6, 1), -9)])
def test_days_left_of_the_agreement_art_26_c(ends_on, left):
    assert agreement_days_left(ends_on, today=date(2026, 6, 10)) == left
