"""Who acts next on the way of a new service, and what a dossier lacks (art. 25 to 29, 37 to 39)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from seho.accounts.enums import Role
from seho.network.enums import Contract, FoundingStep, PartState, SehoManagement, SehoScope, SpaceKind, Verdict
from seho.network.rules.founding import (
    AGREEMENT_CONTENTS,
    CRITERIA,
    AgreementFacts,
    FoundingFacts,
    PaperFacts,
    agreement_gaps,
    asked_contents,
    asking_problem,
    dossier,
    resolution_problem,
    start_problem,
)
from seho.network.rules.posts import Term, contract_note, minimum_team
from seho.network.rules.resources import (
    RECHECK_SPACE_DAYS,
    conditions_of,
    material_sums,
    need_problem,
    space_state,
)

TODAY = date(2026, 6, 10)
SAID = dict.fromkeys("abde", "Cláusula")
PAPER = PaperFacts("Informe 1", date(2026, 3, 9))
AGREEMENT = AgreementFacts(date(2026, 3, 20), TODAY, SAID)
WHOLE = FoundingFacts(
    scope=SehoScope.HOSPITAL_AND_HOME, opened_on=date(2026, 3, 2), grounds={"a": "Cifras"}, demand=PAPER, costs=PAPER,
    cost_posts=Decimal(1), cost_materials=Decimal(1), agreement=AGREEMENT,
)  # fmt: skip
ASKED = replace(WHOLE, asked_on=date(2026, 4, 6))
FAVOURABLE = replace(ASKED, verdict=Verdict.FAVOURABLE, opinion_on=date(2026, 4, 27))
RESOLVED = replace(FAVOURABLE, resolution_number="RD 1", resolution_on=date(2026, 5, 4))
CODE_ASKED = replace(RESOLVED, code_asked_on=date(2026, 5, 5))
CODED = replace(CODE_ASKED, code="SEHO-1", code_assigned_on=date(2026, 5, 20))


def waiting(facts):
    return [(act.step, act.actor) for act in dossier(facts, today=TODAY).waiting]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(WHOLE, [(FoundingStep.ASKED, Role.UGEL_SPECIALIST)], id="art-25.2-whole"),
        pytest.param(ASKED, [(FoundingStep.OPINION, Role.MINEDU)], id="art-25.2-asked"),
        pytest.param(
            replace(ASKED, verdict=Verdict.OBSERVED, opinion_on=date(2026, 4, 20)),
            [(FoundingStep.ASKED, Role.UGEL_SPECIALIST)], id="art-25.2-observed",
        ),
        pytest.param(FAVOURABLE, [(FoundingStep.RESOLUTION, Role.UGEL_SPECIALIST)], id="art-25.3"),
        pytest.param(
            RESOLVED,
            [(FoundingStep.CODE_ASKED, Role.UGEL_SPECIALIST), (FoundingStep.STARTED, Role.UGEL_SPECIALIST)],
            id="art-39.b",
        ),
        pytest.param(
            CODE_ASKED, [(FoundingStep.CODE, Role.MINEDU), (FoundingStep.STARTED, Role.UGEL_SPECIALIST)],
            id="art-28.1",
        ),
        pytest.param(CODED, [(FoundingStep.STARTED, Role.UGEL_SPECIALIST)], id="art-28.1-given"),
        pytest.param(replace(CODE_ASKED, started_on=TODAY), [(FoundingStep.CODE, Role.MINEDU)], id="works-uncoded"),
        pytest.param(replace(CODED, started_on=TODAY), [], id="nothing-left"),
        pytest.param(
            replace(WHOLE, agreement=replace(AGREEMENT, signed_on=None)),
            [(FoundingStep.DOSSIER, Role.DRE_SPECIALIST)], id="art-38.a-only-the-signature",
        ),
        pytest.param(
            replace(WHOLE, costs=PaperFacts(), agreement=replace(AGREEMENT, signed_on=None)),
            [(FoundingStep.DOSSIER, Role.UGEL_SPECIALIST), (FoundingStep.DOSSIER, Role.DRE_SPECIALIST)],
            id="art-38.a-and-the-dossier",
        ),
    ],
)  # fmt: skip
def test_who_acts_next(facts, expected):
    assert waiting(facts) == expected


@pytest.mark.parametrize(
    ("facts", "part", "state", "words"),
    [
        pytest.param(replace(WHOLE, demand=PaperFacts(), grounds={}), 0, PartState.MISSING, "art. 29", id="art-29"),
        pytest.param(replace(WHOLE, grounds={"a": ""}), 0, PartState.STARTED, "criterio", id="art-29-no-grounds"),
        pytest.param(replace(WHOLE, grounds={"z": "Otro"}), 0, PartState.STARTED, "criterio", id="art-29-other-scope"),
        pytest.param(replace(WHOLE, agreement=None), 1, PartState.MISSING, "registrar", id="art-26-none"),
        pytest.param(
            replace(WHOLE, agreement=replace(AGREEMENT, contents={**SAID, "d": ""})),
            1, PartState.STARTED, "d) Capacitación", id="art-26.d",
        ),
        pytest.param(
            replace(WHOLE, agreement=replace(AGREEMENT, ends_on=TODAY - timedelta(days=1))),
            1, PartState.STARTED, "venció", id="art-33.3-ended-yesterday",
        ),
        pytest.param(replace(WHOLE, cost_posts=Decimal(0)), 2, PartState.STARTED, "plazas", id="art-25.2-no-posts"),
        pytest.param(replace(WHOLE, costs=PaperFacts("Informe 2")), 2, PartState.STARTED, "fecha", id="no-date"),
    ],
)  # fmt: skip
def test_what_a_document_lacks(facts, part, state, words):
    found = dossier(facts, today=TODAY)
    item = found.items[part]
    assert item.state is state
    assert words in "; ".join(item.lacks)
    assert found.missing_before_opinion == (item,)
    assert words in asking_problem(found)


def test_a_whole_dossier_lacks_the_opinion_alone():
    found = dossier(WHOLE, today=TODAY)
    assert [item.state for item in found.items] == [PartState.READY] * 3 + [PartState.MISSING]
    assert asking_problem(found) == ""
    assert "ya está solicitada" in asking_problem(dossier(ASKED, today=TODAY))


def test_the_way_as_a_line():
    def states(facts):
        return [step.state for step in dossier(facts, today=TODAY).steps]

    assert states(WHOLE) == ["done", "done", "now", "next", "next", "next", "next", "next"]
    observed = replace(ASKED, verdict=Verdict.OBSERVED, opinion_on=date(2026, 4, 20))
    assert states(observed)[:4] == ["done", "done", "now", "next"]
    redone = dossier(replace(observed, cost_posts=None), today=TODAY)
    assert [step.state for step in redone.steps][:3] == ["done", "now", "next"]
    assert redone.next.words == "Levante las observaciones del Minedu"
    assert states(replace(CODED, started_on=TODAY)) == ["done"] * 8


@pytest.mark.parametrize("scope", SehoScope)
def test_the_term_is_never_asked_for(scope):
    asked = asked_contents(scope)
    assert len(asked) == len(AGREEMENT_CONTENTS[scope]) - 1
    assert not any("Plazo" in label for label in asked.values())
    assert agreement_gaps(scope, dict.fromkeys(asked, "Sí")) == ()
    assert len(agreement_gaps(scope, {})) == len(asked)
    assert set(CRITERIA[scope]) == set("abc" if scope == SehoScope.HOSPITAL_AND_HOME else "ab")


def test_no_resolution_before_the_favourable_opinion():
    assert "art. 25.3" in resolution_problem(ASKED, TODAY)
    assert "anterior" in resolution_problem(FAVOURABLE, date(2026, 4, 26))
    assert resolution_problem(FAVOURABLE, date(2026, 4, 27)) == ""


def test_no_start_before_the_resolution_nor_tomorrow():
    assert "art. 25.3" in start_problem(FAVOURABLE, TODAY, today=TODAY)
    assert "antes de su resolución" in start_problem(RESOLVED, date(2026, 5, 3), today=TODAY)
    assert start_problem(RESOLVED, date(2026, 5, 4), today=TODAY) == ""
    assert start_problem(RESOLVED, TODAY, today=TODAY) == ""
    assert "no llega" in start_problem(RESOLVED, TODAY + timedelta(days=1), today=TODAY)


# --- The team --------------------------------------------------------------------------------------


def test_a_place_of_the_minimum_team_is_vacant_since_the_day_after_its_last_holder():
    terms = {
        Role.COORDINATOR: [Term(date(2026, 1, 1), None), Term(date(2026, 6, 10), None)],
        Role.TEACHER: [Term(date(2025, 3, 1), date(2025, 12, 31)), Term(date(2026, 1, 1), date(2026, 6, 9))],
        Role.PSYCHOLOGIST: [Term(date(2026, 6, 11), None)],
    }
    coordinator, teacher, psychologist = minimum_team(terms, opened_on=date(2024, 3, 1), today=TODAY)
    assert (coordinator.holders, coordinator.vacant_since) == (2, None)
    assert (teacher.is_filled, teacher.vacant_since, teacher.days_vacant(TODAY)) == (False, TODAY, 0)
    assert psychologist.vacant_since == date(2024, 3, 1)
    assert minimum_team({Role.TEACHER: [Term(TODAY, TODAY)]}, opened_on=None, today=TODAY)[1].is_filled


@pytest.mark.parametrize(
    ("role", "contract", "code", "article"),
    [
        (Role.TEACHER, Contract.NEXUS, "123", None),
        (Role.TEACHER, Contract.NEXUS, "", "art. 30.1"),
        (Role.TEACHER, Contract.SURPLUS, "", None),
        (Role.TEACHER, Contract.CAS, "", "art. 30.1, 30.2"),
        (Role.COORDINATOR, Contract.CAS, "", "art. 30.1, 30.2"),
        (Role.PSYCHOLOGIST, Contract.CAS, "", None),
        (Role.PSYCHOLOGIST, Contract.NEXUS, "123", "art. 30.2"),
        (Role.PSYCHOLOGIST, Contract.PRIVATE, "", "art. 24, 30"),
    ],
)
def test_what_does_not_fit_article_30(role, contract, code, article):
    note = contract_note(role, contract, nexus_code=code, management=SehoManagement.PUBLIC)
    assert (note.article if note else None) == article


def test_a_private_service_engages_as_it_likes():
    assert contract_note(Role.TEACHER, Contract.PRIVATE, nexus_code="", management=SehoManagement.PRIVATE) is None


# --- Spaces and materials --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SpaceKind)
def test_a_space_stands_as_its_last_check_found_it(kind):
    asked = list(conditions_of(kind))
    fit = dict.fromkeys(asked, "MET")
    state = space_state(kind, fit, checked_on=TODAY - timedelta(days=RECHECK_SPACE_DAYS), today=TODAY)
    assert (state.is_fit, state.is_due, state.met) == (True, False, len(asked))
    assert space_state(kind, fit, checked_on=TODAY - timedelta(days=RECHECK_SPACE_DAYS + 1), today=TODAY).is_due
    partly = space_state(kind, {**fit, asked[0]: "PARTLY", asked[-1]: "NA"}, checked_on=TODAY, today=TODAY)
    assert (partly.is_fit, partly.asked, len(partly.lacking)) == (False, len(asked) - 1, 1)
    assert space_state(kind, None, checked_on=None, today=TODAY).is_due


def test_what_a_check_did_not_answer_is_lacking():
    assert not space_state(SpaceKind.HOME, {}, checked_on=TODAY, today=TODAY).is_fit


def test_a_home_is_not_conditioned():
    assert "art. 31.3" in need_problem(SpaceKind.HOME)
    assert need_problem(SpaceKind.VIRTUAL)
    assert need_problem(SpaceKind.BEDSIDE) == ""
    assert need_problem(None) == ""


def test_materials_add_up_by_kind_also_those_of_which_nothing_came():
    sums = material_sums([("BIOSAFETY", 3, date(2026, 1, 5)), ("BIOSAFETY", 4, date(2025, 1, 5))])
    assert {one.kind.value: (one.quantity, one.last_on) for one in sums if one.quantity} == {
        "BIOSAFETY": (7, date(2026, 1, 5))
    }
    assert len(sums) == 5
