"""The personalised education plan: one draft at a time, put in force as a whole, not edited afterwards (art. 11.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.enums import PlanState
from attendance.models import Plan, PlanCompetency, PlanVersion
from attendance.queries.evaluation import pupil_competencies
from attendance.rules import plan_gaps
from patients.models import Episode
from patients.rules import check_not_future
from patients.services.writing import locked, races_told, refuse, refuse_field, write
from seho.accounts import audit
from seho.forms import check_version

PLAN_FIELDS = (
    "purpose",
    "curricular_adaptations",
    "assessment_adaptations",
    "socioemotional_support",
    "schedule",
    "resources",
    "school_agreements",
    "agreed_with",
    "agreed_on",
)


@dataclass(frozen=True)
class PlanGoal:
    """A prioritised competency, in the order of the list."""

    competency_id: int
    purpose: str = ""
    criteria: str = ""


def open_draft(*, by: Any, episode: Episode) -> PlanVersion:
    """The draft to work on: the one that is open, else a new version that starts as a copy of the one in force."""
    with races_told(), transaction.atomic():
        plan, is_new = Plan.objects.get_or_create(episode=episode, defaults={"created_by": by})
        draft = plan.versions.filter(state=PlanState.DRAFT).first()
        if draft is not None:
            return draft
        last = plan.versions.first()
        values = {name: getattr(last, name) for name in PLAN_FIELDS} if last else {}
        draft = write(PlanVersion(plan=plan, number=last.number + 1 if last else 1, created_by=by, **values))
        for goal in last.competencies.all() if last else ():
            write(
                PlanCompetency(
                    plan_version=draft,
                    competency_id=goal.competency_id,
                    order=goal.order,
                    purpose=goal.purpose,
                    criteria=goal.criteria,
                )
            )
        act = "Abrió el plan educativo personalizado" if is_new else "Abrió una nueva versión del plan"
        audit.record(by=by, act=act, obj=draft, seho=episode.seho, after={"number": draft.number})
    return draft


def save_draft(
    *,
    by: Any,
    draft: PlanVersion,
    values: Mapping[str, Any],
    goals: Iterable[PlanGoal],
    version: int,
    today: date,
) -> PlanVersion:
    """Keep what was typed. Raises VersionConflict when somebody saved in between, and refuses a plan in force."""
    goals = list(goals)
    with transaction.atomic():
        draft = locked(draft)
        check_version(draft, version)
        if draft.state != PlanState.DRAFT:
            raise ValidationError("Esta versión del plan ya está vigente: abra una nueva versión para cambiarla.")
        refuse(check_not_future("agreed_on", values.get("agreed_on"), today=today))
        _refuse_strange_goals(draft.plan.episode, goals, today)
        before = _told(draft)
        write(draft, {**{name: values[name] for name in PLAN_FIELDS if name in values}, "version": version + 1})
        draft.competencies.all().delete()
        for order, goal in enumerate(goals, start=1):
            write(PlanCompetency(plan_version=draft, order=order, **vars(goal)))
        audit.record(
            by=by,
            act="Guardó el plan",
            obj=draft,
            seho=draft.plan.episode.seho,
            before=before,
            after=_told(draft),
        )
    return draft


def enforce_plan(*, by: Any, draft: PlanVersion, today: date) -> PlanVersion:
    """Put the draft in force from today; the version that was in force is kept as replaced."""
    with races_told(), transaction.atomic():
        draft = locked(draft)
        if draft.state != PlanState.DRAFT:
            return draft
        gaps = gaps_of(draft)
        if gaps:
            raise ValidationError(f"Para ponerlo en vigencia falta {'; '.join(gaps)} (art. 11.4).")
        for former in draft.plan.versions.filter(state=PlanState.IN_FORCE):
            write(
                former,
                {"state": PlanState.SUPERSEDED, "in_force_until": today, "version": former.version + 1},
            )
        write(draft, {"state": PlanState.IN_FORCE, "in_force_from": today, "version": draft.version + 1})
        audit.record(
            by=by,
            act="Puso en vigencia el plan",
            obj=draft,
            seho=draft.plan.episode.seho,
            after={"number": draft.number, "in_force_from": today},
        )
    return draft


def gaps_of(draft: PlanVersion) -> list[str]:
    """What this draft still lacks to be put in force."""
    return plan_gaps(
        purpose=draft.purpose,
        competencies=draft.competencies.count(),
        curricular=draft.curricular_adaptations,
        assessment=draft.assessment_adaptations,
    )


def _refuse_strange_goals(episode: Episode, goals: Iterable[PlanGoal], today: date) -> None:
    own = {one.pk for group in pupil_competencies(episode, today) for one in group.competencies}
    if own and any(goal.competency_id not in own for goal in goals):
        refuse_field("competencies", "Una de las competencias no es del nivel y grado de la o el estudiante.")


def _told(draft: PlanVersion) -> dict[str, Any]:
    return {
        **audit.snapshot(draft, PLAN_FIELDS),
        "competencies": list(draft.competencies.values_list("competency_id", flat=True)),
    }
