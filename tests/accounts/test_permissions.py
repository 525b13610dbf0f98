"""Who sees, manages and gives which posts."""

from datetime import date

import pytest

from seho.accounts.enums import ROLE_UNIT, TEAM_ROLES, Role, UnitKind
from seho.accounts.models import AccessEvent, Membership, User
from seho.accounts.permissions import can_deactivate, can_give, can_invite, can_manage_person, can_manage_post
from seho.accounts.querysets import units_in_charge
from seho.accounts.rules import ROLES_GIVEN_BY, ROLES_SEEN_BY, roles_given_by, roles_seen_by
from tests.accounts.factories import MembershipFactory, UserFactory, add_post, make_user
from tests.network.factories import HospitalFactory, SchoolFactory, SehoFactory, UgelFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 10)
HELPERS = {Role.VOLUNTEER, Role.INTERN}


class Country:
    """Two UGEL of one region and one of another, each with its units and everyone in them."""

    def __init__(self):
        self.here = self.place(UgelFactory())
        self.next_door = self.place(UgelFactory(region=self.here["ugel"].region))
        self.far = self.place(UgelFactory())
        self.minedu = make_user(Role.MINEDU)
        self.admin = make_user(Role.ADMIN)

    def place(self, ugel):
        hospital = HospitalFactory(ugel=ugel)
        units = {
            UnitKind.REGION: ugel.region,
            UnitKind.UGEL: ugel,
            UnitKind.SEHO: SehoFactory(ugel=ugel, hospital=hospital),
            UnitKind.SCHOOL: SchoolFactory(ugel=ugel),
            UnitKind.HOSPITAL: hospital,
        }
        people = {role: make_user(role, units[kind]) for role, kind in ROLE_UNIT.items() if kind}
        return {"ugel": ugel, "units": units, "people": people}


@pytest.fixture
def country(db):
    return Country()


def roles_seen(user, place, queryset):
    found = getattr(Membership.objects, queryset)(user).filter(user__in=place["people"].values())
    return {Role(role) for role in found.values_list("role", flat=True)}


LOCAL = set(ROLE_UNIT) - {Role.MINEDU, Role.ADMIN}
IN_UGEL = TEAM_ROLES | {Role.DIRECTOR, Role.FOCAL_POINT}

SEES = {
    # role: (at its place, in the other UGEL of the region, in another region)
    Role.COORDINATOR: (TEAM_ROLES, set(), set()),
    Role.TEACHER: ({Role.TEACHER}, set(), set()),
    Role.PSYCHOLOGIST: ({Role.PSYCHOLOGIST}, set(), set()),
    Role.VOLUNTEER: ({Role.VOLUNTEER}, set(), set()),
    Role.INTERN: ({Role.INTERN}, set(), set()),
    Role.DIRECTOR: ({Role.DIRECTOR}, set(), set()),
    Role.FOCAL_POINT: ({Role.FOCAL_POINT}, set(), set()),
    Role.UGEL_SPECIALIST: (IN_UGEL | {Role.UGEL_SPECIALIST}, set(), set()),
    Role.DRE_SPECIALIST: (
        TEAM_ROLES | {Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST},
        TEAM_ROLES | {Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST},
        set(),
    ),
    Role.MINEDU: (LOCAL, LOCAL, LOCAL),
    Role.ADMIN: (LOCAL, LOCAL, LOCAL),
}
MANAGES = {
    Role.COORDINATOR: (HELPERS, set(), set()),
    Role.UGEL_SPECIALIST: (IN_UGEL, set(), set()),
    Role.ADMIN: (LOCAL, LOCAL, LOCAL),
}


def who(country, role):
    return {Role.MINEDU: country.minedu, Role.ADMIN: country.admin}.get(role) or country.here["people"][role]


@pytest.mark.parametrize("role", Role)
def test_posts_that_each_role_sees(country, role):
    places = (country.here, country.next_door, country.far)
    assert tuple(roles_seen(who(country, role), place, "visible_to") for place in places) == SEES[role]


@pytest.mark.parametrize("role", Role)
def test_posts_that_each_role_manages(country, role):
    places = (country.here, country.next_door, country.far)
    expected = MANAGES.get(role, (set(), set(), set()))
    assert tuple(roles_seen(who(country, role), place, "manageable_by") for place in places) == expected


@pytest.mark.parametrize("role", sorted(ROLES_SEEN_BY))
def test_roles_offered_as_filters_are_those_of_the_people_seen(country, role):
    posts = Membership.objects.visible_to(who(country, role))
    assert set(posts.values_list("role", flat=True)) == set(roles_seen_by(frozenset({role})))


@pytest.mark.parametrize("role", Role)
def test_what_one_manages_one_also_sees(country, role):
    user = who(country, role)
    managed = Membership.objects.manageable_by(user)
    assert not managed.exclude(pk__in=Membership.objects.visible_to(user)).exists()


@pytest.mark.parametrize("role", Role)
def test_people_are_seen_by_their_posts(country, role):
    user = who(country, role)
    posts = Membership.objects.visible_to(user).values_list("user", flat=True)
    assert set(User.objects.visible_to(user).values_list("pk", flat=True)) == {*posts, user.pk}


def test_nobody_without_a_role_sees_anybody_else(country):
    user = UserFactory()
    assert set(User.objects.visible_to(user)) == {user}
    assert not Membership.objects.manageable_by(user).exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, Role.ADMIN])
def test_a_post_that_ended_opens_nothing(country, role):
    user = who(country, role)
    user.memberships.update(ends_on=date(2020, 12, 31))
    user = User.objects.get(pk=user.pk)
    assert set(Membership.objects.visible_to(user)) == set(user.memberships.all())
    assert not Membership.objects.manageable_by(user).exists()


