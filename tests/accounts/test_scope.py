"""What a person may reach on a day."""

from datetime import date, datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from seho.accounts.enums import ROLE_UNIT, Role, UnitKind
from seho.accounts.models import User
from seho.accounts.scope import scope_of
from seho.clock import LIMA
from tests.accounts.factories import UserFactory, add_post, make_user

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 10)
IDS = {
    UnitKind.REGION: "region_ids",
    UnitKind.UGEL: "ugel_ids",
    UnitKind.SEHO: "seho_ids",
    UnitKind.SCHOOL: "school_ids",
    UnitKind.HOSPITAL: "hospital_ids",
}


@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_its_unit_and_nothing_else(role):
    user = make_user(role)
    post = user.memberships.get()
    scope = scope_of(user, day=DAY)
    assert scope.roles == {role}
    for kind, name in IDS.items():
        expected = {post.unit_id} if kind is ROLE_UNIT[role] else set()
        assert getattr(scope, name)() == expected
        assert getattr(scope, name)(role) == expected
        others = [other for other in Role if other is not role]
        assert getattr(scope, name)(*others) == set()
    assert scope.is_minedu is (role is Role.MINEDU)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("starts_in", "ends_in", "held"),
    [
        (0, None, True),
        (1, None, False),
        (-10, 0, True),
        (-10, -1, False),
        (0, 0, True),
        (-10, 5, True),
    ],
    ids=["starts today", "starts tomorrow", "ends today", "ended yesterday", "one day", "within"],
)
def test_a_role_counts_from_its_first_to_its_last_day(role, starts_in, ends_in, held):
    user = UserFactory()
    add_post(user, role, day=DAY, starts_in=starts_in, ends_in=ends_in)
    assert scope_of(user, day=DAY).has(role) is held


def test_units_by_role_of_a_person_with_several_posts():
    user = make_user(Role.COORDINATOR)
    own = user.memberships.get().seho_id
    other = add_post(user, Role.TEACHER, day=DAY).seho_id
    scope = scope_of(user, day=DAY)
    assert scope.seho_ids() == {own, other}
    assert scope.seho_ids(Role.COORDINATOR) == {own}
    assert scope.seho_ids(Role.TEACHER, Role.PSYCHOLOGIST) == {other}
    assert scope.has(Role.TEACHER, Role.MINEDU)
    assert not scope.has(Role.MINEDU)
    assert not scope.has()


def test_whoever_was_deactivated_reaches_nothing():
    user = make_user(Role.MINEDU, is_active=False)
    assert user.scope.roles == set()


def test_anonymous_reaches_nothing():
    scope = AnonymousUser().scope
    assert scope.roles == set()
    assert scope.seho_ids() == set()
    assert not scope.has(*Role)


def test_one_query_for_a_person(django_assert_num_queries):
    user = User.objects.get(pk=make_user(Role.COORDINATOR).pk)
    add_post(user, Role.TEACHER, day=DAY)
    with django_assert_num_queries(1):
        assert user.scope.seho_ids(Role.TEACHER)
        assert user.scope.has(Role.COORDINATOR)
        assert user.scope.roles


def test_the_day_is_lima_s():
    """At 23:30 in Lima the day in UTC is already the next one."""
    user = UserFactory()
    add_post(user, Role.TEACHER, day=DAY, ends_in=0)
    with time_machine.travel(datetime(2026, 6, 10, 23, 30, tzinfo=LIMA)):
        assert User.objects.get(pk=user.pk).scope.has(Role.TEACHER)
    with time_machine.travel(datetime(2026, 6, 11, 0, 30, tzinfo=LIMA)):
        assert not User.objects.get(pk=user.pk).scope.has(Role.TEACHER)
