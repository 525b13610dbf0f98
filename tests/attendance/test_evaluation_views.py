"""The pages of the evaluation of a service."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from attendance import services
from attendance.models import Assessment, EvaluationRule, Phrase
from attendance.phrases import program_phrases
from attendance.rules import LevelRules
from seho.accounts.enums import Role
from seho.curriculum.models import Level
from tests.accounts.factories import make_user
from tests.attendance.factories import (
    AssessmentFactory,
    ParticipationFactory,
    PlanVersionFactory,
    SessionFactory,
    WorkFactory,
)
from tests.network.factories import SehoFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def enter():
    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def planned(world, episode):
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read, world.count])
    return episode


def url(name, *args, **query):
    address = reverse(f"attendance:{name}", args=args)
    return address + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def text(response):
    return unescape(response.content.decode())


def told(response):
    return [str(message) for message in response.context["messages"]]


# --- the grid ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_grid_costs_the_same_for_many(world, enter, pupils, django_assert_num_queries):
    for _ in range(pupils):
        one = world.pupil()
        PlanVersionFactory(plan__episode=one, in_force=True, goals=[world.read, world.count])
        AssessmentFactory(episode=one, period=world.period, competency=world.read)
        ParticipationFactory(session=SessionFactory(seho=world.seho), episode=one, competency=world.read)
    client = enter(world.teacher)
    with django_assert_num_queries(19):
        client.get(url("assessments"))


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_board_of_who_is_missing_costs_the_same_for_many(world, enter, pupils, django_assert_num_queries):
    for _ in range(pupils):
        PlanVersionFactory(plan__episode=world.pupil(), in_force=True, goals=[world.read])
    client = enter(world.teacher)
    with django_assert_num_queries(12):
        page = text(client.get(url("assessment_board")))
    assert page.count("1 competencia sin nivel".capitalize()) == pupils


def sent(episode, competency, level, was="", version=0):
    key = f"e{episode.pk}c{competency.pk}"
    return {f"{key}-level": level, f"{key}-was": was, f"{key}-version": version}


def test_the_whole_grid_is_saved_by_one_button(world, planned, enter):
    values = sent(planned, world.read, "AD") | sent(planned, world.count, "NE:NO_EVIDENCE")
    answer = enter(world.teacher).post(url("assessments"), values, follow=True)
    assert told(answer) == ["Evaluación guardada: 2 cambios."]
    marks = {row.competency: (row.level, row.not_evaluated_reason, row.period) for row in Assessment.objects.all()}
    assert marks == {world.read: ("AD", "", world.period), world.count: ("NE", "NO_EVIDENCE", world.period)}
    again = sent(planned, world.read, "AD", was="AD", version=1) | sent(planned, world.count, "", "NE:NO_EVIDENCE", 1)
    assert told(enter(world.teacher).post(url("assessments"), again, follow=True)) == ["Evaluación guardada: 1 cambio."]
    assert Assessment.objects.get().version == 1


def test_the_whole_grid_keeps_what_another_person_changed_and_says_so(world, planned, enter):
    AssessmentFactory(episode=planned, period=world.period, competency=world.read, level="B", version=2)
    values = sent(planned, world.read, "A", was="", version=0) | sent(planned, world.count, "C")
    answer = enter(world.teacher).post(url("assessments"), values)
    page = text(answer)
    assert "Otra persona guardó «B – En proceso»" in page
    assert re.search(r'<option value="A" selected>', page), "what was chosen stays"
    assert dict(Assessment.objects.values_list("competency__number", "level")) == {8: "B", 23: "C"}
    key = f"e{planned.pk}c{world.read.pk}"
    assert f'name="{key}-version" value="2"' in page


def test_a_value_that_is_no_level_is_refused(world, planned, enter):
    page = text(enter(world.teacher).post(url("assessments"), sent(planned, world.read, "20")))
    assert "Lo demás dice por qué no" in page
    assert not Assessment.objects.exists()


def test_the_grid_says_what_is_missing_below_a_level(world, planned, enter):
    AssessmentFactory(episode=planned, period=world.period, competency=world.read, level="C", conclusion="")
    page = text(enter(world.teacher).get(url("assessments")))
    assert "Falta conclusión" in page
    assert "Sin evidencia" in page
    WorkFactory(episode=planned, competency=world.read, made_on=world.today, files=0)
    Assessment.objects.update(conclusion="Empieza a leer.")
    page = text(enter(world.teacher).get(url("assessments")))
    assert "Falta conclusión" not in page
    assert "Sin evidencia" not in page
    assert "1 trabajo" in page


# --- one cell by itself -----------------------------------------------------------------------------------------------


def update_of(answer):
    found = re.search(r"<template ([^>]*)>", text(answer)).group(1)
    return dict(re.findall(r'data-([a-z-]+)="([^"]*)"', found))


def test_a_cell_is_saved_by_itself(world, planned, enter):
    address = url("assessment_level", planned.pk, world.read.pk, bimestre=world.period.pk)
    answer = enter(world.teacher).post(address, {"level": "C", "version": 0}, headers=HTMX)
    assert update_of(answer) == {
        "cell-update": f"e{planned.pk}c{world.read.pk}", "value": "C", "version": "1", "concluded": "",
    }  # fmt: skip
    assert "Falta conclusión" in text(answer)
    assert Assessment.objects.get().period == world.period


def test_a_cell_that_another_person_changed_shows_both(world, planned, enter):
    AssessmentFactory(episode=planned, period=world.period, competency=world.read, level="B")
    address = url("assessment_level", planned.pk, world.read.pk, bimestre=world.period.pk)
    answer = enter(world.teacher).post(address, {"level": "A", "version": 0}, headers=HTMX)
    assert update_of(answer)["problem"] == "conflict"
    assert "Dejar B" in text(answer)
    assert "Poner A" in text(answer)
    assert Assessment.objects.get().level == "B"


def test_a_cell_that_was_cleared_can_be_put_back(world, planned, enter):
    AssessmentFactory(episode=planned, period=world.period, competency=world.read, level="B", conclusion="Avanza «más»")
    client = enter(world.teacher)
    address = url("assessment_level", planned.pk, world.read.pk, bimestre=world.period.pk)
    answer = client.post(address, {"level": "", "version": 1}, headers=HTMX)
    assert not Assessment.objects.exists()
    undo = json.loads(unescape(re.search(r'data-undo="([^"]*)"', answer.content.decode()).group(1)))
    back = url("assessment_cell", planned.pk, world.read.pk, bimestre=world.period.pk)
    client.post(back, undo, headers=HTMX)
    assert Assessment.objects.values_list("level", "conclusion").get() == ("B", "Avanza «más»")


@pytest.mark.parametrize(
    ("values", "words"),
    [({"level": "A", "version": ""}, "Escriba el número"), ({"level": "X", "version": 0}, "ya no está en la lista")],
)
def test_a_cell_says_why_it_was_not_saved(world, planned, enter, values, words):
    address = url("assessment_level", planned.pk, world.read.pk, bimestre=world.period.pk)
    answer = enter(world.teacher).post(address, values, headers=HTMX)
    assert update_of(answer)["problem"] == "refused"
    assert words in text(answer)


def test_a_competency_of_another_level_is_refused(world, planned, enter):
    address = url("assessment_level", planned.pk, world.foreign.pk, bimestre=world.period.pk)
    answer = enter(world.teacher).post(address, {"level": "A", "version": 0}, headers=HTMX)
    assert "no es del nivel y grado" in text(answer)
    assert not Assessment.objects.exists()
    page = url("assessment_cell", planned.pk, world.foreign.pk, bimestre=world.period.pk)
    assert enter(world.teacher).get(page).status_code == 404


def test_a_period_that_is_not_the_pupils_is_not_there(world, planned, enter):
    first = world.calendar.periods.get(number=1)
    for name in ("assessment_cell", "assessment_level"):
        address = url(name, planned.pk, world.read.pk, bimestre=first.pk)
        assert enter(world.teacher).post(address, {"level": "A", "version": 0}).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("specialist", 403), ("volunteer", 403), ("director", 403), ("stranger", 404)]
)
def test_a_cell_is_of_the_team(world, planned, enter, who, status):
    AssessmentFactory(episode=planned, period=world.period, competency=world.read, conclusion="Solo del equipo")
    client = enter(getattr(world, who))
    address = url("assessment_cell", planned.pk, world.read.pk, bimestre=world.period.pk)
    answer = client.get(address)
    assert (answer.status_code, "Solo del equipo" in text(answer)) == (status, False)
    assert client.post(address, {}).status_code == status


def test_the_page_of_a_cell_shows_evidence_and_goes_on(world, planned, enter):
    other = world.pupil(paternal_surname="Zúñiga")
    held = SessionFactory(seho=world.seho, held_on=world.ago(1))
    ParticipationFactory(session=held, episode=planned, competency=world.read, evidence="Leyó un cuento")
    client = enter(world.teacher)
    address = url("assessment_cell", planned.pk, world.read.pk, bimestre=world.period.pk, cuadro=world.period.pk)
    page = text(client.get(address))
    assert "Leyó un cuento" in page
    assert f"Guardar y seguir con {other.patient.initials}" in page
    values = {f"c{world.read.pk}-level": "B", f"c{world.read.pk}-version": 0, "siguiente": "estudiante"}
    answer = client.post(address, values)
    assert answer.url.startswith(reverse("attendance:assessment_cell", args=[other.pk, world.read.pk]))
    beside = client.post(answer.url, {**values, "siguiente": "competencia"})
    assert beside.url.startswith(reverse("attendance:assessment_cell", args=[other.pk, world.count.pk]))
    assert client.post(beside.url, {"siguiente": "cuadro"}).status_code == 200, "no level was chosen"
    assert set(Assessment.objects.values_list("episode", "level")) == {(planned.pk, "B"), (other.pk, "B")}


def test_a_phrase_goes_into_the_conclusion_without_script(world, planned, enter):
    phrase = program_phrases(world.read.number)["B"][0]
    key, client = f"c{world.read.pk}", enter(world.teacher)
    typed = {f"{key}-level": "B", f"{key}-version": 0, f"{key}-conclusion": "Lee."}
    address = url("assessment", planned.patient_id)
    page = text(client.post(address, {**typed, "frases": world.read.pk}))
    assert f'value="{world.read.pk}|{phrase}"' in page
    page = text(client.post(address, {**typed, "insertar": f"{world.read.pk}|{phrase}"}))
    assert f"Lee. {phrase}</textarea>" in page
    assert not Assessment.objects.exists()


def test_a_level_that_lacks_its_conclusion_is_kept_and_said(world, planned, enter):
    values = {f"c{world.read.pk}-level": "C", f"c{world.read.pk}-version": 0, f"c{world.read.pk}-conclusion": ""}
    answer = enter(world.teacher).post(url("assessment", planned.patient_id), values, follow=True)
    assert told(answer) == ["Evaluación guardada: 1 competencia. Falta escribir 1 conclusión descriptiva."]
    assert "Falta la conclusión: este nivel la necesita." in text(answer)
    assert "0 de 2 competencias del plan" in text(answer)


# --- phrases and rules -----------------------------------------------------------------------------------------------


def test_the_bank_takes_phrases_of_the_team_and_stars(world, enter):
    client, address = enter(world.teacher), url("phrases", competencia=world.read.pk)
    values = {"level": "A", "text": "Lee con gusto.", "seho": world.seho.pk}
    assert told(client.post(address, values, follow=True)) == ["Frase agregada al banco del equipo."]
    assert "Lee con gusto." in text(enter(world.psychologist).get(address))
    star = {"competency": world.read.pk, "level": "A", "text": "Lee con gusto."}
    client.post(url("phrase_favourite"), star)
    assert Phrase.objects.get(owner=world.teacher).text == "Lee con gusto."
    part = text(client.post(url("phrase_favourite"), star, headers=HTMX))
    assert not Phrase.objects.filter(owner=world.teacher).exists()
    assert "<html" not in part
    assert "Lee con gusto." in part
    client.post(url("phrase_remove", Phrase.objects.get().pk))
    assert not Phrase.objects.exists()


def test_a_phrase_is_added_only_to_ones_own_service(world, enter):
    other = SehoFactory()
    values = {"level": "A", "text": "Lee.", "seho": other.pk}
    assert enter(world.teacher).post(url("phrases", competencia=world.read.pk), values).status_code == 200
    assert not Phrase.objects.exists()


def test_nobody_takes_away_the_favourite_of_another_person(world, enter):
    services.toggle_favourite(by=world.psychologist, competency=world.read, level="A", text="Mía")
    own = Phrase.objects.get()
    assert enter(world.teacher).post(url("phrase_remove", own.pk)).status_code == 404
    assert "Mía" not in text(enter(world.teacher).get(url("phrases", competencia=world.read.pk)))


def duties(*, c):
    return {
        f"{level.code}-{name}": value
        for level in Level.objects.all()
        for name, value in {"for_ad": "RECOMMENDED", "for_a": "NONE", "for_b": "REQUIRED", "for_c": c}.items()
    }


def test_the_coordinator_asks_for_more_and_is_refused_less(world, episode, enter):
    client, address = enter(world.coordinator), url("evaluation_rules")
    answer = client.post(address, duties(c="NONE"))
    assert "la regla nacional pide más" in text(answer)
    assert not EvaluationRule.objects.exists()
    assert told(client.post(address, duties(c="REQUIRED"), follow=True)) == ["Reglas guardadas: valen desde ahora."]
    assert set(EvaluationRule.objects.values_list("seho", "for_b")) == {(world.seho.pk, "REQUIRED")}
    page = text(enter(world.teacher).get(address))
    assert "Guardar reglas" not in page
    assert "Necesaria" in page


def test_the_administrator_sets_the_rules_of_the_country(world, enter):
    client = enter(make_user(Role.ADMIN))
    page = text(client.get(url("evaluation_rules")))
    assert "En todo el país" in page
    assert "El informe lleva el nivel" in page
    client.post(url("evaluation_rules"), duties(c="RECOMMENDED"))
    assert set(EvaluationRule.objects.values_list("seho", "for_c", "prints_level")) == {(None, "RECOMMENDED", False)}


def test_a_changed_rule_changes_what_is_missing(world, planned, enter):
    AssessmentFactory(episode=planned, period=world.period, competency=world.read, level="A", conclusion="")
    address = url("assessment", planned.patient_id)
    assert "Falta la conclusión" not in text(enter(world.teacher).get(address))
    level = planned.patient.enrollments.get().school_grade.level.code
    services.save_rules(by=world.coordinator, seho=world.seho, rules={level: LevelRules(for_a="REQUIRED")})
    assert "Falta la conclusión" in text(enter(world.teacher).get(address))
