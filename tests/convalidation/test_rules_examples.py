"""The worked examples of the rules of stay (docs/norm.md), by their numbers. The figures were computed apart.

Unless said otherwise everything happened in 2025, the pupil is enrolled, the school has the official
bimesters, and the question is asked at the end of the year.
"""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from convalidation.rules import (
    FULL_PACKET,
    NOT_ASSESSED,
    SHORT_PACKET,
    Band,
    Duty,
    PaperKind,
    PeriodKind,
    packet_verdict,
    papers_due_untyped,
    recognition_text,
    reported_levels,
)
from patients.rules import (
    Answer,
    Communication,
    HomeRest,
    HospitalStay,
    SchoolSpan,
    SehoEpisode,
    Setting,
    SiagieCause,
    SiagieState,
    Situation,
    Span,
    StudentType,
    annual_summary,
    check_overlap,
    current_type,
    episode_type,
    home_type,
    hospital_type,
    school_on,
    seho_days,
    setting_after,
    siagie_state,
    type_history,
    warn_rest,
)
from tests.convalidation.test_rules_grading import BIMESTERS, TRIMESTERS
from tests.patients.rule_dates import LATER, YEAR, at_home, hospital, in_hospital, on

A, B, C = StudentType.A, StudentType.B, StudentType.C
ENROLLED = on(3, 1)


@dataclass(frozen=True)
class Case:
    """A row of the table: what happened and what follows. `home` are the days of the longest rest."""

    episodes: list[SehoEpisode]
    stays: list[HospitalStay] = field(default_factory=list)
    rests: list[HomeRest] = field(default_factory=list)
    hospital_days: int = 0
    home: int = 0
    seho: int = 0
    types: tuple[StudentType, ...] = ()
    band: Band | None = None
    duty: Duty = Duty.NONE
    state: SiagieState | None = SiagieState.WITH_HOSPITAL_SEHO


def in_both(start: date, end: date, **expected: object) -> Case:
    """SEHO and hospital on the same days."""
    return Case([in_hospital(start, end)], [hospital(start, end)], **expected)


H22 = [hospital(on(4, 1), on(5, 15))]
R22 = [HomeRest(on(5, 16), on(7, 10))]

CASES = [
    pytest.param(
        Case(
            [in_hospital(on(4, 8), on(4, 14))], [hospital(on(4, 7), on(4, 14))],
            hospital_days=8, seho=7, types=(A,), band=Band.LT15,
        ),
        id="example-1-art-9.1-13.5",
    ),
    pytest.param(
        in_both(on(5, 5), on(5, 18), hospital_days=14, seho=14, types=(A,), band=Band.LT15),
        id="example-3-art-13.5-menor-a-15",
    ),
    pytest.param(
        in_both(on(5, 5), on(5, 19), hospital_days=15, seho=15, types=(A,), band=Band.D15_30),
        id="example-4-art-13.5-15-a-mas",
    ),
    pytest.param(
        in_both(on(7, 1), on(7, 31), hospital_days=31, seho=31, types=(A, B), band=Band.D31_90),
        id="example-6-art-5.7-R1-R15",
    ),
    pytest.param(
        Case(
            [in_hospital(on(4, 29), on(5, 10))], [hospital(on(4, 1), on(5, 10))],
            hospital_days=40, seho=12, types=(A, B), band=Band.LT15,
        ),
        id="example-7-R6-two-clocks",
    ),
    pytest.param(
        Case(
            [in_hospital(on(5, 1), on(5, 20)), in_hospital(on(5, 20), on(6, 15))],
            [hospital(on(5, 1), on(5, 20)), hospital(on(5, 20), on(6, 15))],
            hospital_days=46, seho=46, types=(A, B), band=Band.D31_90,
        ),
        id="example-10-R3-transfer",
    ),
    pytest.param(
        Case(
            [in_hospital(on(9, 1), on(9, 10)), in_hospital(on(9, 5), on(9, 14))],
            [hospital(on(9, 1), on(9, 10)), hospital(on(9, 5), on(9, 14))],
            hospital_days=14, seho=14, types=(A,), band=Band.LT15,
        ),
        id="example-11-R3-duplicate",
    ),
    pytest.param(
        Case(
            [at_home(on(8, 4), on(8, 31))], rests=[HomeRest(on(8, 1), on(8, 31))],
            home=31, seho=28, types=(C,), band=Band.D15_30, state=SiagieState.WITH_HOME_SEHO,
        ),
        id="example-16-art-8.2.b-R6",
    ),
    pytest.param(
        Case(
            [in_hospital(on(4, 3), on(4, 20))], [hospital(on(4, 1), on(4, 20))],
            [HomeRest(on(4, 21), on(5, 10))],
            hospital_days=20, home=20, seho=18, types=(A,), band=Band.D15_30,
        ),
        id="example-21-R12-R13",
    ),
    pytest.param(
        Case(
            [in_hospital(on(4, 5), on(5, 15)), at_home(on(5, 16), on(7, 10))], H22, R22,
            hospital_days=45, home=56, seho=97, types=(A, B, C), band=Band.D91, duty=Duty.SIAGIE,
            state=SiagieState.WITH_HOME_SEHO,
        ),
        id="example-23-art-13.5-row-3",
    ),
    pytest.param(
        in_both(
            on(3, 17), on(6, 15), hospital_days=91, seho=91, types=(A, B), band=Band.D91, duty=Duty.SIAGIE
        ),
        id="example-25-edge-91",
    ),
    pytest.param(
        in_both(
            on(3, 17), on(5, 16), hospital_days=61, seho=61, types=(A, B), band=Band.D31_90,
            duty=Duty.GRADEBOOK,
        ),
        id="example-27-exactly-the-first-bimester",
    ),
    pytest.param(
        in_both(on(7, 1), on(7, 31), hospital_days=31, seho=31, types=(A, B), band=Band.D31_90),
        id="example-38-DCF-1-private",
    ),
    pytest.param(
        in_both(on(9, 1), on(10, 10), hospital_days=40, seho=40, types=(A, B), band=Band.D31_90),
        id="example-42-R7-elapsed",
    ),
    pytest.param(
        in_both(
            on(3, 17), on(6, 24), hospital_days=100, seho=100, types=(A, B), band=Band.D91, duty=Duty.SIAGIE
        ),
        id="example-43-art-13.3.c",
    ),
    pytest.param(
        Case(
            [at_home(on(8, 1), on(9, 14))], rests=[HomeRest(on(8, 1), on(9, 14))],
            home=45, seho=45, types=(C,), band=Band.D31_90, state=SiagieState.WITH_HOME_SEHO,
        ),
        id="example-49-art-23-virtual",
    ),
]  # fmt: skip


