"""An activity of the bank, and how one is found."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet

from attendance.models import Activity
from attendance.queries.activities import cycle_name
from attendance.services.activities import ACTIVITY_FIELDS
from patients.forms.shapes import ShapeForm, offer_sehos
from seho import forms
from seho.curriculum.models import Competency, SchoolGrade
from seho.network.models import Seho


class ActivityForm(forms.VersionedFormMixin, ShapeForm):
    """The competencies and cycles are ticked; a service is asked only of who works in several."""

    client_id = django_forms.UUIDField(initial=uuid.uuid4, widget=django_forms.HiddenInput)
    seho = django_forms.ModelChoiceField(label="Servicio", queryset=Seho.objects.none())
    competencies = django_forms.ModelMultipleChoiceField(
        label="Competencias", queryset=Competency.objects.none(), widget=django_forms.CheckboxSelectMultiple
    )
    cycles = django_forms.MultipleChoiceField(label="Para", widget=django_forms.CheckboxSelectMultiple)

    class Meta:
        model = Activity
        fields = ACTIVITY_FIELDS
        help_texts = {
            "steps": "Paso a paso, como se lo contaría a otra docente.",
            "materials": "De preferencia, los que se pueden limpiar.",
            "is_shared": "Las verán y usarán los equipos de todos los SEHO.",
        }

    def __init__(self, *args: Any, sehos: QuerySet[Seho], day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competencies"].queryset = Competency.objects.active_on(day)  # type: ignore[attr-defined]
        self._grades: dict[str, list[SchoolGrade]] = {}
        names: dict[str, str] = {}
        for grade in SchoolGrade.objects.select_related("level").order_by("level__order", "order"):
            key = _cycle_key(grade)
            names.setdefault(key, cycle_name(grade))
            self._grades.setdefault(key, []).append(grade)
        self.fields["cycles"].choices = list(names.items())  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["seho"], self.fields["client_id"]
            self.initial["competencies"] = list(self.instance.competencies.values_list("pk", flat=True))
            chosen = self.instance.grades.select_related("level")
            self.initial["cycles"] = list(dict.fromkeys(_cycle_key(grade) for grade in chosen))
        else:
            offer_sehos(self, sehos)

    def entry(self) -> dict[str, Any]:
        """For the services."""
        values = self.cleaned_data
        return {
            "values": {name: values[name] for name in ACTIVITY_FIELDS},
            "competencies": values["competencies"],
            "grades": [grade for key in values["cycles"] for grade in self._grades[key]],
        }


def _cycle_key(grade: SchoolGrade) -> str:
    return f"{grade.level_id}-{grade.cycle}"
