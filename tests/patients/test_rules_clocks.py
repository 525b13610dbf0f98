"""Days and windows (R1 to R5, R18). Expected numbers are counted by hand on a calendar."""

import pytest

from patients.rules import (
    Days,
    Span,
    Window,
    counted,
    days_counted,
    last_day,
    merge,
    nth_day,
    school_year,
    tile,
    window_on,
    windows_touched,
)
from tests.patients.rule_dates import LATER, YEAR, on


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(on(4, 7), on(4, 7), 1, id="R1-equal-ends-is-one-day"),
        pytest.param(on(4, 7), on(4, 14), 8, id="R1-both-ends-count"),
        pytest.param(on(7, 1), on(7, 31), 31, id="R1-july-is-31-not-30"),
        pytest.param(on(2, 1), on(3, 1), 29, id="common-year-february"),
        pytest.param(on(1, 1), on(12, 31), 365, id="whole-year"),
    ],
)
def test_both_ends_count(start, end, days):
    assert days_counted([Span(start, end)], YEAR, LATER) == days


def test_leap_day_counts():
    leap = school_year(2028)
    assert days_counted([Span(on(2, 1, 2028), on(3, 1, 2028))], leap, on(12, 31, 2028)) == 30
    assert days_counted([Span(on(2, 29, 2028), on(2, 29, 2028))], leap, on(12, 31, 2028)) == 1
    assert leap.length == 366


def test_span_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        Span(on(4, 8), on(4, 7))
    with pytest.raises(ValueError, match="before it starts"):
        Window(on(4, 8), on(4, 7), "x")


def test_several_stays_add_up_r2():
    spans = [Span(on(3, 1), on(3, 10)), Span(on(8, 1), on(8, 5))]
    assert days_counted(spans, YEAR, LATER) == 15


def test_day_of_a_transfer_counts_once_r3():
    assert days_counted([Span(on(5, 1), on(5, 20)), Span(on(5, 20), on(6, 15))], YEAR, LATER) == 46


def test_stay_over_new_year_is_split_and_not_carried_over_r5():
    stay = [Span(on(12, 22), on(1, 9, 2026))]
    assert days_counted(stay, school_year(2025), on(2, 1, 2026)) == 10
    assert days_counted(stay, school_year(2026), on(2, 1, 2026)) == 9


def test_31_december_and_1_january_lie_in_their_own_years():
    assert days_counted([Span(on(12, 31), on(12, 31))], school_year(2025), LATER) == 1
    assert days_counted([Span(on(12, 31), on(12, 31))], school_year(2026), on(1, 5, 2026)) == 0
    assert days_counted([Span(on(1, 1, 2026), on(1, 1, 2026))], school_year(2026), on(1, 5, 2026)) == 1


def test_open_span_counts_to_today_and_no_further_r18():
    assert days_counted([Span(on(9, 1))], YEAR, on(9, 30)) == 30
    assert days_counted([Span(on(9, 1))], YEAR, on(9, 1)) == 1
    assert days_counted([Span(on(9, 1))], YEAR, on(8, 31)) == 0


def test_future_days_of_a_closed_span_are_not_counted():
    assert days_counted([Span(on(9, 1), on(9, 30))], YEAR, on(9, 10)) == 10


def test_counted_days_come_merged_and_in_order():
    runs = counted([Span(on(5, 5), on(5, 9)), Span(on(3, 1), on(3, 2)), Span(on(5, 1), on(5, 4))], YEAR, LATER)
    assert runs == (Days(on(3, 1), on(3, 2)), Days(on(5, 1), on(5, 9)))


def test_runs_with_a_day_between_stay_apart():
    assert len(merge([Days(on(5, 1), on(5, 4)), Days(on(5, 6), on(5, 9))])) == 2


