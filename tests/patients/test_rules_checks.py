"""Dates that cannot be, or that should be looked at (8.5)."""

import pytest

from patients.rules import (
    HomeRest,
    SehoEpisode,
    Setting,
    Span,
    check_authorization,
    check_episode,
    check_not_future,
    check_overlap,
    check_rest,
    check_session,
    check_single_open,
    check_stay,
    warn_estimate,
    warn_rest,
    warn_session_place,
)
from tests.patients.rule_dates import in_hospital, on

TODAY = on(6, 30)


def fields(problems):
    return [problem.field for problem in problems]


# --- Stays and rests -------------------------------------------------------------------------


def test_discharge_before_admission():
    problems = check_stay(starts_on=on(4, 8), ends_on=on(4, 7), today=TODAY)
    assert problems == [("ends_on", "El alta no puede ser anterior al ingreso, que fue el 8 de abril de 2025.")]


@pytest.mark.parametrize("ends_on", [on(4, 8), on(4, 9), None], ids=["same-day", "later", "open"])
def test_good_stay(ends_on):
    assert check_stay(starts_on=on(4, 8), ends_on=ends_on, today=TODAY) == []


def test_future_dates_of_a_stay():
    assert fields(check_stay(starts_on=on(7, 1), ends_on=on(7, 2), today=TODAY)) == ["starts_on", "ends_on"]
    assert check_stay(starts_on=TODAY, ends_on=TODAY, today=TODAY) == []


def test_future_date_says_until_when():
    assert check_not_future("held_on", on(7, 1), today=TODAY) == [
        ("held_on", "El 1 de julio de 2025 aún no llega. Escriba una fecha hasta hoy, 30 de junio de 2025.")
    ]
    assert check_not_future("held_on", None, today=TODAY) == []


def test_rest_may_end_in_the_future_but_not_before_its_start():
    assert check_rest(starts_on=on(6, 20), ends_on=on(8, 20), issued_on=on(6, 20), today=TODAY) == []
    assert fields(check_rest(starts_on=on(6, 20), ends_on=on(6, 19), issued_on=TODAY, today=TODAY)) == ["ends_on"]
    assert fields(check_rest(starts_on=TODAY, ends_on=on(8, 1), issued_on=on(7, 1), today=TODAY)) == ["issued_on"]


@pytest.mark.parametrize(
    ("end", "warned"),
    [pytest.param(on(9, 30), True, id="30-days"), pytest.param(on(10, 1), False, id="31-days")],
)
def test_rest_under_31_days_is_not_type_c_art_8_2_b(end, warned):
    problems = warn_rest(HomeRest(on(9, 1), end))
    assert bool(problems) is warned
    if warned:
        assert "30 días" in problems[0].sentence
        assert problems[0].field == "ends_on"


def test_rest_that_continues_another_is_warned_by_both_together_r12():
    rest = HomeRest(on(4, 21), on(5, 5))
    assert warn_rest(rest, [HomeRest(on(4, 1), on(4, 20))]) == []
    assert len(warn_rest(rest, [HomeRest(on(4, 1), on(4, 19))])) == 1


def test_estimate_that_ran_out_art_8_3():
    assert warn_estimate(starts_on=on(6, 1), estimated_days=30, today=on(6, 30)) == []
    assert fields(warn_estimate(starts_on=on(6, 1), estimated_days=29, today=on(6, 30))) == ["estimated_days"]


# --- Overlaps --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "other"),
    [
        pytest.param(Span(on(5, 20), on(6, 15)), Span(on(5, 1), on(5, 20)), id="admitted-on-the-day-of-discharge"),
        pytest.param(Span(on(5, 1), on(5, 20)), Span(on(5, 20), on(6, 15)), id="entered-the-other-way-round"),
        pytest.param(Span(on(5, 20)), Span(on(5, 1), on(5, 20)), id="open-after-transfer"),
        pytest.param(Span(on(5, 21), on(6, 15)), Span(on(5, 1), on(5, 20)), id="next-day"),
        pytest.param(Span(on(5, 1), on(5, 20)), Span(on(6, 1)), id="before-an-open-one"),
        pytest.param(Span(on(5, 20), on(5, 20)), Span(on(5, 1), on(5, 20)), id="one-day-after-a-transfer"),
    ],
)
def test_transfer_is_no_overlap_r3(new, other):
    assert check_overlap(new, [other], today=TODAY) == []


