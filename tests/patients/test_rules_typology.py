"""Type A, B and C (art. 9; R10 to R13, R20, R22)."""

from datetime import timedelta

import pytest

from patients.rules import HomeRest, HospitalStay, StudentType, hospital_type, school_year
from patients.rules import home_type as home_type_of
from tests.patients.rule_dates import LATER, YEAR, hospital, on

A, B, C = StudentType.A, StudentType.B, StudentType.C


def home_type(rests, window=YEAR, today=LATER):
    return home_type_of(rests, window=window, today=today)


# --- Hospital --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(1, A, id="art-9.1-one-day"),
        pytest.param(14, A, id="art-9.1-14"),
        pytest.param(15, A, id="art-9.1-15"),
        pytest.param(30, A, id="art-9.1-last-day-of-A"),
        pytest.param(31, B, id="art-9.2-first-day-of-B"),
        pytest.param(60, B, id="art-9.2-60"),
        pytest.param(61, B, id="art-9.2-61"),
        pytest.param(89, B, id="art-9.2-89"),
        pytest.param(90, B, id="art-9.2-90"),
        pytest.param(91, B, id="art-9.2-91"),
    ],
)
def test_type_by_hospital_days(days, expected):
    stay = hospital(on(3, 1), on(3, 1) + timedelta(days=days - 1))
    result = hospital_type([stay], window=YEAR, today=LATER)
    assert (result.type, result.days, result.is_provisional) == (expected, days, False)
    assert f"{days} día" in result.reason
    assert f"es de tipo {expected}." in result.reason
    assert "previsto" not in result.reason
    assert result.article == ("art. 9.1" if expected is A else "art. 9.2")


def test_no_stay_is_no_type():
    result = hospital_type([], window=YEAR, today=LATER)
    assert (result.type, result.shown, result.days, result.label) == (None, None, 0, "Sin tipo")
    assert result.reclassifies_on is result.alert_on is None


def test_stays_of_the_year_accumulate_to_type_b_r2():
    result = hospital_type([hospital(on(3, 1), on(3, 20)), hospital(on(9, 1), on(9, 11))], window=YEAR, today=LATER)
    assert (result.type, result.days, result.reclassifies_on) == (B, 31, on(9, 11))


def test_stay_of_last_year_does_not_help_r5():
    stay = hospital(on(12, 12), on(1, 20, 2026))
    assert hospital_type([stay], window=school_year(2025), today=on(3, 1, 2026)).type == A
    result = hospital_type([stay], window=school_year(2026), today=on(3, 1, 2026))
    assert (result.type, result.days) == (A, 20)


def test_stay_without_constancia_does_not_count_r22():
    day_hospital = [HospitalStay(on(4, day), on(4, day), is_accredited=False) for day in (1, 8, 15)]
    assert hospital_type(day_hospital, window=YEAR, today=LATER).type is None
    covered = [HospitalStay(on(4, day), on(4, day)) for day in (1, 8, 15)]
    assert hospital_type(covered, window=YEAR, today=LATER).days == 3


def test_open_stay_warns_three_days_before_day_31_r11():
    stay = [hospital(on(9, 1))]
    before = hospital_type(stay, window=YEAR, today=on(9, 27))
    assert (before.reclassifies_on, before.alert_on, before.is_alert) == (on(10, 1), on(9, 28), False)
    assert hospital_type(stay, window=YEAR, today=on(9, 28)).is_alert
    assert hospital_type(stay, window=YEAR, today=on(9, 30)).is_alert
    day_31 = hospital_type(stay, window=YEAR, today=on(10, 1))
    assert (day_31.type, day_31.reclassifies_on, day_31.is_alert) == (B, on(10, 1), False)


def test_alert_counts_the_earlier_stays_r11():
    result = hospital_type([hospital(on(3, 1), on(3, 20)), hospital(on(9, 1))], window=YEAR, today=on(9, 5))
    assert (result.days, result.reclassifies_on, result.alert_on) == (25, on(9, 11), on(9, 8))
    assert result.is_provisional


