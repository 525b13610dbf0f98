"""Before the issue: whom to ask for a reading, another wording for a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from convalidation.queries.preparing import PaperText
from seho.accounts.models import User
from seho.forms import CharField, Form, TextField


class AskForm(Form):
    to = forms.TypedChoiceField(label="¿A quién se lo pide?", empty_value=None)

    def __init__(self, data: Any = None, *, colleagues: Iterable[User]) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in colleagues}
        to: Any = self.fields["to"]
        to.choices = [(key, person.full_name) for key, person in self.people.items()]
        to.coerce = self.people.__getitem__


class SuggestForm(Form):
    """`seen` is the digest of the text on the page, so that nobody suggests on one that is no longer there."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    proposed = TextField(label="Su propuesta", help_text="Cambie en el texto lo que haga falta.")
    comment = CharField(label="¿Por qué?", max_length=400, required=False)

    def __init__(self, data: Any = None, *, text: PaperText, initial: Any = None) -> None:
        super().__init__(data, initial={"seen": text.digest, "proposed": text.text} | (initial or {}))
        rows = min(14, max(4, len(text.text) // 70 + text.text.count("\n") + 2))
        self.fields["proposed"].widget.attrs.update(rows=str(rows), maxlength=str(text.longest))
