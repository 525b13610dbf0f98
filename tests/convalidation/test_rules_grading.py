"""Whether the progress report carries levels (art. 13.5, 13.3.c; R15 to R17, R19).

The official bimesters of 2025 last 61 calendar days each; the trimesters of these tests 89, 89 and 96.
"""

from datetime import date, timedelta

import pytest

from convalidation.rules import (
    NOT_ASSESSED,
    AcademicPeriod,
    Duty,
    PeriodKind,
    grading_duty,
    reported_levels,
)
from patients.rules import Days, Span, counted, school_year
from tests.patients.rule_dates import LATER, YEAR, on

BIMESTERS = (
    AcademicPeriod(on(3, 17), on(5, 16), "I bimestre"),
    AcademicPeriod(on(5, 26), on(7, 25), "II bimestre"),
    AcademicPeriod(on(8, 11), on(10, 10), "III bimestre"),
    AcademicPeriod(on(10, 20), on(12, 19), "IV bimestre"),
)
TRIMESTERS = (
    AcademicPeriod(on(3, 17), on(6, 13), "I trimestre"),
    AcademicPeriod(on(6, 16), on(9, 12), "II trimestre"),
    AcademicPeriod(on(9, 15), on(12, 19), "III trimestre"),
)


def duty(start: date, end: date, kind=PeriodKind.BIMESTER, periods=BIMESTERS):
    return grading_duty(counted([Span(start, end)], YEAR, LATER), kind=kind, periods=periods)


def for_days(days: int, kind=PeriodKind.BIMESTER, periods=()):
    start = on(3, 17)
    return duty(start, start + timedelta(days=days - 1), kind, periods)


def test_the_official_bimesters_last_61_days():
    assert {period.length for period in BIMESTERS} == {61}
    assert [period.length for period in TRIMESTERS] == [89, 89, 96]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(1, Duty.NONE, id="art-13.5-1"),
        pytest.param(14, Duty.NONE, id="art-13.5-14"),
        pytest.param(15, Duty.NONE, id="R19-15"),
        pytest.param(30, Duty.NONE, id="R19-30"),
        pytest.param(31, Duty.NONE, id="R15-31"),
        pytest.param(60, Duty.NONE, id="R15-60-under-a-bimester"),
        pytest.param(61, Duty.GRADEBOOK, id="R15-61-a-bimester"),
        pytest.param(89, Duty.GRADEBOOK, id="R15-89"),
        pytest.param(90, Duty.GRADEBOOK, id="R15-90"),
        pytest.param(91, Duty.SIAGIE, id="R17-91"),
    ],
)
@pytest.mark.parametrize("periods", [BIMESTERS, ()], ids=["calendar", "fallback"])
def test_bimester_school(days, expected, periods):
    result = for_days(days, periods=periods)
    assert result.duty == expected
    assert result.is_graded is (expected != Duty.NONE)
    assert result.article == "art. 13.5"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(61, Duty.NONE, id="R15-61-is-no-trimester"),
        pytest.param(88, Duty.NONE, id="R15-88"),
        pytest.param(89, Duty.GRADEBOOK, id="R15-89-the-school-s-own-trimester"),
        pytest.param(90, Duty.GRADEBOOK, id="R15-90"),
        pytest.param(91, Duty.SIAGIE, id="R17-91"),
    ],
)
def test_trimester_school(days, expected):
    result = for_days(days, PeriodKind.TRIMESTER, TRIMESTERS)
    assert result.duty == expected
    assert result.required == (None if expected == Duty.SIAGIE else 89)


@pytest.mark.parametrize("kind", [PeriodKind.TRIMESTER, PeriodKind.SEMESTER, PeriodKind.PROMOTIONAL])
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(89, Duty.NONE, id="89"),
        pytest.param(90, Duty.GRADEBOOK, id="90"),
        pytest.param(91, Duty.SIAGIE, id="91"),
    ],
)
def test_fallback_is_90_days_r15_r16(kind, days, expected):
    result = for_days(days, kind)
    assert (result.duty, result.period) == (expected, None)


def test_semester_is_compared_with_a_trimester_even_with_a_calendar_r16():
    semesters = (AcademicPeriod(on(3, 17), on(7, 25)), AcademicPeriod(on(8, 11), on(12, 19)))
    assert for_days(89, PeriodKind.SEMESTER, semesters).duty == Duty.NONE
    result = for_days(90, PeriodKind.SEMESTER, semesters)
    assert (result.duty, result.required, result.period) == (Duty.GRADEBOOK, 90, None)
    assert "la norma no nombra el semestre" in result.reason


