"""Two people with the same page open: the second to save is told, and keeps what was typed."""

from copy import copy
from datetime import date
from typing import Any, Protocol, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import Truncator

CONFLICT = (
    "Otra persona guardó cambios mientras usted escribía. Lo que usted escribió sigue aquí, sin guardar: "
    "compárelo con lo que ella guardó y vuelva a guardar."
)


class Versioned(Protocol):
    version: int


class VersionConflict(ValidationError):
    """The row is no longer the one that the person had before their eyes; `current` is what it is now."""

    def __init__(self, current: Versioned | None = None) -> None:
        super().__init__(CONFLICT, code="conflict")
        self.current = current


def check_version(row: Versioned, expected: int) -> None:
    """For services, on the locked row: raise VersionConflict unless it is still at `expected`."""
    if row.version != expected:
        raise VersionConflict(row)


class VersionedFormMixin(forms.Form):
    """Carries the version of the row that the page was made from, in a hidden field.

    It comes before the base: `class PlanForm(VersionedFormMixin, ModelForm)`. The view gives
    `form.cleaned_data["version"]` to the service and shows what that refuses with `show_refusal`.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        if instance is not None:
            self.initial.setdefault("version", instance.version)

    @property
    def disputed(self) -> list[str]:
        """The fields that both wrote: all of the form, unless it knows better."""
        return list(self.fields)

    def show_refusal(self, error: ValidationError) -> None:
        if isinstance(error, VersionConflict) and error.current is not None:
            self.show_conflict(error.current)
        else:
            super().show_refusal(error)  # type: ignore[misc]  # of the base that follows

    def show_conflict(self, current: Versioned) -> None:
        """Say what happened, and beside each field what the other person saved there.

        The hidden version moves to the current one: who saves again, having seen this, replaces it.
        """
        self.add_error(None, VersionConflict(current))
        row = cast("Model", current)
        for name, saved in forms.model_to_dict(row, fields=self.disputed).items():
            if name != "version" and self.fields[name].has_changed(saved, self[name].data):
                self.add_error(name, f"La otra persona guardó: «{_shown(row, name)}».")
        data: Any = copy(self.data)
        data[self.add_prefix("version")] = str(current.version)
        self.data = data


_LONGEST_SHOWN = 400


def _shown(row: Model, name: str) -> str:
    """A stored value in words."""
    if display := getattr(row, f"get_{name}_display", None):
        return str(display()) or "vacío"
    value = getattr(row, name)
    if hasattr(value, "all"):
        value = ", ".join(map(str, value.all()))
    elif isinstance(value, bool):
        value = "sí" if value else "no"
    elif isinstance(value, date):
        value = date_format(value, "SHORT_DATE_FORMAT")
    return "vacío" if value in (None, "") else Truncator(str(value)).chars(_LONGEST_SHOWN)
