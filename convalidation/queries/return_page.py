"""One return as its page shows it to one person: what they may not read is None, not hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from convalidation import permissions
from convalidation.enums import PaperState
from convalidation.models import FollowUp, Incident, Packet, Return, ReturnReport, Visit
from convalidation.queries.returns import facts_of
from convalidation.rules.returning import Milestone, ReturnFacts, Step, is_late, steps
from patients.models import Enrollment, Patient
from seho.network.models import School

VOICE = ("hopes", "fears")


@dataclass(frozen=True)
class Voice:
    """What the pupil hopes and fears, in own words; the team alone reads it."""

    hopes: str
    fears: str


@dataclass(frozen=True)
class Mark:
    """A milestone and what was found at it."""

    milestone: Milestone
    follow_up: FollowUp | None


@dataclass(frozen=True)
class ReturnPage:
    row: Return
    facts: ReturnFacts
    steps: tuple[Step, ...]
    is_late: bool
    marks: tuple[Mark, ...]
    incidents: tuple[Incident, ...]
    visits: tuple[Visit, ...]
    voice: Voice | None
    report: ReturnReport | None
    packets: tuple[Packet, ...]
    present_school: School | None
    sees_pupil: bool
    may_follow: bool
    may_visit: bool
    may_close: bool
    may_reopen: bool
    may_report: bool
    may_move: bool
    has_begun: bool

    @property
    def has_notes(self) -> bool:
        return any(mark.follow_up is not None and mark.follow_up.note for mark in self.marks)


def return_page(user: Any, row: Return, today: date) -> ReturnPage:
    """Of a row of `queries.returns.with_facts`."""
    facts, episode = facts_of(row), row.episode
    found = {one.day: one for one in FollowUp.objects.filter(school_return=row).select_related("written_by")}
    incidents = Incident.objects.filter(school_return=row).select_related("written_by")
    visits = Visit.objects.filter(school_return=row).select_related("written_by")
    packets = Packet.objects.visible_to(user).filter(episode=episode, state=PaperState.VALID)
    current = Enrollment.objects.filter(patient=episode.patient_id, ends_on=None).select_related("school").first()
    return ReturnPage(
        row=row,
        facts=facts,
        steps=steps(facts, today),
        is_late=is_late(facts, today),
        marks=tuple(Mark(one, found.get(one.day)) for one in facts.milestones(today)),
        incidents=tuple(sorted(incidents, key=lambda one: one.resolved_on is not None)),
        visits=tuple(visits),
        voice=_voice(row) if permissions.reads_voice(user, row) else None,
        # Its days alone: what it says is on the papers.
        report=ReturnReport.objects.filter(episode=episode).only(*_DAYS).first(),
        packets=tuple(packets.select_related("acknowledgement").order_by("issued_at", "pk")),
        present_school=current.school if current and current.school_id != row.school_id else None,
        sees_pupil=Patient.objects.visible_to(user).filter(pk=episode.patient_id).exists(),
        may_follow=bool(permissions.can_follow_return(user, row)),
        may_visit=bool(permissions.can_visit_school(user, row)),
        may_close=bool(permissions.can_close_return(user, row)),
        may_reopen=bool(permissions.can_reopen_return(user, row)),
        may_report=bool(permissions.can_write_return_report(user, episode)),
        may_move=bool(permissions.can_close_return(user, row)),
        has_begun=row.starts_on is not None and row.starts_on <= today,
    )


_DAYS = ("told_guardian_on", "told_director_on", "written_guardian_on", "written_director_on")


def _voice(row: Return) -> Voice | None:
    hopes, fears = Return.objects.filter(pk=row.pk).values_list(*VOICE).get()
    return Voice(hopes, fears)
