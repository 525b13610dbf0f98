"""People and memberships: what the database itself refuses."""

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from seho.accounts.enums import ROLE_UNIT, Role, UnitKind
from seho.accounts.models import Membership, User
from tests.accounts.factories import MembershipFactory, UserFactory, make_user
from tests.network.factories import HospitalFactory, RegionFactory, SchoolFactory, SehoFactory, UgelFactory

pytestmark = pytest.mark.django_db

UNITS = {
    UnitKind.REGION: RegionFactory,
    UnitKind.UGEL: UgelFactory,
    UnitKind.SEHO: SehoFactory,
    UnitKind.SCHOOL: SchoolFactory,
    UnitKind.HOSPITAL: HospitalFactory,
}


def test_email_is_kept_in_lower_case():
    user = User.objects.create_user("  Ana.Quispe@Ejemplo.PE ", given_names="Ana", surnames="Quispe")
    user.refresh_from_db()
    assert user.email == "ana.quispe@ejemplo.pe"


def test_email_of_another_case_is_the_same_person():
    UserFactory(email="ana@ejemplo.pe")
    with pytest.raises(ValidationError, match="Ya hay una persona registrada con este correo"):
        User(email="ANA@ejemplo.pe", given_names="Ana", surnames="Otra", password="x").full_clean()


def test_database_refuses_an_email_in_capitals():
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="ANA@ejemplo.pe")


def test_names():
    user = UserFactory.build(given_names="Ana Lucía", surnames="Quispe Mamani")
    assert (str(user), user.full_name, user.short_name) == ("Quispe Mamani, Ana Lucía",) * 2 + ("Ana Quispe",)


def test_search_name_follows_a_change_of_one_name():
    user = UserFactory(given_names="Ana", surnames="Ñahui")
    user.surnames = "Núñez"
    user.save(update_fields=["surnames"])
    user.refresh_from_db()
    assert user.search_name == "nunez ana"


@pytest.mark.parametrize(("role", "filled"), list(product(Role, [None, *UnitKind])))
def test_database_takes_exactly_the_unit_of_the_role(role, filled):
    membership = MembershipFactory.build(user=UserFactory(), role=role)
    if filled:
        setattr(membership, filled.value, UNITS[filled]())
    if filled is ROLE_UNIT[role]:
        membership.save()
        assert membership.unit_id == (getattr(membership, filled.value).pk if filled else None)
    else:
        with pytest.raises(IntegrityError, match="accounts_membership_unit_of_role"), transaction.atomic():
            membership.save()


def test_database_refuses_two_units():
    with pytest.raises(IntegrityError, match="accounts_membership_unit_of_role"), transaction.atomic():
        MembershipFactory(role=Role.TEACHER, seho=SehoFactory(), ugel=UgelFactory())


def test_database_refuses_an_end_before_the_start():
    with pytest.raises(IntegrityError, match="accounts_membership_ends_after_start"), transaction.atomic():
        MembershipFactory(minedu=True, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1))


def test_a_post_of_one_day():
    assert MembershipFactory(minedu=True, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 2)).pk


@pytest.mark.parametrize("role", [Role.TEACHER, Role.MINEDU, Role.DIRECTOR])
def test_database_refuses_the_same_open_post_twice(role):
    user = make_user(role)
    first = user.memberships.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=user, role=role, seho=first.seho, school=first.school, starts_on=date(2026, 1, 1)
        )


def test_same_role_in_two_units():
    user = make_user(Role.TEACHER)
    assert MembershipFactory(teacher=True, user=user).pk


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "overlaps"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), False),
        (date(2026, 1, 1), date(2026, 4, 1), True),
        (date(2026, 4, 30), None, True),
        (date(2026, 5, 1), None, False),
    ],
)
def test_posts_of_one_role_and_unit_follow_each_other(starts_on, ends_on, overlaps):
    held = MembershipFactory(teacher=True, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 30))
    other = Membership(user=held.user, role=held.role, seho=held.seho, starts_on=starts_on, ends_on=ends_on)
    if overlaps:
        with pytest.raises(ValidationError, match="ya tiene ese rol en esa unidad en esas fechas"):
            other.full_clean()
    else:
        other.full_clean()


def test_str_names_role_and_unit():
    seho = SehoFactory()
    assert str(MembershipFactory(teacher=True, seho=seho)) == f"Docente · {seho}"
    assert str(MembershipFactory(minedu=True)) == "Especialista del Minedu"
