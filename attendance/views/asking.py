"""What the views of this room share: the pupil whose teaching this person may open, in one time in the SEHO."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404

from attendance.permissions import can_read_teaching
from patients.models import Episode, Patient
from patients.queries import Head, PupilFacts, head_of, pupil_facts
from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import Denied, require
from seho.clock import today

TEACHERS = (*TEAM, *HELPERS)
STAFF = (*TEAM, Role.UGEL_SPECIALIST)
READERS = (*TEAM, *HELPERS, Role.UGEL_SPECIALIST)

_NO_EPISODE = Denied("La o el estudiante todavía no está registrado en un SEHO: no hay atención que mostrar.")


@dataclass(frozen=True)
class PupilPage:
    """A pupil's tab: the pupil, the episode that it shows, the others to choose from, and the head."""

    patient: Patient
    episode: Episode
    episodes: list[Episode]
    head: Head
    day: date
    latest: PupilFacts

    @cached_property
    def facts(self) -> PupilFacts:
        """Of the episode that the page shows: of an earlier one, as of its last day."""
        return self.latest if self.episode == self.latest.episode else pupil_facts(self.episode, self.day)

    @property
    def context(self) -> dict[str, Any]:
        return {
            "patient": self.patient,
            "episode": self.episode,
            "episodes": self.episodes,
            "head": self.head,
            "day": self.day,
            "query": f"?periodo={self.episode.pk}" if len(self.episodes) > 1 else "",
        }


def pupil_page(request: SignedRequest, pk: int, tab: str) -> PupilPage:
    """404 for a stranger, 403 with its reason for whoever may open the pupil but not the teaching.

    `?periodo=` in the address names an episode; without it the open one counts, else the last.
    """
    day = today()
    seen = Patient.objects.visible_to(request.user).select_related("mother_tongue")
    facts = pupil_facts(get_object_or_404(seen, pk=pk), day)
    episodes = [row for row in facts.patient.episodes.all() if can_read_teaching(request.user, row)]
    if not episodes:
        latest = facts.episode
        require(can_read_teaching(request.user, latest) if latest else _NO_EPISODE)
    asked = request.GET.get("periodo", "")
    latest_readable = next((row for row in episodes if row.ends_on is None), episodes[-1])
    episode = next((row for row in episodes if str(row.pk) == asked), latest_readable)
    head = head_of(facts.patient, request.user, day, active=tab, facts=facts)
    return PupilPage(facts.patient, episode, episodes[::-1], head, day, facts)
