"""The type and the days of many pupils, read without the rest of their file: for figures, filters and long lists.

The answers are those of `PupilFacts`. A type changes with the days that pass, so it is never stored: the dates
are read and the rules count them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from patients.enums import StayKind
from patients.models import Accreditation, Enrollment, Episode, Patient, Stay
from patients.queries.facts import chosen_episode, covering, seho_episode, verdict_of
from patients.queries.windows import windows_of_schools
from patients.rules.attention import seho_days
from patients.rules.clocks import Window
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
    dates = PupilDates(patients.order_by().values("pk"))
    found = {}
    for patient_id, rows in dates.episodes.items():
        episode = chosen_episode(rows)
        verdict = verdict_of(
            seho_episode(episode),
            stays=dates.stays[patient_id],
            rests=dates.rests[patient_id],
            window=dates.window_on(min(today, episode.ends_on or today), patient_id),
            today=today,
            enrolled_on=dates.enrolled_on(patient_id),
        )
        found[patient_id] = TypeOfPupil(episode.seho_id, episode.ends_on is None, verdict)
    return found


def types_as_of(episodes: Sequence[Any], day: date) -> list[StudentType | None]:
    """The effective type (R10, R14) of each of these, in the same order, on `day` or at its egress before it.

    They are rows with the dates of an `Episode`. Five queries, however many they are.
    """
    dates = PupilDates([episode.patient_id for episode in episodes])
    return [_type_as_of(episode, dates, day) for episode in episodes]


def _type_as_of(episode: Any, dates: PupilDates, day: date) -> StudentType | None:
    patient_id = episode.patient_id
    verdict = verdict_of(
        seho_episode(episode),
        stays=dates.stays[patient_id],
        rests=dates.rests[patient_id],
        window=dates.window_on(min(day, episode.ends_on or day), patient_id),
        today=day,
        enrolled_on=dates.enrolled_on(patient_id),
    )
    return verdict.type


def accumulated_days(episodes: Sequence[Episode], today: date) -> list[int]:
    """As `PupilFacts.accumulated_days`: of each of these, in the same order, as of its last day."""
    dates = PupilDates([episode.patient_id for episode in episodes])
    return [_accumulated(episode, dates, today) for episode in episodes]


def _accumulated(episode: Episode, dates: PupilDates, today: date) -> int:
    as_of = min(today, episode.ends_on or today)
    patient_id = episode.patient_id
    return seho_days(
        [seho_episode(row) for row in dates.episodes[patient_id]],
        stays=dates.stays[patient_id],
        rests=dates.rests[patient_id],
        window=dates.window_on(as_of, patient_id),
        today=as_of,
    ).days


class PupilDates:
    """The dates of these pupils as the rules take them, by pupil and in their order."""

    def __init__(self, ids: Any) -> None:
        self.episodes = _by_patient(
            Episode.objects.filter(patient__in=ids).order_by("starts_on", "pk"),
            *("patient_id", "pk", "seho_id", "setting", "starts_on", "ends_on", "first_attended_on"),
        )
        self.enrollments = _by_patient(
            Enrollment.objects.filter(patient__in=ids).order_by("starts_on", "pk"),
            *("patient_id", "school_id", "school_grade_id", "school_grade__level__modality", "starts_on", "ends_on"),
        )
        self.stays, self.rests = _clocks(ids)
        self._windows = windows_of_schools(row.school_id for rows in self.enrollments.values() for row in rows)

    def window_on(self, day: date, patient_id: int) -> Window:
        row = covering(self.enrollments[patient_id], day)
        school = (row.school_id, row.school_grade__level__modality) if row else (None, "")
        return self._windows.window_of(day, *school)

    def enrolled_on(self, patient_id: int) -> date | None:
        rows = self.enrollments[patient_id]
        return rows[0].starts_on if rows else None


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
