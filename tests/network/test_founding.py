"""What is written on the way of a new service: each act once, in its order, by whom the norm says (art. 24 to 29)."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.network import demand
from seho.network.demand import DemandFigures, DemandNumber, DemandTable
from seho.network.enums import SehoScope, SehoState, Verdict
from seho.network.models import Addendum, Opinion, Proposal, Seho
from seho.network.queries import due_for
from seho.network.queries.founding import dossier_of
from seho.network.services import agreements, assign_code, founding, save_seho
from tests.accounts.factories import make_user
from tests.network.factories import (
    CONTENTS,
    AgreementFactory,
    HospitalFactory,
    OpinionFactory,
    ProposalFactory,
    SehoFactory,
    UgelFactory,
    VisitFactory,
    whole_proposal,
)

pytestmark = pytest.mark.django_db

PAPER = {"number": "Informe 1", "issued_on": date(2026, 3, 9), "note": "", "file": None}


def said(error):
    return " ".join(error.value.messages)


def test_a_service_is_founded_from_its_proposal_to_its_first_day(today):
    ugel = UgelFactory()
    proposal = founding.propose(
        by=None, today=today, name="SEHO Nuevo", short_name="SEHO Nuevo", ugel=ugel,
        scope=SehoScope.HOSPITAL_AND_HOME, hospital=HospitalFactory(ugel=ugel),
    )  # fmt: skip
    assert proposal.seho.state == SehoState.PLANNED
    founding.save_demand(by=None, proposal=proposal, grounds={"a": "Cifras", "b": ""}, paper=PAPER, today=today)
    amounts = {"cost_posts": Decimal(90_000), "cost_materials": Decimal(12_000), "cost_others": None}
    founding.save_costs(by=None, proposal=proposal, amounts=amounts, paper=PAPER, today=today)
    agreement = AgreementFactory(seho=proposal.seho, signed_on=None, contents=CONTENTS)
    with pytest.raises(ValidationError) as error:
        founding.ask_opinion(by=None, proposal=proposal, asked_on=today, asked_with="", today=today)
    assert "la suscripción por la DRE" in said(error)
    agreements.sign_agreement(by=None, agreement=agreement, signed_on=today, file=None, today=today)
    founding.ask_opinion(by=None, proposal=proposal, asked_on=today, asked_with="Oficio 1", today=today)
    founding.give_opinion(
        by=None, proposal=proposal, verdict=Verdict.FAVOURABLE, number="Informe 9", issued_on=today, observations="",
        file=None, today=today,
    )  # fmt: skip
    founding.issue_resolution(by=None, proposal=proposal, number="RD 5", issued_on=today, file=None, today=today)
    founding.ask_code(by=None, proposal=proposal, asked_on=today, request="Oficio 2", today=today)
    assign_code(by=None, seho=proposal.seho, registration_code="SEHO-0042", today=today)
    seho = founding.start_service(by=None, proposal=proposal, opened_on=today, today=today)
    assert (seho.state, seho.opened_on, seho.resolution_number) == (SehoState.ACTIVE, today, "RD 5")
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert (proposal.grounds, proposal.code_assigned_on, proposal.cost_total) == ({"a": "Cifras"}, today, 102_000)
    assert [step.state for step in dossier_of(proposal, today=today).steps] == ["done"] * 8
    acts = set(AuditEvent.objects.filter(seho=seho).values_list("act", flat=True))
    assert {
        "Abrió la propuesta del servicio",
        "Solicitó la opinión del Minedu",
        "Puso en funcionamiento el servicio",
    } <= (acts)


def test_an_observed_proposal_goes_back_and_may_be_sent_again(today):
    proposal = whole_proposal()
    OpinionFactory(proposal=proposal, observed=True)
    founding.save_costs(by=None, proposal=proposal, amounts={"cost_others": Decimal(5)}, paper=PAPER, today=today)
    founding.ask_opinion(by=None, proposal=proposal, asked_on=today, asked_with="", today=today)
    assert list(proposal.opinions.values_list("verdict", flat=True)) == [Verdict.OBSERVED, ""]
    with pytest.raises(ValidationError, match="ya está solicitada"):
        founding.ask_opinion(by=None, proposal=proposal, asked_on=today, asked_with="", today=today)
    assert Opinion.objects.count() == 2


@pytest.mark.parametrize(("is_favourable", "words"), [(False, "está leyendo"), (True, "opinión favorable")])
def test_a_dossier_that_was_sent_is_not_changed(today, is_favourable, words):
    proposal = whole_proposal()
    OpinionFactory(proposal=proposal, favourable=is_favourable)
    with pytest.raises(ValidationError, match=words):
        founding.save_demand(by=None, proposal=proposal, grounds={"a": "Otras"}, paper=PAPER, today=today)
    with pytest.raises(ValidationError, match=words):
        founding.save_costs(by=None, proposal=proposal, amounts={"cost_posts": None}, paper=PAPER, today=today)
    assert "300" in Proposal.objects.get().grounds["a"]


def test_minedu_observes_with_words_and_not_before_it_was_asked(today):
    proposal = whole_proposal()
    answer = {"by": None, "proposal": proposal, "number": "I 1", "file": None, "today": today}
    with pytest.raises(ValidationError, match="primero la solicita"):
        founding.give_opinion(verdict=Verdict.FAVOURABLE, issued_on=today, observations="", **answer)
    OpinionFactory(proposal=proposal, asked_on=today)
    for values, field in (
        ({"verdict": Verdict.OBSERVED, "issued_on": today, "observations": ""}, "observations"),
        ({"verdict": Verdict.FAVOURABLE, "issued_on": today - timedelta(days=1), "observations": ""}, "issued_on"),
        ({"verdict": Verdict.FAVOURABLE, "issued_on": today + timedelta(days=1), "observations": ""}, "issued_on"),
    ):
        with pytest.raises(ValidationError) as error:
            founding.give_opinion(**values, **answer)
        assert list(error.value.message_dict) == [field]
    assert Opinion.objects.get().verdict == ""


def test_no_resolution_code_or_start_before_their_turn(today):
    proposal = whole_proposal()
    with pytest.raises(ValidationError, match=r"25\.3"):
        founding.issue_resolution(by=None, proposal=proposal, number="RD", issued_on=today, file=None, today=today)
    with pytest.raises(ValidationError, match="resolución"):
        founding.ask_code(by=None, proposal=proposal, asked_on=today, request="", today=today)
    with pytest.raises(ValidationError, match=r"25\.3"):
        founding.start_service(by=None, proposal=proposal, opened_on=today, today=today)
    seho = Seho.objects.get()
    assert (seho.state, seho.resolution_number) == (SehoState.PLANNED, "")


def test_a_service_with_a_dossier_does_not_begin_by_a_change_of_its_data(today):
    values = {"state": SehoState.ACTIVE, "opened_on": today, "resolution_number": "RD 1", "resolution_on": today}
    without = SehoFactory(planned=True)
    assert save_seho(by=None, today=today, seho=without, **values).state == SehoState.ACTIVE
    proposal = ProposalFactory()
    with pytest.raises(ValidationError) as error:
        save_seho(by=None, today=today, seho=proposal.seho, **values)
    assert set(error.value.message_dict) == {"state", "resolution_number"}
    with pytest.raises(ValidationError):
        save_seho(by=None, today=today, seho=proposal.seho, resolution_number="RD 1")
    assert save_seho(by=None, today=today, seho=proposal.seho, phone="987654321").phone == "987654321"


def test_the_dossier_of_a_service_that_works_is_not_opened(today):
    with pytest.raises(ValidationError):
        founding.open_proposal(by=None, seho=SehoFactory(), today=today)
    seho = SehoFactory(planned=True)
    first = founding.open_proposal(by=None, seho=seho, today=today)
    assert founding.open_proposal(by=None, seho=seho, today=today) == first


# --- Agreements ------------------------------------------------------------------------------------


def test_an_agreement_says_only_the_letters_of_its_scope(today):
    agreement = AgreementFactory(seho=SehoFactory(home_only=True))
    agreements.save_contents(by=None, agreement=agreement, contents={"a": "Sí", "c": ""}, file=None)
    agreement.refresh_from_db()
    assert agreement.contents == {"a": "Sí"}
    with pytest.raises(ValidationError, match=r"art\. 26"):
        agreements.save_contents(by=None, agreement=agreement, contents={"d": "No"}, file=None)


def test_an_addendum_moves_the_term_once(today):
    agreement = AgreementFactory(ends_on=today)
    values = {
        "by": None, "agreement": agreement, "client_id": uuid.uuid4(), "number": "Adenda 1", "signed_on": today,
        "changes": "Un año más", "ends_on": date(2027, 12, 31), "today": today,
    }  # fmt: skip
    assert agreements.add_addendum(**values) == agreements.add_addendum(**values)
    agreement.refresh_from_db()
    assert (agreement.ends_on, Addendum.objects.count()) == (date(2027, 12, 31), 1)


def test_an_agreement_that_ended_has_no_addendum(today):
    agreement = AgreementFactory(ends_on=today - timedelta(days=1))
    with pytest.raises(ValidationError, match="se suscribe uno nuevo"):
        agreements.add_addendum(
            by=None, agreement=agreement, client_id=uuid.uuid4(), number="1", signed_on=today, changes="Más",
            ends_on=None, today=today,
        )  # fmt: skip


def test_an_agreement_is_signed_once(today):
    agreement = AgreementFactory(signed_on=None)
    agreements.sign_agreement(by=None, agreement=agreement, signed_on=today, file=None, today=today)
    with pytest.raises(ValidationError, match="Ya se registró"):
        agreements.sign_agreement(by=None, agreement=agreement, signed_on=today, file=None, today=today)


# --- What waits for whom ---------------------------------------------------------------------------


def kinds(user, today):
    return [item.kind for item in due_for(user, today)]


def test_each_office_is_told_of_what_it_has_to_do_and_of_nothing_else(today):
    proposal = whole_proposal()
    ugel = proposal.seho.ugel
    AgreementFactory(seho=proposal.seho, signed_on=None, contents=CONTENTS, ends_on=date(2029, 12, 31))
    people = {
        "ugel": make_user(Role.UGEL_SPECIALIST, ugel), "dre": make_user(Role.DRE_SPECIALIST, ugel.region),
        "minedu": make_user(Role.MINEDU), "other": make_user(Role.UGEL_SPECIALIST),
        "far": make_user(Role.DRE_SPECIALIST),
    }  # fmt: skip

    def told():
        return {name: kinds(person, today) for name, person in people.items() if kinds(person, today)}

    assert told() == {"dre": ["founding_dossier"]}
    proposal.seho.agreements.update(signed_on=today)
    assert told() == {"ugel": ["founding_asked"]}
    OpinionFactory(proposal=proposal)
    assert told() == {"minedu": ["founding_opinion"]}


def test_what_was_agreed_at_a_visit_is_due_from_its_day_on(today):
    visit = VisitFactory(due_on=today)
    coordinator, specialist = make_user(Role.COORDINATOR, visit.seho), make_user(Role.UGEL_SPECIALIST, visit.seho.ugel)
    assert kinds(coordinator, today) == kinds(specialist, today) == ["visit_agreements"]
    assert kinds(coordinator, today - timedelta(days=1)) == []
    assert due_for(specialist, today + timedelta(days=1))[0].is_late
    assert kinds(make_user(Role.COORDINATOR, SehoFactory()), today) == []


@pytest.mark.parametrize("count", [1, 3])
def test_few_and_many_proposals_cost_the_same(today, count, django_assert_num_queries):
    ugel = UgelFactory()
    for _ in range(count):
        whole_proposal(seho=SehoFactory(ugel=ugel, planned=True))
    specialist = make_user(Role.UGEL_SPECIALIST, ugel)
    assert specialist.scope
    # Proposals, their papers, opinions and agreements, visits, closings.
    with django_assert_num_queries(6):
        assert len(due_for(specialist, today)) == count


# --- withdrawn, and taken up again ------------------------------------------------------------------


def test_a_proposal_is_withdrawn_with_its_reason_and_taken_up_where_it_was(today):
    proposal = whole_proposal()
    OpinionFactory(proposal=proposal)
    minedu, specialist = make_user(Role.MINEDU), make_user(Role.UGEL_SPECIALIST, proposal.seho.ugel)
    assert [due.kind for due in due_for(minedu, today)] == ["founding_opinion"]
    founding.withdraw_proposal(by=None, proposal=proposal, reason="El hospital se muda", today=today)
    proposal.refresh_from_db()
    assert (proposal.withdrawn_on, proposal.withdrawn_reason) == (today, "El hospital se muda")
    assert AuditEvent.objects.get(act="Retiró la propuesta").reason == "El hospital se muda"
    assert proposal.opinions.get().withdrawn_on == today
    assert due_for(minedu, today) == due_for(specialist, today) == []
    founding.resume_proposal(by=None, proposal=proposal)
    assert [due.kind for due in due_for(specialist, today)] == ["founding_asked"]
    founding.ask_opinion(by=None, proposal=proposal, asked_on=today, asked_with="", today=today)
    assert [opinion.is_waiting for opinion in proposal.opinions.all()] == [False, True]
    assert "Retomó la propuesta" in AuditEvent.objects.values_list("act", flat=True)


def test_nothing_is_done_with_a_proposal_that_is_withdrawn(today):
    proposal = whole_proposal(withdrawn=True)
    given = {"by": None, "proposal": proposal, "today": today}
    for act, values in (
        (founding.save_demand, {"grounds": {}, "paper": PAPER}),
        (founding.save_costs, {"amounts": {}, "paper": PAPER}),
        (founding.ask_opinion, {"asked_on": today, "asked_with": ""}),
        (founding.give_opinion, {
            "verdict": Verdict.FAVOURABLE, "number": "I", "issued_on": today, "observations": "", "file": None,
        }),
        (founding.issue_resolution, {"number": "RD", "issued_on": today, "file": None}),
        (founding.withdraw_proposal, {"reason": "Otra vez"}),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="retirada"):
            act(**given, **values)


def test_a_proposal_with_its_resolution_is_not_withdrawn_and_one_that_goes_on_not_resumed(today):
    proposal = whole_proposal()
    with pytest.raises(ValidationError, match="no está retirada"):
        founding.resume_proposal(by=None, proposal=proposal)
    Seho.objects.filter(pk=proposal.seho_id).update(resolution_number="RD 1", resolution_on=today)
    with pytest.raises(ValidationError, match="ya tiene su resolución"):
        founding.withdraw_proposal(by=None, proposal=proposal, reason="Tarde", today=today)


# --- the figures of the demand ----------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch):
    """Stands for the floor above: what it was asked for, and figures of that year."""
    asked = []

    def figures(ugel, year, *, today):
        asked.append((ugel, year))
        numbers = (DemandNumber("Registrados", 40 + len(asked), True), DemandNumber("No atendidos", 3, False))
        tables = (DemandTable("Registrados: nivel", (("Primaria", 30), ("Inicial", None)), False),)
        return DemandFigures(year, f"Año escolar {year}", today, ("SEHO Uno",), numbers, tables)

    monkeypatch.setattr(demand, "_COUNTERS", [(lambda today: (2026, 2025, 2024), figures)])
    return asked


def test_the_figures_are_kept_with_the_report_and_sent_as_they_were(today, counted):
    proposal = whole_proposal()
    founding.save_demand(by=None, proposal=proposal, grounds={"a": "Sí"}, paper=PAPER, year=2024, today=today)
    opinion = founding.ask_opinion(by=None, proposal=proposal, asked_on=today, asked_with="", today=today)
    assert counted == [(proposal.seho.ugel, 2024)]
    sent = DemandFigures.from_json(Opinion.objects.get(pk=opinion.pk).demand)
    assert (sent.year, sent.numbers[0].count, sent.counted_on) == (2024, 41, today)
    assert sent.as_json == Proposal.objects.get(pk=proposal.pk).demand
    Opinion.objects.update(verdict=Verdict.OBSERVED, issued_on=today)
    founding.save_demand(by=None, proposal=proposal, grounds={"a": "Sí"}, paper=PAPER, year=2025, today=today)
    assert Opinion.objects.get(pk=opinion.pk).demand["year"] == 2024
    assert Proposal.objects.get(pk=proposal.pk).demand["year"] == 2025


def test_a_dossier_without_a_chosen_year_is_sent_with_the_last_one_that_is_over(today, counted):
    founding.ask_opinion(by=None, proposal=whole_proposal(), asked_on=today, asked_with="", today=today)
    assert Opinion.objects.get().demand["year"] == 2025


def test_a_year_without_figures_is_refused(today, counted):
    with pytest.raises(ValidationError, match="no hay cifras"):
        founding.save_demand(by=None, proposal=whole_proposal(), grounds={}, paper=PAPER, year=1999, today=today)


@pytest.mark.parametrize(
    ("role", "told", "untold"),
    [
        (Role.UGEL_SPECIALIST, ["Registrados: nivel", "No atendidos"], []),
        (Role.MINEDU, ["Registrados: nivel", "No atendidos"], []),
        (Role.DRE_SPECIALIST, ['figure-label">Registrados<'], ["Registrados: nivel", 'figure-label">No atendidos<']),
        (Role.COORDINATOR, [], ['figure-label">Registrados<', "Registrados: nivel"]),
    ],
)
def test_each_reads_of_the_figures_what_the_panel_would_tell(client, today, counted, role, told, untold):
    proposal = whole_proposal()
    founding.save_demand(by=None, proposal=proposal, grounds={"a": "Sí"}, paper=PAPER, year=2025, today=today)
    seho = proposal.seho
    unit = {Role.UGEL_SPECIALIST: seho.ugel, Role.DRE_SPECIALIST: seho.ugel.region, Role.COORDINATOR: seho}.get(role)
    client.force_login(make_user(role, unit))
    page = client.get(reverse("network:founding", args=[seho.pk])).content.decode()
    assert all(words in page for words in told)
    assert not any(words in page for words in untold)


def test_the_list_of_services_tells_a_withdrawn_proposal_from_one_that_goes_on(client, today):
    user = make_user(Role.UGEL_SPECIALIST)
    ugel = user.memberships.get().ugel
    whole_proposal(withdrawn=True, seho__ugel=ugel, seho__short_name="SEHO Uno")
    whole_proposal(seho__ugel=ugel, seho__short_name="SEHO Dos")
    SehoFactory(ugel=ugel, state=SehoState.PLANNED, opened_on=None, short_name="SEHO Tres")
    client.force_login(user)
    page = client.get(reverse("network:home"), {"estado": SehoState.PLANNED}).content.decode()
    states = re.findall(r"SEHO (\w+)</a>.*?(Propuesta retirada|En implementación)", page, re.DOTALL)
    told = "En implementación"
    assert sorted(states) == [("Dos", told), ("Tres", told), ("Uno", "Propuesta retirada")]
