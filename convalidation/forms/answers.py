"""What the school answers (art. 13.4, 13.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from convalidation.enums import RecognitionDecision
from convalidation.queries import AnswerRow
from convalidation.rules import Steps
from convalidation.services import Answer
from seho.forms import CharField, DateField, Form

_REFUSED = RecognitionDecision.NOT_RECOGNISED


class AcknowledgeForm(Form):
    note = CharField(label="Comentario para el SEHO", max_length=400, required=False)


class _DatedForm(Form):
    """Has the days that the norm asks for, and no others."""

    certified_on = DateField(label="Certificado el", required=False)
    registered_on = DateField(label="Registrado el", required=False)

    def __init__(self, *args: Any, steps: Steps, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if steps.registered_in:
            self.fields["registered_on"].label = f"Registrado {steps.registered_in} el"
        else:
            del self.fields["registered_on"]
        if not steps.is_certified:
            del self.fields["certified_on"]


class AnswerForm(_DatedForm):
    """The decision on one evaluated competency, or on the packet where nothing was graded; `row` says which."""

    decision = forms.ChoiceField(label="Decisión", choices=RecognitionDecision.choices, widget=forms.RadioSelect)
    note = CharField(label="Comentario, o motivo si no se reconoce", max_length=400, required=False)
    field_order = ("decision", "certified_on", "registered_on", "note")

    def __init__(self, data: Any = None, *, row: AnswerRow) -> None:
        self.row = row
        given = row.recognition
        usual = {"decision": RecognitionDecision.RECOGNISED}
        initial = {name: getattr(given, name) for name in self.base_fields} if given else usual
        super().__init__(data, prefix=row.key, initial=initial, steps=row.steps)

    def answer(self) -> Answer:
        """The days of a recognition that is taken back go with it."""
        values = dict(self.cleaned_data)
        if values["decision"] == _REFUSED:
            values |= {"certified_on": None, "registered_on": None}
        return Answer(competency_id=self.row.competency_id, **values)


class WholeForm(_DatedForm):
    """Everything that the school has not refused, in one act: recognised, and the same days for all."""

    def __init__(self, data: Any = None, *, rows: Sequence[AnswerRow]) -> None:
        self.rows = [row for row in rows if row.recognition is None or row.recognition.decision != _REFUSED]
        super().__init__(data, steps=rows[0].steps if rows else Steps(is_certified=False, registered_in=""))

    @property
    def is_new(self) -> bool:
        """Something is not decided yet; else only days are missing."""
        return any(row.recognition is None for row in self.rows)

    def answers(self) -> list[Answer]:
        return [self._answer(row) for row in self.rows]

    def _answer(self, row: AnswerRow) -> Answer:
        """A day that is left empty keeps the one that was told before."""
        given = row.recognition
        days = {
            name: self.cleaned_data.get(name) or (getattr(given, name) if given else None)
            for name in ("certified_on", "registered_on")
        }
        return Answer(RecognitionDecision.RECOGNISED, row.competency_id, note=given.note if given else "", **days)


class AnswerForms:
    """One form for each row of a packet, and `whole` for all at once, told by the field of its name."""

    def __init__(self, data: Any, rows: Sequence[AnswerRow]) -> None:
        self.is_whole = data is not None and "whole" in data
        self.whole = WholeForm(data if self.is_whole else None, rows=rows)
        self.forms = [AnswerForm(None if self.is_whole else data, row=row) for row in rows]
        self.general: list[str] = []

    @property
    def offers_whole(self) -> bool:
        """With one row alone, its own form is as short; without days to add, nothing is left to do at once."""
        return len(self.forms) > 1 and bool(self.whole.rows) and (self.whole.is_new or bool(self.whole.fields))

    @property
    def shows_each(self) -> bool:
        """All at once is the usual answer: each row by itself is opened by who wants it, or by what is wrong there."""
        return not self.offers_whole or any(form.errors for form in self.forms if form.is_bound)

    def is_valid(self) -> bool:
        if self.is_whole:
            return self.whole.is_valid()
        return not [form for form in self.forms if not form.is_valid()]

    def answers(self) -> list[Answer]:
        return self.whole.answers() if self.is_whole else [form.answer() for form in self.forms]

    def show_refusal(self, error: ValidationError) -> None:
        """What a service refuses goes to the field that it names; of the whole, once to its own field."""
        if not hasattr(error, "error_dict"):
            self.general += error.messages
            return
        shown: set[str] = set()
        for name, errors in error.error_dict.items():
            key, _, field = name.partition("-")
            if not self.is_whole:
                next(form for form in self.forms if form.prefix == key).add_error(field, errors)
            elif field not in shown:
                shown.add(field)
                self.whole.add_error(field, errors)