def test_short_recess_inside_the_year_counts_r15():
    """10 May to 9 July: 7 days of the first bimester, 9 of recess, 45 of the second make 61."""
    result = duty(on(5, 10), on(7, 9))
    assert (result.days, result.required, result.duty) == (61, 61, Duty.GRADEBOOK)
    assert duty(on(5, 10), on(7, 8)).duty == Duty.NONE


def test_summer_does_not_count_r15():
    """1 February to 2 April are 61 days in the SEHO, but only 17 of them lie in the school year."""
    result = duty(on(2, 1), on(4, 2))
    assert (result.days, result.duty) == (17, Duty.NONE)


def test_days_after_the_last_period_do_not_count_r15():
    """20 October to 28 December: 70 days, of which 61 up to 19 December."""
    assert duty(on(10, 20), on(12, 28)).days == 61
    assert duty(on(10, 21), on(12, 28)).duty == Duty.NONE


def test_attention_outside_every_period_has_no_levels_r15():
    result = duty(on(1, 5), on(3, 6))
    assert (result.duty, result.days, result.required) == (Duty.NONE, 0, None)
    assert "ningún periodo" in result.reason


def test_the_shortest_period_that_is_touched_decides_r15():
    uneven = (
        AcademicPeriod(on(3, 17), on(5, 2), "corto"),
        AcademicPeriod(on(5, 5), on(7, 25), "largo"),
    )
    touches_both = duty(on(4, 30), on(6, 15), periods=uneven)
    assert (touches_both.days, touches_both.required, touches_both.duty) == (47, 47, Duty.GRADEBOOK)
    only_long = duty(on(5, 3), on(6, 18), periods=uneven)
    assert (only_long.days, only_long.required, only_long.duty) == (47, 82, Duty.NONE)
    assert only_long.period == uneven[1]


def test_touching_one_day_of_a_period_is_enough_r15():
    uneven = (AcademicPeriod(on(3, 17), on(5, 2), "corto"), AcademicPeriod(on(5, 5), on(7, 25), "largo"))
    assert duty(on(5, 2), on(6, 17), periods=uneven).required == 47
    assert duty(on(5, 3), on(6, 18), periods=uneven).required == 82
    later = (AcademicPeriod(on(3, 17), on(5, 30), "largo"), AcademicPeriod(on(6, 2), on(7, 11), "corto"))
    assert duty(on(4, 20), on(6, 2), periods=later).required == 40
    assert duty(on(4, 20), on(6, 1), periods=later).required == 75


def test_several_stays_reach_a_bimester_together_r8_r15():
    spans = [Span(on(3, 17), on(4, 15)), Span(on(8, 11), on(9, 10))]
    result = grading_duty(counted(spans, YEAR, LATER), periods=BIMESTERS)
    assert (result.days, result.duty) == (61, Duty.GRADEBOOK)


def test_91_days_are_graded_even_outside_the_periods_r17():
    runs = (Days(on(1, 1, 2028), on(3, 31, 2028)),)
    assert school_year(2028).length == 366
    result = grading_duty(runs, periods=BIMESTERS)
    assert (result.duty, result.days) == (Duty.SIAGIE, 0)


def test_order_of_the_periods_does_not_matter():
    assert duty(on(5, 10), on(7, 9), periods=BIMESTERS[::-1]).days == 61


def test_nobody_attended_is_not_graded():
    assert grading_duty((), periods=BIMESTERS).duty == Duty.NONE


def test_reason_names_what_was_compared():
    reason = duty(on(5, 26), on(7, 25)).reason
    assert "61 días" in reason
    assert "II bimestre" in reason
    assert "lleva calificación" in reason
    assert "no se conoce el calendario" in for_days(60).reason
    assert "va sin calificación" in for_days(60).reason


# --- Levels of the competencies --------------------------------------------------------------


def test_only_evaluated_competencies_carry_a_level_art_13_3_c():
    reported = reported_levels([7, 8, 9], {7: "AD", 9: "C"}, graded=True)
    assert [one.text for one in reported] == ["AD", NOT_ASSESSED, "C"]
    assert [one.level for one in reported] == ["AD", None, "C"]


def test_without_duty_no_level_is_printed_r19():
    reported = reported_levels([7, 8], {7: "A"}, graded=False)
    assert [(one.level, one.text) for one in reported] == [(None, ""), (None, NOT_ASSESSED)]


def test_not_assessed_is_never_c():
    assert reported_levels([1], {1: ""}, graded=True)[0].text == "No evaluada"
