"""Who sees what of the network."""

import pytest

from seho.accounts.enums import Role
from seho.network.models import Agreement, Hospital, LearningSpace, School, Seho
from seho.network.querysets import CATALOGUE_READERS
from tests.accounts.factories import make_user
from tests.network.factories import (
    AgreementFactory,
    HospitalFactory,
    LearningSpaceFactory,
    SchoolFactory,
    SehoFactory,
    UgelFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seho():
    """One service among others: of another UGEL of the region, of another region."""
    mine = SehoFactory()
    for other in (SehoFactory(ugel=UgelFactory(region=mine.ugel.region)), SehoFactory()):
        AgreementFactory(seho=other)
        LearningSpaceFactory(seho=other)
    AgreementFactory(seho=mine)
    LearningSpaceFactory(seho=mine)
    return mine


def seen(user):
    return [
        Seho.objects.visible_to(user).count(),
        Agreement.objects.visible_to(user).count(),
        LearningSpace.objects.visible_to(user).count(),
    ]


@pytest.mark.parametrize(
    ("role", "unit", "counts"),
    [
        (Role.COORDINATOR, lambda seho: seho, [1, 1, 1]),
        (Role.TEACHER, lambda seho: seho, [0, 0, 1]),
        (Role.PSYCHOLOGIST, lambda seho: seho, [0, 0, 1]),
        (Role.VOLUNTEER, lambda seho: seho, [0, 0, 1]),
        (Role.INTERN, lambda seho: seho, [0, 0, 1]),
        (Role.UGEL_SPECIALIST, lambda seho: seho.ugel, [1, 1, 1]),
        (Role.DRE_SPECIALIST, lambda seho: seho.ugel.region, [2, 2, 2]),
        (Role.MINEDU, lambda seho: None, [3, 3, 3]),
        (Role.ADMIN, lambda seho: None, [3, 3, 3]),
        (Role.DIRECTOR, lambda seho: SchoolFactory(ugel=seho.ugel), [0, 0, 0]),
        (Role.FOCAL_POINT, lambda seho: seho.hospital, [0, 0, 0]),
    ],
)
def test_services_agreements_and_spaces_seen_by(seho, role, unit, counts):
    assert seen(make_user(role, unit(seho))) == counts


def test_own_service_is_the_one_that_is_seen(seho):
    assert Seho.objects.visible_to(make_user(Role.COORDINATOR, seho)).get() == seho
    assert Seho.objects.visible_to(make_user(Role.UGEL_SPECIALIST, seho.ugel)).get() == seho


def test_whose_post_ended_sees_nothing(seho, today):
    former = make_user(Role.COORDINATOR, seho, membership__ends_on=today.replace(day=9))
    assert seen(former) == [0, 0, 0]
    assert not School.objects.visible_to(former).exists()


@pytest.mark.parametrize("role", Role)
def test_catalogues_are_read_by_teams_supervisors_and_administrator(role):
    user = make_user(role)
    rows = [HospitalFactory(), SchoolFactory()]
    rows += [rows[0].ugel, rows[0].ugel.region]
    seen = [type(row).objects.visible_to(user).filter(pk=row.pk).exists() for row in rows]
    assert seen == [role in CATALOGUE_READERS] * 4


def test_director_sees_her_school_and_focal_point_its_hospital():
    school, hospital = SchoolFactory(), HospitalFactory()
    SchoolFactory()
    HospitalFactory()
    assert School.objects.visible_to(make_user(Role.DIRECTOR, school)).get() == school
    assert Hospital.objects.visible_to(make_user(Role.FOCAL_POINT, hospital)).get() == hospital
