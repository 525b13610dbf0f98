"""The plan: its texts, and the competencies that it prioritises with purpose and criteria of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms

from attendance.models import PlanVersion
from attendance.services import PlanGoal
from attendance.services.plans import PLAN_FIELDS
from patients.forms.shapes import NeededByForm
from seho.curriculum.models import Area, Competency
from seho.curriculum.queries import AreaCompetencies
from seho.forms import CharField, ModelForm, TextField, VersionedFormMixin

# A draft may lack these; the plan that is put in force may not (`plan_gaps`, art. 11.4).
NEEDED = ("purpose", "curricular_adaptations", "assessment_adaptations")


class NeededTextField(NeededByForm, TextField):
    pass


@dataclass(frozen=True)
class GoalRow:
    competency: Competency
    is_ticked: bool
    is_main: bool
    purpose: django_forms.BoundField
    criteria: django_forms.BoundField


@dataclass(frozen=True)
class AreaRows:
    area: Area
    rows: list[GoalRow]

    @property
    def ticked(self) -> int:
        return sum(row.is_ticked for row in self.rows)


class PlanForm(VersionedFormMixin, ModelForm):
    """`groups` are the competencies of the pupil's grade; the own fields of each end in its key."""

    competencies = django_forms.MultipleChoiceField(
        label="Competencias que prioriza", required=False, widget=django_forms.CheckboxSelectMultiple
    )
    main = django_forms.ChoiceField(required=False, widget=django_forms.RadioSelect)

    class Meta:
        model = PlanVersion
        fields = PLAN_FIELDS
        field_classes = dict.fromkeys(NEEDED, NeededTextField)

    def __init__(self, *args: Any, groups: Sequence[AreaCompetencies], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        for name in NEEDED:
            self.fields[name].required = True
        for name in PLAN_FIELDS:
            if isinstance(self.fields[name].widget, django_forms.Textarea):
                self.fields[name].widget.attrs["rows"] = 4
        goals = list(self.instance.competencies.all())
        self.initial["competencies"] = [str(goal.competency_id) for goal in goals]
        self.initial["main"] = str(goals[0].competency_id) if goals else ""
        known = {str(one.pk): str(one) for group in groups for one in group.competencies}
        for name in ("competencies", "main"):
            self.fields[name].choices = list(known.items())  # type: ignore[attr-defined]
        for key in known:
            self._add_goal_fields(key)
        for goal in goals:
            self.initial[f"purpose_{goal.competency_id}"] = goal.purpose
            self.initial[f"criteria_{goal.competency_id}"] = goal.criteria

    def _add_goal_fields(self, key: str) -> None:
        for name, label in (("purpose", "Qué se espera que logre"), ("criteria", "Criterios y evidencias")):
            widget = django_forms.Textarea(attrs={"rows": 2, "class": "form-control", "autocomplete": "off"})
            self.fields[f"{name}_{key}"] = CharField(label=label, max_length=600, required=False, widget=widget)

    def area_rows(self) -> Iterator[AreaRows]:
        """By area, each competency once: where it appears first."""
        ticked = set(self["competencies"].value() or ())
        main, seen = self["main"].value(), set()
        for group in self.groups:
            fresh = [one for one in group.competencies if one.pk not in seen]
            seen |= {one.pk for one in fresh}
            rows = [
                GoalRow(one, str(one.pk) in ticked, str(one.pk) == main,
                        self[f"purpose_{one.pk}"], self[f"criteria_{one.pk}"])
                for one in fresh
            ]  # fmt: skip
            if rows:
                yield AreaRows(group.area, rows)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PLAN_FIELDS}

    def goals(self) -> list[PlanGoal]:
        """The ticked ones in the order of the curriculum, the main one first."""
        values = self.cleaned_data
        ticked, main = set(values["competencies"]), values["main"]
        keys = [key for key, _ in self.fields["competencies"].choices if key in ticked]  # type: ignore[attr-defined]
        keys.sort(key=lambda key: key != main)
        return [PlanGoal(int(key), values[f"purpose_{key}"], values[f"criteria_{key}"]) for key in keys]

    def show_conflict(self, current: Any) -> None:
        """Beside each text what the other person saved, and which competencies that person left."""
        super().show_conflict(current)
        theirs = {str(goal.competency_id): goal for goal in current.competencies.select_related("competency")}
        if set(theirs) != set(self["competencies"].value() or ()):
            names = "; ".join(str(goal.competency) for goal in theirs.values()) or "ninguna"
            self.add_error("competencies", f"La otra persona dejó marcadas: {names}.")
        for key, goal in theirs.items():
            for name in ("purpose", "criteria"):
                saved, field = getattr(goal, name), f"{name}_{key}"
                if field in self.fields and saved != (self[field].value() or "").strip():
                    self.add_error(field, f"La otra persona guardó: «{saved or 'vacío'}».")
