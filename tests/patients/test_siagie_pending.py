"""The director confirms every state that waits in one act (art. 10.3, 40.a); without an account, by name."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from patients import services
from patients.models import SiagieStatus
from patients.queries import due_for
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from tests.accounts.factories import make_user
from tests.network.factories import SchoolFactory
from tests.patients.factories import registered_pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = date(2026, 6, 10)
URL = reverse("patients:siagie_pending")


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def director(school):
    return make_user(Role.DIRECTOR, school)


def waiting(seho, school, **values):
    pupil = registered_pupil(seho, starts_on=values.pop("starts_on", date(2026, 6, 1)), school=school, **values)
    return pupil.siagie_statuses.get()


def confirmed():
    return set(SiagieStatus.objects.exclude(confirmed_on=None).values_list("pk", flat=True))


def test_one_thing_is_due_for_all_states_and_names_the_pupil_of_one(seho, school, director):
    first = waiting(seho, school)
    [item] = due_for(director, DAY)
    assert str(first.patient) in item.text
    assert item.url == reverse("patients:siagie_confirm", args=[first.patient_id, first.pk])
    waiting(seho, school)
    [item] = due_for(director, DAY)
    assert "2 estudiantes" in item.text
    assert item.url == URL
    assert due_for(make_user(Role.DIRECTOR), DAY) == []


def test_what_is_ticked_is_confirmed_and_the_rest_waits(seho, school, director, signed):
    first, second = waiting(seho, school), waiting(seho, school)
    foreign = waiting(seho, SchoolFactory(), paternal_surname="Zegarra")
    page = signed(director).get(URL).content.decode()
    assert str(first.patient) in page
    assert "Zegarra" not in page
    assert signed(director).post(URL, {"states": [first.pk], "confirmed_on": "2026-06-10"})["Location"] == URL
    assert confirmed() == {first.pk}
    refused = signed(director).post(URL, {"states": [second.pk, foreign.pk], "confirmed_on": "2026-06-10"})
    assert "no está en la lista" in refused.content.decode()
    assert confirmed() == {first.pk}
    signed(director).post(URL, {"states": [second.pk], "confirmed_on": "2026-06-10"})
    assert "No hay estados por registrar" in signed(director).get(URL).content.decode()
    assert AuditEvent.objects.filter(act="Confirmó el registro en SIAGIE", by=director).count() == 2


@pytest.mark.parametrize("day", ["2026-06-04", "2026-06-11"])
def test_a_day_that_fits_not_all_of_them_confirms_none(seho, school, director, signed, day):
    rows = [waiting(seho, school), waiting(seho, school, starts_on=date(2026, 6, 5))]
    page = signed(director).post(URL, {"states": [row.pk for row in rows], "confirmed_on": day}).content.decode()
    assert "No puede ser anterior al inicio" in page or "aún no llega" in page
    assert confirmed() == set()


def test_without_an_account_the_name_is_kept_and_is_needed(seho, school):
    status = waiting(seho, school)
    with pytest.raises(ValidationError):
        services.confirm_siagie(by=None, status=status, on=DAY, today=DAY)
    services.confirm_siagie(by=None, status=status, on=DAY, today=DAY, confirmed_name="Luz Tutora Quinta")
    status.refresh_from_db()
    assert (status.confirmed_by, status.confirmed_name) == (None, "Luz Tutora Quinta")
    event = AuditEvent.objects.get(act="Confirmó el registro en SIAGIE (por el enlace de entrega)")
    assert event.by is None
    assert "Luz" not in str(event.after)
    with pytest.raises(IntegrityError, match="siagie_confirmed_paired"), transaction.atomic():
        SiagieStatus.objects.filter(pk=status.pk).update(confirmed_name="")


PAGE_QUERIES = 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(seho, school, director, signed, count, django_assert_num_queries):
    for _ in range(count):
        waiting(seho, school)
    client = signed(director)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(URL)
