"""The district of a pupil's home: of the catalogue with its code, or as it stood before there was one."""

from __future__ import annotations

import pytest

from patients.forms.people import EditPatientForm
from patients.models import Patient
from seho.network.models import District
from tests.patients.factories import PatientFactory

pytestmark = pytest.mark.django_db


def typed(pupil: Patient, district: str) -> EditPatientForm:
    shown = EditPatientForm(instance=pupil)
    data = {name: shown[name].value() or "" for name in shown.fields if name != "has_special_needs"}
    form = EditPatientForm({**data, "address_district": district}, instance=pupil)
    assert form.is_valid(), form.errors
    return form


def test_a_district_is_kept_with_its_code_and_what_stood_may_stay() -> None:
    pupil = PatientFactory(address_district="Cercado", address_ubigeo="")
    District.objects.create(inei="040104", name="Cerro Colorado", province="Arequipa", department="Arequipa")
    found = typed(pupil, "cerro colorado").cleaned_data
    assert (found["address_district"], found["address_ubigeo"]) == ("Cerro Colorado, Arequipa, Arequipa", "040104")
    stood = typed(pupil, "Cercado").cleaned_data
    assert stood["address_district"] == "Cercado"
    assert "address_ubigeo" not in stood
    none = typed(pupil, "").cleaned_data
    assert (none["address_district"], none["address_ubigeo"]) == ("", "")
