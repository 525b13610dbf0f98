"""What stands beside a level: the sessions, the works and the earlier levels of each competency of one pupil."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from attendance.models import Assessment, Participation, Work
from attendance.queries.progress import Picture, in_order, picture_of
from attendance.rules import is_without_evidence
from patients.models import Episode
from seho.curriculum.models import Period

# So many of the last sessions are told one by one.
TOLD_SESSIONS = 3


@dataclass(frozen=True)
class Behind:
    """Of one competency, within the period: sessions and works, the last ones first; the levels of all periods."""

    sessions: tuple[Participation, ...]
    works: tuple[Work, ...]
    marks: tuple[Assessment, ...]
    picture: Picture | None

    @property
    def told_sessions(self) -> tuple[Participation, ...]:
        return self.sessions[:TOLD_SESSIONS]

    @property
    def is_empty(self) -> bool:
        return not self.sessions and not self.works

    def doubts(self, level: str) -> bool:
        return is_without_evidence(level, len(self.sessions), len(self.works))


NOTHING = Behind((), (), (), None)


def evidence_behind(user: Any, episodes: Sequence[Episode], episode: Episode, period: Period | None, day: date) -> Any:
    """By competency; an absent one has nothing. `episodes`: the times in a service whose levels this person reads."""
    since, until = (period.starts_on, min(period.ends_on, day)) if period else (date.min, day)
    sessions: dict[int, list[Participation]] = defaultdict(list)
    held = Participation.objects.filter(
        episode=episode, attended=True, competency__isnull=False, session__cancelled_at=None,
        session__held_on__range=(since, until),
    )  # fmt: skip
    for row in held.select_related("session").order_by("-session__held_on", "-pk"):
        sessions[row.competency_id or 0].append(row)
    works: dict[int, list[Work]] = defaultdict(list)
    made = Work.objects.visible_to(user).filter(episode=episode, removed_at=None, made_on__range=(since, until))
    for work in made.exclude(competency=None).order_by("-made_on", "-pk"):
        works[work.competency_id].append(work)
    marks: dict[int, list[Assessment]] = defaultdict(list)
    for mark in Assessment.objects.filter(episode__in=episodes).select_related("period", "assessed_by"):
        marks[mark.competency_id].append(mark)
    return {
        key: Behind(
            tuple(sessions[key]), tuple(works[key]), tuple(in_order(marks[key])), picture_of(in_order(marks[key]))
        )
        for key in {*sessions, *works, *marks}
    }
