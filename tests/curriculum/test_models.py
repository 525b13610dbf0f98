"""What the database refuses in the curriculum."""

from datetime import date

import pytest
from django.db import IntegrityError

from seho.accounts.enums import Role
from seho.curriculum.models import AreaCompetency, Capacity, SchoolCalendar
from tests.accounts.factories import make_user
from tests.curriculum.factories import (
    AreaFactory,
    CompetencyFactory,
    LevelFactory,
    PeriodFactory,
    SchoolCalendarFactory,
    SchoolGradeFactory,
)
from tests.network.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def duplicates():
    return {
        "own calendar of a year": lambda: [SchoolCalendarFactory(school=school) for school in [SchoolFactory()] * 2],
        "national calendar of a year": lambda: [SchoolCalendarFactory() for _ in range(2)],
        "number of a period": lambda: [
            PeriodFactory._meta.model.objects.create(
                calendar=calendar, number=1, name="I", starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 1)
            )
            for calendar in [SchoolCalendarFactory()] * 2
        ],
        "competency of an area": lambda: [
            AreaCompetency.objects.create(area=area, competency=competency)
            for area, competency in [(AreaFactory(), CompetencyFactory())] * 2
        ],
        "place of a capacity": lambda: [
            Capacity.objects.create(competency=competency, order=1, name="X")
            for competency in [CompetencyFactory()] * 2
        ],
        "number of a grade": lambda: [
            type(grade).objects.create(level=grade.level, number=grade.number, name="X", short_name="X", cycle="I")
            for grade in [SchoolGradeFactory()]
        ],
    }


@pytest.mark.parametrize("what", duplicates())
def test_no_two_of(what):
    with pytest.raises(IntegrityError):
        duplicates()[what]()


def test_same_year_is_free_for_another_modality_and_another_school():
    SchoolCalendarFactory()
    SchoolCalendarFactory(modality="EBE")
    for _ in range(2):
        SchoolCalendarFactory(school=SchoolFactory())
    assert SchoolCalendar.objects.count() == 4


def test_same_area_is_free_in_another_cycle():
    level = LevelFactory()
    AreaFactory(level=level, name="Comunicación", cycle="I")
    AreaFactory(level=level, name="Comunicación", cycle="II")
    with pytest.raises(IntegrityError):
        type(level.areas.first()).objects.create(level=level, name="Comunicación", cycle="II")


@pytest.mark.parametrize(
    "make",
    [
        lambda: SchoolCalendarFactory(ends_on=date(2025, 12, 31)),
        lambda: PeriodFactory(ends_on=date(2026, 3, 15)),
        lambda: CompetencyFactory(valid_to=date(2016, 12, 31)),
    ],
)
def test_nothing_ends_before_it_starts(make):
    with pytest.raises(IntegrityError):
        make()


def test_days_of_a_period_count_both_ends():
    assert PeriodFactory(starts_on=date(2026, 3, 16), ends_on=date(2026, 3, 16)).days == 1


def test_calendars_are_seen_with_their_schools():
    school = SchoolFactory()
    SchoolCalendarFactory()
    own = SchoolCalendarFactory(school=school)
    SchoolCalendarFactory(school=SchoolFactory())
    assert SchoolCalendar.objects.visible_to(make_user(Role.TEACHER)).count() == 3
    assert SchoolCalendar.objects.visible_to(make_user(Role.DIRECTOR, school)).get() == own
    assert not SchoolCalendar.objects.visible_to(make_user(Role.VOLUNTEER)).exists()
