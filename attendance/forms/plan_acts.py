"""The small forms around a plan: how it begins, what is commented, why it stays, what is kept as a template."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms as django_forms

from attendance.enums import PlanKind, PlanSection
from seho import forms
from seho.curriculum.models import Level, SchoolGrade

# Ways to begin a first plan; a template is «template-» with its key.
BLANK, CLASS, MAIN, TEMPLATE = "blank", "class", "main", "template-"


class StartForm(forms.Form):
    """How the plan begins: extension, and what it starts with. The buttons carry `start`."""

    kind = django_forms.ChoiceField(
        label="Extensión", required=False, choices=PlanKind.choices, widget=django_forms.RadioSelect
    )
    start = django_forms.RegexField(
        rf"^({BLANK}|{CLASS}|{MAIN}|{TEMPLATE}\d{{1,9}})$", required=False, widget=django_forms.HiddenInput
    )


class DecideForm(forms.Form):
    """The coordinator's reading: a comment for each section, the day from which the plan holds."""

    version = django_forms.IntegerField(widget=django_forms.HiddenInput, min_value=0)
    in_force_from = forms.DateField(
        label="Vigente desde",
        required=False,
        help_text="La vigencia que se imprime: hoy, o desde cuándo ya se trabaja con él; no antes de su registro.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in PlanSection:
            widget = django_forms.Textarea(attrs={"rows": 2, "class": "form-control", "autocomplete": "off"})
            self.fields[section.value] = forms.TextField(
                label=f"Comentario: {section.label}", required=False, max_length=1000, widget=widget
            )

    def comments(self) -> dict[str, str]:
        return {section.value: self.cleaned_data[section.value] for section in PlanSection}


class AnswerForm(forms.Form):
    answer = forms.CharField(label="Qué hizo con este comentario", required=False, max_length=1000)


class ReviewForm(forms.Form):
    note = forms.CharField(label="Por qué sigue igual", max_length=300)


class TemplateForm(forms.Form):
    """A plan kept to start others from."""

    client_id = django_forms.UUIDField(initial=uuid.uuid4, widget=django_forms.HiddenInput)
    title = forms.CharField(
        label="Nombre de la plantilla",
        max_length=120,
        help_text="Por ejemplo: «Estancia corta, 3.º y 4.º de primaria».",
    )
    grade = django_forms.ChoiceField(label="Para quiénes", widget=django_forms.RadioSelect)
    with_texts = django_forms.BooleanField(
        label="Llevar también los textos: propósitos, criterios, recursos y apoyo",
        required=False,
        initial=True,
        help_text="Nunca lleva acuerdos, deseos, fechas ni detalles de la o el estudiante.",
    )
    is_shared = django_forms.BooleanField(label="Compartir con los demás servicios", required=False)

    def __init__(self, *args: Any, grade: SchoolGrade | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school_grade = grade
        choices = [("any", "Cualquier nivel y grado")]
        if grade is not None:
            choices = [
                ("cycle", f"{grade.level.name}, ciclo {grade.cycle}"),
                ("level", f"Todo el nivel: {grade.level.name}"),
                *choices,
            ]
        self.fields["grade"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("grade", choices[0][0])

    def entry(self) -> dict[str, Any]:
        values = self.cleaned_data
        grade, reach = self.school_grade, values["grade"]
        level: Level | None = grade.level if grade is not None and reach != "any" else None
        return {
            "client_id": values["client_id"],
            "title": values["title"],
            "level": level,
            "cycle": grade.cycle if grade is not None and reach == "cycle" else "",
            "is_shared": values["is_shared"],
            "with_texts": values["with_texts"],
        }
