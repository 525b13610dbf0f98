"""The rules of the conclusions by level of school, and a phrase for the bank."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms as django_forms

from attendance.enums import ConclusionDuty, PhraseLevel
from attendance.rules import LevelRules
from seho.curriculum.models import Competency
from seho.forms import CharField, Form
from seho.network.models import Seho

_SELECT = django_forms.Select(attrs={"class": "form-select"})
_LEVEL_FIELDS = {"for_ad": "AD", "for_a": "A", "for_b": "B", "for_c": "C"}


class RulesForm(Form):
    """One row: a level of school. The prefix is its code; only the country decides whether a letter is printed."""

    for_ad = django_forms.ChoiceField(label="AD", choices=ConclusionDuty.choices)
    for_a = django_forms.ChoiceField(label="A", choices=ConclusionDuty.choices)
    for_b = django_forms.ChoiceField(label="B", choices=ConclusionDuty.choices)
    for_c = django_forms.ChoiceField(label="C", choices=ConclusionDuty.choices)
    prints_level = django_forms.BooleanField(label="El informe lleva el nivel de logro", required=False)

    def __init__(self, *args: Any, level: Any, rules: LevelRules, is_national: bool, **kwargs: Any) -> None:
        self.level, self.ground = level, rules
        super().__init__(*args, prefix=level.code, initial=asdict(rules), **kwargs)
        for name, short in _LEVEL_FIELDS.items():
            attrs = {"class": "form-select", "aria-label": f"{level.name}, {short}"}
            self.fields[name].widget.attrs.update(attrs)
        if is_national:
            label = {"class": "form-check-input", "aria-label": f"{level.name}: el informe lleva el nivel de logro"}
            self.fields["prints_level"].widget.attrs.update(label)
        else:
            del self.fields["prints_level"]

    @property
    def duties(self) -> list[tuple[Any, str]]:
        """Each choice, and in words what holds, for whoever only reads."""
        return [(self[name], ConclusionDuty(getattr(self.ground, name)).label) for name in _LEVEL_FIELDS]

    def rules(self) -> LevelRules:
        return LevelRules(**{"prints_level": self.ground.prints_level, **self.cleaned_data})


class PhraseForm(Form):
    """A phrase for the bank of the team."""

    level = django_forms.ChoiceField(label="Nivel de logro", choices=PhraseLevel.choices, widget=_SELECT)
    text = CharField(
        label="Frase",
        max_length=400,
        help_text="Sin nombres ni datos de salud: la usa todo el equipo y luego se adapta a cada estudiante.",
        widget=django_forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(self, *args: Any, sehos: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(sehos)
        self.fields["seho"] = django_forms.ModelChoiceField(
            label="Servicio",
            queryset=Seho.objects.filter(pk__in=[one.pk for one in found]),
            initial=found[0] if found else None,
            empty_label=None,
            widget=django_forms.HiddenInput if len(found) < 2 else _SELECT,
        )


class FavouriteForm(Form):
    """The star on a phrase: its words, and what they are said of."""

    competency = django_forms.ModelChoiceField(queryset=Competency.objects.all())
    level = django_forms.ChoiceField(choices=PhraseLevel.choices)
    text = CharField(max_length=400)