@pytest.mark.parametrize(
    ("new", "other", "days"),
    [
        pytest.param(Span(on(9, 5), on(9, 14)), Span(on(9, 1), on(9, 10)), "6 días", id="six-days"),
        pytest.param(Span(on(5, 19), on(6, 15)), Span(on(5, 1), on(5, 20)), "2 días", id="two-days"),
        pytest.param(Span(on(5, 5), on(5, 5)), Span(on(5, 1), on(5, 20)), "1 día", id="one-day-inside"),
        pytest.param(Span(on(5, 1), on(5, 20)), Span(on(5, 1), on(5, 20)), "20 días", id="the-same-twice"),
        pytest.param(Span(on(6, 10), on(6, 20)), Span(on(6, 1)), "11 días", id="inside-an-open-one"),
        pytest.param(Span(on(6, 21)), Span(on(6, 1)), "10 días", id="two-open"),
    ],
)
def test_overlap_is_reported_with_its_days_r3(new, other, days):
    problems = check_overlap(new, [other], today=TODAY)
    assert fields(problems) == ["starts_on"]
    assert f"Se superpone {days} con" in problems[0].sentence


def test_each_overlap_is_reported():
    others = [Span(on(5, 1), on(5, 10)), Span(on(5, 15), on(5, 20)), Span(on(3, 1), on(3, 2))]
    assert len(check_overlap(Span(on(5, 5), on(5, 16)), others, today=TODAY)) == 2


# --- Authorisation, episodes, sessions -------------------------------------------------------


def test_authorisation_after_the_first_session_or_the_registration_art_10_1():
    problems = check_authorization(decided_on=on(5, 10), registered_on=on(5, 8), first_session_on=on(5, 9), today=TODAY)
    assert fields(problems) == ["decided_on", "decided_on"]
    assert "registro en el SEHO, que fue el 8 de mayo de 2025" in problems[0].sentence
    assert "primera sesión, que fue el 9 de mayo de 2025" in problems[1].sentence


def test_authorisation_of_the_same_day_is_in_time_art_10_1():
    same = on(5, 10)
    assert check_authorization(decided_on=same, registered_on=same, first_session_on=same, today=TODAY) == []
    assert check_authorization(decided_on=same, today=TODAY) == []


def test_authorisation_in_the_future():
    assert fields(check_authorization(decided_on=on(7, 1), today=TODAY)) == ["decided_on"]


def episode_problems(**changes):
    known = {
        "starts_on": on(5, 3),
        "ends_on": on(5, 20),
        "authorized_on": on(5, 2),
        "care_ends_on": on(5, 20),
        "today": TODAY,
    }
    return check_episode(**(known | changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, [], id="good"),
        pytest.param({"ends_on": None, "care_ends_on": None}, [], id="open"),
        pytest.param({"starts_on": on(5, 2)}, [], id="starts-on-the-day-of-authorisation"),
        pytest.param({"starts_on": on(5, 1)}, ["starts_on"], id="before-authorisation"),
        pytest.param({"authorized_on": None}, ["starts_on"], id="without-authorisation"),
        pytest.param({"ends_on": on(5, 2)}, ["ends_on"], id="egress-before-registration"),
        pytest.param({"ends_on": on(5, 21)}, ["ends_on"], id="egress-after-discharge"),
        pytest.param({"ends_on": on(5, 21), "is_followed_by_home": True}, [], id="home-episode-follows"),
        pytest.param({"ends_on": on(7, 1), "care_ends_on": None}, ["ends_on"], id="egress-in-the-future"),
    ],
)
def test_episode(changes, expected):
    assert fields(episode_problems(**changes)) == expected


def test_one_open_episode_in_the_country():
    assert check_single_open(0) == []
    assert fields(check_single_open(1)) == ["starts_on"]


def test_session_lies_within_an_episode():
    episodes = [in_hospital(on(5, 3), on(5, 20)), SehoEpisode(Setting.UNTYPED, on(6, 1))]
    for day in (on(5, 3), on(5, 20), on(6, 1), TODAY):
        assert check_session(day, episodes, today=TODAY) == []
    for day in (on(5, 2), on(5, 21)):
        assert fields(check_session(day, episodes, today=TODAY)) == ["held_on"]
    assert fields(check_session(on(7, 1), episodes, today=TODAY)) == ["held_on"]


def test_session_by_the_seho_of_another_hospital_is_warned():
    known = {"stay_hospital": "X", "seho_hospital": "Y"}
    assert fields(warn_session_place(**known, setting=Setting.HOSPITAL)) == ["seho"]
    assert warn_session_place(**known, setting=Setting.HOME) == []
    assert warn_session_place(stay_hospital="X", seho_hospital="X", setting=Setting.HOSPITAL) == []
    assert warn_session_place(stay_hospital=None, seho_hospital="X", setting=Setting.HOSPITAL) == []
