"""A service closes by its steps, in their order, by who acts in each, and while nobody would be lost (art. 33, 34)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent, Membership
from seho.network import closing_guards
from seho.network.closing_guards import Held
from seho.network.enums import ClosingGround, ClosingStep, SehoState
from seho.network.models import Closing, Seho
from seho.network.queries.closing import closing_of, closings_waiting, way_of
from seho.network.rules.closing import ClosingWay, closing_steps, day_problem, step_problem
from seho.network.services import closing as services
from seho.papers.closing import closing_resolution
from seho.papers.documents import paper_html
from tests.accounts.factories import make_user
from tests.network.factories import AgreementFactory, ClosingFactory, PostFactory, SehoFactory

DAY = date(2026, 6, 1)
TODAY = date(2026, 6, 10)
STEPS = ("TOLD", "ASKED", "FORWARDED", "OPINION", "RESOLUTION", "CODE_ASKED", "ANNULLED")


class Act(NamedTuple):
    step: str
    verdict: str = ""
    on: date = DAY


def way(*acts: str | Act, has_code: bool = True, has_agreement: bool = True, is_held: bool = False) -> ClosingWay:
    rows = [one if isinstance(one, Act) else Act(one, "FAVOURABLE" if one == "OPINION" else "") for one in acts]
    return closing_steps(rows, has_code=has_code, has_agreement=has_agreement, is_held=is_held)


@pytest.mark.parametrize(
    ("done", "next_step", "actor"),
    [
        (0, "TOLD", Role.UGEL_SPECIALIST),
        (1, "ASKED", Role.UGEL_SPECIALIST),
        (2, "FORWARDED", Role.DRE_SPECIALIST),
        (3, "OPINION", Role.MINEDU),
        (4, "RESOLUTION", Role.UGEL_SPECIALIST),
        (5, "CODE_ASKED", Role.UGEL_SPECIALIST),
        (6, "ANNULLED", Role.MINEDU),
    ],
    ids=lambda value: str(value),
)
def test_art_33_1_goes_step_by_step_and_each_is_of_one_office(done: int, next_step: str, actor: Role) -> None:
    found = way(*STEPS[:done])
    assert (found.waiting[0].step, found.waiting[0].actor) == (next_step, actor)


def test_art_33_1_e_and_33_2_may_be_done_once_the_closing_was_told() -> None:
    assert [demand.step for demand in way().waiting] == ["TOLD"]
    assert {demand.step for demand in way("TOLD").waiting} == {"ASKED", "INVENTORY", "AGREEMENT"}
    assert way(*STEPS, "INVENTORY", "AGREEMENT").is_over


def test_without_code_or_agreement_there_is_none_to_annul() -> None:
    assert way(*STEPS[:5], "INVENTORY", has_code=False, has_agreement=False).is_over


def test_an_observed_opinion_takes_the_request_back_to_the_ugel() -> None:
    found = way(*STEPS[:3], Act("OPINION", "OBSERVED"))
    assert found.is_observed
    assert found.waiting[0].step is ClosingStep.ASKED
    again = way(*STEPS[:3], Act("OPINION", "OBSERVED"), *STEPS[1:4])
    assert not again.is_observed
    assert again.awaits(ClosingStep.RESOLUTION)


@pytest.mark.parametrize(
    ("found", "step", "reason"),
    [
        (way(*STEPS[:4]), "RESOLUTION", ""),
        (way(*STEPS[:4], is_held=True), "RESOLUTION", "nadie queda sin atención"),
        (way("TOLD", is_held=True), "ASKED", ""),
        (way(*STEPS[:3]), "RESOLUTION", "Antes falta: opinión favorable"),
        (way("TOLD"), "TOLD", "ya está registrado"),
    ],
)
def test_what_stands_in_the_way_of_a_step(found: ClosingWay, step: str, reason: str) -> None:
    problem = step_problem(found, ClosingStep(step))
    assert reason in problem
    assert bool(problem) == bool(reason)


@pytest.mark.parametrize(
    ("day", "reason"),
    [(DAY, ""), (DAY - timedelta(days=1), "anterior"), (TODAY, ""), (TODAY + timedelta(days=1), "todavía no llega")],
)
def test_a_step_is_not_before_those_that_it_follows(day: date, reason: str) -> None:
    problem = day_problem(way("TOLD"), ClosingStep.ASKED, day, today=TODAY)
    assert reason in problem
    assert bool(problem) == bool(reason)


# --- written ----------------------------------------------------------------------------------------


def record(by: Any, closing: Closing, step: str, **values: Any) -> Any:
    given = {"done_on": TODAY, "document": f"Documento {step}", "note": "", "client_id": uuid.uuid4(), **values}
    if step == "OPINION":
        given = {"verdict": "FAVOURABLE", **given}
    return services.record_step(by=by, closing=closing, step=ClosingStep(step), today=TODAY, **given)


@pytest.mark.django_db
def test_from_the_intention_to_the_closed_service() -> None:
    seho = SehoFactory()
    AgreementFactory(seho=seho)
    ugel = make_user(Role.UGEL_SPECIALIST, seho.ugel)
    coordinator = make_user(Role.COORDINATOR, seho)
    key = uuid.uuid4()
    asked = {"by": ugel, "seho": seho, "ground": ClosingGround.NEEDS, "motive": "Sin demanda", "today": TODAY}
    closing = services.open_closing(**asked, client_id=key)
    assert services.open_closing(**asked, client_id=key).pk == closing.pk  # sent twice
    with pytest.raises(ValidationError, match="ya está iniciado"):
        services.open_closing(**asked, client_id=uuid.uuid4())
    with pytest.raises(ValidationError, match="Antes falta"):
        record(ugel, closing, "RESOLUTION")
    for step in STEPS[:4]:
        record(ugel, closing, step)
    record(ugel, closing, "RESOLUTION", document="RD 0500-2026-UGEL", closed_on=TODAY)
    seho.refresh_from_db()
    assert (seho.state, seho.closed_on, seho.closing_resolution) == (SehoState.CLOSED, TODAY, "RD 0500-2026-UGEL")
    assert seho.closing_reason == "Sin demanda"
    assert Membership.objects.get(user=coordinator).ends_on == TODAY
    assert way_of(closing, today=TODAY).awaits(ClosingStep.CODE_ASKED)  # what follows the resolution goes on
    with pytest.raises(ValidationError, match="ya terminó"):
        services.withdraw_closing(by=ugel, closing=closing, today=TODAY)


@pytest.mark.django_db
def test_posts_and_agreement_end_with_the_service() -> None:
    seho = SehoFactory()
    day = TODAY - timedelta(days=2)
    held = make_user(Role.COORDINATOR, seho).memberships.get()
    going_on = PostFactory(seho=seho, role=Role.COORDINATOR, membership=held, vacant_since=None)
    over = PostFactory(seho=seho, ends_on=day)
    elsewhere = PostFactory()
    agreement, old = AgreementFactory(seho=seho), AgreementFactory(seho=seho, ends_on=day)
    closing = ClosingFactory(seho=seho)
    by = make_user(Role.UGEL_SPECIALIST, seho.ugel)
    for step in STEPS[1:4]:
        record(by, closing, step, done_on=day)
    record(by, closing, "RESOLUTION", done_on=day, closed_on=day)
    for row in (held, going_on, over, elsewhere, agreement, old):
        row.refresh_from_db()
    assert (held.ends_on, going_on.ends_on, over.ends_on, elsewhere.ends_on) == (day, day, day, None)
    assert (agreement.ends_on, agreement.ended_on, agreement.last_day) == (date(2026, 12, 31), day, day)
    assert (old.ended_on, old.last_day) == (None, day)
    assert list(seho.agreements.active_on(day + timedelta(days=1))) == []
    reasons = AuditEvent.objects.filter(act__startswith="Terminó").values_list("act", "reason")
    assert set(reasons) == {
        ("Terminó un puesto del equipo", "Cierre del servicio"),
        ("Terminó el convenio del servicio", "Cierre del servicio"),
    }


@pytest.mark.django_db
def test_the_page_of_the_resolution_says_what_ends_with_it(client: Client) -> None:
    closing = ClosingFactory()
    AgreementFactory(seho=closing.seho, number="Convenio 7-2025", ends_on=date(2030, 12, 31))
    PostFactory.create_batch(2, seho=closing.seho)
    make_user(Role.COORDINATOR, closing.seho)
    client.force_login(make_user(Role.UGEL_SPECIALIST, closing.seho.ugel))
    page = client.get(reverse("network:closing_step", args=[closing.seho_id, "resolucion-de-cierre"])).content.decode()
    assert "terminan por sí solos 1 rol y 2 puestos" in page
    assert "Convenio 7-2025, cuyo plazo llegaba al 31/12/2030" in page


@pytest.mark.django_db
def test_nobody_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    open_ones = Held("pupils", 1, "1 estudiante en atención", "Pasa a otro servicio.", "")
    goes_on = Held("returns", 2, "2 retornos", "Los sigue la UGEL.", "", blocks=False)
    closing = ClosingFactory()
    by = make_user(Role.UGEL_SPECIALIST, closing.seho.ugel)
    for step in STEPS[1:4]:
        record(by, closing, step)
    monkeypatch.setattr(closing_guards, "_GUARDS", [lambda seho, today: open_ones, lambda seho, today: goes_on])
    with pytest.raises(ValidationError, match="nadie queda sin atención"):
        record(by, closing, "RESOLUTION")
    assert Seho.objects.get(pk=closing.seho_id).state == SehoState.ACTIVE
    monkeypatch.setattr(closing_guards, "_GUARDS", [lambda seho, today: goes_on])
    record(by, closing, "RESOLUTION")
    assert Seho.objects.get(pk=closing.seho_id).state == SehoState.CLOSED


@pytest.mark.django_db
def test_an_observation_says_what_to_clear_up() -> None:
    closing = ClosingFactory()
    for step in STEPS[1:3]:
        record(None, closing, step)
    with pytest.raises(ValidationError) as refusal:
        record(None, closing, "OPINION", verdict="OBSERVED")
    assert "note" in refusal.value.message_dict
    record(None, closing, "OPINION", verdict="OBSERVED", note="Falta el informe de demanda")
    assert way_of(closing, today=TODAY).is_observed


@pytest.mark.django_db
def test_a_closing_that_is_given_up_leaves_the_service_as_it_was() -> None:
    closing = ClosingFactory()
    services.withdraw_closing(by=None, closing=closing, today=TODAY)
    assert closing_of(closing.seho) is None
    assert closing.seho.state == SehoState.ACTIVE
    ClosingFactory(seho=closing.seho)  # and another one may begin


@pytest.mark.django_db
def test_each_office_is_told_of_its_own_step() -> None:
    closing = ClosingFactory()
    seho = closing.seho
    people = {
        "ugel": make_user(Role.UGEL_SPECIALIST, seho.ugel), "dre": make_user(Role.DRE_SPECIALIST, seho.ugel.region),
        "minedu": make_user(Role.MINEDU), "stranger": make_user(Role.DRE_SPECIALIST),
    }  # fmt: skip

    def told() -> dict[str, str]:
        found = {name: closings_waiting(user, today=TODAY) for name, user in people.items()}
        return {name: str(rows[0][1].step) for name, rows in found.items() if rows}

    assert told() == {"ugel": "ASKED"}
    record(None, closing, "ASKED")
    assert told() == {"ugel": "INVENTORY", "dre": "FORWARDED"}
    record(None, closing, "FORWARDED")
    assert told() == {"ugel": "INVENTORY", "minedu": "OPINION"}


@pytest.mark.django_db
def test_the_draft_of_the_resolution_says_what_the_norm_asks() -> None:
    closing = ClosingFactory(seho__registration_code="SEHO-PRUEBA-0077", seho__name="SEHO de prueba «Ñ»")
    AgreementFactory(seho=closing.seho, number="Convenio 7-2025")
    record(None, closing, "ASKED")
    html = paper_html(closing_resolution(closing, today=TODAY))
    for said in (
        "SEHO-PRUEBA-0077", "SEHO de prueba «Ñ»", "RD 0001-2024-UGEL, del 1 de febrero de 2024", "Av. de Prueba 123",
        closing.motive, "literal c) del artículo 34", "Convenio 7-2025", "Oficio 020-2026", "Documento ASKED",
        "BORRADOR",
    ):  # fmt: skip
        assert said in html


# --- pages ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_shows_who_would_be_lost_and_offers_each_office_its_step(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        closing_guards, "_GUARDS", [lambda seho, today: Held("pupils", 3, "3 estudiantes en atención", "Pasan.", "")]
    )
    closing = ClosingFactory()
    seho = closing.seho
    record(None, closing, "ASKED")
    address = reverse("network:closing_step", args=[seho.pk, "traslado-al-minedu"])
    for user, may in ((make_user(Role.UGEL_SPECIALIST, seho.ugel), False), (_dre(seho), True)):
        client.force_login(user)
        page = client.get(reverse("network:closing", args=[seho.pk])).content.decode()
        assert ("3 estudiantes en atención" in page) is not may  # fewer than five are not told to the DRE
        assert ("Todavía hay estudiantes, avisos o documentos pendientes" in page) is may
        assert (address in page) is may
        assert client.get(address).status_code == (200 if may else 403)
    sent = {"client_id": str(uuid.uuid4()), "done_on": TODAY.isoformat(), "document": "Oficio 33"}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302  # sent twice, written once
    assert closing.acts.filter(step="FORWARDED").count() == 1
    assert client.get(reverse("network:closing_step", args=[seho.pk, "nada"])).status_code == 404


def _dre(seho: Seho) -> Any:
    return make_user(Role.DRE_SPECIALIST, seho.ugel.region)
