"""The page that names the years: read by the network, written by the administration."""

from datetime import date

import pytest
from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.papers.models import YearName
from seho.papers.queries import named_years, names_of
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

LIST, EDIT = reverse("papers:year_names"), reverse("papers:year_name_edit")


@pytest.fixture
def admin(client, today):
    user = make_user(Role.ADMIN)
    client.force_login(user)
    return user


def test_a_year_without_a_row_yet_is_offered_too() -> None:
    YearName.objects.all().delete()

    assert [(row.year, row.year_name) for row in named_years(date(2031, 1, 2))] == [(2032, ""), (2031, "")]


def test_the_coordination_reads_the_names_and_is_offered_no_change(client, today) -> None:
    client.force_login(make_user(Role.COORDINATOR))
    page = client.get(LIST).content.decode()

    assert "Año de la Esperanza y el Fortalecimiento de la Democracia" in page
    assert EDIT not in page
    assert client.get(f"{EDIT}?anio={today.year}").status_code == 403


def test_the_administration_names_a_year_and_the_audit_tells_it(client, admin, today) -> None:
    year = today.year + 1
    names = {"year_name": " «Año de la Prueba» ", "decade_name": "“Decenio de la Prueba”"}

    assert client.post(f"{EDIT}?anio={year}", names).status_code == 302
    assert names_of(year) == ("Decenio de la Prueba", "Año de la Prueba")
    event = AuditEvent.objects.get(act="Nombró el año")
    assert event.by == admin
    assert event.after["year_name"] == "Año de la Prueba"


def test_a_name_may_be_taken_away_again(client, admin, today) -> None:
    assert client.post(f"{EDIT}?anio={today.year}", {"year_name": "", "decade_name": ""}).status_code == 302
    assert names_of(today.year) == ("", "")


def test_a_name_that_is_too_long_stays_on_the_page_and_writes_nothing(client, admin, today) -> None:
    before = names_of(today.year)
    response = client.post(f"{EDIT}?anio={today.year}", {"year_name": "A" * 251, "decade_name": ""})

    assert response.status_code == 200
    assert "A" * 251 in response.content.decode()
    assert names_of(today.year) == before


@pytest.mark.parametrize("asked", ["2017", "9999", "x", "-1", "2026.5", "²", "1" * 5000, ""])
def test_a_year_that_is_not_in_question_is_not_found(client, admin, asked: str) -> None:
    assert client.get(EDIT, {"anio": asked}).status_code == 404
