"""Whose papers are issued together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from convalidation.queries.batches import Candidate
from seho.forms import Form


class BatchForm(Form):
    """Takes those who are ready, all of them unless somebody unticks one."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    chosen = forms.MultipleChoiceField(
        label="Estudiantes",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Elija al menos a una o un estudiante.",
            "invalid_choice": "Los documentos de una o un estudiante cambiaron mientras elegía. Revise la lista.",
        },
    )

    def __init__(self, *args: Any, ready: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(one.key, str(one.episode.patient)) for one in ready]
        self._by_key = {one.key: one for one in ready}

    def pairs(self) -> list[tuple[int, date]]:
        """What was chosen, as the service takes it."""
        chosen = [self._by_key[key] for key in self.cleaned_data["chosen"]]
        return [(one.episode.pk, one.window_starts_on) for one in chosen]
