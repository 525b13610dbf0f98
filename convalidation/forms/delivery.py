"""The forms of a delivery: to whom, and what the holder of its link must know."""

from __future__ import annotations

from typing import Any

from django import forms

from convalidation.models import Delivery
from seho.forms import CharField, DateField, Form, ModelForm


class DeliverForm(ModelForm):
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    expires_on = DateField(label="El enlace sirve hasta el")

    class Meta:
        model = Delivery
        fields = ("client_id", "name", "post", "email", "expires_on")
        help_texts = {"email": "Sin correo, copie el mensaje y envíelo por WhatsApp u otro medio."}


class NumberForm(Form):
    """The second factor: what whoever should have the link knows already."""

    answer = CharField(
        label="Número del documento de identidad de la o el estudiante",
        help_text="DNI, carné de extranjería u otro con el que está en la matrícula.",
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    back = CharField(required=False, widget=forms.HiddenInput)


class BirthDateForm(Form):
    answer = DateField(label="Fecha de nacimiento de la o el estudiante", help_text="Por ejemplo, 05/03/2016.")
    back = CharField(required=False, widget=forms.HiddenInput)


def factor_form(data: Any, *, asks_birth_date: bool, back: str) -> NumberForm | BirthDateForm:
    kind = BirthDateForm if asks_birth_date else NumberForm
    return kind(data, initial={"back": back})
