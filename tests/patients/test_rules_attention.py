"""Days in the SEHO, the third clock (art. 13.5; R6 to R9, R13, R18, R21)."""

from patients.rules import (
    HomeRest,
    SchoolSpan,
    SehoEpisode,
    Setting,
    episode_span,
    school_on,
    school_year,
    seho_days,
)
from tests.patients.rule_dates import LATER, YEAR, at_home, hospital, in_hospital, on


def days(episodes, stays=(), rests=(), window=YEAR, today=LATER):
    return seho_days(episodes, stays=stays, rests=rests, window=window, today=today)


def test_start_is_the_first_attention_when_it_is_later_r9():
    episode = SehoEpisode(Setting.HOSPITAL, on(4, 1), on(4, 10), first_attended_on=on(4, 3))
    assert days([episode]).days == 8


def test_start_is_the_registration_when_the_attention_was_not_later_r9():
    episode = SehoEpisode(Setting.HOSPITAL, on(4, 1), on(4, 10), first_attended_on=on(4, 1))
    assert days([episode]).days == 10
    assert days([in_hospital(on(4, 1), on(4, 10))]).days == 10


def test_only_attention_on_the_last_day_is_one_day_r1_r9():
    episode = SehoEpisode(Setting.HOSPITAL, on(4, 1), on(4, 5), first_attended_on=on(4, 5))
    assert days([episode]).days == 1


def test_episode_that_ended_before_its_first_attention_counts_nothing():
    episode = SehoEpisode(Setting.HOSPITAL, on(4, 1), on(4, 5), first_attended_on=on(4, 6))
    assert days([episode]).days == 0


def test_services_and_settings_add_up_within_the_year_r8_r13():
    episodes = [
        in_hospital(on(3, 3), on(3, 12)),
        in_hospital(on(6, 2), on(6, 6)),
        at_home(on(6, 7), on(6, 16)),
    ]
    assert days(episodes).days == 25


def test_nothing_is_carried_over_new_year_r5():
    episode = in_hospital(on(12, 22), on(1, 9, 2026))
    assert days([episode]).days == 10
    assert days([episode], window=school_year(2026), today=on(1, 9, 2026)).days == 9


def test_open_episode_is_provisional_up_to_today_r18():
    result = days([in_hospital(on(9, 1))], today=on(9, 15))
    assert (result.days, result.is_provisional, result.to_close) == (15, True, ())
    assert "provisional" in result.reason
    assert not days([in_hospital(on(9, 1), on(9, 15))], today=on(9, 15)).is_provisional


def test_past_year_of_an_open_episode_is_final_r18():
    result = days([in_hospital(on(12, 22))], today=on(1, 9, 2026))
    assert (result.days, result.is_provisional) == (10, False)


def test_episode_left_open_stops_at_the_discharge_art_14_1():
    result = days([in_hospital(on(4, 3))], [hospital(on(4, 1), on(4, 20))], today=on(7, 1))
    assert (result.days, result.is_provisional, result.to_close) == (18, False, (on(4, 20),))
    assert "20 de abril de 2025" in result.reason


def test_readmission_on_the_next_day_keeps_the_episode_going():
    stays = [hospital(on(4, 1), on(4, 20)), hospital(on(4, 21))]
    result = days([in_hospital(on(4, 3))], stays, today=on(4, 30))
    assert (result.days, result.is_provisional) == (28, True)


def test_later_readmission_does_not_fill_the_days_between():
    stays = [hospital(on(4, 1), on(4, 20)), hospital(on(6, 1))]
    result = days([in_hospital(on(4, 3))], stays, today=on(6, 30))
    assert (result.days, result.to_close) == (18, (on(4, 20),))


def test_certified_rest_after_the_discharge_keeps_it_going_and_then_ends_it():
    stays, rests = [hospital(on(4, 1), on(4, 20))], [HomeRest(on(4, 21), on(5, 31))]
    going = days([in_hospital(on(4, 3))], stays, rests, today=on(5, 10))
    assert (going.days, going.to_close) == (38, ())
    over = days([in_hospital(on(4, 3))], stays, rests, today=on(7, 1))
    assert (over.days, over.to_close) == (59, (on(5, 31),))


def test_short_rest_after_the_discharge_does_not_keep_it_going():
    rests = [HomeRest(on(4, 21), on(5, 10))]
    assert days([in_hospital(on(4, 3))], [hospital(on(4, 1), on(4, 20))], rests, today=on(7, 1)).days == 18


def test_rest_cut_short_ends_the_episode_on_the_return_r20():
    rests = [HomeRest(on(8, 1), on(9, 10), ended_on=on(8, 20))]
    assert days([at_home(on(8, 4))], rests=rests, today=on(10, 1)).days == 17


def test_on_the_day_of_discharge_nothing_has_to_be_closed_yet():
    result = days([in_hospital(on(4, 3))], [hospital(on(4, 1), on(4, 20))], today=on(4, 20))
    assert (result.days, result.to_close) == (18, ())


def test_untyped_attention_counts_no_days_r21():
    episode = SehoEpisode(Setting.UNTYPED, on(4, 1), on(6, 30))
    assert days([episode]).days == 0
    assert episode_span(episode, today=LATER).article == "art. 18.c"


def test_open_untyped_attention_is_never_provisional_r21():
    assert not days([SehoEpisode(Setting.UNTYPED, on(4, 1))], today=on(5, 1)).is_provisional


def test_papers_go_to_the_school_of_the_current_enrolment():
    enrolments = [SchoolSpan("first", on(3, 1), on(5, 15)), SchoolSpan("second", on(5, 15))]
    assert school_on(enrolments, on(5, 14)) == "first"
    assert school_on(enrolments, on(5, 15)) == "second"
    assert school_on(enrolments, on(2, 28)) is None
