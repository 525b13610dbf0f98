"""Each act writes once, with its audit event, or not at all."""

from datetime import date
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError

from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.network import services
from seho.network.enums import SehoScope, SehoState, SpaceKind
from seho.network.models import Agreement, LearningSpace, School, Seho
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
def specialist():
    return make_user(Role.UGEL_SPECIALIST)


def values(**changes):
    return {
        "name": "Servicio Educativo Hospitalario Goyeneche",
        "short_name": "SEHO Goyeneche",
        "scope": SehoScope.HOSPITAL_AND_HOME,
        "ugel": UgelFactory(),
        "hospital": HospitalFactory(),
        "resolution_number": "RD 1",
        "state": SehoState.ACTIVE,
        "opened_on": date(2024, 3, 1),
    } | changes


def last_event():
    return AuditEvent.objects.latest("pk")


# --- services --------------------------------------------------------------------------------------


def test_service_is_registered_with_its_event(specialist, today):
    seho = services.save_seho(by=specialist, today=today, **values())
    event = last_event()
    assert (event.by, event.act, event.seho_id) == (specialist, "Registró el servicio", seho.pk)
    assert event.after["short_name"] == "SEHO Goyeneche"
    assert seho.registration_code is None


def test_change_of_a_service_keeps_what_it_was(specialist, today):
    seho = SehoFactory(short_name="Antes")
    services.save_seho(by=specialist, today=today, seho=seho, short_name="Después")
    seho.refresh_from_db()
    assert seho.short_name == "Después"
    assert (last_event().before, last_event().after) == ({"short_name": "Antes"}, {"short_name": "Después"})


def test_service_that_misses_what_the_norm_asks_is_not_written(specialist, today):
    with pytest.raises(ValidationError) as caught:
        services.save_seho(by=specialist, today=today, **values(hospital=None, resolution_number=""))
    assert set(caught.value.message_dict) == {"hospital", "resolution_number"}
    assert not Seho.objects.exists()
    assert not AuditEvent.objects.exists()


def test_services_own_code_is_not_written_by_its_ugel(specialist, today):
    with pytest.raises(TypeError, match="registration_code"):
        services.save_seho(by=specialist, today=today, **values(registration_code="X"))


def test_service_is_closed_with_resolution_and_reason(specialist, today):
    seho = SehoFactory()
    closing = {"state": SehoState.CLOSED, "closed_on": today, "closing_resolution": "RD 9"}
    with pytest.raises(ValidationError) as caught:
        services.save_seho(by=specialist, today=today, seho=seho, **closing)
    assert set(caught.value.message_dict) == {"closing_reason"}
    services.save_seho(by=specialist, today=today, seho=seho, **closing, closing_reason="Vencimiento")
    seho.refresh_from_db()
    assert (seho.state, seho.closed_on) == (SehoState.CLOSED, today)


def test_minedu_assigns_the_code_once(today):
    minedu, seho, other = make_user(Role.MINEDU), SehoFactory(registration_code=None), SehoFactory()
    services.assign_code(by=minedu, seho=seho, registration_code="SEHO-1")
    seho.refresh_from_db()
    assert seho.registration_code == "SEHO-1"
    assert last_event().after == {"registration_code": "SEHO-1"}
    with pytest.raises(ValidationError, match="Otro servicio ya tiene ese código"):
        services.assign_code(by=minedu, seho=other, registration_code="SEHO-1")


# --- agreements and spaces -------------------------------------------------------------------------

AGREEMENT = {
    "number": "Convenio 1",
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2026, 12, 31),
    "parties": "GRE y hospital",
}


def test_agreement_is_added_and_changed(specialist):
    seho = SehoFactory()
    agreement = services.add_agreement(by=specialist, seho=seho, **AGREEMENT)
    assert (last_event().act, last_event().seho_id) == ("Registró el convenio", seho.pk)
    services.change_agreement(by=specialist, agreement=agreement, ends_on=date(2027, 12, 31))
    agreement.refresh_from_db()
    assert agreement.ends_on == date(2027, 12, 31)
    assert last_event().before == {"ends_on": "2026-12-31"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
        ({"signed_on": date(2027, 1, 1)}, "signed_on"),
        ({"number": "Convenio repetido"}, "number"),
    ],
)
def test_impossible_agreement_is_told_beside_its_field(specialist, changes, field):
    seho = AgreementFactory(number="Convenio repetido").seho
    with pytest.raises(ValidationError) as caught:
        services.add_agreement(by=specialist, seho=seho, **AGREEMENT | changes)
    assert list(caught.value.message_dict) == [field]
    assert Agreement.objects.count() == 1


