"""Levels and conclusions of one pupil: one row for each competency and period (art. 13.1, 13.3.c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from attendance.models import Assessment
from attendance.rules import check_assessment
from patients.models import Episode
from patients.queries import enrollment_on
from patients.services.writing import locked, races_told, refuse, write
from seho.accounts import audit
from seho.curriculum.models import Period
from seho.forms import check_version

_TOLD = ("level", "not_evaluated_reason", "conclusion", "competency", "period")


@dataclass(frozen=True)
class Mark:
    """What was decided on one competency; `version` is that of the row on the page, 0 when there was none."""

    competency_id: int
    level: str
    not_evaluated_reason: str = ""
    conclusion: str = ""
    version: int = 0


def assess(*, by: Any, episode: Episode, period: Period | None, mark: Mark, today: date) -> Assessment:
    """Write or change one assessment. Raises VersionConflict when somebody else wrote it in between."""
    day = min(today, episode.ends_on or today)
    enrollment = enrollment_on(episode.patient, day)
    refuse(
        check_assessment(
            level=mark.level,
            reason=mark.not_evaluated_reason,
            conclusion=mark.conclusion,
            school_level=enrollment.school_grade.level.code if enrollment else "",
        )
    )
    with races_told(), transaction.atomic():
        known = Assessment.objects.filter(
            episode=episode, period=period, competency_id=mark.competency_id
        ).first()
        row = (
            locked(known)
            if known
            else Assessment(episode=episode, period=period, competency_id=mark.competency_id, version=0)
        )
        check_version(row, mark.version)
        before = audit.snapshot(row, _TOLD) if known else None
        values = {
            "level": mark.level,
            "not_evaluated_reason": mark.not_evaluated_reason,
            "conclusion": mark.conclusion,
        }
        if known and all(getattr(row, name) == value for name, value in values.items()):
            return row
        write(row, {**values, "assessed_on": today, "assessed_by": by, "version": row.version + 1})
        audit.record(by=by, act="Evaluó una competencia", obj=row, seho=episode.seho, before=before,
                     after=audit.snapshot(row, _TOLD))  # fmt: skip
    return row
