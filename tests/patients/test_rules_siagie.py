"""The state of art. 10.3: a to d, its cause, its communication and how long it stands (R24, art. 13.6)."""

from dataclasses import replace

import pytest

from patients.enums import Setting as StoredSetting
from patients.enums import SiagieCause as StoredCause
from patients.enums import SiagieLetter
from patients.rules import (
    PENDING_LIMIT_DAYS,
    Answer,
    Communication,
    Setting,
    SiagieCause,
    SiagieState,
    Situation,
    siagie_state,
)

a, b = SiagieState.WITHOUT_HOME_SEHO, SiagieState.WITHOUT_HOSPITAL_SEHO
c, d = SiagieState.WITH_HOSPITAL_SEHO, SiagieState.WITH_HOME_SEHO

ATTENDED = Situation(setting=Setting.HOSPITAL, is_registered=True, answer=Answer.GRANTED, seho="X", school="IE")


def test_labels_are_the_words_of_the_norm_art_10_3():
    assert {state.value: state.label for state in SiagieState} == {
        "a": "Ausente – sin SEHO domiciliario",
        "b": "Ausente – sin SEHO hospitalario",
        "c": "Ausente – con SEHO hospitalario",
        "d": "Ausente – con SEHO domiciliario",
    }


def test_rules_and_rows_speak_of_the_same_values():
    assert SiagieState.choices() == SiagieLetter.choices
    assert SiagieCause.choices() == StoredCause.choices
    assert Setting.choices() == StoredSetting.choices


@pytest.mark.parametrize(
    ("situation", "state", "cause", "article"),
    [
        pytest.param(ATTENDED, c, None, "art. 10.3.c", id="art-10.3.c"),
        pytest.param(replace(ATTENDED, setting=Setting.HOME), d, None, "art. 10.3.d", id="art-10.3.d"),
        pytest.param(
            Situation(Setting.HOSPITAL, has_service=False),
            b,
            SiagieCause.NO_SEHO,
            "art. 10.3.b",
            id="b-no-seho",
        ),
        pytest.param(Situation(Setting.HOME, has_service=False), a, SiagieCause.NO_SEHO, "art. 10.3.a", id="a-no-seho"),
        pytest.param(
            Situation(Setting.HOSPITAL, answer=Answer.REFUSED),
            b,
            SiagieCause.NOT_AUTHORIZED,
            "art. 10.3.b",
            id="b-refused",
        ),
        pytest.param(
            Situation(Setting.HOME, answer=Answer.REFUSED),
            a,
            SiagieCause.NOT_AUTHORIZED,
            "art. 10.3.a",
            id="a-refused",
        ),
    ],
)
def test_states(situation, state, cause, article):
    result = siagie_state(situation)
    assert (result.state, result.cause, result.is_pending) == (state, cause, False)
    assert result.article.startswith(article)
    assert result.label == state.label
    assert result.is_change


def test_no_service_is_the_cause_even_before_the_family_answers():
    result = siagie_state(Situation(Setting.HOSPITAL, has_service=False, answer=Answer.REFUSED))
    assert result.cause == SiagieCause.NO_SEHO


def test_only_the_registered_need_a_communication_art_10_4():
    assert siagie_state(ATTENDED).needs_communication
    assert not siagie_state(Situation(Setting.HOSPITAL, answer=Answer.REFUSED)).needs_communication


def test_sent_communication_is_enough_for_the_same_state_service_and_school():
    sent = Communication(c, "X", "IE")
    assert not siagie_state(replace(ATTENDED, communication=sent, standing=c)).needs_communication
    assert not siagie_state(replace(ATTENDED, communication=sent, standing=c)).is_change


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"setting": Setting.HOME}, id="c-to-d"),
        pytest.param({"seho": "Y"}, id="transfer-to-another-seho"),
        pytest.param({"school": "other"}, id="change-of-school"),
    ],
)
def test_change_needs_a_new_communication(changed):
    situation = replace(ATTENDED, communication=Communication(c, "X", "IE"), standing=c, **changed)
    result = siagie_state(situation)
    assert result.needs_communication
    assert "comunicación oficial" in result.reason


@pytest.mark.parametrize(
    ("waited", "state"),
    [
        pytest.param(0, None, id="R24-first-day"),
        pytest.param(PENDING_LIMIT_DAYS, None, id="R24-last-day-of-waiting"),
        pytest.param(PENDING_LIMIT_DAYS + 1, b, id="R24-silence"),
    ],
)
def test_pending_authorisation_has_no_state_until_the_limit_r24(waited, state):
    result = siagie_state(Situation(Setting.HOSPITAL, pending_days=waited))
    assert (result.state, result.is_pending) == (state, state is None)
    assert result.cause == (SiagieCause.NOT_AUTHORIZED if state else None)


def test_authorised_but_not_registered_waits_for_the_registration_r24():
    result = siagie_state(Situation(Setting.HOSPITAL, answer=Answer.GRANTED, pending_days=30))
    assert (result.state, result.is_pending, result.is_change) == (None, True, False)


def test_transfer_keeps_the_standing_state_while_the_next_registration_is_pending():
    result = siagie_state(Situation(Setting.HOSPITAL, answer=Answer.GRANTED, standing=c))
    assert (result.state, result.standing, result.is_change) == (None, c, False)


def test_discharge_proposes_no_state_but_it_stands_until_the_return_art_13_6():
    discharged = siagie_state(Situation(None, standing=c))
    assert (discharged.state, discharged.standing, discharged.is_change) == (None, c, True)
    assert discharged.article == "art. 14.1, art. 13.6"
    back = siagie_state(Situation(None, standing=c, is_back=True))
    assert (back.state, back.standing, back.is_change) == (None, None, False)


def test_the_year_that_ends_changes_nothing_art_13_6():
    december = siagie_state(replace(ATTENDED, standing=c, communication=Communication(c, "X", "IE")))
    assert (december.state, december.standing) == (c, c)
    over_the_holidays = siagie_state(Situation(None, standing=c))
    assert over_the_holidays.standing == c


def test_new_stay_after_a_return_has_a_state_again():
    assert siagie_state(replace(ATTENDED, is_back=True, standing=None)).state == c
    waiting = siagie_state(Situation(Setting.HOSPITAL, answer=Answer.GRANTED, is_back=True, standing=c))
    assert waiting.standing == c


def test_pupil_at_school_has_no_state():
    result = siagie_state(Situation(None))
    assert (result.state, result.standing, result.is_change, result.label) == (
        None,
        None,
        False,
        "Sin estado",
    )


def test_untyped_attention_has_no_state_r21():
    result = siagie_state(replace(ATTENDED, setting=Setting.UNTYPED))
    assert (result.state, result.is_pending) == (None, False)


def test_not_enrolled_has_no_state_r23():
    assert siagie_state(replace(ATTENDED, is_enrolled=False)).state is None
