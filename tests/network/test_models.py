"""What the database refuses, whoever writes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from seho.network.enums import SehoState
from seho.network.models import Agreement, LearningSpace, School, Seho
from tests.network.factories import (
    AgreementFactory,
    HospitalFactory,
    LearningSpaceFactory,
    SchoolFactory,
    SehoFactory,
    UgelFactory,
)

pytestmark = pytest.mark.django_db


def refused(make, constraint):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    # SQLite names the columns of a unique index, PostgreSQL its name.
    assert constraint in str(caught.value) or "UNIQUE constraint failed" in str(caught.value)
    return True


def test_code_modular_is_unique_only_with_its_annex():
    first = SchoolFactory(modular_code="0309369", annex="0")
    SchoolFactory(modular_code="0309369", annex="1")
    assert first.code == "0309369-0"
    assert refused(lambda: SchoolFactory(modular_code="0309369", annex="0"), "network_school_code_unique")


def test_codes_of_registration_are_unique_and_may_miss():
    SehoFactory(registration_code=None)
    SehoFactory(registration_code=None)
    SehoFactory(registration_code="A-1")
    assert refused(lambda: SehoFactory(registration_code="A-1"), "registration_code")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"hospital": None}, "network_seho_hospital_scope_has_hospital"),
        ({"opened_on": None}, "network_seho_active_has_opening"),
        ({"closed_on": date(2026, 1, 1)}, "network_seho_closed_has_closing"),
        ({"state": SehoState.CLOSED}, "network_seho_closed_has_closing"),
        (
            {"state": SehoState.CLOSED, "closed_on": date(2024, 2, 29)},
            "network_seho_closes_after_opening",
        ),
    ],
)
def test_impossible_service_is_refused(changes, constraint):
    seho = SehoFactory()
    assert refused(lambda: Seho.objects.filter(pk=seho.pk).update(**changes), constraint)


@pytest.mark.parametrize("trait", ["home_only", "planned", "closed", "discreet"])
def test_each_kind_of_service_is_possible(trait):
    SehoFactory(**{trait: True}).full_clean()


def test_agreement_does_not_end_before_it_starts():
    agreement = AgreementFactory()
    assert refused(
        lambda: Agreement.objects.filter(pk=agreement.pk).update(ends_on=date(2023, 12, 31)),
        "network_agreement_ends_after_start",
    )
    AgreementFactory(starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1))


def test_number_of_an_agreement_and_name_of_a_space_are_unique_in_their_service():
    agreement, space = AgreementFactory(), LearningSpaceFactory()
    AgreementFactory(number=agreement.number)
    LearningSpaceFactory(name=space.name)
    assert refused(
        lambda: AgreementFactory(seho=agreement.seho, number=agreement.number),
        "network_agreement_number_unique",
    )
    assert refused(lambda: LearningSpaceFactory(seho=space.seho, name=space.name), "network_space_name_unique")


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: SchoolFactory.build(modular_code="123456", ugel=None), "modular_code"),
        (lambda: SchoolFactory.build(modular_code="12345678", ugel=None), "modular_code"),
        (lambda: SchoolFactory.build(modular_code="12345６7", ugel=None), "modular_code"),
        (lambda: SchoolFactory.build(modular_code="1234567\n", ugel=None), "modular_code"),
        (lambda: SchoolFactory.build(annex="x", ugel=None), "annex"),
        (lambda: SchoolFactory.build(ubigeo="4010", ugel=None), "ubigeo"),
        (lambda: HospitalFactory.build(code="5987", ugel=None), "code"),
        (lambda: UgelFactory.build(code="30007"), "code"),
    ],
)
def test_code_of_another_shape_is_refused(make, field):
    with pytest.raises(ValidationError) as caught:
        make().clean_fields()
    assert field in caught.value.message_dict


def test_units_with_services_are_not_deleted():
    seho = LearningSpaceFactory().seho
    for row in (seho, seho.ugel, seho.hospital):
        with pytest.raises(IntegrityError):
            row.delete()
    assert LearningSpace.objects.count() == 1


def test_search_words_follow_a_partial_save():
    school = SchoolFactory(name="José Olaya")
    school.name = "Micaela Bastidas"
    school.save(update_fields=["name"])
    assert "micaela" in School.objects.get(pk=school.pk).search_text
    hospital = HospitalFactory(name="Goyeneche")
    hospital.name = "Honorio Delgado"
    hospital.save(update_fields=["name"])
    hospital.refresh_from_db()
    assert "honorio" in hospital.search_text
