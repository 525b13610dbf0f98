"""A small school world: two areas with three competencies, a service with its people, pupils in attention."""

from datetime import date, timedelta

import pytest

from seho.accounts.enums import Role
from seho.accounts.models import User
from tests.accounts.factories import make_user
from tests.curriculum.factories import (
    AreaFactory,
    CompetencyFactory,
    LevelFactory,
    SchoolCalendarFactory,
)
from tests.network.factories import SchoolFactory, SehoFactory, UgelFactory
from tests.patients.factories import AssignmentFactory, registered_pupil

START = date(2026, 5, 20)


class World:
    """`pupil(n)` registers one more pupil and answers the episode; everything is of 10 June 2026."""

    def __init__(self, today):
        self.today = today
        level = LevelFactory()
        self.read, self.write, self.count = (CompetencyFactory(number=n) for n in (8, 9, 23))
        self.foreign = CompetencyFactory(number=99)
        AreaFactory(level=level, name="Matemática", is_main=True, order=2, competencies=[self.count])
        AreaFactory(level=level, name="Comunicación", is_main=True, order=1, competencies=[self.read, self.write])
        AreaFactory(level=LevelFactory(secondary=True), name="Arte", competencies=[self.foreign])
        self.calendar = SchoolCalendarFactory(with_periods=True)
        self.ugel = UgelFactory()
        self.seho = SehoFactory(ugel=self.ugel)
        self.school = SchoolFactory()
        self.coordinator = make_user(Role.COORDINATOR, self.seho)
        self.teacher = make_user(Role.TEACHER, self.seho, surnames="Enseña")
        self.psychologist = make_user(Role.PSYCHOLOGIST, self.seho)
        self.volunteer = make_user(Role.VOLUNTEER, self.seho, surnames="Acompaña")
        self.specialist = make_user(Role.UGEL_SPECIALIST, self.ugel)
        self.director = make_user(Role.DIRECTOR, self.school)
        self.stranger = make_user(Role.TEACHER)
        self.minedu = make_user(Role.MINEDU)

    def pupil(self, starts_on=START, **fields):
        fields.setdefault("school", self.school)
        patient = registered_pupil(self.seho, starts_on=starts_on, by=self.coordinator, **fields)
        return patient.episodes.get()

    def assign(self, episode, user=None):
        return AssignmentFactory(episode=episode, user=user or self.volunteer, starts_on=episode.starts_on)

    @property
    def period(self):
        """The second bimester, which runs."""
        return self.calendar.periods.get(number=2)

    def ago(self, days):
        return self.today - timedelta(days=days)


@pytest.fixture
def world(today, db):
    return World(today)


@pytest.fixture
def episode(world):
    return world.pupil()


@pytest.fixture
def enter(client):
    """Signs a person in; read anew, with the posts that the test gave meanwhile."""

    def enter(user):
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return enter
