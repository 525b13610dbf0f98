"""The bank of activities and the templates of plans: what the team keeps to plan with (art. 11.3, 11.4)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from attendance.models import Activity, PlanTemplate, PlanVersion
from attendance.plan_content import PlanContent
from attendance.rules import names_told
from patients.services.writing import locked, refuse_field, write
from seho.accounts import audit
from seho.curriculum.models import Competency, Level, SchoolGrade
from seho.forms import check_version
from seho.network.models import Seho
from seho.text import search_key

ACTIVITY_FIELDS = ("title", "steps", "materials", "minutes", "for_short_stay", "is_playful", "is_shared")


def add_activity(
    *,
    by: Any,
    seho: Seho,
    client_id: uuid.UUID,
    values: Mapping[str, Any],
    competencies: Iterable[Competency],
    grades: Iterable[SchoolGrade],
) -> Activity:
    """A new one of the service; the same `client_id` is the same one again."""
    with transaction.atomic():
        known = Activity.objects.filter(client_id=client_id, created_by=by).first()
        if known is not None:
            return known
        activity = _write(Activity(seho=seho, client_id=client_id, created_by=by), values, competencies, grades)
        audit.record(by=by, act="Agregó una actividad al banco", obj=activity, seho=seho, after=_told(activity))
    return activity


def edit_activity(
    *,
    by: Any,
    activity: Activity,
    values: Mapping[str, Any],
    competencies: Iterable[Competency],
    grades: Iterable[SchoolGrade],
    version: int,
) -> Activity:
    with transaction.atomic():
        activity = locked(activity)
        check_version(activity, version)
        before = _told(activity)
        _write(activity, {**values, "version": version + 1}, competencies, grades)
        audit.record(by=by, act="Corrigió una actividad del banco", obj=activity, seho=activity.seho,
                     before=before, after=_told(activity))  # fmt: skip
    return activity


def retire_activity(*, by: Any, activity: Activity, is_retired: bool) -> Activity:
    """Take it off the bank, or bring it back; the plans that use it keep it."""
    act = "Retiró una actividad del banco" if is_retired else "Devolvió una actividad al banco"
    return _retire(by, activity, act, is_retired)


def keep_template(
    *,
    by: Any,
    version: PlanVersion,
    client_id: uuid.UUID,
    title: str,
    level: Level | None,
    cycle: str,
    is_shared: bool,
    with_texts: bool,
) -> PlanTemplate:
    """Keep a plan to start others from. Texts that name the pupil are refused: nothing of this one may go along."""
    episode = version.plan.episode
    content = PlanContent.of(version).to_json(with_texts=with_texts)
    _refuse_names(episode.patient, content, title)
    with transaction.atomic():
        known = PlanTemplate.objects.filter(client_id=client_id, created_by=by).first()
        if known is not None:
            return known
        template = write(
            PlanTemplate(
                client_id=client_id, seho=episode.seho, title=title, kind=version.kind, level=level, cycle=cycle,
                is_shared=is_shared, content=content, created_by=by,
            )
        )  # fmt: skip
        audit.record(by=by, act="Guardó una plantilla de plan", obj=template, seho=episode.seho,
                     after={"title": title, "is_shared": is_shared})  # fmt: skip
    return template


def retire_template(*, by: Any, template: PlanTemplate, is_retired: bool) -> PlanTemplate:
    act = "Retiró una plantilla de plan" if is_retired else "Devolvió una plantilla de plan"
    return _retire(by, template, act, is_retired)


def count_use(template: PlanTemplate) -> None:
    PlanTemplate.objects.filter(pk=template.pk).update(uses=F("uses") + 1)


def _write(
    activity: Activity,
    values: Mapping[str, Any],
    competencies: Iterable[Competency],
    grades: Iterable[SchoolGrade],
) -> Activity:
    words = search_key(f"{values['title']} {values['steps']} {values.get('materials', '')}")
    write(activity, {**values, "search_text": words[:2500]})
    activity.competencies.set(competencies)
    activity.grades.set(grades)
    return activity


def _retire(by: Any, row: Any, act: str, is_retired: bool) -> Any:
    with transaction.atomic():
        row = locked(row)
        if is_retired != (row.retired_at is not None):
            write(row, {"retired_at": timezone.now() if is_retired else None})
            audit.record(by=by, act=act, obj=row, seho=row.seho, after={"title": row.title})
    return row


def _refuse_names(patient: Any, content: Mapping[str, Any], title: str) -> None:
    texts = [title, *(text for text in content.values() if isinstance(text, str))]
    texts += [text for goal in content["goals"] for text in (goal["purpose"], goal["criteria"])]
    names = (patient.given_names, patient.paternal_surname, patient.maternal_surname)
    if found := names_told(texts, names):
        field = "title" if names_told([title], names) else "with_texts"
        refuse_field(
            field,
            f"Los textos nombran a la o el estudiante («{'», «'.join(found)}»): quítelo del plan, o guarde la "
            "plantilla sin los textos.",
        )


def _told(activity: Activity) -> dict[str, Any]:
    return {
        **audit.snapshot(activity, ACTIVITY_FIELDS),
        "competencies": list(activity.competencies.order_by("number").values_list("number", flat=True)),
    }
