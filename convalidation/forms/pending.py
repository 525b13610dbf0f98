"""How the school evaluates what was left pending (art. 13.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from convalidation.queries.pending import PendingRow
from convalidation.services import Pending
from seho.forms import CharField, DateField, Form, TextField

USUAL = "En el aula, de manera progresiva y con la adecuación curricular que requiera."


class PendingForm(Form):
    """One area: one that the report leaves pending has its name, another one is typed."""

    area = CharField(label="Área", max_length=120, required=False)
    how = TextField(label="Cómo se evaluará", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    until = DateField(label="Hasta cuándo", required=False)
    done_on = DateField(label="Evaluada el", required=False, help_text="Cuando ya la haya evaluado.")

    def __init__(self, data: Any = None, *, place: int, row: PendingRow | None) -> None:
        self.row = row
        answer = row.answer if row else None
        initial = {name: getattr(answer, name) for name in ("how", "until", "done_on")} if answer else {}
        super().__init__(data, prefix=f"area-{place}", initial=initial)
        if row is not None:
            del self.fields["area"]
        if answer is None:
            del self.fields["done_on"]

    @property
    def pending(self) -> Pending:
        values = dict(self.cleaned_data)
        return Pending(self.row.area if self.row else values.pop("area"), **values)


class PendingForms:
    """One form for each area and one for another; what a service refuses goes to the form that it names."""

    def __init__(self, data: Any, rows: Sequence[PendingRow]) -> None:
        self.has_rows = bool(rows)
        known: list[PendingRow | None] = [*rows, None]
        self.forms = [PendingForm(data, place=place, row=row) for place, row in enumerate(known)]
        if data is None:
            for form in self.forms:
                if form.row is not None and form.row.answer is None:
                    form.initial["how"] = USUAL
        self.general: list[str] = []
        self._sent: list[PendingForm] = []

    def is_valid(self) -> bool:
        return not [form for form in self.forms if not form.is_valid()]

    def areas(self) -> list[Pending]:
        """All but the one for another that was left empty."""
        self._sent = [form for form in self.forms if form.row or form.pending.area or not form.pending.is_empty]
        return [form.pending for form in self._sent]

    def show_refusal(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.general += error.messages
            return
        for name, errors in error.error_dict.items():
            place, _, field = name.partition("-")
            form = self._sent[int(place)]
            form.add_error(field if field in form.fields else None, errors)