def test_agreement_of_one_day_is_possible(specialist):
    day = AGREEMENT | {"ends_on": AGREEMENT["starts_on"]}
    assert services.add_agreement(by=specialist, seho=SehoFactory(), **day).pk


def test_space_is_added_and_changed(specialist):
    seho = SehoFactory()
    space = services.add_space(by=specialist, seho=seho, kind=SpaceKind.BEDSIDE, name="Sala cama 3")
    assert (space.is_active, last_event().act) == (True, "Registró el espacio")
    services.change_space(by=specialist, space=space, is_active=False)
    space.refresh_from_db()
    assert not space.is_active


def test_space_with_a_name_that_is_taken_is_refused(specialist):
    space = LearningSpaceFactory()
    with pytest.raises(ValidationError) as caught:
        services.add_space(by=specialist, seho=space.seho, kind=SpaceKind.VIRTUAL, name=space.name)
    assert list(caught.value.message_dict) == ["name"]
    services.change_space(by=specialist, space=space, name=space.name)
    assert LearningSpace.objects.count() == 1


# --- schools ---------------------------------------------------------------------------------------

SCHOOL = {
    "modular_code": "0309369",
    "annex": "0",
    "name": "Nueva Esperanza",
    "level_code": "B0",
    "management": "1",
    "department": "Arequipa",
    "province": "Arequipa",
    "district": "Yura",
}


def test_school_registered_by_hand_is_provisional_and_found(specialist):
    school = services.add_school(by=specialist, **SCHOOL)
    assert (school.is_provisional, school.level_name) == (True, "Primaria")
    assert "nueva esperanza" in school.search_text
    assert last_event().act == "Registró la institución a mano"
    assert "search_text" not in last_event().after


def test_school_whose_code_is_taken_says_by_which(specialist):
    SchoolFactory(modular_code="0309369", annex="0", name="40123 José Olaya")
    with pytest.raises(ValidationError) as caught:
        services.add_school(by=specialist, **SCHOOL)
    assert "40123 José Olaya" in caught.value.message_dict["modular_code"][0]
    services.add_school(by=specialist, **SCHOOL | {"annex": "1"})
    assert School.objects.count() == 2


def test_contact_of_a_school_is_corrected_and_nothing_else(specialist):
    school = SchoolFactory(phone="054 111111", name="José Olaya")
    school.name = "No se guarda"
    services.save_school_contact(by=specialist, school=school, phone="987654321", email="ie@ejemplo.pe")
    school.refresh_from_db()
    assert (school.phone, school.email, school.name) == ("987654321", "ie@ejemplo.pe", "José Olaya")
    assert last_event().before["phone"] == "054 111111"
    with pytest.raises(TypeError):
        services.save_school_contact(by=specialist, school=school, modular_code="7654321")


# --- all of them -----------------------------------------------------------------------------------


def acts(today):
    seho, space, agreement, school = (
        SehoFactory(),
        LearningSpaceFactory(),
        AgreementFactory(),
        SchoolFactory(),
    )
    return {
        "save_seho": lambda **by: services.save_seho(today=today, seho=seho, name="X", **by),
        "new_seho": lambda **by: services.save_seho(today=today, **values(), **by),
        "assign_code": lambda **by: services.assign_code(seho=seho, registration_code="X", **by),
        "add_agreement": lambda **by: services.add_agreement(seho=seho, **AGREEMENT, **by),
        "change_agreement": lambda **by: services.change_agreement(agreement=agreement, number="X", **by),
        "add_space": lambda **by: services.add_space(seho=seho, kind="HOME", name="X", **by),
        "change_space": lambda **by: services.change_space(space=space, name="X", **by),
        "add_school": lambda **by: services.add_school(**SCHOOL, **by),
        "save_school_contact": lambda **by: services.save_school_contact(school=school, phone="9", **by),
    }


def everything():
    models = (Seho, Agreement, LearningSpace, School)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(
    "act",
    [
        "save_seho", "new_seho", "assign_code", "add_agreement", "change_agreement", "add_space",
        "change_space", "add_school", "save_school_contact",
    ],
)  # fmt: skip
def test_nothing_is_written_when_the_audit_fails(act, specialist, today):
    do = acts(today)[act]
    UgelFactory()
    before = everything()
    with patch("seho.accounts.audit.record", side_effect=RuntimeError), pytest.raises(RuntimeError):
        do(by=specialist)
    assert everything() == before
    do(by=specialist)
    assert everything() != before
