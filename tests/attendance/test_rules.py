"""Every boundary of the rules of the teaching; no database."""

from datetime import date, time

import pytest

from attendance import rules
from attendance.rules import Attendable, Slot

TODAY = date(2026, 6, 10)
ALL = frozenset({"ENTRY", "HOME_VISITS", "VIRTUAL"})


def pupil(name="A. Q.", *, first=date(2026, 6, 1), last=None, purposes=ALL):
    return Attendable(name, first, last, purposes)


# --- the day of a session ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held_on", "last", "is_right"),
    [
        pytest.param(date(2026, 6, 1), None, True, id="R9 on the day of the registration"),
        pytest.param(date(2026, 5, 31), None, False, id="R9 the day before the registration"),
        pytest.param(TODAY, None, True, id="today"),
        pytest.param(date(2026, 6, 11), None, False, id="tomorrow"),
        pytest.param(date(2026, 6, 5), date(2026, 6, 5), True, id="8.5 on the day of the egress"),
        pytest.param(date(2026, 6, 6), date(2026, 6, 5), False, id="8.5 the day after the egress"),
    ],
)
def test_a_session_lies_within_the_attention_and_is_not_of_the_future(held_on, last, is_right):
    problems = rules.check_session_day(held_on, [pupil(last=last)], today=TODAY)
    assert (problems == []) is is_right
    assert all(problem.field == "held_on" for problem in problems)


def test_only_those_outside_are_named():
    [problem] = rules.check_session_day(
        date(2026, 6, 3), [pupil("A. Q."), pupil("B. R.", first=date(2026, 6, 4))], today=TODAY
    )
    assert problem.sentence.startswith("B. R.:")


@pytest.mark.parametrize(
    ("minutes", "is_right"), [(4, False), (5, True), (480, True), (481, False), (0, False), (-5, False)]
)
def test_minutes_from_5_to_480(minutes, is_right):
    assert (rules.check_minutes(minutes) == []) is is_right


# --- what the family allows ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at_home", "is_virtual", "lacking", "field"),
    [
        pytest.param(False, False, "ENTRY", "pupils", id="art. 10.1 nothing before the authorisation"),
        pytest.param(True, False, "HOME_VISITS", "space", id="art. 19 a visit to the home"),
        pytest.param(False, True, "VIRTUAL", "modality", id="art. 23 virtual attention"),
    ],
)
def test_a_session_needs_the_authorisation_for_what_it_is(at_home, is_virtual, lacking, field):
    [problem] = rules.check_consents([pupil(purposes=ALL - {lacking})], at_home=at_home, is_virtual=is_virtual)
    assert problem.field == field
    assert "A. Q.: la familia no ha autorizado" in problem.sentence
    assert rules.check_consents([pupil()], at_home=at_home, is_virtual=is_virtual) == []


def test_an_ordinary_session_needs_neither_visits_nor_virtual():
    assert rules.check_consents(iter([pupil(purposes={"ENTRY"})]), at_home=False, is_virtual=False) == []


# --- what is worked on --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "own", "is_right"),
    [
        (8, {8, 9}, True),
        (99, {8, 9}, False),
        (None, {8, 9}, True),
        pytest.param(99, set(), True, id="no enrolment yet: nothing is asked"),
    ],
)
def test_a_competency_is_of_the_pupils_own_grade(chosen, own, is_right):
    assert (rules.check_competencies([("A. Q.", chosen, own)]) == []) is is_right


# --- doubts -----------------------------------------------------------------------------------------------


def slot(start, minutes=45, *people):
    return Slot(start, minutes, frozenset((f"p-{name}", name) for name in people or ("A. Q.",)))


@pytest.mark.parametrize(
    ("start", "other", "is_twice"),
    [
        (time(10, 0), time(10, 44), True),
        (time(10, 0), time(10, 45), False),
        (time(10, 45), time(10, 0), False),
        (time(10, 0), None, False),
        (None, None, False),
    ],
)
def test_the_same_person_in_two_sessions_at_once_is_a_doubt(start, other, is_twice):
    doubts = rules.session_doubts(slot(start), [slot(other)])
    assert doubts == (["A. Q.: a esa hora ya figura en otra sesión."] if is_twice else [])


