"""Health data is of the service that attends: who attended before does not read what came later (art. 6.d)."""

from datetime import date

import pytest
from django.urls import reverse

from patients.models import Accreditation, Diagnosis
from seho.accounts.enums import Role
from seho.accounts.models import AccessEvent
from tests.accounts.factories import make_user
from tests.network.factories import SehoFactory
from tests.patients.factories import AccreditationFactory, EpisodeFactory, StayFactory, registered_pupil

pytestmark = pytest.mark.django_db
CANARY = "canario-de-salud"


@pytest.fixture
def told(today):
    """A pupil whom one service attended in March and another attends since May, each with its diagnosis."""
    former, present = SehoFactory(), SehoFactory()
    pupil = registered_pupil(former, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 20))
    by = make_user(Role.COORDINATOR, present)
    later = StayFactory(patient=pupil, hospital=present.hospital, starts_on=date(2026, 5, 4), created_by=by)
    AccreditationFactory(stay=later, recorded_by=by)
    EpisodeFactory(patient=pupil, seho=present, starts_on=date(2026, 5, 5), registered_by=by)
    for stay in pupil.stays.all():
        Diagnosis.objects.create(stay=stay, text=f"{CANARY} {stay.starts_on:%m}", updated_by=by)
    return former, present, pupil, later


def test_the_former_service_reads_its_own_stay_and_no_later_one(told):
    former, _, pupil, later = told
    psychologist = make_user(Role.PSYCHOLOGIST, former)
    assert [row.stay for row in Diagnosis.objects.visible_to(psychologist)] == [pupil.stays.earliest("starts_on")]
    assert later.accreditations.get() not in Accreditation.objects.visible_to(psychologist)


def test_the_present_service_reads_both(told):
    _, present, _, _ = told
    assert Diagnosis.objects.visible_to(make_user(Role.COORDINATOR, present)).count() == 2


@pytest.mark.parametrize("role", [Role.TEACHER, Role.VOLUNTEER, Role.UGEL_SPECIALIST])
def test_nobody_else_reads_any(told, role):
    _, present, _, _ = told
    unit = present.ugel if role == Role.UGEL_SPECIALIST else present
    assert not Diagnosis.objects.visible_to(make_user(role, unit)).exists()


def test_a_later_diagnosis_is_not_there_for_the_former_service(client, told):
    former, _, pupil, later = told
    client.force_login(make_user(Role.COORDINATOR, former))
    response = client.post(reverse("patients:diagnosis", args=[pupil.pk, later.pk]))
    assert response.status_code == 404
    assert not AccessEvent.objects.filter(kind="HEALTH").exists()
    page = client.get(reverse("patients:stays", args=[pupil.pk])).content.decode()
    assert page.count("Ver dato de salud reservado") == 1
