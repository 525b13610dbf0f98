"""The types read from dates alone are those of the whole facts, whatever happened to the pupil."""

from datetime import date

import pytest

from patients.enums import Setting
from patients.models import Enrollment, Episode, Patient, Stay
from patients.queries import accumulated_days, facts_for_episodes, facts_for_many, types_of
from patients.rules import StudentType
from seho.curriculum.enums import CalendarKind, Modality
from tests.curriculum.factories import PeriodFactory, SchoolCalendarFactory
from tests.network.factories import SchoolFactory, SehoFactory
from tests.patients.factories import EpisodeFactory, PatientFactory, StayFactory, registered_pupil

pytestmark = pytest.mark.django_db
TODAY = date(2025, 9, 20)


@pytest.fixture
def pupils():
    """One of each: A, B, announced B, C, without paper, ended, twice, not enrolled, of EBA, without episode."""
    seho = SehoFactory()
    registered_pupil(seho, starts_on=date(2025, 9, 1))
    registered_pupil(seho, starts_on=date(2025, 8, 1))
    announced = registered_pupil(seho, starts_on=date(2025, 9, 10))
    Stay.objects.filter(patient=announced).update(estimated_days=60)
    registered_pupil(seho, starts_on=date(2025, 8, 1), setting=Setting.HOME)
    registered_pupil(seho, starts_on=date(2025, 9, 1)).stays.get().accreditations.all().delete()
    registered_pupil(seho, starts_on=date(2025, 4, 29), ends_on=date(2025, 5, 10), hospital_from=date(2025, 4, 1))
    back = registered_pupil(seho, starts_on=date(2025, 3, 1), ends_on=date(2025, 3, 20))
    StayFactory(patient=back, starts_on=date(2025, 9, 5), ends_on=None)
    EpisodeFactory(patient=back, seho=SehoFactory(), starts_on=date(2025, 9, 5))
    registered_pupil(seho, starts_on=date(2025, 9, 1)).enrollments.all().delete()
    _of_eba(registered_pupil(seho, starts_on=date(2025, 7, 25)))
    PatientFactory()
    return Patient.objects.all()


def _of_eba(pupil):
    school = SchoolFactory(alternative=True)
    Enrollment.objects.filter(patient=pupil).update(school=school)
    grade = pupil.enrollments.get().school_grade
    type(grade.level).objects.filter(pk=grade.level_id).update(modality=Modality.EBA)
    calendar = SchoolCalendarFactory(school=school, modality=Modality.EBA, year=2025, kind=CalendarKind.PROMOTIONAL)
    for number, start, end in ((1, date(2025, 3, 1), date(2025, 7, 31)), (2, date(2025, 8, 10), date(2025, 12, 18))):
        PeriodFactory(calendar=calendar, number=number, starts_on=start, ends_on=end)


def test_they_are_those_of_the_facts(pupils):
    found = types_of(pupils, TODAY)
    facts = {one.patient.pk: one for one in facts_for_many(pupils, TODAY) if one.episode is not None}
    assert {pk: one.verdict for pk, one in found.items()} == {pk: one.verdict for pk, one in facts.items()}
    assert {pk: one.seho_id for pk, one in found.items()} == {pk: one.episode.seho_id for pk, one in facts.items()}
    assert [one.is_in_attention for one in found.values()] == [facts[pk].is_in_attention for pk in found]
    assert {one.verdict.type for one in found.values()} == {None, *StudentType}


def test_what_is_shown_is_the_announced_type_while_the_pupil_is_there(pupils):
    announced = Stay.objects.get(starts_on=date(2025, 9, 10)).patient_id
    one = types_of(pupils, TODAY)[announced]
    assert (one.verdict.type, one.shown) == (StudentType.A, StudentType.B)


@pytest.mark.usefixtures("pupils")
def test_the_days_are_those_of_the_facts():
    episodes = list(Episode.objects.order_by("pk").select_related("patient"))
    facts = facts_for_episodes(episodes, TODAY)
    assert accumulated_days(episodes, TODAY) == [one.accumulated_days for one in facts]
    assert len({one.accumulated_days for one in facts}) > 4


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_as_many_queries_as_one(count, django_assert_num_queries):
    seho = SehoFactory()
    for _ in range(count):
        registered_pupil(seho, starts_on=date(2025, 9, 1))
    with django_assert_num_queries(5):
        assert len(types_of(Patient.objects.all(), TODAY)) == count