def test_nth_day_over_a_gap():
    runs = (Days(on(4, 1), on(4, 20)), Days(on(8, 1), on(8, 15)))
    assert nth_day(runs, 1) == on(4, 1)
    assert nth_day(runs, 20) == on(4, 20)
    assert nth_day(runs, 21) == on(8, 1)
    assert nth_day(runs, 31) == on(8, 11)
    assert nth_day(runs, 35) == on(8, 15)
    assert nth_day(runs, 36) is None


def test_last_day_counts_the_first():
    assert last_day(on(7, 1), 31) == on(7, 31)
    assert last_day(on(7, 1), 1) == on(7, 1)


# --- Windows (R4) ----------------------------------------------------------------------------

FIRST = Window(on(3, 17), on(7, 25), "periodo promocional 2025-I")
SECOND = Window(on(8, 11), on(12, 19), "periodo promocional 2025-II")


def test_default_window_is_the_calendar_year_r4():
    assert window_on(on(2, 10)) == Window(on(1, 1), on(12, 31), "año escolar 2025")


def test_promotional_periods_leave_no_day_between_them_r4():
    assert tile([SECOND, FIRST]) == (
        Window(on(3, 17), on(8, 10), "periodo promocional 2025-I"),
        Window(on(8, 11), on(12, 31), "periodo promocional 2025-II"),
    )


def test_last_period_keeps_its_own_end_when_it_passes_new_year_r4():
    late = Window(on(9, 1), on(2, 13, 2026), "periodo promocional 2025-II")
    assert tile([late])[-1].end == on(2, 13, 2026)


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        pytest.param(on(3, 16), on(1, 1), on(3, 16), id="before-the-first"),
        pytest.param(on(3, 17), on(3, 17), on(8, 10), id="first-day-of-a-period"),
        pytest.param(on(8, 10), on(3, 17), on(8, 10), id="recess-belongs-to-the-period-before"),
        pytest.param(on(8, 11), on(8, 11), on(12, 31), id="next-period"),
        pytest.param(on(1, 1, 2026), on(1, 1, 2026), on(12, 31, 2026), id="after-the-last"),
    ],
)
def test_window_of_a_day_in_eba_r4(day, start, end):
    window = window_on(day, [FIRST, SECOND])
    assert (window.start, window.end) == (start, end)


def test_year_after_a_late_period_begins_where_it_ended_r4():
    late = Window(on(9, 1), on(2, 13, 2026), "periodo promocional 2025-II")
    window = window_on(on(3, 1, 2026), [late])
    assert (window.start, window.end) == (on(2, 14, 2026), on(12, 31, 2026))


def test_two_periods_on_one_day_are_refused():
    with pytest.raises(ValueError, match="same day"):
        tile([FIRST, Window(on(3, 17), on(5, 1), "otro")])


def test_stay_of_eba_counts_apart_in_each_period_r4_r5():
    stay = [Span(on(8, 1), on(8, 20))]
    assert days_counted(stay, window_on(on(8, 1), [FIRST, SECOND]), LATER) == 10
    assert days_counted(stay, window_on(on(8, 20), [FIRST, SECOND]), LATER) == 10


def test_windows_touched_by_a_stay_over_new_year_r5():
    stay = Span(on(12, 20), on(1, 5, 2026))
    assert windows_touched(stay, today=on(3, 1, 2026)) == (school_year(2025), school_year(2026))
    assert windows_touched(stay, today=on(12, 31)) == (school_year(2025),)
    assert windows_touched(Span(on(12, 20)), today=on(1, 1, 2026)) == (school_year(2025), school_year(2026))
    assert windows_touched(Span(on(12, 20)), today=on(12, 1)) == ()


def test_window_reads_well_in_a_sentence():
    expected = "año escolar 2025 (del 1 de enero al 31 de diciembre de 2025)"
    assert f"{YEAR}" == expected
    assert f"{Window(YEAR.start, YEAR.end, 'Año escolar 2025')}" == expected
    assert "del 1 de setiembre de 2025 al 13 de febrero de 2026" in f"{Window(on(9, 1), on(2, 13, 2026), 'x')}"
