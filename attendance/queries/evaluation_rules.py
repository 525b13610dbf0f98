"""The rules of the conclusions as they stand: the country's, and what a service adds to them."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from attendance.models import EvaluationRule
from attendance.rules import LevelRules, default_rules, stricter
from patients.models import Episode
from patients.queries import enrollment_on
from seho.network.models import Seho

RULE_FIELDS = ("for_ad", "for_a", "for_b", "for_c", "prints_level")


class RuleBook:
    """Asked for many pupils with one query, at the first question."""

    def national(self, school_level: str) -> LevelRules:
        return self._rows.get((None, school_level)) or default_rules(school_level)

    def own(self, seho: Seho, school_level: str) -> LevelRules | None:
        """What this service added; None where it keeps to the country's."""
        return self._rows.get((seho.pk, school_level))

    def of(self, seho_id: int, school_level: str) -> LevelRules:
        own = self._rows.get((seho_id, school_level))
        national = self.national(school_level)
        return stricter(national, own) if own else national

    def of_episode(self, episode: Episode, day: date) -> LevelRules:
        return self.of(episode.seho_id, school_level_of(episode, day))

    @cached_property
    def _rows(self) -> dict[tuple[int | None, str], LevelRules]:
        rows = EvaluationRule.objects.order_by().values_list("seho_id", "school_level", *RULE_FIELDS)
        return {(seho_id, level): LevelRules(*values) for seho_id, level, *values in rows}


def school_level_of(episode: Episode, day: date) -> str:
    """The code of the level in which the pupil is enrolled; empty while there is no enrolment."""
    enrollment = enrollment_on(episode.patient, min(day, episode.ends_on or day))
    return enrollment.school_grade.level.code if enrollment else ""
