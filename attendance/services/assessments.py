"""Levels and conclusions of one pupil: one row for each competency and period (art. 13.1, 13.3.c)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.models import Assessment
from attendance.queries.evaluation import pupil_competencies, touched_periods
from attendance.rules import check_assessment
from patients.models import Episode
from patients.services.writing import locked, races_told, refuse, refuse_field, write
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


@dataclass
class Outcome:
    """What became of several marks: rows written, and refusals by competency. Each row stands for itself."""

    saved: dict[int, Assessment] = field(default_factory=dict)
    refused: dict[int, ValidationError] = field(default_factory=dict)


def assess(*, by: Any, episode: Episode, period: Period | None, mark: Mark, today: date) -> Assessment:
    """Write or change one assessment. Raises VersionConflict when somebody else wrote it in between."""
    outcome = assess_all(by=by, episode=episode, period=period, marks=[mark], today=today)
    if mark.competency_id in outcome.refused:
        raise outcome.refused[mark.competency_id]
    return outcome.saved[mark.competency_id]


def set_level(*, by: Any, episode: Episode, period: Period | None, mark: Mark, today: date) -> Assessment:
    """As `assess`, for whoever sees the level alone, as in the grid: the conclusion that is written stays."""
    known = Assessment.objects.filter(episode=episode, period=period, competency_id=mark.competency_id).first()
    conclusion = known.conclusion if known else ""
    return assess(by=by, episode=episode, period=period, mark=replace(mark, conclusion=conclusion), today=today)


def assess_all(*, by: Any, episode: Episode, period: Period | None, marks: Iterable[Mark], today: date) -> Outcome:
    """Write each mark by itself: one that is refused keeps no other from being written."""
    _refuse_strange_period(episode, period, today)
    groups = pupil_competencies(episode, today)
    own = {one.pk for group in groups if group.area.is_graded for one in group.competencies}
    outcome = Outcome()
    for mark in marks:
        try:
            outcome.saved[mark.competency_id] = _assess(by, episode, period, mark, own, today)
        except ValidationError as error:
            outcome.refused[mark.competency_id] = error
    return outcome


def _assess(
    by: Any,
    episode: Episode,
    period: Period | None,
    mark: Mark,
    own: set[int],
    today: date,
) -> Assessment:
    if mark.competency_id not in own:
        refuse_field("level", "Esta competencia no es del nivel y grado de la o el estudiante.")
    values = {
        "level": mark.level,
        "not_evaluated_reason": mark.not_evaluated_reason,
        "conclusion": mark.conclusion,
    }
    refuse(check_assessment(level=mark.level, reason=mark.not_evaluated_reason))
    with races_told(), transaction.atomic():
        known = Assessment.objects.filter(episode=episode, period=period, competency_id=mark.competency_id).first()
        row = locked(known) if known else None
        if row is None:
            row = Assessment(episode=episode, period=period, competency_id=mark.competency_id, version=0)
        elif all(getattr(row, name) == value for name, value in values.items()):
            return row
        check_version(row, mark.version)
        before = audit.snapshot(row, _TOLD) if known else None
        write(row, {**values, "assessed_on": today, "assessed_by": by, "version": row.version + 1})
        audit.record(
            by=by,
            act="Evaluó una competencia",
            obj=row,
            seho=episode.seho,
            before=before,
            after=audit.snapshot(row, _TOLD),
        )
    return row


def clear_assessment(
    *, by: Any, episode: Episode, period: Period | None, competency_id: int, version: int, today: date
) -> Assessment | None:
    """Take back what was marked by mistake: the level with its conclusion, both kept in the audit.

    Returns the row as it was, so that the act can be undone; None when there was nothing.
    """
    _refuse_strange_period(episode, period, today)
    with transaction.atomic():
        known = Assessment.objects.filter(episode=episode, period=period, competency_id=competency_id).first()
        if known is None:
            return None
        row = locked(known)
        check_version(row, version)
        told = audit.snapshot(row, _TOLD)
        # Of the time in the service: the history of a pupil tells the acts on rows that are still there.
        audit.record(by=by, act="Quitó la evaluación de una competencia", obj=episode, seho=episode.seho, before=told)
        row.delete()
    return row


def _refuse_strange_period(episode: Episode, period: Period | None, today: date) -> None:
    """Only the periods that the time in the SEHO touches (art. 13.5); none where there is none."""
    if period is not None and period not in touched_periods(episode, today):
        raise ValidationError("Ese periodo no coincide con el tiempo de la o el estudiante en el SEHO.")
