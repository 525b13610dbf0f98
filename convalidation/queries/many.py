"""The previews of many episodes at once, in as many queries as for one: what is due and missing in a whole service.

They hold as much as their checks ask; what is printed is read anew, one by one (`packet_preview`, `period_preview`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from attendance.enums import SETTLED_PLAN_STATES
from attendance.models import Assessment, Participation, PlanVersion, Work
from attendance.queries import Evidence, ProgressRow, RuleBook, Summary, held_or_in_force
from convalidation.enums import PaperState
from convalidation.models import Packet, ReturnReport
from convalidation.queries.preview import Preview, made, previews_of
from convalidation.queries.purposes import PeriodPreview
from patients.models import Episode
from patients.queries import PupilFacts, enrollment_on, facts_for_episodes, purposes_in_force
from seho.curriculum.models import Competency
from seho.curriculum.queries import CalendarBook


def egress_previews(episodes: Sequence[Episode], today: date) -> list[Preview]:
    """As `packet_previews` of each, all windows of all of them."""
    pupils = facts_for_episodes(episodes, today)
    read = _Many(episodes, pupils)
    found = [one for facts in pupils for one in previews_of(facts, today, read)]
    read.fill(found)
    return found


def period_previews(episodes: Sequence[Episode], today: date, until: date) -> list[PeriodPreview]:
    """As `period_preview` of each."""
    pupils = facts_for_episodes(episodes, until)
    read, found = _Many(episodes, pupils), []
    for facts in pupils:
        enrollment = enrollment_on(facts.patient, today)
        found.append(made(PeriodPreview, facts, enrollment, facts.window, today, read=read))
    read.fill(found)
    return found


class _Attended(NamedTuple):
    held_on: date
    attended: bool
    minutes: int
    competency_id: int | None


class _Many:
    """What `made` and the checks read, of all of them."""

    def __init__(self, episodes: Sequence[Episode], pupils: Sequence[PupilFacts]) -> None:
        keys = [episode.pk for episode in episodes]
        schools = {row.school for facts in pupils for row in facts.patient.enrollments.all()}
        self.calendars = CalendarBook(schools)
        self._sessions = self._sessions_of(keys)
        self._works = _by_episode(Work.objects.filter(episode__in=keys, removed_at=None).only(
            "episode_id", "made_on", "competency_id", "in_book", "shows_pupil"
        ))  # fmt: skip
        self._assessments = _by_episode(Assessment.objects.filter(episode__in=keys).select_related("period"))
        settled = PlanVersion.objects.filter(plan__episode__in=keys, state__in=SETTLED_PLAN_STATES).order_by("-number")
        self._plans = _by_episode(settled.select_related("plan").prefetch_related("competencies"), "plan.episode_id")
        self._reports = {row.episode_id: row for row in ReturnReport.objects.filter(episode__in=keys)}
        self._packets = _by_episode(Packet.objects.filter(episode__in=keys, state=PaperState.VALID))
        self._rules = RuleBook()
        self._competencies = {row.pk: row for row in Competency.objects.only("number", "name")}

    @staticmethod
    def _sessions_of(keys: list[int]) -> dict[int, list[_Attended]]:
        held = Participation.objects.filter(episode__in=keys, session__cancelled_at=None).order_by()
        rows = held.values_list("episode_id", "session__held_on", "attended", "session__minutes", "competency_id")
        found: dict[int, list[_Attended]] = defaultdict(list)
        for episode_id, *row in rows:
            found[episode_id].append(_Attended._make(row))
        return found

    def summary(self, episode: Episode, until: date, since: date) -> Summary:
        rows = [row for row in self._sessions[episode.pk] if since <= row.held_on <= until]
        held = [row for row in rows if row.attended]
        days = [row.held_on for row in held]
        return Summary(
            len(held), sum(row.minutes for row in held), len(rows) - len(held),
            min(days, default=None), max(days, default=None),
        )  # fmt: skip

    def fill(self, previews: Iterable[Preview]) -> None:
        """Give each what it would otherwise read by itself."""
        for preview in previews:
            pk = preview.episode.pk
            vars(preview).update(
                plan=held_or_in_force(self._plans[pk], preview.ends_on),
                return_report=self._reports.get(pk),
                issued=next((packet for packet in self._packets[pk] if _replaces(preview, packet)), None),
                works=self._book(preview),
                rule_book=self._rules,
            )
            vars(preview)["progress"] = self._progress(preview)

    def _book(self, preview: Preview) -> list[Work]:
        """The works that the printed portfolio would show."""
        facts, since = preview.facts, preview.verdict.window.start
        last = date.max if preview.is_last and preview.until is None else preview.ends_on
        shown = "IMAGES" in purposes_in_force(facts.patient, preview.episode.seho_id, date.max)
        works = [work for work in self._works[preview.episode.pk] if since <= work.made_on <= last]
        return [work for work in works if work.in_book and (shown or not work.shows_pupil)]

    def _progress(self, preview: Preview) -> list[ProgressRow]:
        """The competencies that were planned, worked or evaluated, without their areas and evidence."""
        since, until, pk = preview.verdict.window.start, preview.ends_on, preview.episode.pk
        goals = {goal.competency_id for goal in preview.plan.competencies.all()} if preview.plan else set()
        last = {row.competency_id: row for row in self._assessed(pk, since, until)}
        sessions = self._sessions[pk]
        taught = {row.competency_id for row in sessions if row.attended and since <= row.held_on <= until}
        shown = {work.competency_id for work in self._works[pk] if since <= work.made_on <= until}
        wanted = goals | set(last) | taught | shown
        return [
            ProgressRow(None, self._competencies[key], key in goals, last.get(key), Evidence(0, ()))
            for key in wanted
            if key is not None
        ]

    def _assessed(self, pk: int, since: date, until: date) -> list[Assessment]:
        rows = [
            row for row in self._assessments[pk]
            if row.period is None or (row.period.starts_on <= until and row.period.ends_on >= since)
        ]  # fmt: skip
        return sorted(rows, key=lambda row: (row.period.starts_on if row.period else row.assessed_on, row.pk))


def _replaces(preview: Preview, packet: Packet) -> bool:
    """Whether this packet stands where that of the preview would."""
    if packet.purpose != preview.purpose:
        return False
    if preview.until is not None:
        return packet.ends_on == preview.until
    return packet.window_starts_on == preview.verdict.window.start


def _by_episode(rows: Iterable[Any], path: str = "episode_id") -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        key = row
        for name in path.split("."):
            key = getattr(key, name)
        found[key].append(row)
    return found
