"""A record outside one's scope: by its exact document, never by a name."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet

from patients.enums import DocumentType, EmergencyGround
from patients.forms.shapes import DocumentMixin, DocumentNumberField, offer_sehos, prepare_document
from patients.services.emergency import Asked
from seho import forms
from seho.network.models import Seho

SHORTEST_REASON = 20


class EmergencyForm(DocumentMixin, forms.Form):
    client_id = django_forms.UUIDField(initial=uuid.uuid4, widget=django_forms.HiddenInput)
    seho = django_forms.ModelChoiceField(label="Su SEHO", queryset=Seho.objects.none())
    document_type = django_forms.ChoiceField(
        label="Tipo de documento", choices=[one for one in DocumentType.choices if one[0] != DocumentType.NONE]
    )
    document_number = DocumentNumberField(help_text="El número exacto: aquí no se busca por nombre.")
    ground = django_forms.ChoiceField(
        label="Por qué no puede esperar", choices=EmergencyGround.choices, widget=django_forms.RadioSelect
    )
    reason = forms.TextField(
        label="Qué ocurre",
        max_length=500,
        min_length=SHORTEST_REASON,
        widget=django_forms.Textarea(attrs={"rows": 3}),
        help_text="Lo leerá la coordinación del SEHO que tiene el expediente. No escriba diagnósticos.",
    )

    def __init__(self, *args: Any, sehos: QuerySet[Seho], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_document(self)
        if len(sehos):
            offer_sehos(self, sehos)
        else:
            del self.fields["seho"]

    @property
    def opened_from(self) -> Seho | None:
        """None: the Ministry."""
        return self.cleaned_data.get("seho")

    def asked(self) -> Asked:
        names = ("client_id", "document_type", "document_number", "ground", "reason")
        return Asked(**{name: self.cleaned_data[name] for name in names})


class ReviewForm(forms.Form):
    note = forms.TextField(
        label="Qué hizo o a quién avisó",
        max_length=500,
        required=False,
        widget=django_forms.Textarea(attrs={"rows": 3}),
        help_text="Si no estaba justificado, avise a su UGEL y anótelo aquí. Sin datos de salud.",
    )
