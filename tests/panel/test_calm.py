"""Hoy in few lines, without losing anything: what is many leads to its list, and the list holds each of them."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from patients.due import APART, LATE, LATER, NOW, DueItem, written
from patients.enums import SiagieLetter
from patients.models import SiagieStatus
from seho.accounts.enums import Role
from seho.panel.calm import _TOGETHER, calm
from seho.panel.queries import due_today, own_work
from tests.accounts.factories import make_user
from tests.panel.conftest import Land

DAY = date(2026, 6, 10)


def item(kind: str, pupil: int, *, due_on: date | None = None, urgency: int = NOW) -> DueItem:
    return DueItem(kind, f"Estudiante {pupil}", f"/{pupil}/", "Hacer", due_on, urgency, pupil)


def test_three_of_a_kind_stand_one_by_one() -> None:
    items = [item("ask_class", number) for number in range(APART)]
    assert calm(items) == items


@pytest.mark.parametrize("kind", _TOGETHER)
def test_more_become_one_as_urgent_as_the_most_urgent(kind: str) -> None:
    items = [item(kind, number, due_on=DAY + timedelta(days=number), urgency=LATER) for number in range(1, 5)]
    (found,) = calm([*items, item(kind, 1, due_on=DAY, urgency=LATE)])
    assert (found.urgency, found.due_on, found.patient_id) == (LATE, DAY, None)
    assert "4 estudiantes" in found.text


def test_one_that_stands_for_others_says_how_many_pupils_there_are() -> None:
    found = written([4, 5, 6, 4], lambda pupil: item("undelivered", pupil, due_on=DAY), lambda pupil: pupil)
    (line,) = calm([*found, item("undelivered", 7, due_on=DAY + timedelta(days=1))])
    assert "de 4 estudiantes" in line.text
    assert (line.due_on, line.others) == (DAY, frozenset())


@pytest.mark.parametrize("count", [0, 1, APART])
def test_few_are_written_one_by_one(count: int) -> None:
    found = written(range(count), lambda pupil: item("undelivered", pupil), lambda pupil: pupil)
    assert calm(found) == found == [item("undelivered", number) for number in range(count)]


def test_without_a_list_the_first_is_the_act_and_the_others_follow() -> None:
    (found,) = calm([item("tell_class", number, due_on=DAY + timedelta(days=number)) for number in (3, 1, 2, 4)])
    assert (found.text, found.url) == ("Estudiante 1, y de 3 estudiantes más", "/1/")


def test_what_has_no_words_for_many_is_never_hidden() -> None:
    assert len(calm([item("papers", number) for number in range(9)])) == 9


@pytest.mark.parametrize("kind", _TOGETHER)
def test_each_list_opens_for_who_is_sent_there(land: Land, kind: str) -> None:
    role = Role.DIRECTOR if kind.startswith("to_") else Role.COORDINATOR
    user = make_user(role, land.pupil(land.well, 3).patient.enrollments.get().school) if role == Role.DIRECTOR else None
    client = Client()
    client.force_login(user or land.coordinator)
    (found,) = calm([item(kind, number) for number in range(4)])
    answer = client.get(found.url)
    assert answer.status_code == 200
    if "figure" in answer.context:
        assert found.url.endswith(f"={answer.context['figure'].key}")
    elif urlsplit(found.url).query:
        (chosen,) = [chip["url"] for chip in answer.context["chips"] if chip["active"]]
        assert chosen.endswith(urlsplit(found.url).query)


def state(land: Land, *, told_on: date | None) -> None:
    episode = land.pupil(land.well, 20)
    status, _ = SiagieStatus.objects.get_or_create(
        patient=episode.patient, episode=episode, defaults={"letter": SiagieLetter.C, "starts_on": episode.starts_on}
    )
    SiagieStatus.objects.filter(pk=status.pk).update(letter=SiagieLetter.C, communicated_on=told_on, confirmed_on=None)


@pytest.mark.parametrize(
    ("kind", "figure", "told"),
    [("siagie_communicate", "por-comunicar", None), ("siagie_unconfirmed", "sin-confirmar", 20)],
)
def test_a_list_holds_as_many_as_were_put_together(land: Land, kind: str, figure: str, told: int | None) -> None:
    for _ in range(4):
        state(land, told_on=None if told is None else land.today - timedelta(days=told))
    user = land.coordinator
    (found,) = [one for one in due_today(user, land.today, own_work(user, land.today), []) if one.kind == kind]
    assert "4 estudiantes" in found.text
    assert found.url == f"{reverse('panel:list')}?cifra={figure}"
    client = Client()
    client.force_login(user)
    html = client.get(found.url).content.decode()
    assert html.count('<th scope="row">') == html.count('<td class="row-act">') == 4
    client.force_login(land.specialist)
    html = client.get(found.url).content.decode()
    assert (html.count('<th scope="row">'), html.count('<td class="row-act">')) == (4, 0)


def test_schools_that_told_nothing_of_their_class(land: Land) -> None:
    for _ in range(4):
        land.pupil(land.well, 6)
    land.pupil(land.well, 5)
    user = land.coordinator
    (found,) = [one for one in due_today(user, land.today, own_work(user, land.today), []) if one.kind == "ask_class"]
    assert "4 estudiantes" in found.text
    client = Client()
    client.force_login(user)
    assert client.get(found.url).content.decode().count('<th scope="row">') == 4
