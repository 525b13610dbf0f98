"""The administration of catalogues: the technical administrator's, audited, without deletions."""

import pytest
from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.network.models import Hospital, Seho
from tests.accounts.factories import make_user
from tests.network.factories import HospitalFactory, SchoolFactory

pytestmark = pytest.mark.django_db

CATALOGUES = ["network_region", "network_ugel", "network_hospital", "network_school"]


@pytest.fixture
def admin_client(client, today):
    client.force_login(make_user(Role.ADMIN))
    return client


@pytest.mark.parametrize("name", CATALOGUES)
def test_catalogue_is_listed_searched_and_added_to(admin_client, name):
    SchoolFactory()
    HospitalFactory()
    for action in ("changelist", "add"):
        assert admin_client.get(reverse(f"admin:{name}_{action}"), {"q": "1"}).status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_nobody_else_enters(client, role, today):
    client.force_login(make_user(role, is_staff=True))
    assert client.get(reverse("admin:network_hospital_changelist")).status_code == 403


def test_correction_keeps_its_event(admin_client):
    hospital = HospitalFactory(category="II-1")
    data = {"code": hospital.code, "name": hospital.name, "category": "III-1", "is_active": "on"}
    response = admin_client.post(reverse("admin:network_hospital_change", args=[hospital.pk]), data)
    assert response.status_code == 302
    hospital.refresh_from_db()
    assert hospital.category == "III-1"
    event = AuditEvent.objects.latest("pk")
    assert (event.act, event.before["category"]) == ("Corrigió el catálogo", "II-1")


def test_addition_keeps_its_event_and_is_found(admin_client):
    data = {"code": "00012345", "name": "Clínica Ñaña", "category": "II-1", "is_active": "on"}
    admin_client.post(reverse("admin:network_hospital_add"), data)
    assert "nana" in Hospital.objects.get(code="00012345").search_text
    assert AuditEvent.objects.latest("pk").act == "Agregó al catálogo"


def test_nothing_is_deleted(admin_client):
    hospital = HospitalFactory()
    address = reverse("admin:network_hospital_delete", args=[hospital.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    admin_client.post(
        reverse("admin:network_hospital_changelist"),
        {"action": "delete_selected", "_selected_action": [hospital.pk], "post": "yes"},
    )
    assert Hospital.objects.filter(pk=hospital.pk).exists()


def test_services_are_not_managed_there(admin_client):
    from django.contrib import admin

    assert not admin.site.is_registered(Seho)
