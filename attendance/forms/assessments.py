"""One competency of the grid: level or reason, and the descriptive conclusion."""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms as django_forms

from attendance.enums import AchievementLevel, NotEvaluatedReason
from attendance.models import Assessment
from attendance.services import Mark
from seho.forms import CharField, Form, VersionedFormMixin

SHORT_LEVELS = [
    ("AD", "AD"),
    ("A", "A"),
    ("B", "B"),
    ("C", "C"),
    (AchievementLevel.NOT_EVALUATED, "No evaluada"),
]


# The level as one choice, as the grid offers it: what was not evaluated comes with its reason.
LEVEL_CHOICES = [
    ("", "–"),
    *SHORT_LEVELS[:-1],
    ("NE:NOT_DEVELOPED", "NE, no se pudo desarrollar"),
    ("NE:NO_EVIDENCE", "NE, sin evidencia suficiente"),
    ("NE:OTHER", "NE, otro motivo"),
]

MARK_FIELDS = ("level", "not_evaluated_reason", "conclusion")


class MarkForm(VersionedFormMixin, Form):
    """The prefix names the competency. No level is chosen beforehand: what was not decided is not C."""

    level = django_forms.ChoiceField(
        label="Nivel de logro", required=False, choices=SHORT_LEVELS, widget=django_forms.RadioSelect
    )
    not_evaluated_reason = django_forms.ChoiceField(
        label="Motivo, si no se evaluó", required=False, choices=[("", "Elija…"), *NotEvaluatedReason.choices]
    )
    conclusion = CharField(
        label="Conclusión descriptiva",
        max_length=2000,
        required=False,
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, competency_id: int, mark: Assessment | None, **kwargs: Any) -> None:
        self.competency_id, self.stored = competency_id, mark
        names = (*MARK_FIELDS, "version")
        initial = {name: getattr(mark, name) for name in names} if mark else {"version": 0}
        super().__init__(*args, prefix=f"c{competency_id}", initial=initial, **kwargs)
        # What the page showed travels with it: what another person changed since is no change of this one.
        for name in MARK_FIELDS:
            self.fields[name].show_hidden_initial = True
        if mark is None:
            # A touch by mistake can be taken back; what is stored can only become something else.
            self.fields["level"].choices = [("", "–"), *SHORT_LEVELS]  # type: ignore[attr-defined]
        self.fields["not_evaluated_reason"].widget.attrs["class"] = "form-select"
        self.fields["conclusion"].widget.attrs["class"] = "form-control"

    @property
    def shown_level(self) -> str:
        """The hidden field that says which level the page showed."""
        return self["level"].as_hidden(only_initial=True)

    @property
    def is_changed(self) -> bool:
        return bool(set(self.changed_data) - {"version"})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.is_changed and not values.get("level") and "level" not in self.errors:
            self.add_error("level", "Elija un nivel, o «No evaluada» con su motivo.")
        return values

    def settle(self, saved: Assessment) -> None:
        """It was written: on this page, which others keep open, it starts from what is stored now."""
        self.stored = saved
        data: Any = copy(self.data)
        for name in MARK_FIELDS:
            self.initial[name] = getattr(saved, name)
            data[self.add_initial_prefix(name)] = getattr(saved, name)
        data[self.add_prefix("version")] = str(saved.version)
        self.data = data
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]
        self.__dict__.pop("changed_data", None)

    def add_to_conclusion(self, text: str) -> None:
        """A phrase that was chosen, after what is already written."""
        data: Any = copy(self.data)
        name = self.add_prefix("conclusion")
        data[name] = f"{data.get(name, '').rstrip()} {text}".strip()
        self.data = data
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]

    def mark(self) -> Mark:
        return Mark(competency_id=self.competency_id, **self.cleaned_data)


class LevelForm(Form):
    """One cell of the grid: the level alone, and the version of the row that the page showed."""

    level = django_forms.ChoiceField(required=False, choices=LEVEL_CHOICES)
    version = django_forms.IntegerField(min_value=0)

    @property
    def is_cleared(self) -> bool:
        return not self.cleaned_data["level"]

    def mark(self, competency_id: int) -> Mark:
        level, _, reason = self.cleaned_data["level"].partition(":")
        return Mark(competency_id, level, reason, version=self.cleaned_data["version"])
