"""The cast: people, and the posts that make them a coordinator, a teacher, a director…

MembershipFactory(coordinator=True, seho=seho).user
make_user(Role.TEACHER, seho)          # a person who holds that role in that unit
"""

from datetime import date, timedelta
from typing import Any

import factory
from django.db.models import Model
from factory.django import DjangoModelFactory, Password

from seho.accounts.enums import ROLE_UNIT, CheckLaw, Role
from seho.accounts.models import BackgroundCheck, Membership, User
from seho.accounts.rules import HELPERS
from tests.network.factories import HospitalFactory, RegionFactory, SchoolFactory, SehoFactory, UgelFactory

PASSWORD = "Prueba-del-aula-2026"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"persona{n}@ejemplo.pe")
    given_names = "Rosa Elvira"
    surnames = factory.Sequence(lambda n: f"Prueba {n}")
    position = ""
    password = Password(PASSWORD)

    class Params:
        inactive = factory.Trait(is_active=False)
        newcomer = factory.Trait(must_change_password=True)
        demo = factory.Trait(email=factory.Sequence(lambda n: f"persona{n}@demo.test"))


class MembershipFactory(DjangoModelFactory):
    """A post held since 2020. Give the trait of the role; the unit is made when none is given."""

    class Meta:
        model = Membership
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    role = Role.COORDINATOR
    starts_on = date(2020, 1, 1)

    class Params:
        coordinator = factory.Trait(role=Role.COORDINATOR, seho=factory.SubFactory(SehoFactory))
        teacher = factory.Trait(role=Role.TEACHER, seho=factory.SubFactory(SehoFactory))
        psychologist = factory.Trait(role=Role.PSYCHOLOGIST, seho=factory.SubFactory(SehoFactory))
        volunteer = factory.Trait(role=Role.VOLUNTEER, seho=factory.SubFactory(SehoFactory))
        intern = factory.Trait(role=Role.INTERN, seho=factory.SubFactory(SehoFactory))
        ugel_specialist = factory.Trait(role=Role.UGEL_SPECIALIST, ugel=factory.SubFactory(UgelFactory))
        dre_specialist = factory.Trait(role=Role.DRE_SPECIALIST, region=factory.SubFactory(RegionFactory))
        minedu = factory.Trait(role=Role.MINEDU)
        director = factory.Trait(role=Role.DIRECTOR, school=factory.SubFactory(SchoolFactory))
        focal_point = factory.Trait(role=Role.FOCAL_POINT, hospital=factory.SubFactory(HospitalFactory))
        admin = factory.Trait(role=Role.ADMIN, user__is_staff=True)
        ended = factory.Trait(ends_on=date(2020, 12, 31))

    @factory.post_generation
    def checked_until(self, create: bool, extracted: date | None, **_: Any) -> None:
        """Volunteers and interns have their checks, until that day; `checked_until=False` leaves them out."""
        if create and extracted is not False and (extracted is not None or self.role in HELPERS):  # type: ignore[attr-defined]
            check(self, valid_until=extracted or date(2099, 12, 31))  # type: ignore[arg-type]


def check(post: Membership, *laws: CheckLaw, checked_on: date = date(2020, 1, 1), valid_until: date) -> None:
    """The registers of these laws, or of all three, were consulted for this post."""
    BackgroundCheck.objects.bulk_create(
        BackgroundCheck(membership=post, law=law, checked_on=checked_on, valid_until=valid_until)
        for law in laws or CheckLaw
    )


def make_user(role: Role | None = None, unit: Model | None = None, **fields: Any) -> User:
    """A person with one post, in a new unit when none is given; without a role no post.

    `fields` are of the person, or of the post when they begin with `membership__`.
    """
    membership = {name.removeprefix("membership__"): fields.pop(name) for name in [*fields] if "__" in name}
    user = UserFactory(**({"is_staff": role is Role.ADMIN} | fields))
    if role is not None:
        kind = ROLE_UNIT[Role(role)]
        if kind and unit is not None:
            membership[kind.value] = unit
        MembershipFactory(**{role.value.lower(): True}, user=user, **membership)
    return user


def add_post(
    user: User,
    role: Role,
    unit: Model | None = None,
    *,
    day: date,
    starts_in: int = -30,
    ends_in: int | None = None,
) -> Membership:
    """One more post of this person: from `starts_in` days after `day` until `ends_in` days after it."""
    kind = ROLE_UNIT[role]
    return MembershipFactory(
        **{role.value.lower(): True},
        **({kind.value: unit} if kind and unit is not None else {}),
        user=user,
        starts_on=day + timedelta(days=starts_in),
        ends_on=None if ends_in is None else day + timedelta(days=ends_in),
    )
