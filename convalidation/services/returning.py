"""The report of the return to school, verbal and written, to family and school (art. 14.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from convalidation.models import ReturnReport
from patients.models import Episode
from patients.rules import check_not_future
from patients.services.writing import locked, races_told, write
from seho.accounts import audit
from seho.forms import check_version

DAYS = ("told_guardian_on", "told_director_on", "written_guardian_on", "written_director_on")
TEXTS = ("learning_situation", "socioemotional_situation", "recommendations")
_TOO_EARLY = "No puede ser anterior al registro en el SEHO."


def save_return_report(
    *, by: Any, episode: Episode, values: Mapping[str, Any], version: int, today: date
) -> ReturnReport:
    """Write or change the report; raises VersionConflict when somebody else wrote it in between.

    `version` is that of the row on the page, 0 when there was none.
    """
    _refuse_odd_days(episode, values, today)
    with races_told(), transaction.atomic():
        known = ReturnReport.objects.filter(episode=episode).first()
        row = locked(known) if known else ReturnReport(episode=episode, version=0)
        check_version(row, version)
        before = audit.snapshot(row, DAYS) if known else None
        write(row, {**{name: values[name] for name in (*TEXTS, *DAYS)}, "updated_by": by, "version": version + 1})
        audit.record(
            by=by,
            act="Guardó el informe de reincorporación",
            obj=row,
            seho=episode.seho,
            before=before,
            after=audit.snapshot(row, DAYS),
        )
    return row


def _refuse_odd_days(episode: Episode, values: Mapping[str, Any], today: date) -> None:
    problems: dict[str, list[str]] = {}
    for name in DAYS:
        day = values.get(name)
        if day is not None and day < episode.starts_on:
            problems[name] = [_TOO_EARLY]
        for field, sentence in check_not_future(name, day, today=today):
            problems[field] = [sentence]
    if problems:
        raise ValidationError(problems)
