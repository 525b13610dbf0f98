"""The competencies that each pupil works on, for one or for many pupils with the same three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from patients.models import Enrollment, Episode
from patients.queries import enrollment_on
from seho.curriculum.models import Area, AreaCompetency, Competency, MotherTongue, SchoolGrade
from seho.curriculum.queries import AreaCompetencies


@dataclass
class CompetencyBook:
    """The curriculum in force on a day, read once and asked for each pupil.

    The answers are those of `seho.curriculum.queries.competencies_for`: areas of the level and cycle in their order,
    "Castellano como segunda lengua" only for another mother tongue.
    """

    day: date
    _areas: list[Area] = field(default_factory=list)
    _competencies: dict[int, list[Competency]] = field(default_factory=lambda: defaultdict(list))
    _answers: dict[tuple[int, str, bool], list[AreaCompetencies]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        in_force = {one.pk: one for one in Competency.objects.active_on(self.day)}
        self._areas = list(Area.objects.all())
        links = AreaCompetency.objects.order_by("area_id", "order", "pk")
        for area_id, competency_id in links.values_list("area_id", "competency_id"):
            if competency_id in in_force:
                self._competencies[area_id].append(in_force[competency_id])

    def of_grade(self, grade: SchoolGrade, mother_tongue: MotherTongue | None) -> list[AreaCompetencies]:
        """By area, the main areas first; an area without competencies is left out."""
        is_castellano = mother_tongue is None or mother_tongue.is_castellano
        key = (grade.level_id, grade.cycle, is_castellano)
        if key not in self._answers:
            self._answers[key] = list(self._groups(*key))
        return self._answers[key]

    def of_episode(self, episode: Episode) -> list[AreaCompetencies]:
        """Those of the grade in which the pupil is enrolled; empty while there is no enrolment."""
        enrollment = enrollment_on(episode.patient, min(self.day, episode.ends_on or self.day))
        if enrollment is None:
            return []
        return self.of_grade(enrollment.school_grade, episode.patient.mother_tongue)

    def ids_of(self, episode: Episode) -> frozenset[int]:
        return frozenset(one.pk for group in self.of_episode(episode) for one in group.competencies)

    def _groups(self, level_id: int, cycle: str, is_castellano: bool) -> Iterable[AreaCompetencies]:
        areas = [
            area
            for area in self._areas
            if area.level_id == level_id
            and area.cycle in ("", cycle)
            and not (is_castellano and area.is_second_language)
        ]
        for area in sorted(areas, key=lambda area: not area.is_main):
            if competencies := self._competencies.get(area.pk):
                yield AreaCompetencies(area, competencies)


# What must be loaded with an episode so that the book asks nothing more.
EPISODE_PUPIL = ("patient__mother_tongue", "seho")
_ENROLLMENTS = Enrollment.objects.select_related("school_grade").order_by("starts_on", "pk")
EPISODE_ROWS = (Prefetch("patient__enrollments", _ENROLLMENTS),)
