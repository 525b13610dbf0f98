"""What the school answers (art. 13.4, 13.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from convalidation.enums import RecognitionDecision
from convalidation.queries import AnswerRow
from convalidation.services import Answer
from seho.forms import CharField, DateField, Form


class AcknowledgeForm(Form):
    note = CharField(label="Comentario para el SEHO", max_length=400, required=False)


class AnswerForm(Form):
    """The decision on one evaluated competency, or on the packet where nothing was graded; `row` says which.

    Only a level is registered in a system: without one there is neither that choice nor its date.
    """

    decision = forms.ChoiceField(label="Decisión", choices=RecognitionDecision.choices, widget=forms.RadioSelect)
    registered_on = DateField(label="Registrado en SIAGIE el", required=False, help_text="Solo si ya está registrado.")
    note = CharField(
        label="Motivo o comentario", max_length=400, required=False, help_text="Si no se reconoce, diga por qué."
    )

    def __init__(self, data: Any = None, *, row: AnswerRow, in_siagie: bool, today: date) -> None:
        self.row = row
        given = row.recognition
        usual: dict[str, Any] = {"decision": RecognitionDecision.RECOGNISED, "registered_on": None}
        if in_siagie:
            usual = {"decision": RecognitionDecision.RECOGNISED_IN_SIAGIE, "registered_on": today}
        initial = {name: getattr(given, name) for name in self.base_fields} if given else usual
        super().__init__(data, prefix=row.key, initial=initial)
        if not row.level:
            del self.fields["registered_on"]
            decision: Any = self.fields["decision"]
            decision.choices = [
                choice
                for choice in RecognitionDecision.choices
                if choice[0] != RecognitionDecision.RECOGNISED_IN_SIAGIE
            ]

    def answer(self) -> Answer:
        """A date without the registration that it dates is not kept."""
        values = dict(self.cleaned_data)
        if values["decision"] != RecognitionDecision.RECOGNISED_IN_SIAGIE:
            values["registered_on"] = None
        return Answer(competency_id=self.row.competency_id, **values)


class AnswerForms:
    """One form for each row of a packet; what a service refuses goes to the field that it names."""

    def __init__(self, data: Any, rows: Sequence[AnswerRow], *, in_siagie: bool, today: date) -> None:
        self.forms = [AnswerForm(data, row=row, in_siagie=in_siagie, today=today) for row in rows]
        self.general: list[str] = []

    def is_valid(self) -> bool:
        return not [form for form in self.forms if not form.is_valid()]

    def answers(self) -> list[Answer]:
        return [form.answer() for form in self.forms]

    def show_refusal(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.general += error.messages
            return
        for name, errors in error.error_dict.items():
            key, _, field = name.partition("-")
            next(form for form in self.forms if form.prefix == key).add_error(field, errors)
