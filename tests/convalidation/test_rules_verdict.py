"""The whole of art. 13.5 for one episode (R5 to R8, R18, R25)."""

from convalidation.rules import Band, Duty, PaperKind, PeriodKind, band_changes, packet_verdict
from patients.rules import SehoEpisode, Setting, school_year
from tests.convalidation.test_rules_grading import BIMESTERS, TRIMESTERS
from tests.patients.rule_dates import LATER, YEAR, at_home, hospital, in_hospital, on


def verdict(episode, others=(), today=LATER, window=YEAR, periods=BIMESTERS, **known):
    return packet_verdict(episode, episodes=others, window=window, periods=periods, today=today, **known)


def test_stay_and_accumulated_days_stand_side_by_side_r8():
    first, second = in_hospital(on(3, 17), on(3, 26)), in_hospital(on(6, 2), on(6, 11))
    result = verdict(second, [first, second])
    assert (result.stay_days, result.days, result.band) == (10, 20, Band.D15_30)


def test_later_episode_does_not_touch_the_verdict_of_the_first_r8():
    first, second = in_hospital(on(3, 17), on(3, 26)), in_hospital(on(6, 2), on(6, 11))
    assert verdict(first, [first, second]) == verdict(first, [first], today=on(3, 26))
    assert verdict(first, [second]).days == 10


def test_own_episode_may_be_among_the_others_or_not():
    first, second = in_hospital(on(3, 17), on(3, 26)), in_hospital(on(6, 2), on(6, 11))
    assert verdict(second, [first]) == verdict(second, [first, second])


def test_open_episode_is_provisional_r18():
    result = verdict(in_hospital(on(9, 1)), today=on(9, 15))
    assert (result.days, result.band, result.is_provisional) == (15, Band.D15_30, True)


def test_closed_episode_is_final_on_its_last_day_r18():
    assert not verdict(in_hospital(on(9, 1), on(9, 15)), today=on(9, 15)).is_provisional


def test_episode_left_open_after_the_discharge_is_final_but_warned_art_14_1():
    result = verdict(in_hospital(on(4, 3)), stays=[hospital(on(4, 1), on(4, 20))], today=on(7, 1))
    assert (result.days, result.is_provisional) == (18, False)
    assert "Registre el egreso" in result.warnings[0]


def test_episode_over_new_year_has_a_verdict_in_each_window_r5():
    episode = in_hospital(on(12, 1), on(1, 10, 2026))
    old = verdict(episode, today=on(2, 1, 2026))
    new = verdict(episode, window=school_year(2026), today=on(2, 1, 2026))
    assert (old.days, old.band, old.is_provisional) == (31, Band.D31_90, False)
    assert (new.days, new.band) == (10, Band.LT15)


def test_past_year_of_an_open_episode_is_final_r5_r18():
    assert not verdict(in_hospital(on(12, 1)), today=on(2, 1, 2026)).is_provisional
    assert verdict(in_hospital(on(12, 1)), window=school_year(2026), today=on(2, 1, 2026)).is_provisional


def test_episode_outside_the_window_owes_nothing_in_it_r5():
    other = in_hospital(on(5, 1), on(5, 20))
    result = verdict(in_hospital(on(2, 1, 2026), on(2, 20, 2026)), [other], today=on(3, 1, 2026))
    assert (result.stay_days, result.days, result.band, result.papers.kinds) == (0, 0, None, ())
    assert result.recognition is None
    assert result.return_report.kinds == ()


def test_sessions_are_carried_and_decide_nothing_r7():
    episode = in_hospital(on(9, 1), on(10, 10))
    few, many = verdict(episode, sessions_attended=6), verdict(episode, sessions_attended=40)
    assert (few.sessions_attended, few.papers, few.warnings) == (6, many.papers, ())


def test_no_session_at_all_is_warned():
    assert "sesiones" in verdict(in_hospital(on(9, 1), on(9, 20)), sessions_attended=0).warnings[0]


def test_untyped_attention_owes_a_constancia_only_r21():
    episode = SehoEpisode(Setting.UNTYPED, on(4, 1), on(6, 30))
    result = verdict(episode, [in_hospital(on(7, 1), on(7, 31))], sessions_attended=9)
    assert (result.days, result.band, result.papers.kinds) == (0, None, (PaperKind.PARTICIPATION,))
    assert result.grading.duty == Duty.NONE


def test_calendar_of_the_school_decides_the_levels_r15():
    episode = at_home(on(3, 17), on(5, 16))
    assert verdict(episode).grading.duty == Duty.GRADEBOOK
    trimesters = verdict(episode, periods=TRIMESTERS, kind=PeriodKind.TRIMESTER)
    assert (trimesters.band, trimesters.grading.duty) == (Band.D31_90, Duty.NONE)


def test_recognition_follows_the_band_and_the_levels():
    graded, plain = verdict(in_hospital(on(3, 17), on(5, 16))), verdict(in_hospital(on(3, 17), on(5, 15)))
    assert (len(graded.recognition.points), len(plain.recognition.points)) == (3, 2)


def test_reason_says_both_counts_the_papers_and_the_levels():
    reason = verdict(in_hospital(on(8, 11), on(9, 14)), [in_hospital(on(3, 17), on(3, 26))]).reason
    assert "Estuvo 35 días en el SEHO en esta atención" in reason
    assert "Acumula 45 días en el SEHO" in reason
    assert "no alcanza los 61" in reason
    assert "calificación" not in verdict(in_hospital(on(3, 17), on(3, 26))).reason


def test_article_fits_the_column_that_keeps_it():
    assert verdict(in_hospital(on(3, 17), on(5, 16)), is_private=True).article == "art. 13.5"


def test_back_dated_discharge_proposes_to_replace_r25():
    issued = verdict(in_hospital(on(4, 1), on(4, 20)), today=on(4, 22))
    corrected = verdict(in_hospital(on(4, 1), on(4, 14)), today=on(4, 22))
    change = band_changes(issued.band, corrected.band)
    assert change.replace
    assert change.dropped == (PaperKind.PROGRESS_REPORT, PaperKind.EDUCATION_PLAN)
