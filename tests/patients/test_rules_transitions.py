"""Current type, type of an episode, history and summary (R11, R13, R14, R20, R21, R23)."""

import pytest

from patients.rules import (
    HomeRest,
    HospitalStay,
    SehoEpisode,
    Setting,
    StudentType,
    annual_summary,
    current_type,
    episode_type,
    school_year,
    setting_after,
    setting_on,
    type_history,
)
from tests.patients.rule_dates import LATER, YEAR, at_home, hospital, in_hospital, on

A, B, C = StudentType.A, StudentType.B, StudentType.C
HOSPITAL, HOME = Setting.HOSPITAL, Setting.HOME
ENROLLED = on(3, 1)


def current(stays=(), rests=(), today=LATER, enrolled_on=ENROLLED, **known):
    return current_type(stays=stays, rests=rests, window=YEAR, today=today, enrolled_on=enrolled_on, **known)


def history(stays=(), rests=(), today=LATER, enrolled_on=ENROLLED, window=YEAR):
    changes = type_history(stays=stays, rests=rests, window=window, today=today, enrolled_on=enrolled_on)
    return [(change.on, change.previous, change.type, change.setting) for change in changes]


# --- Current type ----------------------------------------------------------------------------


def test_current_type_is_that_of_the_setting_r14():
    stays, rests = [hospital(on(4, 1), on(5, 5))], [HomeRest(on(5, 6), on(6, 30))]
    assert current(stays, rests, on(5, 5)).type == B
    assert current(stays, rests, on(5, 6)).type == C
    assert current(stays, rests, on(7, 1)).type is None


def test_hospital_and_home_days_are_not_added_r13():
    stays, rests = [hospital(on(4, 1), on(4, 20))], [HomeRest(on(4, 21), on(5, 10))]
    at_hospital, resting = current(stays, rests, on(4, 20)), current(stays, rests, on(4, 30))
    assert (at_hospital.type, resting.type, resting.label) == (A, None, "Sin tipo")
    assert "20 días" in resting.reason


def test_hospital_comes_before_rest_on_the_same_day():
    stays, rests = [hospital(on(5, 10), on(5, 12))], [HomeRest(on(4, 1), on(6, 30))]
    assert current(stays, rests, on(5, 11)).setting == HOSPITAL
    assert current(stays, rests, on(5, 13)).setting == HOME


def test_expected_type_is_shown_while_open_r10():
    result = current([hospital(on(9, 1), estimated_days=40)], today=on(9, 3))
    assert (result.type, result.expected, result.label) == (A, B, "Tipo B (previsto)")


def test_not_enrolled_is_a_potential_pupil_r23():
    stays = [hospital(on(4, 1))]
    assert current(stays, today=on(4, 10), enrolled_on=None).label == "Potencial"
    assert current(stays, today=on(4, 10), enrolled_on=on(4, 11)).type is None
    assert current(stays, today=on(4, 11), enrolled_on=on(4, 11)).type == A
    assert "art. 35.b" in current(stays, today=on(4, 10), enrolled_on=None).article


def test_frequent_ambulatory_attention_is_not_typified_r21():
    result = current(today=on(4, 10), is_frequent_ambulatory=True)
    assert (result.type, result.setting, result.label) == (None, Setting.UNTYPED, "Atención no tipificada")
    assert "art. 18.c" in result.article


def test_frequent_ambulatory_pupil_in_hospital_has_the_type_of_the_hospital():
    assert current([hospital(on(4, 8))], today=on(4, 10), is_frequent_ambulatory=True).type == A


def test_stay_without_constancia_waits_for_it_art_8_2():
    result = current([HospitalStay(on(4, 8), is_accredited=False)], today=on(4, 10))
    assert (result.type, result.label) == (None, "Sin acreditar")


def test_pupil_at_school_has_no_type():
    assert current([hospital(on(4, 1), on(4, 5))], today=on(4, 6)).label == "Sin tipo"


# --- Where the pupil is ----------------------------------------------------------------------


