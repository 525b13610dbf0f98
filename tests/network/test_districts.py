"""A district by its name: found as one types, told apart where others share it, kept with its INEI code."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from seho.accounts.enums import Role
from seho.network.forms import SchoolForm
from seho.network.forms.districts import DistrictField
from seho.network.models import District, School
from seho.network.queries.districts import districts_said, search_districts
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

ROWS = (
    ("040110", "Miraflores", "Arequipa", "Arequipa"),
    ("150122", "Miraflores", "Lima", "Lima"),
    ("151020", "Miraflores", "Yauyos", "Lima"),
    ("150101", "Lima", "Lima", "Lima"),
    ("040104", "Cerro Colorado", "Arequipa", "Arequipa"),
)


@pytest.fixture
def catalogue() -> None:
    for inei, name, province, department in ROWS:
        District.objects.create(inei=inei, name=name, province=province, department=department)
    District.objects.create(inei="999999", name="Miraflores", province="Antigua", department="Lima", is_active=False)


def codes(found: list[District]) -> list[str]:
    return [row.inei for row in found]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("miraflores", ["040110", "150122", "151020"]),
        ("Miraflores, Lima", ["150122"]),
        ("Miraflores, Yauyos", ["151020"]),
        ("MIRAFLORES, Lima, Lima", ["150122"]),
        ("lima", ["150101"]),
        ("cerro color", ["040104"]),
        ("Miraflores, Cusco", []),
        (", ", []),
        ("", []),
    ],
)
def test_which_district_is_said(typed: str, found: list[str]) -> None:
    assert codes(districts_said(typed)) == found


@pytest.mark.usefixtures("catalogue")
def test_those_so_named_come_before_those_that_lie_there() -> None:
    assert codes(search_districts("lima")) == ["150101", "150122", "151020"]
    assert codes(search_districts("arequipa", limit=1)) == ["040104"]


@pytest.mark.usefixtures("catalogue")
def test_a_doubt_is_told_with_its_choices_and_offered_without_script() -> None:
    field: Any = DistrictField()
    with pytest.raises(ValidationError, match=r"Miraflores, Yauyos, Lima\. Escriba también la provincia"):
        field.clean("miraflores")
    page = field.widget.render("district", "miraflores", {"id": "id_district"})
    assert 'list="id_district_lugares"' in page
    assert '<option value="Miraflores, Yauyos, Lima"></option>' in page
    with pytest.raises(ValidationError, match="No está en el catálogo"):
        field.clean("Macondo")
    assert field.clean("Miraflores, Lima").inei == "150122"


def test_without_catalogue_it_is_what_was_typed() -> None:
    assert DistrictField().clean("Cercado") == "Cercado"
    assert DistrictField(required=False).clean("") is None


@pytest.mark.usefixtures("catalogue")
def test_what_stands_already_is_not_asked_again() -> None:
    field: Any = DistrictField()
    field.stands = "Cercado"
    assert field.clean("Cercado") == "Cercado"


@pytest.mark.usefixtures("catalogue")
def test_a_school_by_hand_takes_its_whole_place_from_the_district(client: Client) -> None:
    assert {"province", "district", "department"}.isdisjoint(SchoolForm().fields)
    client.force_login(make_user(Role.ADMIN))
    typed = {
        "modular_code": "0309369", "annex": "0", "name": "IE de prueba", "level_code": "B0", "management": "1",
        "place": "Miraflores, Lima",
    }  # fmt: skip
    client.post(reverse("network:school_add"), typed)
    school = School.objects.get()
    assert (school.district, school.province, school.department, school.ubigeo) == (
        "Miraflores",
        "Lima",
        "Lima",
        "150122",
    )


@pytest.mark.usefixtures("catalogue")
def test_the_search_answers_what_is_offered(client: Client) -> None:
    client.force_login(make_user(Role.COORDINATOR))
    answer = client.get(reverse("network:district_search"), {"q": "cerro"})
    assert answer.json() == {"results": [{"text": "Cerro Colorado, Arequipa, Arequipa"}]}
