"""Hoy, the board and the lists behind its figures, for every role."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from patients.models import Episode
from seho.accounts.enums import Role
from seho.panel.queries import SUPERVISORS
from tests.accounts.factories import make_user
from tests.panel.conftest import Land

TODAY, BOARD, LIST = reverse("panel:today"), reverse("panel:dashboard"), reverse("panel:list")
UNIT = {
    Role.COORDINATOR: "well", Role.TEACHER: "well", Role.PSYCHOLOGIST: "well", Role.VOLUNTEER: "well",
    Role.INTERN: "well", Role.UGEL_SPECIALIST: "ugel",
}  # fmt: skip


def person(land: Land, role: Role) -> Any:
    if role == Role.DRE_SPECIALIST:
        return land.dre
    return make_user(role, getattr(land, UNIT[role]) if role in UNIT else None)


def page(user: Any, url: str, status: int = 200, **query: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(url, query)
    assert response.status_code == status
    return response.content.decode()


def content_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


# --- Hoy ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_hoy_opens_for_everybody(counted: Land, role: Role) -> None:
    html = page(person(counted, role), TODAY)
    assert ("Dónde hace falta ayuda" if role in SUPERVISORS else "Lo que está pendiente") in html


@pytest.mark.parametrize(
    ("role", "due"),
    [
        (Role.COORDINATOR, "emitir los documentos de su egreso"),
        (Role.UGEL_SPECIALIST, "Enfermo: El convenio"),
        (Role.DRE_SPECIALIST, "Enfermo: El convenio"),
    ],
)
def test_hoy_tells_what_is_due(counted: Land, role: Role, due: str) -> None:
    assert due.lower() in page(person(counted, role), TODAY).lower()


def test_what_does_not_stand_in_the_list_is_folded_below_it(land: Land) -> None:
    for _ in range(27):
        land.pupil(land.well, 20, ended=3)
    html = content_of(page(land.coordinator, TODAY))
    shown, folded = html.split("<details", 1)
    assert "asuntos más, menos urgentes" in folded
    assert shown.count('class="due-item') == 25
    assert html.count("emitir los documentos de su egreso") >= 27


def test_red_is_what_is_late_and_not_whatever_has_a_day_behind_it(land: Land) -> None:
    land.pupil(land.well, 20)
    html = content_of(page(land.coordinator, TODAY))
    _, _, asked = html.partition("pida a su IE qué está aprendiendo")
    before = html[: html.index("pida a su IE qué está aprendiendo")]
    assert 'class="due-item"' in before[before.rindex("<li>") :]
    assert "Desde el" in asked[: asked.index("</li>")]


def test_whoever_has_nothing_due_is_praised(land: Land) -> None:
    assert "Buen trabajo" in page(make_user(Role.TEACHER, land.well), TODAY)


def test_whoever_holds_no_post_any_more_is_told_so(db: None) -> None:
    assert "Su cuenta no tiene un rol vigente" in page(make_user(), TODAY)


def test_whoever_has_no_services_yet_is_told_so(db: None) -> None:
    found = page(make_user(Role.UGEL_SPECIALIST), TODAY)
    assert "Todavía no hay servicios en su ámbito" in found
    assert "Buen trabajo" not in found


def test_hoy_names_nobody_of_another_service(counted: Land) -> None:
    stranger = Episode.objects.get(seho=counted.other).patient
    for role in (Role.COORDINATOR, Role.TEACHER, Role.UGEL_SPECIALIST):
        html = page(person(counted, role), TODAY)
        assert stranger.get_absolute_url() not in html
        assert "Ajeno" not in html


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.COORDINATOR, ("Registrar estudiante", "Registrar sesión")),
        (Role.TEACHER, ("Registrar sesión",)),
        (Role.FOCAL_POINT, ("Avisar de una o un estudiante", "Ver mis avisos")),
        (Role.DIRECTOR, ("Avisar de una o un estudiante", "Ver mis avisos")),
    ],
)
def test_the_first_acts_of_each_role(land: Land, role: Role, acts: tuple[str, ...]) -> None:
    html = page(person(land, role), TODAY)
    assert all(act in html for act in acts)
    assert (reverse("patients:referrals") in html) == (role in {Role.FOCAL_POINT, Role.DIRECTOR})


# --- The board ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("coordinator", {"Sano"}, {"Enfermo", "Ajeno"}),
        ("specialist", {"Sano", "Enfermo"}, {"Ajeno"}),
        ("dre", {"Sano", "Enfermo"}, {"Ajeno"}),
        ("minedu", {"Sano", "Enfermo", "Ajeno"}, set()),
    ],
)
def test_the_board_shows_the_own_services(counted: Land, who: str, shown: set[str], hidden: set[str]) -> None:
    html = page(getattr(counted, who), BOARD)
    assert all(name in html for name in shown)
    assert not any(name in html for name in hidden)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PSYCHOLOGIST, Role.VOLUNTEER, Role.DIRECTOR, Role.FOCAL_POINT])
def test_the_board_is_of_supervisors(land: Land, role: Role) -> None:
    page(person(land, role), BOARD, status=403)


def test_nobody_signed_in_is_asked_to(land: Land, client: Client) -> None:
    for url in (TODAY, BOARD, LIST):
        assert client.get(url).status_code == 302


# --- The lists behind the figures ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "count"),
    [
        ("atencion", 4), ("tipo-a", 1), ("tipo-b", 1), ("tipo-c", 1), ("sin-tipo", 1),
        ("por-emitir", 1), ("con-retraso", 0), ("quince-dias", 1), ("otra", 4),
    ],
)  # fmt: skip
def test_a_list_holds_as_many_as_its_figure_says(counted: Land, figure: str, count: int) -> None:
    html = page(counted.coordinator, LIST, cifra=figure)
    assert html.count('<th scope="row">') == count


def test_the_specialist_asks_one_of_her_services(counted: Land) -> None:
    html = page(counted.specialist, LIST, cifra="con-retraso", seho=str(counted.ill.pk))
    assert html.count('<th scope="row">') == 1
    assert "Enfermo" in html


@pytest.mark.parametrize("who", ["dre", "minedu"])
def test_figures_are_not_rows(counted: Land, who: str) -> None:
    html = page(getattr(counted, who), LIST, status=403, cifra="atencion")
    assert "Su rol ve cifras, no la relación de estudiantes." in html
    assert "panel:list" not in page(getattr(counted, who), BOARD)
    assert LIST not in page(getattr(counted, who), BOARD)


@pytest.mark.parametrize("who", ["coordinator", "specialist"])
def test_a_service_outside_shows_nothing_of_it(counted: Land, who: str) -> None:
    stranger = Episode.objects.get(seho=counted.other).patient
    html = page(getattr(counted, who), LIST, cifra="atencion", seho=str(counted.other.pk))
    assert html.count('<th scope="row">') == 0
    assert "Ajeno" not in html
    assert stranger.given_names not in html
    nowhere = page(getattr(counted, who), LIST, cifra="atencion", seho="999999")
    assert content_of(html) == content_of(nowhere)


# --- What they cost --------------------------------------------------------------------------------------

HOY_OF_A_COORDINATOR = 44
LIST_OF_A_SPECIALIST = 12


def more(land: Land, count: int) -> None:
    """`count` services with as many pupils each, all in the UGEL, and as many in the coordinator's."""
    for number in range(count):
        seho = land.service(f"Nuevo {number}")
        for _ in range(count):
            land.session(seho, land.today, land.pupil(seho, 20))
            land.pupil(seho, 20, ended=9)
        land.pupil(land.well, 20)
        land.pupil(land.well, 20, ended=9)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("who", "url", "queries"),
    [
        ("coordinator", TODAY, HOY_OF_A_COORDINATOR),
        ("specialist", LIST, LIST_OF_A_SPECIALIST),
    ],
)
def test_few_and_many_cost_the_same(
    land: Land, who: str, url: str, queries: int, count: int, django_assert_num_queries: Any
) -> None:
    more(land, count)
    client = Client()
    client.force_login(getattr(land, who))
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