def test_day_of_discharge_is_still_a_day_in_hospital_but_not_after_it():
    stays = [hospital(on(4, 1), on(4, 20))]
    assert setting_on(on(4, 20), stays=stays, rests=()) == HOSPITAL
    assert setting_after(on(4, 20), stays=stays, rests=()) is None
    assert setting_after(on(4, 19), stays=stays, rests=()) == HOSPITAL


def test_discharge_to_rest_of_the_next_day_is_home_after_it():
    stays, rests = [hospital(on(4, 1), on(4, 20))], [HomeRest(on(4, 21), on(5, 31))]
    assert setting_after(on(4, 20), stays=stays, rests=rests) == HOME
    assert setting_after(on(5, 30), stays=stays, rests=rests) == HOME
    assert setting_after(on(5, 31), stays=stays, rests=rests) is None


def test_discharge_to_a_short_rest_is_no_setting():
    stays, rests = [hospital(on(4, 1), on(4, 20))], [HomeRest(on(4, 21), on(5, 10))]
    assert setting_after(on(4, 20), stays=stays, rests=rests) is None


def test_rest_whose_paper_comes_later_is_not_known_at_the_discharge():
    stays = [hospital(on(4, 1), on(4, 20))]
    rests = [HomeRest(on(4, 21), on(5, 31), accredited_on=on(4, 25))]
    assert setting_after(on(4, 20), stays=stays, rests=rests) is None
    assert setting_after(on(4, 25), stays=stays, rests=rests) == HOME
    assert setting_on(on(4, 24), stays=stays, rests=rests) is None


# --- Type of an episode ----------------------------------------------------------------------


def test_each_episode_keeps_the_type_of_its_setting_r14():
    stays, rests = [hospital(on(4, 1), on(5, 15))], [HomeRest(on(5, 16), on(7, 10))]
    known = {"stays": stays, "rests": rests, "window": YEAR, "today": LATER}
    assert episode_type(in_hospital(on(4, 5), on(5, 15)), **known).type == B
    assert episode_type(at_home(on(5, 16), on(7, 10)), **known).type == C


def test_type_of_a_closed_episode_does_not_grow_with_a_later_stay_r14():
    stays = [hospital(on(4, 1), on(4, 20)), hospital(on(8, 1), on(8, 20))]
    first = episode_type(in_hospital(on(4, 1), on(4, 20)), stays=stays, rests=(), window=YEAR, today=LATER)
    second = episode_type(in_hospital(on(8, 1), on(8, 20)), stays=stays, rests=(), window=YEAR, today=LATER)
    assert (first.type, second.type) == (A, B)


def test_closed_episode_shows_the_effective_type_r10():
    stays = [hospital(on(9, 1), estimated_days=60)]
    left = episode_type(in_hospital(on(9, 1), on(9, 5)), stays=stays, rests=(), window=YEAR, today=on(9, 20))
    assert (left.type, left.expected, left.label) == (A, A, "Tipo A")


def test_open_episode_shows_the_expected_type_r10():
    stays = [hospital(on(9, 1), estimated_days=60)]
    going = episode_type(in_hospital(on(9, 1)), stays=stays, rests=(), window=YEAR, today=on(9, 5))
    assert (going.type, going.expected) == (A, B)


def test_home_episode_cut_short_stays_c_r20():
    rests = [HomeRest(on(8, 1), on(9, 10), ended_on=on(8, 20))]
    result = episode_type(at_home(on(8, 1), on(8, 20)), stays=(), rests=rests, window=YEAR, today=LATER)
    assert result.type == C


def test_untyped_episode_has_no_type_r21():
    episode = SehoEpisode(Setting.UNTYPED, on(4, 1))
    assert episode_type(episode, stays=(), rests=(), window=YEAR, today=LATER).type is None


# --- History ---------------------------------------------------------------------------------