def test_closed_stay_has_no_alert_r11():
    result = hospital_type([hospital(on(9, 1), on(9, 29))], window=YEAR, today=on(9, 29))
    assert (result.days, result.reclassifies_on, result.is_alert, result.is_provisional) == (
        29,
        None,
        False,
        False,
    )


def test_day_31_that_falls_in_the_next_window_is_not_announced_r5():
    result = hospital_type([hospital(on(12, 10))], window=YEAR, today=on(12, 20))
    assert (result.reclassifies_on, result.alert_on, result.is_alert) == (None, None, False)


def test_past_window_of_an_open_stay_is_final():
    result = hospital_type([hospital(on(12, 10))], window=YEAR, today=on(1, 5, 2026))
    assert (result.days, result.is_provisional, result.reclassifies_on) == (22, False, None)


@pytest.mark.parametrize(
    ("estimate", "expected", "label"),
    [
        pytest.param(30, A, "Tipo A", id="R10-estimate-30"),
        pytest.param(31, B, "Tipo B (previsto)", id="R10-estimate-31"),
        pytest.param(None, A, "Tipo A", id="R10-no-estimate"),
    ],
)
def test_estimate_announces_the_type_r10(estimate, expected, label):
    result = hospital_type([hospital(on(9, 1), estimated_days=estimate)], window=YEAR, today=on(9, 5))
    assert (result.type, result.expected, result.shown, result.label) == (A, expected, expected, label)
    assert ("tipo B previsto" in result.reason) == (expected is B)
    assert ("art. 8.3" in result.article) == (expected is B)


def test_estimate_adds_to_what_was_accumulated_r2_r10():
    result = hospital_type(
        [hospital(on(3, 1), on(3, 20)), hospital(on(9, 1), estimated_days=11)], window=YEAR, today=on(9, 2)
    )
    assert (result.days, result.expected_days, result.expected) == (22, 31, B)


def test_estimate_counts_from_the_first_day_r10():
    result = hospital_type([hospital(on(9, 1), estimated_days=60)], window=YEAR, today=on(9, 1))
    assert (result.days, result.expected_days, result.expected) == (1, 60, B)


def test_at_the_close_the_effective_type_stands_r10():
    result = hospital_type([hospital(on(9, 1), on(9, 10), estimated_days=60)], window=YEAR, today=on(9, 10))
    assert (result.type, result.expected, result.shown, result.expected_days) == (A, A, A, 10)


def test_stay_that_outlasts_its_estimate_goes_on():
    result = hospital_type([hospital(on(9, 1), estimated_days=5)], window=YEAR, today=on(9, 20))
    assert (result.days, result.expected_days) == (20, 20)


def test_estimate_counts_only_the_days_of_the_window_r5():
    result = hospital_type([hospital(on(12, 20), estimated_days=60)], window=YEAR, today=on(12, 22))
    assert (result.expected_days, result.expected) == (12, A)


def test_one_day_is_said_in_singular():
    assert "Acumula 1 día de" in hospital_type([hospital(on(4, 1), on(4, 1))], window=YEAR, today=LATER).reason


# --- Home ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(1, None, id="art-8.2.b-1"),
        pytest.param(30, None, id="art-8.2.b-30-is-not-C"),
        pytest.param(31, C, id="art-8.2.b-31-is-C"),
        pytest.param(90, C, id="art-9.3-90"),
    ],
)
def test_type_c_from_31_certified_days(days, expected):
    result = home_type([HomeRest(on(4, 1), on(4, 1) + timedelta(days=days - 1))])
    assert (result.type, result.days, result.needs_review) == (expected, days, False)
    assert result.since == (on(4, 1) if expected else None)


def test_two_continuous_certificates_are_c_from_the_second_paper_r12():
    first = HomeRest(on(4, 1), on(4, 20), accredited_on=on(4, 1))
    second = HomeRest(on(4, 21), on(5, 5), accredited_on=on(4, 19))
    result = home_type([second, first])
    assert (result.type, result.days, result.since) == (C, 35, on(4, 19))
    assert home_type([first, second], today=on(4, 18)).type is None


