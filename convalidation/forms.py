"""The forms of the papers: they check the shape, services write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from convalidation.enums import RecognitionDecision
from convalidation.models import ReturnReport
from convalidation.queries import AnswerRow
from convalidation.services import Answer
from seho.forms import CharField, DateField, Form, ModelForm, TextField, VersionedFormMixin


class IssueForm(Form):
    """The key of the act: the same sent twice issues once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)


class ReplaceForm(IssueForm):
    """To issue again what is in force (R25)."""

    reason = TextField(
        label="Motivo del reemplazo", max_length=400, help_text="Quedará en el registro de los documentos anteriores."
    )


class AnnulForm(Form):
    reason = TextField(
        label="Motivo de la anulación", max_length=400, help_text="No escriba datos de salud: lo leerá la IE."
    )


class AcknowledgeForm(Form):
    note = CharField(label="Comentario para el SEHO", max_length=400, required=False)


class ReturnReportForm(VersionedFormMixin, ModelForm):
    """Art. 14.1. The version is 0 while there is no report."""

    class Meta:
        model = ReturnReport
        fields = [
            "learning_situation", "socioemotional_situation", "recommendations", "told_guardian_on",
            "written_guardian_on", "told_director_on", "written_director_on",
        ]  # fmt: skip
        widgets = {
            "learning_situation": forms.Textarea(attrs={"rows": 4}),
            "socioemotional_situation": forms.Textarea(attrs={"rows": 4}),
            "recommendations": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "learning_situation": "Qué logró, en qué avanzó y qué queda pendiente.",
            "socioemotional_situation": "Cómo vive el regreso. Sin diagnósticos: lo leerá la IE.",
            "recommendations": "Una por línea: se imprimen en el informe de progreso.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["version"] = 0


class AnswerForm(Form):
    """The decision on one evaluated competency, or on the packet where nothing was graded; `row` says which."""

    decision = forms.ChoiceField(label="Decisión", choices=RecognitionDecision.choices, widget=forms.RadioSelect)
    registered_on = DateField(label="Fecha del registro", required=False)
    note = CharField(label="Motivo o comentario", max_length=400, required=False)

    def __init__(self, data: Any = None, *, row: AnswerRow, in_siagie: bool) -> None:
        self.row = row
        given = row.recognition
        usual = RecognitionDecision.RECOGNISED_IN_SIAGIE if in_siagie else RecognitionDecision.RECOGNISED
        initial = {name: getattr(given, name) for name in self.base_fields} if given else {"decision": usual}
        super().__init__(data, prefix=row.key, initial=initial)

    def answer(self) -> Answer:
        return Answer(competency_id=self.row.competency_id, **self.cleaned_data)


class AnswerForms:
    """One form for each row of a packet; what a service refuses goes to the field that it names."""

    def __init__(self, data: Any, rows: Sequence[AnswerRow], *, in_siagie: bool) -> None:
        self.forms = [AnswerForm(data, row=row, in_siagie=in_siagie) for row in rows]
        self.general: list[str] = []

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])

    def answers(self) -> list[Answer]:
        return [form.answer() for form in self.forms]

    def show_refusal(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.general += error.messages
            return
        for name, errors in error.error_dict.items():
            key, _, field = name.partition("-")
            next(form for form in self.forms if form.prefix == key).add_error(field, errors)
