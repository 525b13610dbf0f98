"""Several states of art. 10.3 confirmed in one act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms as django_forms

from patients.models import SiagieStatus
from seho import forms


class StatesForm(forms.Form):
    """The states that wait, all ticked, and the day on which they were registered in SIAGIE."""

    states = django_forms.MultipleChoiceField(label="Estudiantes", widget=django_forms.CheckboxSelectMultiple)
    confirmed_on = forms.DateField(label="Fecha del registro en SIAGIE")

    def __init__(self, *args: Any, waiting: Sequence[SiagieStatus], today: date, **kwargs: Any) -> None:
        initial = {"states": [str(row.pk) for row in waiting], "confirmed_on": today}
        super().__init__(*args, initial=initial, **kwargs)
        self.waiting = waiting
        choices: Any = self.fields["states"]
        choices.choices = [(str(row.pk), str(row.patient)) for row in waiting]

    @property
    def rows(self) -> list[tuple[SiagieStatus, bool]]:
        ticked = {str(key) for key in self["states"].value() or ()}
        return [(row, str(row.pk) in ticked) for row in self.waiting]

    @property
    def chosen(self) -> list[SiagieStatus]:
        keys = set(self.cleaned_data["states"])
        return [row for row in self.waiting if str(row.pk) in keys]
