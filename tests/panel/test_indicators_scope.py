"""Who may ask for the figures of which services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404

from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.panel.indicators.scope import FEW_SERVICES, extents, scope_asked, scopes_of
from tests.accounts.factories import add_post, make_user
from tests.network.factories import RegionFactory, SehoFactory, UgelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def country() -> dict[str, Any]:
    """A region with two UGEL, a service in each; another region with a service; one that never opened."""
    region = RegionFactory()
    here, there = UgelFactory(region=region), UgelFactory(region=region)
    sehos = {"a": SehoFactory(ugel=here), "b": SehoFactory(ugel=there), "far": SehoFactory()}
    SehoFactory(ugel=here, planned=True)
    return {"region": region, "here": here, "there": there, **sehos}


def keys(user: Any) -> list[str]:
    return [scope.key for scope in scopes_of(user)]


def test_a_coordinator_sees_the_own_service_exactly_and_with_rows(country: dict[str, Any]) -> None:
    (scope,) = scopes_of(make_user(Role.COORDINATOR, country["a"]))
    assert (scope.key, scope.seho_ids) == (f"seho-{country['a'].pk}", (country["a"].pk,))
    assert (scope.sees_rows, scope.is_suppressed, scope.is_own) == (True, False, True)


def test_a_ugel_sees_itself_and_its_services_with_rows_and_suppressed(country: dict[str, Any]) -> None:
    scopes = scopes_of(make_user(Role.UGEL_SPECIALIST, country["here"]))
    assert [scope.key for scope in scopes] == [f"ugel-{country['here'].pk}", f"seho-{country['a'].pk}"]
    assert {(scope.sees_rows, scope.is_suppressed) for scope in scopes} == {(True, True)}
    assert [scope.is_own for scope in scopes] == [True, False]


def test_a_dre_sees_its_region_and_what_lies_in_it_as_figures_alone(country: dict[str, Any]) -> None:
    scopes = scopes_of(make_user(Role.DRE_SPECIALIST, country["region"]))
    assert len(scopes) == 1 + 2 + 2
    assert scopes[0].seho_ids == (country["a"].pk, country["b"].pk)
    assert {(scope.sees_rows, scope.is_suppressed) for scope in scopes} == {(False, True)}
    assert {scope.own for scope in scopes} == {scopes[0].extent}


def test_the_ministry_sees_the_country_and_every_part_of_it_exactly(country: dict[str, Any]) -> None:
    scopes = scopes_of(make_user(Role.MINEDU))
    assert scopes[0].key == "pais"
    assert len(scopes[0].seho_ids) == 3
    assert {f"dre-{country['region'].pk}", f"seho-{country['far'].pk}"} < {scope.key for scope in scopes}
    assert {(scope.sees_rows, scope.is_suppressed) for scope in scopes} == {(False, False)}


def test_a_ugel_without_services_is_a_scope_without_services() -> None:
    user = make_user(Role.UGEL_SPECIALIST, UgelFactory())
    assert scope_asked(user, {}).seho_ids == ()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.DIRECTOR, Role.FOCAL_POINT, Role.ADMIN, Role.VOLUNTEER])
def test_other_roles_have_none(role: Role) -> None:
    user = make_user(role)
    assert scopes_of(user) == []
    with pytest.raises(Http404):
        scope_asked(user, {})


def test_who_coordinates_elsewhere_sees_no_more_of_that_region(country: dict[str, Any], today: date) -> None:
    user = make_user(Role.DRE_SPECIALIST, country["region"])
    add_post(user, Role.COORDINATOR, country["far"], day=today)
    scopes = {scope.key: scope for scope in scopes_of(User.objects.get(pk=user.pk))}
    far = country["far"]
    assert f"ugel-{far.ugel_id}" not in scopes
    assert (scopes[f"seho-{far.pk}"].sees_rows, scopes[f"seho-{far.pk}"].is_suppressed) == (True, False)


@pytest.mark.parametrize("asked", ["pais", "dre-1", "seho-{far}", "ugel-{there}", "seho-", "x", "seho-{a}x"])
def test_what_a_person_does_not_see_answers_as_what_does_not_exist(country: dict[str, Any], asked: str) -> None:
    user = make_user(Role.UGEL_SPECIALIST, country["here"])
    pks = {name: unit.pk for name, unit in country.items()}
    with pytest.raises(Http404):
        scope_asked(user, {"ambito": asked.format(**pks)})
    assert scope_asked(user, {"ambito": f"seho-{pks['a']}"}).seho_ids == (pks["a"],)


def test_a_membership_that_ended_gives_nothing(country: dict[str, Any], today: date) -> None:
    user = make_user(Role.UGEL_SPECIALIST, country["here"])
    user.memberships.update(ends_on=today - timedelta(days=1))
    with pytest.raises(Http404):
        scope_asked(User.objects.get(pk=user.pk), {})


def test_a_number_of_queries_that_does_not_grow(country: dict[str, Any], django_assert_num_queries: Any) -> None:
    user = make_user(Role.MINEDU)
    assert user.scope.is_minedu
    with django_assert_num_queries(3):
        scopes_of(user)
    SehoFactory.create_batch(3)
    with django_assert_num_queries(3):
        scopes_of(user)


def test_wide_are_those_of_more_than_a_few_services(country: dict[str, Any]) -> None:
    def wide() -> list[str]:
        return [extent.key for extent in extents() if extent.is_wide]

    SehoFactory.create_batch(FEW_SERVICES - 2, ugel=country["here"])
    assert wide() == ["pais"]
    SehoFactory(ugel=country["here"])
    assert set(wide()) == {"pais", f"dre-{country['region'].pk}"}


def test_a_unit_of_a_single_service_is_kept_as_that_service(db: None) -> None:
    seho = SehoFactory()
    assert [extent.key for extent in extents()] == [f"seho-{seho.pk}"]
    SehoFactory(ugel=seho.ugel)
    assert [extent.kind.value for extent in extents()] == ["pais", "dre", "ugel", "seho", "seho"]
