"""The shapes of what is typed about a school."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms

from seho import forms
from seho.network import validators
from seho.network.forms.base import NetworkForm
from seho.network.forms.districts import DistrictField
from seho.network.models import District, School
from seho.network.queries.districts import has_districts
from seho.network.rules import DEPARTMENTS, SCHOOL_LEVELS
from seho.network.services.schools import CONTACT_FIELDS, SCHOOL_FIELDS

_PLACE = ("department", "province", "district")


class ContactForm(NetworkForm):
    director_name = forms.PersonNameField(label="Directora o director", max_length=120, required=False)
    phone = forms.PhoneField(label="Teléfono", required=False)

    class Meta:
        model = School
        fields = CONTACT_FIELDS


class SchoolForm(NetworkForm):
    """A school that the register does not have. Its place is a district of the catalogue, where that was taken in."""

    modular_code = forms.CharField(
        label="Código modular",
        max_length=7,
        validators=[validators.modular_code],
        help_text="7 dígitos, con sus ceros. Está en la ficha de matrícula y en la libreta.",
        widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    annex = forms.CharField(
        label="Anexo",
        max_length=1,
        initial="0",
        validators=[validators.annex_code],
        help_text="0 si es la sede principal.",
        widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    level_code = django_forms.ChoiceField(label="Nivel o modalidad", choices=[("", "Elija…"), *SCHOOL_LEVELS.items()])
    department = django_forms.ChoiceField(
        label="Departamento", choices=[("", "Elija…"), *((name, name) for name in DEPARTMENTS)]
    )
    local_code = forms.CharField(
        label="Código de local",
        max_length=6,
        required=False,
        validators=[validators.local_code],
        widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    director_name = forms.PersonNameField(label="Directora o director", max_length=120, required=False)
    phone = forms.PhoneField(label="Teléfono", required=False)

    class Meta:
        model = School
        fields = SCHOOL_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("province", "district", "management"):
            self.fields[name].required = True
        if has_districts():
            names = list(self.fields)
            for name in _PLACE:
                del self.fields[name]
            self.fields["place"] = DistrictField(label="Distrito")
            self.order_fields("place" if name == _PLACE[0] else name for name in names)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        found = cleaned.pop("place", None)
        if isinstance(found, District):
            cleaned |= {"district": found.name, "province": found.province, "department": found.department}
            cleaned["ubigeo"] = found.inei
        return cleaned
