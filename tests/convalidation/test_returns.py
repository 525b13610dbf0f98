"""Retorno: who finds a return, what its page says to whom, the list, what is due, the figures (art. 14, 15)."""

from __future__ import annotations

import uuid
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from convalidation.models import FollowUp, Incident, Return, Visit
from convalidation.queries import going_on, returns
from convalidation.queries.due.returning import returns_due
from convalidation.rules.returning import is_late
from patients.due import LATE, NOW
from patients.journey import reached
from patients.models import Enrollment
from patients.queries import pupil_facts
from seho.accounts.enums import Role
from tests.accounts.factories import make_user
from tests.convalidation.conftest import Cast
from tests.convalidation.test_following import (
    BEGAN,
    DAY,
    ENDED,
    FOUND,
    PLAN,
    START,
    TODAY,
    TROUBLE,
    VISITED,
    close,
    ended_episode,
    follow,
    opened,
    planned,
    trouble,
)
from tests.network.factories import SchoolFactory, SehoFactory
from tests.patients.factories import EpisodeFactory

pytestmark = pytest.mark.django_db
# The fixture's day is 10 June 2026: sixteen days after the first one back.
NOW_DAY = date(2026, 6, 10)


def entered(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, *args: Any) -> str:
    return reverse(f"convalidation:{name}", args=args)


def page(person: Any, name: str, *args: Any, **query: Any) -> str:
    response = entered(person).get(address(name, *args), query)
    assert response.status_code == 200
    return response.content.decode()


# --- One return ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("today")
def test_the_page_shows_where_the_return_stands(cast: Cast) -> None:
    row = planned(cast)
    trouble(cast, row)
    html = page(cast.coordinator, "return", row.pk)
    assert "El seguimiento de los 7 días venció el 1 de junio de 2026" in html
    assert "Tutora Conocida" in html
    assert "Se burlaron." in html
    assert "1 de junio" in html
    assert address("return_follow_up", row.pk, 7) in html
    assert address("return_close", row.pk) in html


