"""The personalised education plan while it is written: one open version at a time, each part by who writes it
(art. 11.3, 11.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from attendance.enums import OPEN_PLAN_STATES, PlanKind, PlanPart
from attendance.models import (
    Activity,
    Plan,
    PlanActivity,
    PlanAdaptation,
    PlanCompetency,
    PlanContribution,
    PlanVersion,
)
from attendance.plan_content import PART_FIELDS, PLAN_FIELDS, PlanContent, PlanGoal, PlanTick
from attendance.queries.evaluation import pupil_competencies
from attendance.rules import check_in_force_from, plan_gaps
from patients.models import Episode
from patients.rules import check_not_future
from patients.services.writing import locked, races_told, refuse, refuse_field, write
from seho.accounts import audit
from seho.forms import VersionConflict

_SETTLED = "Esta versión del plan ya está vigente: abra una nueva versión para cambiarla."


class PartConflict(VersionConflict):
    """Somebody wrote the same parts meanwhile; `parts` are those."""

    def __init__(self, current: PlanVersion, parts: Iterable[PlanPart]) -> None:
        super().__init__(current)
        self.parts = tuple(parts)


def open_draft(
    *, by: Any, episode: Episode, kind: PlanKind | None = None, content: PlanContent | None = None
) -> PlanVersion:
    """The version to work on: the one that is open, else a new one.

    It starts with `content` (a template, what the class works on), else as a copy of the last version; of the `kind`
    that is asked for, else of the last one's.
    """
    with races_told(), transaction.atomic():
        plan, is_new = Plan.objects.get_or_create(episode=episode, defaults={"created_by": by})
        draft = plan.versions.filter(state__in=OPEN_PLAN_STATES).first()
        if draft is not None:
            return draft
        last = plan.versions.first()
        start = content or (PlanContent.of(last) if last else PlanContent())
        number = last.number + 1 if last else 1
        kind = kind or (PlanKind(last.kind) if last else PlanKind.FULL)
        draft = write(PlanVersion(plan=plan, number=number, kind=kind, created_by=by, **start.values))
        _write_lists(draft, start.goals, start.adaptations)
        for order, pk in enumerate(start.activities, start=1):
            write(PlanActivity(plan_version=draft, activity_id=pk, order=order))
        if content is None and last is not None:
            for row in last.contributions.all():
                write(PlanContribution(plan_version=draft, part=row.part, written_by=row.written_by,
                                       written_at=row.written_at))  # fmt: skip
        elif content is not None:
            _note_contributions(by, draft, _parts_of(start.values, start.goals, start.adaptations))
        act = "Abrió el plan educativo personalizado" if is_new else "Abrió una nueva versión del plan"
        audit.record(by=by, act=act, obj=draft, seho=episode.seho, after={"number": draft.number, "kind": kind})
    return draft


def save_draft(
    *,
    by: Any,
    draft: PlanVersion,
    values: Mapping[str, Any],
    version: int,
    today: date,
    goals: Iterable[PlanGoal] | None = None,
    adaptations: Iterable[PlanTick] | None = None,
) -> PlanVersion:
    """Keep what was typed in some parts of the plan; what is not given stays as it is.

    `version` is that of the page on which it was typed. Raises PartConflict when somebody wrote one of the same parts
    after it, and refuses a version that is or was in force.
    """
    with transaction.atomic():
        draft = locked(draft)
        check_parts(draft, _parts_of(values, goals, adaptations), version)
        if not draft.is_open:
            raise ValidationError(_SETTLED)
        refuse(check_not_future("agreed_on", values.get("agreed_on"), today=today))
        refuse(_day_problems(draft, values.get("in_force_from"), today))
        goals = None if goals is None else list(goals)
        _refuse_strange_goals(draft.plan.episode, goals or (), today)
        before = _told(draft)
        written = {name: values[name] for name in (*PLAN_FIELDS, "kind", "in_force_from") if name in values}
        write(draft, {**written, "version": draft.version + 1})
        _write_lists(draft, goals, adaptations)
        _note_contributions(by, draft, _parts_of(values, goals, adaptations))
        audit.record(by=by, act="Guardó el plan", obj=draft, seho=draft.plan.episode.seho,
                     before=before, after=_told(draft))  # fmt: skip
    return draft


def check_parts(draft: PlanVersion, parts: Iterable[PlanPart], version: int) -> None:
    """Raise PartConflict when one of these parts was written after that version of the plan."""
    wanted = set(parts)
    later = [
        PlanPart(row.part) for row in draft.contributions.all() if row.part in wanted and row.written_version > version
    ]
    if later:
        raise PartConflict(draft, later)


def use_activity(*, by: Any, draft: PlanVersion, activity: Activity, is_used: bool) -> None:
    """Put an activity of the bank into the open version, or take it out; twice is once."""
    with transaction.atomic():
        draft = locked(draft)
        if not draft.is_open:
            raise ValidationError(_SETTLED)
        rows = draft.planned_activities
        if is_used == rows.filter(activity=activity).exists():
            return
        if is_used:
            write(PlanActivity(plan_version=draft, activity=activity, order=rows.count() + 1))
        else:
            rows.filter(activity=activity).delete()
        act = "Puso una actividad en el plan" if is_used else "Quitó una actividad del plan"
        audit.record(by=by, act=act, obj=draft, seho=draft.plan.episode.seho, after={"activity": activity.title})


def gaps_of(draft: PlanVersion) -> list[str]:
    """What this version still lacks to be put in force."""
    return plan_gaps(
        purpose=draft.purpose,
        competencies=len(draft.competencies.all()),
        curricular=draft.curricular,
        assessment=draft.assessment,
    )


def _day_problems(draft: PlanVersion, day: date | None, today: date) -> Any:
    if day is None:
        return []
    episode = draft.plan.episode
    former = draft.plan.versions.filter(state="IN_FORCE").first()
    return check_in_force_from(
        day,
        starts_on=episode.starts_on,
        ends_on=episode.ends_on,
        former_from=former.in_force_from if former else None,
        today=today,
    )


def _parts_of(values: Mapping[str, Any], goals: Any, adaptations: Any) -> list[PlanPart]:
    """The parts that these texts and lists belong to."""
    lists = goals is not None or adaptations is not None
    return [
        part
        for part, names in PART_FIELDS.items()
        if any(name in values for name in names) or (part == PlanPart.TEACHER and lists)
    ]


def _write_lists(draft: PlanVersion, goals: Iterable[PlanGoal] | None, adaptations: Iterable[PlanTick] | None) -> None:
    """Replace those that are given."""
    if goals is not None:
        draft.competencies.all().delete()
        for order, goal in enumerate(goals, start=1):
            write(PlanCompetency(plan_version=draft, order=order, **vars(goal)))
    if adaptations is not None:
        draft.adaptations.all().delete()
        for order, tick in enumerate(adaptations, start=1):
            write(PlanAdaptation(plan_version=draft, order=order, **vars(tick)))


def _note_contributions(by: Any, draft: PlanVersion, parts: Iterable[PlanPart]) -> None:
    known = {row.part: row for row in draft.contributions.all()}
    for part in parts:
        row = known.get(part) or PlanContribution(plan_version=draft, part=part)
        write(row, {"written_by": by, "written_at": timezone.now(), "written_version": draft.version})


def _refuse_strange_goals(episode: Episode, goals: Iterable[PlanGoal], today: date) -> None:
    own = {one.pk for group in pupil_competencies(episode, today) for one in group.competencies}
    if own and any(goal.competency_id not in own for goal in goals):
        refuse_field("competencies", "Una de las competencias no es del nivel y grado de la o el estudiante.")


def _told(draft: PlanVersion) -> dict[str, Any]:
    return {
        **audit.snapshot(draft, (*PLAN_FIELDS, "kind")),
        "competencies": list(draft.competencies.values_list("competency_id", flat=True)),
        "adaptations": list(draft.adaptations.values_list("code", flat=True)),
    }
