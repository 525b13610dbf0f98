"""What a version of a plan says, apart from the version itself: copied to the next one, kept as a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from attendance.enums import Adaptation, PlanPart
from attendance.models import PlanVersion

# The texts of each part, and who they are asked from.
PART_FIELDS: dict[PlanPart, tuple[str, ...]] = {
    PlanPart.TEACHER: (
        "purpose",
        "curricular_adaptations",
        "assessment_adaptations",
        "wishes",
        "teaching_language",
        "language_support",
        "special_needs_support",
        "schedule",
        "resources",
    ),
    PlanPart.PSYCHOLOGIST: ("socioemotional_support",),
    PlanPart.SCHOOL: ("school_agreements", "agreed_with", "agreed_on"),
}
PLAN_FIELDS = tuple(name for names in PART_FIELDS.values() for name in names)
# What may serve another pupil: nothing that was agreed on, wished or answered for this one.
TEMPLATE_FIELDS = ("purpose", "curricular_adaptations", "assessment_adaptations", "socioemotional_support", "resources")


@dataclass(frozen=True)
class PlanGoal:
    """A prioritised competency, in the order of the list."""

    competency_id: int
    purpose: str = ""
    criteria: str = ""


@dataclass(frozen=True)
class PlanTick:
    """An adaptation that was ticked, in the order of the catalogue."""

    code: str
    note: str = ""


@dataclass(frozen=True)
class PlanContent:
    """`activities` are the keys of those of the bank."""

    values: Mapping[str, Any] = field(default_factory=dict)
    goals: tuple[PlanGoal, ...] = ()
    adaptations: tuple[PlanTick, ...] = ()
    activities: tuple[int, ...] = ()

    @classmethod
    def of(cls, version: PlanVersion) -> Self:
        return cls(
            {name: getattr(version, name) for name in PLAN_FIELDS},
            tuple(PlanGoal(row.competency_id, row.purpose, row.criteria) for row in version.competencies.all()),
            tuple(PlanTick(row.code, row.note) for row in version.adaptations.all()),
            tuple(row.activity_id for row in version.planned_activities.all()),
        )

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What a template keeps; an adaptation that the catalogue no longer knows is left out."""
        return cls(
            {name: kept.get(name, "") for name in TEMPLATE_FIELDS},
            tuple(PlanGoal(**goal) for goal in kept.get("goals", ())),
            tuple(PlanTick(code) for code in kept.get("adaptations", ()) if code in Adaptation.values),
            tuple(kept.get("activities", ())),
        )

    def to_json(self, *, with_texts: bool) -> dict[str, Any]:
        """For a template: without notes, agreements, wishes and dates."""
        texts = {name: self.values.get(name, "") for name in TEMPLATE_FIELDS} if with_texts else {}
        goals = self.goals if with_texts else tuple(PlanGoal(goal.competency_id) for goal in self.goals)
        return {
            **texts,
            "goals": [vars(goal) for goal in goals],
            "adaptations": [tick.code for tick in self.adaptations],
            "activities": list(self.activities),
        }

    def fitting(self, competency_ids: Iterable[int]) -> Self:
        """Only the goals that are of the pupil's own grade; all of them while the grade is not known."""
        known = set(competency_ids)
        goals = tuple(goal for goal in self.goals if not known or goal.competency_id in known)
        return replace(self, goals=goals)
