"""The rows of a list of every pupil: those who left from dates alone, those in attention from their whole file.

In a service of ten years nearly all have left, and nothing of their file is missing but a document. The answers
are those of `pupil_rows`; a test holds them to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from patients.enums import DocumentType, Setting
from patients.models import Patient
from patients.queries.facts import chosen_episode, covering, seho_episode, stay_days_of, verdict_of
from patients.queries.head import SEES_TYPE, age_text
from patients.queries.lists import PupilRow, rows_of_keys
from patients.queries.types import PupilDates
from patients.querysets import TEAM
from seho.curriculum.models import SchoolGrade
from seho.network.models import School, Seho
from seho.paging import in_order
from seho.text import full_name

_FIELDS = ("paternal_surname", "maternal_surname", "given_names", "birth_date", "document_type")
_NO_DOCUMENT = ("documento de identidad",)


def long_rows(keys: Sequence[int], *, user: Any, today: date) -> list[PupilRow]:
    """The rows of these pupils, in the same order, for whoever reads types: team and UGEL."""
    assert user.scope.has(*SEES_TYPE), "a list of staff"
    dates = PupilDates(keys)
    here = [key for key in keys if any(row.ends_on is None for row in dates.episodes.get(key, ()))]
    found = {row.patient_id: row for row in _rows_of_left(set(keys).difference(here), dates, user, today)}
    if here:
        found |= {row.patient_id: row for row in rows_of_keys(here, user=user, today=today)}
    return in_order(found, keys)


def _rows_of_left(keys: Collection[int], dates: PupilDates, user: Any, today: date) -> list[PupilRow]:
    people = Patient.objects.filter(pk__in=keys).values_list("pk", *_FIELDS) if keys else ()
    names = _Names(dates)
    is_team = user.scope.has(*TEAM)
    rows = []
    for key, paternal, maternal, given, birth_date, document_type in people:
        fields = {
            "patient_id": key,
            "url": "",
            "name": full_name(paternal, maternal, given),
            "age": age_text(birth_date, today),
            "missing": _NO_DOCUMENT if is_team and document_type == DocumentType.NONE else (),
            "is_in_attention": False,
        }
        rows.append(PupilRow(**fields, **_of_time(dates, names, key, today)))
    return rows


def _of_time(dates: PupilDates, names: _Names, key: int, today: date) -> dict[str, Any]:
    """What the last time in a service says; as of its end."""
    episodes = dates.episodes.get(key)
    episode = chosen_episode(episodes) if episodes else None
    as_of = min(today, episode.ends_on) if episode is not None and episode.ends_on else today
    enrollment = covering(dates.enrollments.get(key, []), as_of)
    stays, rests = dates.stays.get(key, []), dates.rests.get(key, [])
    told = seho_episode(episode) if episode is not None else None
    verdict = verdict_of(
        told, stays=stays, rests=rests, window=dates.window_on(as_of, key), today=today,
        enrolled_on=dates.enrolled_on(key),
    )  # fmt: skip
    return {
        "type_label": verdict.label,
        "setting": str(Setting(episode.setting).label) if episode is not None else "",
        "grade": names.grades.get(enrollment.school_grade_id, "") if enrollment else "",
        "school": names.schools.get(enrollment.school_id, "") if enrollment else "",
        "seho": names.sehos.get(episode.seho_id, "") if episode is not None else "",
        "days": stay_days_of(told, stays, rests, as_of) or None,
    }


class _Names:
    """Of the services, schools and grades that the dates tell of; each asked for once."""

    def __init__(self, dates: PupilDates) -> None:
        enrollments = [row for rows in dates.enrollments.values() for row in rows]
        self.sehos = {seho.pk: str(seho) for seho in Seho.objects.only("short_name")}
        self.grades = {one.pk: str(one) for one in SchoolGrade.objects.select_related("level")}
        schools = School.objects.only("name").in_bulk({row.school_id for row in enrollments})
        self.schools = {pk: str(school) for pk, school in schools.items()}
