"""The type of many pupils on a day, read without the rest of their file: for figures and the filter of the list.

The answers are those of `PupilFacts.verdict`. A type changes with the days that pass, so it is never stored: the dates
are read and the rules count them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from patients.enums import StayKind
from patients.models import Accreditation, Enrollment, Episode, Patient, Stay
from patients.queries.facts import chosen_episode, covering, seho_episode, verdict_of
from patients.queries.windows import windows_of_schools
from patients.rules.facts import HomeRest, HospitalStay
from patients.rules.transitions import CurrentType
from patients.rules.typology import StudentType


@dataclass(frozen=True)
class TypeOfPupil:
    """The verdict on a pupil's episode: the open one, else the last."""

    seho_id: int
    is_in_attention: bool
    verdict: CurrentType

    @property
    def shown(self) -> StudentType | None:
        """The expected type while the episode is open, then the effective one (R10)."""
        return self.verdict.expected if self.is_in_attention else self.verdict.type


def types_of(patients: QuerySet[Patient], today: date) -> dict[int, TypeOfPupil]:
    """By pupil; who has no episode is left out. Five queries, whoever and however many they are."""
    ids = patients.order_by().values("pk")
    episodes = _by_patient(
        Episode.objects.filter(patient__in=ids).order_by("starts_on", "pk"),
        *("patient_id", "pk", "seho_id", "setting", "starts_on", "ends_on", "first_attended_on"),
    )
    enrollments = _by_patient(
        Enrollment.objects.filter(patient__in=ids).order_by("starts_on", "pk"),
        *("patient_id", "school_id", "school_grade__level__modality", "starts_on", "ends_on"),
    )
    stays, rests = _clocks(ids)
    windows = windows_of_schools(row.school_id for rows in enrollments.values() for row in rows)
    found = {}
    for patient_id, rows in episodes.items():
        episode = chosen_episode(rows)
        as_of = min(today, episode.ends_on or today)
        own = enrollments.get(patient_id, [])
        enrollment = covering(own, as_of)
        window = windows.window_of(
            as_of, *((enrollment.school_id, enrollment.school_grade__level__modality) if enrollment else (None, ""))
        )
        verdict = verdict_of(
            seho_episode(episode),
            stays=stays.get(patient_id, ()),
            rests=rests.get(patient_id, ()),
            window=window,
            today=today,
            enrolled_on=own[0].starts_on if own else None,
        )
        found[patient_id] = TypeOfPupil(episode.seho_id, episode.ends_on is None, verdict)
    return found


def _by_patient(rows: QuerySet[Any], *fields: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.values_list(*fields, named=True):
        found[row.patient_id].append(row)
    return found


def _clocks(ids: Any) -> tuple[dict[int, list[HospitalStay]], dict[int, list[HomeRest]]]:
    """The first and the second clock of each pupil, as `hospital_stays_of` and `rests_of` make them."""
    papers: dict[int, list[Any]] = defaultdict(list)
    accreditations = Accreditation.objects.filter(stay__patient__in=ids).order_by("issued_on", "pk")
    for paper in accreditations.values_list("stay_id", "rest_starts_on", "rest_ends_on", "issued_on", named=True):
        papers[paper.stay_id].append(paper)
    stays: dict[int, list[HospitalStay]] = defaultdict(list)
    rests: dict[int, list[HomeRest]] = defaultdict(list)
    rows = Stay.objects.filter(patient__in=ids).order_by("starts_on", "pk")
    for row in rows.values_list("patient_id", "pk", "kind", "starts_on", "ends_on", "estimated_days", named=True):
        if row.kind == StayKind.HOSPITAL:
            stays[row.patient_id].append(
                HospitalStay(row.starts_on, row.ends_on, row.estimated_days, is_accredited=bool(papers[row.pk]))
            )
        else:
            rests[row.patient_id] += _rests(papers[row.pk], row.ends_on)
    return stays, rests


def _rests(papers: Iterable[Any], ended_on: date | None) -> list[HomeRest]:
    return [
        HomeRest(paper.rest_starts_on, paper.rest_ends_on, accredited_on=paper.issued_on, ended_on=ended_on)
        for paper in papers
        if paper.rest_starts_on and paper.rest_ends_on
    ]