def test_a_becomes_b_on_the_accumulated_day_31_in_one_stay_r11():
    assert history([hospital(on(9, 1))], today=on(10, 1)) == [
        (on(9, 1), None, A, HOSPITAL),
        (on(10, 1), A, B, HOSPITAL),
    ]
    assert len(history([hospital(on(9, 1))], today=on(9, 30))) == 1


def test_a_becomes_b_within_a_later_stay_r2_r11():
    assert history([hospital(on(3, 1), on(3, 20)), hospital(on(9, 1), on(9, 15))]) == [
        (on(3, 1), None, A, HOSPITAL),
        (on(3, 21), A, None, None),
        (on(9, 1), None, A, HOSPITAL),
        (on(9, 11), A, B, HOSPITAL),
        (on(9, 16), B, None, None),
    ]


def test_hospital_to_home_and_back_r13_r14():
    stays = [hospital(on(4, 1), on(5, 5)), hospital(on(6, 10), on(6, 12))]
    rests = [HomeRest(on(5, 6), on(6, 30))]
    assert history(stays, rests) == [
        (on(4, 1), None, A, HOSPITAL),
        (on(5, 1), A, B, HOSPITAL),
        (on(5, 6), B, C, HOME),
        (on(6, 10), C, B, HOSPITAL),
        (on(6, 13), B, C, HOME),
        (on(7, 1), C, None, None),
    ]


def test_transfer_is_no_change_r3():
    assert len(history([hospital(on(5, 1), on(5, 20)), hospital(on(5, 20), on(5, 25))])) == 2


def test_history_begins_with_the_enrolment_but_counts_the_days_before_r23():
    assert history([hospital(on(3, 10))], enrolled_on=on(3, 20), today=on(4, 10)) == [
        (on(3, 20), None, A, HOSPITAL),
        (on(4, 9), A, B, HOSPITAL),
    ]
    assert history([hospital(on(3, 10))], enrolled_on=None) == []


def test_history_of_a_year_ends_with_it_r5():
    stay = [hospital(on(12, 20))]
    assert history(stay, today=on(2, 1, 2026)) == [(on(12, 20), None, A, HOSPITAL)]
    assert history(stay, today=on(2, 1, 2026), window=school_year(2026)) == [
        (on(1, 1, 2026), None, A, HOSPITAL),
        (on(1, 31, 2026), A, B, HOSPITAL),
    ]


def test_rest_becomes_c_when_the_second_paper_is_known_r12():
    rests = [
        HomeRest(on(4, 1), on(4, 20), accredited_on=on(4, 1)),
        HomeRest(on(4, 21), on(5, 10), accredited_on=on(4, 19)),
    ]
    assert history(rests=rests) == [(on(4, 19), None, C, HOME), (on(5, 11), C, None, None)]


def test_each_change_says_why_and_cites():
    changes = type_history(
        stays=[hospital(on(9, 1), on(10, 5))], rests=(), window=YEAR, today=LATER, enrolled_on=ENROLLED
    )
    assert [change.article for change in changes] == ["art. 9.1", "art. 5.7, art. 9.2", "art. 14.1"]
    assert "pasa del tipo A al tipo B" in changes[1].reason
    assert "5 de octubre de 2025" in changes[2].reason


# --- Summary ---------------------------------------------------------------------------------


@pytest.mark.parametrize("enrolled_on", [ENROLLED, None])
def test_summary_lists_the_three_clocks_and_every_type_r14(enrolled_on):
    result = annual_summary(
        stays=[hospital(on(4, 1), on(5, 5))],
        rests=[HomeRest(on(5, 6), on(6, 30))],
        episodes=[in_hospital(on(4, 3), on(5, 5)), at_home(on(5, 6), on(6, 30))],
        window=YEAR,
        today=LATER,
        enrolled_on=enrolled_on,
    )
    assert (result.hospital.days, result.home.total_days, result.seho.days) == (35, 56, 89)
    assert result.types == ((A, B, C) if enrolled_on else ())
    assert ("Tipo A, Tipo B y Tipo C" in result.reason) == bool(enrolled_on)
