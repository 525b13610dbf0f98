"""The administration of the curriculum."""

from datetime import date

import pytest
from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.curriculum.models import Area, Period, SchoolCalendar
from tests.accounts.factories import make_user
from tests.curriculum.factories import (
    AreaFactory,
    CompetencyFactory,
    MotherTongueFactory,
    SchoolCalendarFactory,
    SchoolGradeFactory,
)
from tests.network.factories import SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client, today):
    client.force_login(make_user(Role.ADMIN))
    return client


@pytest.mark.parametrize("name", ["level", "competency", "area", "mothertongue", "schoolcalendar"])
def test_catalogue_is_listed_and_opened(admin_client, name):
    rows = {
        "level": SchoolGradeFactory().level,
        "competency": CompetencyFactory(capacities=["Una"]),
        "area": AreaFactory(competencies=[CompetencyFactory()]),
        "mothertongue": MotherTongueFactory(),
        "schoolcalendar": SchoolCalendarFactory(with_periods=True),
    }
    assert admin_client.get(reverse(f"admin:curriculum_{name}_changelist")).status_code == 200
    address = reverse(f"admin:curriculum_{name}_change", args=[rows[name].pk])
    assert admin_client.get(address).status_code == 200


def test_only_national_calendars_are_there(admin_client):
    own = SchoolCalendarFactory(school=SchoolFactory())
    address = reverse("admin:curriculum_schoolcalendar_change", args=[own.pk])
    assert admin_client.get(address).status_code == 302
    assert SchoolCalendar.objects.get() == own


def formset(prefix, *rows, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_national_calendar_is_added_with_its_periods_and_events(admin_client):
    calendar = {
        "modality": "EBR",
        "year": "2027",
        "kind": "BIMESTER",
        "label": "Calendario nacional 2027",
        "starts_on": "01/01/2027",
        "ends_on": "31/12/2027",
    }
    period = {"number": "1", "name": "I bimestre", "starts_on": "15/03/2027", "ends_on": "14/05/2027"}
    response = admin_client.post(reverse("admin:curriculum_schoolcalendar_add"), calendar | formset("periods", period))
    assert response.status_code == 302
    made = SchoolCalendar.objects.get(year=2027)
    assert (made.school, made.periods.get().starts_on) == (None, date(2027, 3, 15))
    assert [*AuditEvent.objects.values_list("act", flat=True)] == ["Agregó al catálogo"] * 2


def test_period_is_corrected_and_another_taken_away_with_their_events(admin_client):
    calendar = SchoolCalendarFactory(with_periods=True)
    first, *_, last = calendar.periods.all()
    rows = [
        {"id": p.pk, "number": p.number, "name": p.name, "starts_on": p.starts_on, "ends_on": p.ends_on}
        for p in calendar.periods.all()
    ]
    rows[0]["ends_on"] = "2026-05-22"
    rows[-1]["DELETE"] = "on"
    names = ("modality", "year", "kind", "label", "starts_on", "ends_on")
    response = admin_client.post(
        reverse("admin:curriculum_schoolcalendar_change", args=[calendar.pk]),
        {name: getattr(calendar, name) for name in names} | formset("periods", *rows, initial=4),
    )
    assert response.status_code == 302
    first.refresh_from_db()
    assert first.ends_on == date(2026, 5, 22)
    assert not Period.objects.filter(pk=last.pk).exists()
    acts = {*AuditEvent.objects.filter(object_type="curriculum.period").values_list("act", "object_id")}
    assert acts == {("Corrigió el catálogo", str(first.pk)), ("Retiró del catálogo", str(last.pk))}


def test_area_itself_is_not_deleted(admin_client):
    area = AreaFactory()
    address = reverse("admin:curriculum_area_delete", args=[area.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    assert Area.objects.exists()
