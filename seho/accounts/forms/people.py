"""People and their posts: inviting, giving a role, ending it, and the filters of the lists."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from seho.accounts.backends import DEMO_DOMAIN
from seho.accounts.enums import ROLE_UNIT, AccessKind, CheckLaw, PeopleState, Role, UnitKind
from seho.accounts.models import User
from seho.accounts.querysets import units_in_charge
from seho.accounts.rules import CHECKED_ROLES
from seho.forms import CharField, DateField, Form, ModelForm, PersonNameField, TextField

LONGEST_REASON = 500

# Catalogues too long for a list: their units are named by code.
_CODED = {
    UnitKind.SCHOOL: (
        "Código modular y anexo de la institución educativa",
        "Siete cifras, y el anexo si no es 0: 0523456 o 0523456-1.",
        "No hay una institución educativa a su cargo con ese código modular y anexo.",
    ),
    UnitKind.HOSPITAL: (
        "Código RENIPRESS del establecimiento de salud",
        "Como 00007734.",
        "No hay un establecimiento de salud a su cargo con ese código.",
    ),
}


class _UnitForm(forms.Form):
    """The field of the unit, which must be there before the house's base looks at the fields."""

    def __init__(self, *args: Any, by: User, role: Role, **kwargs: Any) -> None:
        self.role, self.kind = role, ROLE_UNIT[role]
        super().__init__(*args, **kwargs)
        if self.kind:
            self.units = units_in_charge(by, role)
            self.fields["unit"] = _unit_field(self.kind, self.units)

    def clean_unit(self) -> models.Model:
        unit = self.cleaned_data["unit"]
        return unit if isinstance(unit, models.Model) else _by_code(self.kind, self.units, unit)


class PostForm(Form, _UnitForm):
    """A role in a unit that `by` may give, from a day on; the cleaned `unit` is the unit itself."""

    starts_on = DateField(label="Desde")
    ends_on = DateField(label="Hasta", required=False, help_text="Déjelo vacío si no tiene fecha de término.")
    checked_on = DateField(
        label="Antecedentes verificados el",
        required=False,
        help_text="Día en que verificó las tres leyes: 29988, 30794 y 30901 (DCF 3.ª).",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        self._offer_the_only_unit()
        if self.role not in CHECKED_ROLES:
            del self.fields["checked_on"]
        self.order_fields(("unit", "starts_on", "ends_on", "checked_on"))

    def _offer_the_only_unit(self) -> None:
        field = self.fields.get("unit")
        if isinstance(field, forms.ModelChoiceField) and len(first := list(self.units[:2])) == 1:
            field.initial = first[0]

    def clean_checked_on(self) -> date | None:
        return _not_later(self.cleaned_data["checked_on"], self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "El último día no puede ser anterior al primero.")
        return cleaned

    def post(self) -> dict[str, Any]:
        """What the services ask of a post."""
        names = ("starts_on", "ends_on", "checked_on", "unit")
        return {"role": self.role, "unit": None} | {
            name: self.cleaned_data[name] for name in names if name in self.cleaned_data
        }


class InviteForm(PostForm):
    """A new person together with the first post."""

    email = forms.EmailField(label="Correo electrónico", help_text="Con este correo ingresará.")
    given_names = PersonNameField(label="Nombres")
    surnames = PersonNameField(label="Apellidos")
    position = CharField(
        label="Cargo",
        required=False,
        max_length=120,
        help_text="Como debe figurar bajo su firma en los documentos.",
    )
    document_number = CharField(label="Número de documento", required=False, max_length=15)

    PERSON: ClassVar[tuple[str, ...]] = ("email", "given_names", "surnames", "position", "document_number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields((*self.PERSON, "unit", "starts_on", "ends_on", "checked_on"))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email.endswith(DEMO_DOMAIN) and not settings.SEHO_DEMO:
            raise ValidationError(
                f"Los correos {DEMO_DOMAIN} son de la demostración y no pueden ingresar. Escriba otro."
            )
        return email

    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.PERSON}


class PersonForm(ModelForm):
    given_names = PersonNameField(label="Nombres")
    surnames = PersonNameField(label="Apellidos")

    class Meta:
        model = User
        fields = ("given_names", "surnames", "position", "document_number")
        help_texts = {"position": "Como debe figurar bajo su firma en los documentos."}


class EndPostForm(Form):
    ends_on = DateField(label="Último día", help_text="Hasta ese día podrá usar el programa con este rol.")
    reason = CharField(label="Motivo", required=False, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, starts_on: date, today: date, **kwargs: Any) -> None:
        self.starts_on = starts_on
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = max(today, starts_on)

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < self.starts_on:
            raise ValidationError(f"El rol empezó el {self.starts_on:%d/%m/%Y}: no puede terminar antes.")
        return ends_on


class CheckForm(Form):
    """Which registers were consulted, and when: each law is ticked by whoever answers for it, none beforehand."""

    laws = forms.MultipleChoiceField(
        label="Qué verificó",
        choices=[(law.value, f"{law.label}: {law.hint}") for law in CheckLaw],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque al menos una ley."},
    )
    checked_on = DateField(label="Verificado el")
    note = CharField(
        label="Constancia o documento revisado",
        required=False,
        max_length=200,
        help_text="Por ejemplo, el tipo y número de la constancia. No adjunte ni copie antecedentes.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["checked_on"].initial = today

    def clean_laws(self) -> list[CheckLaw]:
        return [CheckLaw(law) for law in self.cleaned_data["laws"]]

    def clean_checked_on(self) -> date | None:
        return _not_later(self.cleaned_data["checked_on"], self.today)


class WithdrawCheckForm(Form):
    reason = CharField(label="¿Por qué se retira?", max_length=200)


class DeactivateForm(Form):
    reason = TextField(label="Motivo", max_length=LONGEST_REASON)


class PeopleFilterForm(Form):
    """The filters stand in the address: `q`, `rol`, `estado`."""

    q = CharField(label="Nombre o correo", required=False, max_length=100)
    rol = forms.ChoiceField(label="Rol", required=False, choices=[("", "Todos"), *Role.choices])
    estado = forms.ChoiceField(label="Estado", required=False, choices=[("", "Todas"), *PeopleState.choices])


class AccessFilterForm(Form):
    """The filters stand in the address: `q` (who read), `tipo`, `desde`, `hasta`."""

    q = CharField(label="Quién leyó", required=False, max_length=100)
    tipo = forms.ChoiceField(label="Qué leyó", required=False, choices=[("", "Todo"), *AccessKind.choices])
    desde = DateField(label="Desde", required=False)
    hasta = DateField(label="Hasta", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            css = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = css


def _unit_field(kind: UnitKind, units: models.QuerySet[Any]) -> forms.Field:
    if kind in _CODED:
        label, help_text, _ = _CODED[kind]
        return CharField(label=label, help_text=help_text, max_length=20)
    return forms.ModelChoiceField(units, label=kind.label)


def _by_code(kind: UnitKind | None, units: models.QuerySet[Any], typed: str) -> models.Model:
    assert kind is not None
    code = re.sub(r"\s", "", typed).upper()
    if kind is UnitKind.SCHOOL:
        modular_code, _, annex = code.partition("-")
        found = units.filter(modular_code=modular_code, annex=annex or "0").first()
    else:
        found = units.filter(code=code.zfill(8)).first()
    if found is None:
        raise ValidationError(_CODED[kind][2])
    unit: models.Model = found
    return unit


def _not_later(day: date | None, today: date) -> date | None:
    if day and day > today:
        raise ValidationError("Escriba el día en que ya se hizo la verificación: no puede ser posterior a hoy.")
    return day