@pytest.mark.usefixtures("today")
def test_what_the_pupil_hopes_and_fears_is_read_by_the_team_alone(cast: Cast) -> None:
    row = planned(cast)
    for person in (cast.coordinator, cast.teacher, cast.psychologist):
        assert "Ver a mis amigas" in page(person, "return", row.pk)
    for person, name in product((cast.director, cast.specialist), ("return", "return_plan")):
        html = page(person, name, row.pk)
        assert "Aula en el primer piso." in html
        assert "Ver a mis amigas" not in html
        assert "Que se burlen" not in html
    data = {name: value for name, value in form_of(PLAN).items() if name not in ("hopes", "fears")}
    data |= {"version": 2, "hopes": "Puesto por otra persona"}
    assert entered(cast.director).post(address("return_plan", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert row.hopes == "Ver a mis amigas"


@pytest.mark.usefixtures("today")
def test_who_sees_a_return_and_who_may_write_in_it(cast: Cast) -> None:
    row = planned(cast)
    other_ugel = make_user(Role.UGEL_SPECIALIST, SehoFactory().ugel)
    of_school = make_user(Role.UGEL_SPECIALIST, cast.school.ugel)
    for person in (cast.stranger, cast.other_director, other_ugel):
        assert entered(person).get(address("return", row.pk)).status_code == 404
        assert entered(person).get(address("return_plan", row.pk)).status_code == 404
    assert entered(cast.volunteer).get(address("return", row.pk)).status_code == 403
    for person in (cast.coordinator, cast.psychologist, cast.specialist, of_school, cast.director):
        assert entered(person).get(address("return_plan", row.pk)).status_code == 200
    reader = entered(cast.teacher)
    assert "Acompañan el retorno" in reader.get(address("return_plan", row.pk)).content.decode()
    assert reader.get(address("return_plan", row.pk)).status_code == 403
    visit = address("return_visit_new", row.pk)
    seen = {person: entered(person).get(visit).status_code for person in (cast.coordinator, cast.director, of_school)}
    assert list(seen.values()) == [403, 403, 200]
    ending = {person: entered(person).get(address("return_close", row.pk)).status_code for person in
              (cast.coordinator, cast.specialist, cast.psychologist, cast.director)}  # fmt: skip
    assert list(ending.values()) == [200, 200, 403, 403]


@pytest.mark.usefixtures("today")
def test_a_return_is_played_from_the_egress_to_its_end(cast: Cast) -> None:
    episode = ended_episode(cast)
    desk, school, ugel = entered(cast.coordinator), entered(cast.director), entered(cast.specialist)
    assert "Abrir retorno" in page(cast.coordinator, "return_pupil", episode.patient_id)
    assert desk.get(address("return_open", episode.pk)).status_code == 200
    row_url = desk.post(address("return_open", episode.pk))["Location"]
    row = Return.objects.get()
    assert row_url == address("return_plan", row.pk)
    for again in (desk.get, desk.post):
        assert again(address("return_open", episode.pk))["Location"] == row.get_absolute_url()
    assert "Tutora o tutor" in page(cast.coordinator, "return_plan", row.pk)
    assert desk.post(row_url, form_of(PLAN) | {"version": 1})["Location"] == row.get_absolute_url()
    told = school.post(address("return_follow_up", row.pk, 7), form_of({**FOUND, "progress": "BADLY"}) | {"version": 0})
    assert told["Location"] == address("return_incident_new", row.pk)
    incident_form = form_of({**TROUBLE, "happened_on": NOW_DAY}) | {"client_id": uuid.uuid4()}
    assert school.post(told["Location"], incident_form).status_code == 302
    incident = Incident.objects.get()
    assert (
        ugel.post(address("return_visit_new", row.pk), form_of(VISITED) | {"client_id": uuid.uuid4()}).status_code
        == 302
    )
    visit = Visit.objects.get()
    assert (
        ugel.post(address("return_visit", visit.pk), form_of(VISITED) | {"agreed": "", "version": 1}).status_code == 302
    )
    end = {"outcome": "SATISFACTORY", "closing_note": "Va bien."}
    assert "incidencia sin resolver" in ugel.post(address("return_close", row.pk), end).content.decode()
    done = form_of({**TROUBLE, "happened_on": NOW_DAY, "guidance": "Se habló.", "resolved_on": NOW_DAY}) | {
        "version": 1
    }
    assert desk.post(address("return_incident", incident.pk), done).status_code == 302
    assert ugel.post(address("return_close", row.pk), end)["Location"] == row.get_absolute_url()
    assert "Concluyó de manera satisfactoria" in page(cast.director, "return", row.pk)
    assert desk.get(address("return_plan", row.pk)).status_code == 403
    assert ugel.post(address("return_reopen", row.pk), {"reason": "Volvió a faltar"}).status_code == 302
    row.refresh_from_db()
    assert row.is_open


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(
    ("name", "args", "data", "sentence"),
    [
        ("return_plan", (), {"starts_on": "2026-05-01", "version": 2}, "anterior al egreso"),
        ("return_plan", (), {"starts_on": "2026-05-25", "days_a_week": 9, "version": 2}, "igual o menor que 6"),
        ("return_follow_up", (7,), {"done_on": "2026-05-26", "version": 0}, "Elija una opción"),
        ("return_incident_new", (), {"kind": "OTHER", "happened_on": "2026-06-11", "client_id": uuid.uuid4(),
                                     "description": "Nada"}, "aún no llega"),
        ("return_close", (), {"outcome": "LEFT"}, "Explique cómo terminó"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_not_written(
    cast: Cast, name: str, args: tuple[int, ...], data: dict[str, Any], sentence: str
) -> None:
    row = planned(cast)
    response = entered(cast.coordinator).post(address(name, row.pk, *args), data)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    row.refresh_from_db()
    assert (row.version, row.is_open) == (2, True)
    assert not FollowUp.objects.exists()
    assert not Incident.objects.exists()


@pytest.mark.usefixtures("today")
def test_nothing_is_chosen_before_the_person_chooses(cast: Cast) -> None:
    row = planned(cast)
    for name, args in (("return_follow_up", (7,)), ("return_incident_new", ())):
        html = page(cast.coordinator, name, row.pk, *args)
        assert "Elija…" not in html
        assert "checked" not in html


@pytest.mark.usefixtures("today")
def test_there_is_no_follow_up_of_another_day(cast: Cast) -> None:
    assert entered(cast.coordinator).get(address("return_follow_up", planned(cast).pk, 45)).status_code == 404


@pytest.mark.usefixtures("today")
def test_a_pupil_who_changed_school_takes_the_return_along(cast: Cast) -> None:
    row, other = planned(cast), SchoolFactory(name="IE Nueva")
    new_director = make_user(Role.DIRECTOR, other)
    assert entered(new_director).get(address("return", row.pk)).status_code == 404
    Enrollment.objects.update(school=other)
    assert "Ahora su matrícula está en" in page(cast.coordinator, "return", row.pk)
    assert entered(cast.coordinator).post(address("return_move", row.pk)).status_code == 302
    assert "IE Nueva" in page(new_director, "return", row.pk)
    assert entered(cast.director).get(address("return", row.pk)).status_code == 404


@pytest.mark.usefixtures("today")
def test_the_tab_says_why_there_is_no_return(cast: Cast) -> None:
    episode = ended_episode(cast)
    assert "Abrir retorno" not in page(cast.teacher, "return_pupil", episode.patient_id)
    EpisodeFactory(patient=episode.patient, seho=cast.seho, starts_on=ENDED + DAY)
    assert "Todavía no hay retorno" in page(cast.teacher, "return_pupil", episode.patient_id)
    assert entered(cast.stranger).get(address("return_pupil", episode.patient_id)).status_code == 404


# --- The list ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("today")
def test_each_return_stands_in_its_state(cast: Cast) -> None:
    ended_episode(cast, paternal_surname="Espera")
    late = planned(cast)
    trouble(cast, late)
    closed = opened(cast, paternal_surname="Cerrada")
    close(cast, closed, "LEFT", "Se mudó.")
    counts = returns.counts(cast.coordinator, NOW_DAY, "")
    assert counts == {"por-abrir": 1, "en-curso": 1, "con-atraso": 1, "con-incidencias": 1}
    assert returns.counts(cast.coordinator, NOW_DAY, "", with_closed=True) == {**counts, "cerrados": 1}
    assert "Espera" in page(cast.coordinator, "returns", estado="por-abrir")
    assert "Cerrada" in page(cast.coordinator, "returns", estado="cerrados")
    html = page(cast.coordinator, "returns", estado="con-atraso")
    assert "Con atraso" in html
    assert "1 incidencia" in html
    assert "Cerrada" not in html
    assert "Nada coincide" in page(cast.coordinator, "returns", q="Nadie")
    assert "Espera" in page(cast.coordinator, "returns", estado="por-abrir", q="espe")


@pytest.mark.usefixtures("today")
def test_the_list_holds_what_each_person_may_see(cast: Cast) -> None:
    planned(cast)
    ended_episode(cast, paternal_surname="Espera")
    of_school = make_user(Role.UGEL_SPECIALIST, cast.school.ugel)
    for person in (cast.coordinator, cast.teacher, cast.psychologist, cast.specialist, cast.director, of_school):
        counts = returns.counts(person, NOW_DAY, "")
        assert (counts["en-curso"], counts["por-abrir"]) == (1, 1)
    for person in (cast.stranger, cast.other_director):
        assert set(returns.counts(person, NOW_DAY, "").values()) == {0}
        assert "Espera" not in page(person, "returns", estado="por-abrir")
    assert entered(cast.volunteer).get(address("returns")).status_code == 403


LIST_QUERIES = 8
TO_OPEN_QUERIES = 6


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        row = planned(cast)
        trouble(cast, row)
        follow(cast, row, 7)
        ended_episode(cast)
    client = entered(cast.coordinator)
    client.get(address("returns"))
    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(address("returns")).content.decode().count("<tr>") == count + 1
    with django_assert_num_queries(TO_OPEN_QUERIES):
        html = client.get(address("returns"), {"estado": "por-abrir"}).content.decode()
    assert html.count("<tr>") == count + 1


def test_the_database_and_the_rule_agree_on_what_is_late(cast: Cast) -> None:
    """Over every mixture of what was agreed, begun, done and reported."""
    for number, (agreed, begun, done, happened) in enumerate(
        product((None, START), (None, 7, 8, 29, 31, 91), ((), (7,), (30, 60), (90,)), (None, 7, 8))
    ):
        if (begun is None and done) or (agreed is None and happened):
            continue
        row = bare_return(cast, number)
        Return.objects.filter(pk=row.pk).update(
            agreed_on=agreed, starts_on=None if begun is None else TODAY - begun * DAY
        )
        for day in done:
            FollowUp.objects.create(
                school_return=row, day=day, done_on=TODAY, way="CALL", progress="WELL", written_at=row.opened_at,
                written_by=cast.coordinator,
            )  # fmt: skip
        if happened is not None:
            Incident.objects.create(
                school_return=row, kind="OTHER", happened_on=TODAY - happened * DAY, description="Algo",
                written_at=row.opened_at, written_by=cast.coordinator,
            )  # fmt: skip
    rows = returns.with_facts(Return.objects.all())
    by_rule = {row.pk for row in rows if is_late(returns.facts_of(row), TODAY)}
    page_of = returns.returns_page(cast.coordinator, "con-atraso", TODAY, text="", page="1", total=1000)
    total = returns.counts(cast.coordinator, TODAY, "")["con-atraso"]
    assert total == len(by_rule) > 30
    assert {one.row.pk for one in page_of.object_list} <= by_rule
    figures = going_on.return_figures([cast.seho.pk], TODAY)[cast.seho.pk]
    assert (figures.late, figures.going_on) == (total, rows.count())


def bare_return(cast: Cast, number: int) -> Return:
    """Of a pupil with nothing but a time in the service that ended 5 to 9 days ago."""
    ended = TODAY - (5 + number % 5) * DAY
    episode = EpisodeFactory(seho=cast.seho, starts_on=BEGAN, ends_on=ended, end_reason="DISCHARGE")
    row: Return = Return.objects.create(
        episode=episode, school=cast.school, opened_at=episode.registered_at, opened_by=cast.coordinator
    )
    return row


# --- Hoy, the board, the way of the pupil ----------------------------------------------------------


def due(person: Any, day: date) -> list[tuple[str, int]]:
    return [(item.kind, item.urgency) for item in returns_due(person, day)]


def test_what_waits_is_told_to_who_follows_and_to_the_ugel_once_it_is_late(cast: Cast) -> None:
    ended_episode(cast)
    assert due(cast.director, ENDED + 7 * DAY) == [("return_open", NOW)]
    assert due(cast.director, ENDED + 8 * DAY) == [("return_open", LATE)]
    for person in (cast.coordinator, cast.psychologist):  # with what else the egress owes (test_egress_due.py)
        assert due(person, ENDED + 8 * DAY) == []
    assert due(cast.specialist, ENDED + 7 * DAY) == []
    assert due(cast.specialist, ENDED + 8 * DAY) == [("return_open", LATE)]
    for person in (cast.teacher, cast.volunteer, cast.stranger, cast.other_director):
        assert due(person, ENDED + 8 * DAY) == []
    assert due(cast.director, ENDED + 121 * DAY) == []


def test_a_follow_up_is_due_on_its_day_and_late_for_everybody_after_it(cast: Cast) -> None:
    planned(cast)
    assert due(cast.director, START + 3 * DAY) == []
    assert due(cast.director, START + 7 * DAY) == [("return_follow_up", NOW)]
    assert due(cast.specialist, START + 7 * DAY) == []
    assert due(cast.specialist, START + 8 * DAY) == [("return_follow_up", LATE)]
    assert due(cast.teacher, START + 7 * DAY) == []
    (item,) = returns_due(cast.teacher, START + 8 * DAY)
    assert (item.urgency, item.url, item.act_label) == (LATE, Return.objects.get().get_absolute_url(), "Ver retorno")
    (item,) = returns_due(cast.coordinator, START + 7 * DAY)
    assert "el seguimiento de los 7 días vence hoy" in item.text
    assert "Quispe" not in item.text
    (item,) = returns_due(cast.director, START + 7 * DAY)
    assert item.text.startswith("Quispe")


def test_only_who_may_close_is_told_to_close(cast: Cast) -> None:
    follow(cast, planned(cast), 90)
    for person in (cast.coordinator, cast.specialist):
        assert due(person, START + 91 * DAY) == [("return_close", NOW)]
    for person in (cast.psychologist, cast.director):
        assert due(person, START + 91 * DAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_due_asks_as_often_for_three_as_for_one(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        trouble(cast, planned(cast))
        ended_episode(cast)
    cast.specialist.scope  # noqa: B018 - read before counting
    with django_assert_num_queries(4):
        assert len(returns_due(cast.specialist, TODAY)) == 3 * count


def test_the_figures_count_each_return_once(cast: Cast) -> None:
    trouble(cast, planned(cast))
    done = planned(cast)
    close(cast, done, note="Va bien.")
    assert going_on.return_figures([cast.seho.pk], TODAY) == {
        cast.seho.pk: going_on.ReturnFigures(going_on=1, late=1, with_incidents=1, satisfactory=1)
    }
    assert going_on.return_figures([cast.seho.pk], date(2027, 1, 1))[cast.seho.pk].satisfactory == 0
    assert going_on.return_figures([SehoFactory().pk], TODAY) == {}
    one = going_on.ReturnFigures(1, 2, 3, 4)
    assert one + one == going_on.ReturnFigures(2, 4, 6, 8)


def test_the_way_of_the_pupil_goes_on_to_the_school_and_to_the_end(cast: Cast) -> None:
    row = planned(cast)
    facts = pupil_facts(row.episode, START - DAY)
    assert {step.key: step.on for step in facts.journey}["returned"] is None
    steps = {step.key: step.on for step in pupil_facts(row.episode, START).journey}
    assert (steps["returned"], steps["closed"]) == (START, None)
    close(cast, row, note="Va bien.")
    last = reached(pupil_facts(row.episode, START + 100 * DAY).journey)
    assert last is not None
    assert (last.key, last.on) == ("closed", START + 100 * DAY)


def form_of(values: dict[str, Any]) -> dict[str, Any]:
    """What a person would type."""
    return {name: "" if value is None else value for name, value in values.items()}