def test_a_hospital_of_another_ugel_where_the_service_works(country):
    """The focal point belongs to whoever looks after the service, wherever the register puts the hospital."""
    elsewhere = HospitalFactory(ugel=None)
    SehoFactory(ugel=country.here["ugel"], hospital=elsewhere)
    post = MembershipFactory(focal_point=True, hospital=elsewhere)
    specialist = country.here["people"][Role.UGEL_SPECIALIST]
    assert post in Membership.objects.manageable_by(specialist)
    assert elsewhere in units_in_charge(specialist, Role.FOCAL_POINT)
    assert post not in Membership.objects.manageable_by(country.far["people"][Role.UGEL_SPECIALIST])


@pytest.mark.parametrize("giver", Role)
@pytest.mark.parametrize("role", [role for role, kind in ROLE_UNIT.items() if kind])
def test_units_in_which_a_role_may_be_given_are_those_of_the_posts_managed(country, giver, role):
    """One reading of the table: whoever may give a role in a unit manages who holds it there."""
    user = who(country, giver)
    managed = Membership.objects.manageable_by(user).filter(role=role)
    kind = ROLE_UNIT[role]
    units = set(managed.values_list(kind.value, flat=True))
    held = set(Membership.objects.filter(role=role).values_list(kind.value, flat=True))
    given = set(units_in_charge(user, role).values_list("pk", flat=True)) if can_give(user, role) else set()
    assert given & held == units


def test_a_role_without_unit_has_no_units(country):
    with pytest.raises(ValueError, match="needs no unit"):
        units_in_charge(country.admin, Role.MINEDU)


def test_roles_given():
    assert roles_given_by(frozenset({Role.ADMIN})) == tuple(Role)
    assert roles_given_by(frozenset({Role.COORDINATOR, Role.TEACHER})) == (Role.VOLUNTEER, Role.INTERN)
    assert roles_given_by(frozenset({Role.TEACHER, Role.MINEDU})) == ()
    assert set(ROLES_GIVEN_BY) == {Role.ADMIN, Role.UGEL_SPECIALIST, Role.COORDINATOR}


@pytest.mark.parametrize("role", Role)
def test_who_may_invite(country, role):
    assert bool(can_invite(who(country, role))) is (role in ROLES_GIVEN_BY)


def test_a_coordinator_gives_the_roles_of_helpers_only(country):
    coordinator = country.here["people"][Role.COORDINATOR]
    assert can_give(coordinator, Role.VOLUNTEER)
    denied = can_give(coordinator, Role.COORDINATOR)
    assert not denied
    assert denied.reason == "Su rol no le permite dar el rol «Coordinadora o coordinador»."


def test_a_person_is_managed_by_whoever_manages_all_that_they_hold(country):
    specialist = country.here["people"][Role.UGEL_SPECIALIST]
    teacher = country.here["people"][Role.TEACHER]
    assert can_manage_person(specialist, teacher, today=DAY)
    add_post(teacher, Role.TEACHER, country.far["units"][UnitKind.SEHO], day=DAY)
    denied = can_manage_person(specialist, teacher, today=DAY)
    assert not denied
    assert "todos los roles de esta persona" in denied.reason
    assert can_manage_person(country.admin, teacher, today=DAY)


def test_a_post_to_come_counts_and_one_that_ended_does_not(country):
    specialist = country.here["people"][Role.UGEL_SPECIALIST]
    teacher = country.here["people"][Role.TEACHER]
    add_post(teacher, Role.MINEDU, day=DAY, starts_in=-90, ends_in=-1)
    assert can_manage_person(specialist, teacher, today=DAY)
    add_post(teacher, Role.MINEDU, day=DAY, starts_in=10)
    assert not can_manage_person(specialist, teacher, today=DAY)


def test_whoever_holds_nothing_is_the_administrator_s(country):
    somebody = UserFactory()
    assert not can_manage_person(country.here["people"][Role.UGEL_SPECIALIST], somebody, today=DAY)
    assert can_manage_person(country.admin, somebody, today=DAY)


def test_a_coordinator_does_not_manage_a_volunteer_who_is_also_a_specialist(country):
    coordinator = country.here["people"][Role.COORDINATOR]
    volunteer = country.here["people"][Role.VOLUNTEER]
    post = volunteer.memberships.get()
    assert can_manage_person(coordinator, volunteer, today=DAY)
    add_post(volunteer, Role.UGEL_SPECIALIST, day=DAY)
    assert not can_manage_person(coordinator, volunteer, today=DAY)
    assert can_manage_post(coordinator, post)


def test_nobody_deactivates_themselves(country):
    denied = can_deactivate(country.admin, country.admin, today=DAY)
    assert denied.reason == "No puede desactivar su propia cuenta."
    assert can_deactivate(country.admin, country.minedu, today=DAY)


@pytest.mark.parametrize("role", Role)
def test_accesses_are_watched_by_the_coordinator_of_the_service(country, role):
    own = AccessEvent.objects.create(
        object_type="network.seho", kind="HEALTH", seho=country.here["units"][UnitKind.SEHO]
    )
    AccessEvent.objects.create(object_type="network.seho", kind="HEALTH", seho=country.far["units"][UnitKind.SEHO])
    AccessEvent.objects.create(object_type="network.seho", kind="EXPORT")
    expected = [own] if role is Role.COORDINATOR else []
    assert list(AccessEvent.objects.visible_to(who(country, role))) == expected
