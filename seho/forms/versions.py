"""Two people with the same page open: the second to save is told, and keeps what was typed."""

from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

CONFLICT = (
    "Otra persona guardó cambios mientras usted escribía. Lo que usted escribió sigue aquí, sin guardar: "
    "compárelo con lo que ella guardó y vuelva a guardar."
)


class Versioned(Protocol):
    version: int


class VersionConflict(ValidationError):
    """The row is no longer the one that the person had before their eyes."""

    def __init__(self) -> None:
        super().__init__(CONFLICT, code="conflict")


def check_version(row: Versioned, expected: int) -> None:
    """For services, on the locked row: raise VersionConflict unless it is still at `expected`."""
    if row.version != expected:
        raise VersionConflict


class VersionedFormMixin(forms.Form):
    """Carries the version of the row that the page was made from, in a hidden field.

    It comes before the base: `class PlanForm(VersionedFormMixin, ModelForm)`. The view gives
    `form.cleaned_data["version"]` to the service; when that raises VersionConflict, it calls
    `form.show_conflict(row as it is now)` and shows the form again.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)
        if instance is not None and "version" not in self.initial:
            self.initial["version"] = instance.version

    def show_conflict(self, current: Model) -> None:
        """Say what happened, and beside each field what the other person saved there.

        The hidden version moves to the current one: saving again, having seen this, replaces it.
        """
        for name, field in self.fields.items():
            if name == "version" or not hasattr(current, name) or name not in self.cleaned_data:
                continue
            saved = getattr(current, name)
            if field.has_changed(field.prepare_value(saved), self.cleaned_data[name]):
                self.add_error(name, f"La otra persona guardó: «{_shown(current, name)}».")
        self.add_error(None, VersionConflict())
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(current.version)  # type: ignore[attr-defined]


def _shown(row: Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "vacío" if value in (None, "") else str(value)
