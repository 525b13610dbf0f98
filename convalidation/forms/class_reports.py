"""What the class is studying (art. 11.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from convalidation.models import ClassReport
from convalidation.services.class_reports import TEXTS
from seho.curriculum.models import Area, Competency
from seho.curriculum.queries import AreaCompetencies
from seho.forms import ModelForm, PhoneField


@dataclass(frozen=True)
class AreaChoices:
    area: Area
    choices: list[tuple[Competency, bool]]

    @property
    def ticked(self) -> int:
        return sum(is_ticked for _, is_ticked in self.choices)


class ClassReportForm(ModelForm):
    """`groups` are the competencies of the pupil's grade. The key of the act: the same sent twice is kept once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    competencies = forms.ModelMultipleChoiceField(
        Competency.objects.none(), label="Competencias que trabaja el aula", required=False
    )
    contact_phone = PhoneField(label="Teléfono", required=False)

    class Meta:
        model = ClassReport
        fields = TEXTS
        widgets = {
            "topics": forms.Textarea(attrs={"rows": 5}),
            "assessments": forms.Textarea(attrs={"rows": 3}),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "period": "Bimestre, trimestre o semana",
            "topics": "Qué está aprendiendo el aula",
            "assessments": "Cómo y cuándo se evalúa",
            "notes": "Qué conviene saber de la o el estudiante en el aula",
            "contact_name": "Persona de contacto",
        }
        help_texts = {
            "topics": "Por área si puede: «Matemática: fracciones. Comunicación: la fábula».",
            "notes": "Cómo aprende mejor, qué le gusta, qué le cuesta. No escriba datos de salud.",
            "contact_name": "Con quién coordina el SEHO en la institución educativa.",
        }

    def __init__(self, *args: Any, groups: Sequence[AreaCompetencies], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        keys = {one.pk for group in groups for one in group.competencies}
        choices: Any = self.fields["competencies"]
        choices.queryset = Competency.objects.filter(pk__in=keys)

    @property
    def areas(self) -> list[AreaChoices]:
        ticked = {str(key) for key in self["competencies"].value() or ()}
        return [
            AreaChoices(group.area, [(one, str(one.pk) in ticked) for one in group.competencies])
            for group in self.groups
        ]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*TEXTS, "competencies")}