def test_second_certificate_counts_from_its_accreditation_even_before_its_days_r12():
    first = HomeRest(on(4, 1), on(4, 20), accredited_on=on(4, 1))
    second = HomeRest(on(4, 21), on(5, 5), accredited_on=on(4, 19))
    assert home_type([first, second], today=on(4, 19)).since == on(4, 19)


def test_rest_that_has_not_begun_is_no_type_yet():
    ahead = [HomeRest(on(4, 21), on(6, 30), accredited_on=on(4, 19))]
    assert home_type(ahead, today=on(4, 20)).type is None
    assert home_type(ahead, today=on(4, 21)).since == on(4, 21)


def test_overlapping_certificates_count_each_day_once_r3_r12():
    result = home_type([HomeRest(on(4, 1), on(4, 20)), HomeRest(on(4, 10), on(4, 30))])
    assert (result.type, result.days) == (None, 30)


def test_certificates_with_a_day_between_are_not_c_but_for_review_r12():
    result = home_type([HomeRest(on(4, 1), on(4, 20)), HomeRest(on(4, 22), on(5, 11))])
    assert (result.type, result.days, result.total_days, result.needs_review) == (None, 20, 40, True)
    assert "20 días y 20 días" in result.reason
    assert "40 días" in result.reason


@pytest.mark.parametrize(
    ("days", "review"),
    [pytest.param(15, False, id="R12-15+15"), pytest.param(16, True, id="R12-15+16")],
)
def test_review_begins_where_the_literal_reading_would_give_c_r12(days, review):
    rests = [HomeRest(on(4, 1), on(4, 15)), HomeRest(on(8, 1), on(8, 1) + timedelta(days=days - 1))]
    assert home_type(rests).needs_review is review


def test_rest_cut_short_stays_c_r20():
    result = home_type([HomeRest(on(4, 1), on(5, 10), ended_on=on(4, 20))])
    assert (result.type, result.days) == (C, 40)
    assert result.runs[0].last_day_at_home == on(4, 20)


def test_rest_after_an_early_return_is_another_rest_r12():
    cut = HomeRest(on(4, 1), on(4, 20), ended_on=on(4, 10))
    assert home_type([cut, HomeRest(on(4, 21), on(5, 10))]).type is None
    assert home_type([cut, HomeRest(on(4, 11), on(5, 1))]).type == C


def test_rest_over_new_year_is_not_cut_for_typing():
    rest = [HomeRest(on(12, 15), on(1, 20, 2026))]
    this_year = home_type(rest, today=on(12, 20))
    assert (this_year.type, this_year.days, this_year.total_days) == (C, 37, 17)
    next_year = home_type(rest, window=school_year(2026), today=on(1, 10, 2026))
    assert (next_year.type, next_year.total_days) == (C, 20)


def test_rest_of_another_year_is_not_of_this_one():
    assert home_type([HomeRest(on(4, 1, 2024), on(5, 10, 2024))]).type is None
    assert home_type([HomeRest(on(11, 20, 2024), on(12, 31, 2024))]).type is None


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(HomeRest(on(11, 20, 2024), on(1, 1)), id="ends-on-1-january"),
        pytest.param(HomeRest(on(12, 31), on(2, 10, 2026)), id="starts-on-31-december"),
    ],
)
def test_rest_with_one_day_in_the_year_is_of_it(rest):
    result = home_type([rest], today=on(3, 1, 2026))
    assert (result.type, result.total_days) == (C, 1)


def test_c_begins_with_the_first_paper_that_completes_31_days_r12():
    short = HomeRest(on(4, 1), on(4, 20), accredited_on=on(4, 1))
    papers = [HomeRest(on(4, 1), on(5, 10), accredited_on=on(4, day)) for day in (17, 9, 25, 12, 21, 14)]
    assert home_type([*papers, short]).since == on(4, 9)


def test_paper_of_a_later_day_is_not_known_yet():
    late = [HomeRest(on(4, 1), on(5, 10), accredited_on=on(4, 8))]
    assert home_type(late, today=on(4, 7)).type is None
    assert home_type(late, today=on(4, 8)).since == on(4, 8)