def verdict(case: Case, **known: object):
    return packet_verdict(
        case.episodes[-1],
        **{
            "episodes": case.episodes, "stays": case.stays, "rests": case.rests, "window": YEAR,
            "periods": BIMESTERS, "today": LATER,
        } | known,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_days_of_the_three_clocks(case):
    assert hospital_type(case.stays, window=YEAR, today=LATER).days == case.hospital_days
    assert home_type(case.rests, window=YEAR, today=LATER).days == case.home
    counted = seho_days(case.episodes, stays=case.stays, rests=case.rests, window=YEAR, today=LATER)
    assert counted.days == case.seho


@pytest.mark.parametrize("case", CASES)
def test_types(case):
    summary = annual_summary(
        stays=case.stays,
        rests=case.rests,
        episodes=case.episodes,
        window=YEAR,
        today=LATER,
        enrolled_on=ENROLLED,
    )
    assert summary.types == case.types
    final = episode_type(case.episodes[-1], stays=case.stays, rests=case.rests, window=YEAR, today=LATER)
    assert final.type == case.types[-1]


@pytest.mark.parametrize("case", CASES)
def test_band_papers_and_levels(case):
    result = verdict(case)
    assert result.band == case.band
    assert result.papers.kinds == (SHORT_PACKET if case.band == Band.LT15 else FULL_PACKET)
    assert result.grading.duty == case.duty
    assert result.return_report.kinds == (PaperKind.RETURN_REPORT, PaperKind.FAMILY_RETURN_REPORT)
    assert not result.is_provisional
    assert result.reason
    assert result.article == "art. 13.5"


@pytest.mark.parametrize("case", CASES)
def test_state_while_attended(case):
    situation = Situation(case.episodes[-1].setting, is_registered=True, answer=Answer.GRANTED)
    proposal = siagie_state(situation)
    assert (proposal.state, proposal.cause) == (case.state, None)


# --- What else the table says ----------------------------------------------------------------


def test_example_10_second_service_communicates_anew():
    first = Communication(SiagieState.WITH_HOSPITAL_SEHO, "X", "IE")
    at_y = Situation(
        Setting.HOSPITAL, is_registered=True, seho="Y", school="IE", communication=first, standing=first.state
    )
    proposal = siagie_state(at_y)
    assert (proposal.state, proposal.needs_communication) == (SiagieState.WITH_HOSPITAL_SEHO, True)


def test_example_11_duplicate_entry_is_reported_with_its_days():
    problems = check_overlap(Span(on(9, 5), on(9, 14)), [Span(on(9, 1), on(9, 10))], today=LATER)
    assert "6 días" in problems[0].sentence


@pytest.mark.parametrize(
    ("today", "days", "kind"),
    [
        pytest.param(on(9, 30), 30, A, id="30-september"),
        pytest.param(on(10, 1), 31, B, id="1-october"),
    ],
)
def test_example_13_open_stay_becomes_b_on_day_31(today, days, kind):
    stays, episode = [hospital(on(9, 1))], in_hospital(on(9, 1))
    result = hospital_type(stays, window=YEAR, today=today)
    assert (result.days, result.type, result.reclassifies_on) == (days, kind, on(10, 1))
    packet = packet_verdict(episode, stays=stays, window=YEAR, periods=BIMESTERS, today=today)
    assert (packet.days, packet.is_provisional, packet.grading.duty) == (days, True, Duty.NONE)
    changes = type_history(stays=stays, rests=[], window=YEAR, today=today, enrolled_on=ENROLLED)
    assert [change.type for change in changes] == ([A] if kind is A else [A, B])


def test_example_14_estimate_of_60_days_announces_b():
    stays = [hospital(on(9, 1), estimated_days=60)]
    result = hospital_type(stays, window=YEAR, today=on(9, 5))
    assert (result.days, result.type, result.expected, result.expected_days) == (5, A, B, 60)
    packet = packet_verdict(in_hospital(on(9, 1)), stays=stays, window=YEAR, today=on(9, 5))
    assert (packet.band, packet.is_provisional) == (Band.LT15, True)


def test_example_17_certificate_of_30_days_is_no_type_and_no_state():
    rest = HomeRest(on(9, 1), on(9, 30))
    result = home_type([rest], window=YEAR, today=LATER)
    assert (result.type, result.days, result.needs_review) == (None, 30, False)
    assert warn_rest(rest)
    resting = setting_after(on(9, 10), stays=[], rests=[rest])
    assert resting is None
    assert siagie_state(Situation(resting, has_service=False)).state is None


def test_example_19_two_rests_of_20_days_are_for_review():
    rests = [HomeRest(on(4, 1), on(4, 20)), HomeRest(on(8, 1), on(8, 20))]
    result = home_type(rests, window=YEAR, today=LATER)
    assert (result.type, result.days, result.total_days, result.needs_review) == (None, 20, 40, True)


def test_example_21_discharge_to_a_short_rest_takes_the_state_away():
    stays, rests = [hospital(on(4, 1), on(4, 20))], [HomeRest(on(4, 21), on(5, 10))]
    after = setting_after(on(4, 20), stays=stays, rests=rests)
    proposal = siagie_state(Situation(after, standing=SiagieState.WITH_HOSPITAL_SEHO))
    assert (after, proposal.state, proposal.is_change) == (None, None, True)


def test_example_23_discharge_to_a_long_rest_passes_from_c_to_d():
    after = setting_after(on(5, 15), stays=H22, rests=R22)
    sent = Communication(SiagieState.WITH_HOSPITAL_SEHO, "X", "IE")
    proposal = siagie_state(
        Situation(after, is_registered=True, seho="X", school="IE", standing=sent.state, communication=sent)
    )
    assert proposal.state == SiagieState.WITH_HOME_SEHO
    assert proposal.needs_communication
    assert proposal.is_change


def test_example_27_is_not_a_trimester():
    case = in_both(on(3, 17), on(5, 16))
    result = verdict(case, periods=TRIMESTERS, kind=PeriodKind.TRIMESTER)
    assert result.grading.duty == Duty.NONE


def test_example_31_hospital_without_seho_in_the_jurisdiction():
    stays = [hospital(on(4, 1), on(5, 10))]
    assert hospital_type(stays, window=YEAR, today=LATER).days == 40
    assert hospital_type(stays, window=YEAR, today=LATER).type == B
    assert seho_days([], stays=stays, window=YEAR, today=LATER).days == 0
    proposal = siagie_state(Situation(Setting.HOSPITAL, has_service=False))
    assert (proposal.state, proposal.cause) == (SiagieState.WITHOUT_HOSPITAL_SEHO, SiagieCause.NO_SEHO)


@pytest.mark.parametrize(
    ("setting", "state"),
    [
        pytest.param(Setting.HOSPITAL, SiagieState.WITHOUT_HOSPITAL_SEHO, id="in-hospital"),
        pytest.param(Setting.HOME, SiagieState.WITHOUT_HOME_SEHO, id="at-home"),
    ],
)
def test_example_32_family_does_not_authorise(setting, state):
    proposal = siagie_state(Situation(setting, answer=Answer.REFUSED))
    assert (proposal.state, proposal.cause) == (state, SiagieCause.NOT_AUTHORIZED)


def test_example_33_authorisation_unsigned_on_day_3():
    proposal = siagie_state(Situation(Setting.HOSPITAL, answer=Answer.PENDING, pending_days=3))
    assert (proposal.state, proposal.is_pending) == (None, True)
    assert "art. 10.1" in proposal.article


def test_example_34_no_home_seho_where_the_pupil_lives():
    rests = [HomeRest(on(4, 1), on(5, 30))]
    assert home_type(rests, window=YEAR, today=LATER).days == 60
    proposal = siagie_state(Situation(setting_after(on(4, 1), stays=[], rests=rests), has_service=False))
    assert (proposal.state, proposal.cause) == (SiagieState.WITHOUT_HOME_SEHO, SiagieCause.NO_SEHO)


def test_example_37_dialysis_in_the_waiting_room_is_not_typified():
    episode = SehoEpisode(Setting.UNTYPED, on(4, 1), on(6, 30))
    now = current_type(
        stays=[], rests=[], window=YEAR, today=on(5, 1), enrolled_on=ENROLLED, is_frequent_ambulatory=True
    )
    assert (now.type, now.label) == (None, "Atención no tipificada")
    assert seho_days([episode], window=YEAR, today=LATER).days == 0
    assert papers_due_untyped(sessions=30).kinds == (PaperKind.PARTICIPATION,)
    assert packet_verdict(episode, window=YEAR, today=LATER, sessions_attended=30).band is None
    assert siagie_state(Situation(Setting.UNTYPED, is_registered=True)).state is None


def test_example_38_private_initiative_has_the_same_effects():
    case = in_both(on(7, 1), on(7, 31))
    public, private = verdict(case), verdict(case, is_private=True)
    assert replace(private, recognition=public.recognition) == public
    assert private.recognition == recognition_text(Band.D31_90, grades=False, is_private=True)
    assert "DCF 1.ª" in private.recognition.article


def test_example_42_constancia_shows_the_six_sessions():
    result = verdict(in_both(on(9, 1), on(10, 10)), sessions_attended=6)
    assert (result.days, result.sessions_attended, result.band) == (40, 6, Band.D31_90)


def test_example_43_only_the_three_evaluated_competencies_carry_a_level():
    result = verdict(in_both(on(3, 17), on(6, 24)))
    reported = reported_levels([7, 8, 9, 16, 23], {7: "A", 8: "B", 23: "AD"}, graded=result.grading.is_graded)
    assert [one.text for one in reported] == ["A", "B", NOT_ASSESSED, NOT_ASSESSED, "AD"]


@pytest.mark.parametrize("today", [on(4, 21), on(7, 1), LATER])
def test_example_45_episode_left_open_does_not_grow_after_the_discharge(today):
    stays, episode = [hospital(on(4, 1), on(4, 20))], in_hospital(on(4, 3))
    assert hospital_type(stays, window=YEAR, today=today).days == 20
    counted = seho_days([episode], stays=stays, window=YEAR, today=today)
    assert (counted.days, counted.to_close) == (18, (on(4, 20),))
    after = setting_after(on(4, 20), stays=stays, rests=[])
    proposal = siagie_state(Situation(after, is_registered=True, standing=SiagieState.WITH_HOSPITAL_SEHO))
    assert (proposal.state, proposal.is_change) == (None, True)


def test_example_46_change_of_school_during_the_stay():
    enrolments = [SchoolSpan("first", ENROLLED, on(4, 30)), SchoolSpan("second", on(5, 1))]
    assert school_on(enrolments, on(5, 16)) == "second"
    sent = Communication(SiagieState.WITH_HOSPITAL_SEHO, "X", "first")
    situation = Situation(
        Setting.HOSPITAL,
        is_registered=True,
        seho="X",
        school="second",
        communication=sent,
        standing=sent.state,
    )
    assert siagie_state(situation).needs_communication
    case = in_both(on(3, 17), on(5, 16))
    assert verdict(case, periods=BIMESTERS).grading.duty == Duty.GRADEBOOK
    assert verdict(case, periods=TRIMESTERS, kind=PeriodKind.TRIMESTER).grading.duty == Duty.NONE