def test_others_at_the_same_hour_are_no_doubt():
    assert rules.session_doubts(slot(time(10), 45, "A. Q."), [slot(time(10), 45, "B. R.")]) == []


@pytest.mark.parametrize(("minutes", "doubts"), [(240, 0), (241, 1)])
def test_more_than_four_hours_is_a_doubt(minutes, doubts):
    assert len(rules.session_doubts(slot(None, minutes), [])) == doubts


# --- assessment ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "school_level", "is_required"),
    [
        pytest.param("C", "PRIMARIA", True, id="RVM 094-2020 always for C"),
        ("B", "PRIMARIA", False),
        ("A", "SECUNDARIA", False),
        ("AD", "PRIMARIA", False),
        pytest.param("AD", "INICIAL", True, id="RVM 094-2020 in Inicial always"),
        pytest.param("A", "CEBE-INICIAL", True, id="Inicial of special schools"),
        pytest.param("A", "EBA-INICIAL", False, id="the first cycle for adults is not Inicial"),
        pytest.param("NE", "INICIAL", False, id="not evaluated carries none"),
        pytest.param("C", "", True, id="without enrolment"),
    ],
)
def test_when_a_conclusion_is_required(level, school_level, is_required):
    usual = rules.default_rules(school_level)
    assert rules.conclusion_is_required(level, usual) is is_required
    assert rules.lacks_conclusion(level, "  ", usual) is is_required
    assert not rules.lacks_conclusion(level, "Lee", usual)


@pytest.mark.parametrize(
    ("level", "reason", "is_right"), [("NE", "", False), ("NE", "OTHER", True), ("A", "OTHER", False)]
)
def test_not_evaluated_has_its_reason_and_a_level_has_none(level, reason, is_right):
    problems = rules.check_assessment(level=level, reason=reason)
    assert (problems == []) is is_right
    assert all(problem.field == "not_evaluated_reason" for problem in problems)


# --- plan, days, portfolio -----------------------------------------------------------------------------------


WHOLE = {"purpose": "Leer", "competencies": 1, "curricular": "Pausas", "assessment": "Oral"}


@pytest.mark.parametrize("lacking", WHOLE)
def test_a_plan_in_force_has_competencies_purposes_and_both_adaptations(lacking):
    assert rules.plan_gaps(**WHOLE) == []
    assert len(rules.plan_gaps(**{**WHOLE, lacking: 0 if lacking == "competencies" else "  "})) == 1


@pytest.mark.parametrize(
    ("in_force_from", "changed_on", "needs"),
    [
        (date(2026, 6, 1), date(2026, 6, 2), True),
        pytest.param(date(2026, 6, 2), date(2026, 6, 2), False, id="put in force on the day of the change"),
        (None, date(2026, 6, 2), False),
        (date(2026, 6, 2), None, False),
    ],
)
def test_a_change_of_type_asks_to_review_the_plan(in_force_from, changed_on, needs):
    assert rules.plan_needs_review(in_force_from, changed_on) is needs


@pytest.mark.parametrize(
    ("last", "days"), [(None, 9), (date(2026, 6, 10), 0), (date(2026, 6, 9), 1), (date(2026, 6, 2), 8)]
)
def test_days_unseen_count_from_the_last_session_or_the_registration(last, days):
    assert rules.days_unseen(last, since=date(2026, 6, 1), today=TODAY) == days


@pytest.mark.parametrize(
    ("purposes", "shows_pupil", "needs"),
    [({"IMAGES"}, True, False), (set(), True, True), (set(), False, False)],
)
def test_a_photo_of_the_pupil_needs_the_authorisation_for_images(purposes, shows_pupil, needs):
    assert rules.portfolio_needs_consent(purposes, shows_pupil=shows_pupil) is needs
