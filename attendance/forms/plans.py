"""The plan: its texts by part, the competencies that it prioritises, the adaptations that are ticked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms as django_forms

from attendance.enums import Adaptation, PlanPart
from attendance.models import PlanVersion
from attendance.plan_content import PART_FIELDS, PLAN_FIELDS, PlanContent, PlanGoal, PlanTick
from patients.forms.shapes import NeededByForm
from seho.curriculum.models import Area, Competency
from seho.curriculum.queries import AreaCompetencies
from seho.forms import CharField, ModelForm, TextField, VersionedFormMixin

# Purposes that a short plan may take as they stand; who writes it may write others.
READY_PURPOSES = (
    "Continuar con lo que trabaja su aula en las competencias elegidas, al ritmo que permita su estancia.",
    "Conservar sus hábitos de lectura, escritura y cálculo, y el vínculo con su aula.",
    "Recuperar lo que dejó de trabajar en su aula en las competencias elegidas.",
    "Aprender jugando: participar en actividades breves que despierten su interés.",
)


# So many adaptations of each kind stand open, in the order of the catalogue; the others are a touch away.
USUAL_TICKS = 6


class NeededTextField(NeededByForm, TextField):
    pass


@dataclass(frozen=True)
class GoalRow:
    """`of_class`: the home school told that the class works on it. A short plan has no texts of each."""

    competency: Competency
    is_ticked: bool
    is_main: bool
    of_class: bool
    purpose: django_forms.BoundField | None
    criteria: django_forms.BoundField | None

    @property
    def has_errors(self) -> bool:
        return bool(self.purpose and self.criteria and (self.purpose.errors or self.criteria.errors))


@dataclass(frozen=True)
class AreaRows:
    area: Area
    rows: list[GoalRow]

    @property
    def ticked(self) -> int:
        return sum(row.is_ticked for row in self.rows)

    @property
    def of_class(self) -> int:
        return sum(row.of_class for row in self.rows)


@dataclass(frozen=True)
class TickRow:
    adaptation: Adaptation
    is_ticked: bool
    note: django_forms.BoundField


@dataclass(frozen=True)
class TickRows:
    """The adaptations that are usual, and those that are folded away until one of them is ticked."""

    usual: list[TickRow]
    rare: list[TickRow]

    @classmethod
    def of(cls, rows: list[TickRow]) -> TickRows:
        return cls(rows[:USUAL_TICKS], rows[USUAL_TICKS:])

    @property
    def has_rare_ticks(self) -> bool:
        return any(row.is_ticked or row.note.errors for row in self.rare)


class PlanForm(VersionedFormMixin, ModelForm):
    """`groups` are the competencies of the pupil's grade; the own fields of each end in its key.

    `seen_<part>` is the mark of what the page showed of each part: a part that comes back as it was shown was not
    written by this person, and is neither saved nor disputed.
    """

    competencies = django_forms.MultipleChoiceField(
        label="Competencias que prioriza", required=False, widget=django_forms.CheckboxSelectMultiple
    )
    main = django_forms.ChoiceField(required=False, widget=django_forms.RadioSelect)
    ready_purpose = django_forms.ChoiceField(
        label="Propósito", required=False, choices=[(text, text) for text in READY_PURPOSES],
        widget=django_forms.RadioSelect,
    )  # fmt: skip
    ticks = django_forms.MultipleChoiceField(
        label="Adaptaciones", required=False, choices=Adaptation.choices, widget=django_forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PlanVersion
        fields = (*PLAN_FIELDS, "in_force_from")
        field_classes = {"purpose": NeededTextField}
        help_texts = {
            "in_force_from": "La vigencia que se imprime: desde cuándo se trabaja con él. Vacío: cuando se apruebe.",
            "wishes": "En sus propias palabras.",
            "socioemotional_support": "Lo escribe psicología: qué apoyo recibe, sin nombrar la enfermedad.",
            "agreed_with": "Nombre y cargo.",
        }

    def __init__(
        self, *args: Any, groups: Sequence[AreaCompetencies], class_ids: Iterable[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups, self.class_ids = groups, set(class_ids)
        self.fields["purpose"].required = True
        self.fields["curricular_adaptations"].label = "Otras adaptaciones curriculares"
        self.fields["assessment_adaptations"].label = "Otras adaptaciones de la evaluación"
        for name in PLAN_FIELDS:
            if isinstance(self.fields[name].widget, django_forms.Textarea):
                self.fields[name].widget.attrs["rows"] = 3
        self._kept = PlanContent.of(self.instance)
        self._offer_goals()
        self._offer_ticks()
        for part in PlanPart:
            name = _seen(part)
            self.fields[name] = CharField(required=False, max_length=32, widget=django_forms.HiddenInput)
            self.initial[name] = _mark(part, self._kept)

    # --- the fields of the lists ---

    def _offer_goals(self) -> None:
        goals = self._kept.goals
        self.initial["competencies"] = [str(goal.competency_id) for goal in goals]
        self.initial["main"] = str(goals[0].competency_id) if goals else ""
        known = {str(one.pk): str(one) for group in self.groups for one in group.competencies}
        for name in ("competencies", "main"):
            self.fields[name].choices = list(known.items())  # type: ignore[attr-defined]
        if self.instance.is_short:
            return
        for key in known:
            self._add_text(f"purpose_{key}", "Qué se espera que logre")
            self._add_text(f"criteria_{key}", "Criterios y evidencias")
        for goal in goals:
            self.initial[f"purpose_{goal.competency_id}"] = goal.purpose
            self.initial[f"criteria_{goal.competency_id}"] = goal.criteria

    def _add_text(self, name: str, label: str) -> None:
        widget = django_forms.Textarea(attrs={"rows": 2, "class": "form-control", "autocomplete": "off"})
        self.fields[name] = CharField(label=label, max_length=600, required=False, widget=widget)

    def _offer_ticks(self) -> None:
        self.initial["ticks"] = [tick.code for tick in self._kept.adaptations]
        for code in Adaptation.values:
            widget = django_forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
            self.fields[f"note_{code}"] = CharField(label="Detalle", max_length=200, required=False, widget=widget)
        for tick in self._kept.adaptations:
            self.initial[f"note_{tick.code}"] = tick.note

    # --- how they lie on the page ---

    @cached_property
    def area_rows(self) -> list[AreaRows]:
        """By area, each competency once: where it appears first."""
        ticked = set(self["competencies"].value() or ())
        main, seen, found = self["main"].value(), set(), []
        for group in self.groups:
            fresh = [one for one in group.competencies if one.pk not in seen]
            seen |= {one.pk for one in fresh}
            rows = [
                GoalRow(
                    one, str(one.pk) in ticked, str(one.pk) == main, one.pk in self.class_ids,
                    self._bound(f"purpose_{one.pk}"), self._bound(f"criteria_{one.pk}"),
                )
                for one in fresh
            ]  # fmt: skip
            if rows:
                found.append(AreaRows(group.area, rows))
        return found

    def _bound(self, name: str) -> django_forms.BoundField | None:
        return self[name] if name in self.fields else None

    def curricular_rows(self) -> TickRows:
        return TickRows.of([row for row in self._tick_rows() if row.adaptation.is_curricular])

    def assessment_rows(self) -> TickRows:
        return TickRows.of([row for row in self._tick_rows() if not row.adaptation.is_curricular])

    def _tick_rows(self) -> Iterator[TickRow]:
        ticked = set(self["ticks"].value() or ())
        for one in Adaptation:
            yield TickRow(one, one.value in ticked, self[f"note_{one.value}"])

    def seen_fields(self) -> list[django_forms.BoundField]:
        return [self[_seen(part)] for part in PlanPart]

    # --- what was written ---

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["purpose"] = cleaned.get("purpose") or cleaned.get("ready_purpose", "")
        return cleaned

    @cached_property
    def typed(self) -> PlanContent:
        """All that came back."""
        values = self.cleaned_data
        return PlanContent(
            {name: values[name] for name in PLAN_FIELDS}, self._typed_goals(), tuple(self._typed_ticks())
        )

    def _typed_goals(self) -> tuple[PlanGoal, ...]:
        """The ticked ones in the order of the curriculum, the main one first."""
        values = self.cleaned_data
        ticked, main = set(values["competencies"]), values["main"]
        keys = [key for key, _ in self.fields["competencies"].choices if key in ticked]  # type: ignore[attr-defined]
        keys.sort(key=lambda key: key != main)
        kept = {goal.competency_id: goal for goal in self._kept.goals}
        if self.instance.is_short:
            return tuple(kept.get(int(key), PlanGoal(int(key))) for key in keys)
        return tuple(PlanGoal(int(key), values[f"purpose_{key}"], values[f"criteria_{key}"]) for key in keys)

    def _typed_ticks(self) -> Iterator[PlanTick]:
        for code in Adaptation.values:
            if code in self.cleaned_data["ticks"]:
                yield PlanTick(code, self.cleaned_data[f"note_{code}"])

    @cached_property
    def written(self) -> tuple[PlanPart, ...]:
        """The parts that this person wrote: they differ from what the page showed."""
        return tuple(part for part in PlanPart if _mark(part, self.typed) != self.cleaned_data[_seen(part)])

    def entry(self) -> dict[str, Any]:
        """For `services.save_draft`: what was written, and nothing else."""
        values = {name: self.typed.values[name] for part in self.written for name in PART_FIELDS[part]}
        by_teacher = PlanPart.TEACHER in self.written
        return {
            "values": {**values, "in_force_from": self.cleaned_data["in_force_from"]},
            "goals": self.typed.goals if by_teacher else None,
            "adaptations": self.typed.adaptations if by_teacher else None,
            "version": self.cleaned_data["version"],
        }

    # --- two people at once ---

    @property
    def disputed(self) -> list[str]:
        return [name for part in self._disputed_parts for name in PART_FIELDS[part]]

    _disputed_parts: tuple[PlanPart, ...] = ()

    def show_conflict(self, current: Any) -> None:
        """Beside each text what the other person saved, and which competencies and adaptations that person left."""
        rows = {row.part: row for row in current.contributions.all()}
        version = self.cleaned_data["version"]
        self._disputed_parts = tuple(
            part for part in self.written if part in rows and rows[part].written_version > version
        )
        super().show_conflict(current)
        if PlanPart.TEACHER in self._disputed_parts:
            theirs = PlanContent.of(current)
            self._show_other_goals({str(goal.competency_id): goal for goal in theirs.goals}, current)
            if {tick.code for tick in theirs.adaptations} != set(self["ticks"].value() or ()):
                names = "; ".join(Adaptation(tick.code).label for tick in theirs.adaptations) or "ninguna"
                self.add_error("ticks", f"La otra persona dejó marcadas: {names}.")

    def _show_other_goals(self, theirs: Mapping[str, PlanGoal], current: Any) -> None:
        if set(theirs) != set(self["competencies"].value() or ()):
            names = "; ".join(str(row) for row in current.competencies.select_related("competency")) or "ninguna"
            self.add_error("competencies", f"La otra persona dejó marcadas: {names}.")
        for key, goal in theirs.items():
            for name, saved in (("purpose", goal.purpose), ("criteria", goal.criteria)):
                field = f"{name}_{key}"
                if field in self.fields and saved != (self[field].value() or "").strip():
                    self.add_error(field, f"La otra persona guardó: «{saved or 'vacío'}».")


def _seen(part: PlanPart) -> str:
    return f"seen_{part.value}"


def _mark(part: PlanPart, content: PlanContent) -> str:
    """A short mark of what a part says; two that say the same have the same one."""
    said: list[Any] = [_text_of(content.values.get(name)) for name in PART_FIELDS[part]]
    if part == PlanPart.TEACHER:
        said += [[vars(goal) for goal in content.goals], [vars(tick) for tick in content.adaptations]]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _text_of(value: Any) -> str:
    key = getattr(value, "pk", value)
    return "" if key is None else str(key)
