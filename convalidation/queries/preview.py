"""What is due for one episode, why, and what is missing before it can be issued (art. 13.5).

This is the packet of the recognition; what is issued for another purpose stands in `purposes`, built on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar, Protocol, TypeVar

from django.db.models import QuerySet

from attendance.models import PlanVersion, SupportReport, Work
from attendance.queries import (
    ProgressRow,
    RuleBook,
    Summary,
    attendance_summary,
    book_works,
    plan_held,
    progress_rows,
)
from attendance.queries.support import support_parts
from attendance.rules import LevelRules
from convalidation.enums import PaperState, Purpose
from convalidation.models import ClassReport, Packet, ReturnReport
from convalidation.queries import checks
from convalidation.queries.changes import Difference, band_differences
from convalidation.queries.checks import Check, Found
from convalidation.rules import (
    AcademicPeriod,
    Band,
    BandChange,
    Duty,
    PacketVerdict,
    PaperKind,
    PapersDue,
    PeriodKind,
    band_changes,
    packet_verdict,
)
from patients.models import Enrollment, Episode
from patients.queries import PupilFacts, enrollment_on, facts_for_episodes, windows_of
from patients.queries.windows import Windows
from patients.rules import Window
from seho.clock import lima_date
from seho.curriculum.models import Period
from seho.curriculum.queries import CalendarBook
from seho.network.enums import SehoManagement

__all__ = ["Check", "Made", "Preview", "made", "packet_preview", "packet_previews", "school_periods"]


@dataclass(frozen=True)
class Preview:
    """All that the papers of one episode in one academic window are made of, as of `today`, for one purpose.

    Compute with `packet_preview` or `packet_previews`. `is_last`: the window in which the episode ends, or goes on.
    """

    episode: Episode
    today: date
    facts: PupilFacts
    enrollment: Enrollment | None
    verdict: PacketVerdict
    periods: tuple[Period, ...]
    summary: Summary
    is_last: bool = True

    purpose: ClassVar[Purpose] = Purpose.RECOGNITION
    act: ClassVar[str] = "Emitir documentos"
    title: ClassVar[str] = "Documentos para el reconocimiento de los aprendizajes"
    already: ClassVar[str] = "Sus documentos ya fueron emitidos y están vigentes."

    # --- what is due, and what it covers ---

    @property
    def due(self) -> PapersDue:
        return self.verdict.papers

    @property
    def reason(self) -> str:
        return self.verdict.reason

    @property
    def kinds(self) -> tuple[PaperKind, ...]:
        return self.due.kinds

    @property
    def band(self) -> Band | None:
        """The row of art. 13.5 that these papers belong to; None where they belong to none."""
        return self.verdict.band

    @property
    def grading(self) -> Duty:
        return self.verdict.grading.duty

    @property
    def starts_on(self) -> date:
        """Registration, or the first attention when that is later (R9); in a later window its first day (R5)."""
        place = [row.pk for row in self.facts.patient.episodes.all()].index(self.episode.pk)
        return max(self.facts.episodes[place].starts_on, self.verdict.window.start)

    @property
    def ends_on(self) -> date:
        return min(self.facts.as_of, self.verdict.window.end)

    @property
    def until(self) -> date | None:
        """The end of the period that these papers close; None for every other purpose."""
        return None

    @property
    def address(self) -> str:
        """The query of the pages of this very packet."""
        return f"?para={self.purpose.value}&desde={self.verdict.window.start.isoformat()}"

    @property
    def is_past(self) -> bool:
        """The time to issue them went by."""
        return False

    # --- what they are made of ---

    @cached_property
    def plan(self) -> PlanVersion | None:
        """The version that held at the end of what these papers cover (art. 11.4)."""
        return plan_held(self.episode, self.ends_on, "adaptations")

    @cached_property
    def progress(self) -> list[ProgressRow]:
        return progress_rows(self.episode, self.ends_on, self.verdict.window.start)

    @cached_property
    def evaluation_rules(self) -> LevelRules:
        """Which levels need their conclusion, and whether a letter is printed (RVM 094-2020)."""
        level = self.enrollment.school_grade.level.code if self.enrollment else ""
        return self.rule_book.of(self.episode.seho_id, level)

    @cached_property
    def rule_book(self) -> RuleBook:
        return RuleBook()

    @cached_property
    def works(self) -> list[Work]:
        last = date.max if self.is_last and self.until is None else self.ends_on
        return book_works(self.episode, last, self.verdict.window.start)

    @cached_property
    def return_report(self) -> ReturnReport | None:
        return ReturnReport.objects.filter(episode=self.episode).first()

    @cached_property
    def support_parts(self) -> list[SupportReport]:
        """What the psychologist wrote of the periods of these days (art. 13, 16.2.c)."""
        return support_parts(self.episode, max(self.episode.starts_on, self.verdict.window.start), self.ends_on)

    @cached_property
    def class_report(self) -> ClassReport | None:
        """What the class studies, as its school last told it."""
        told = ClassReport.objects.filter(episode=self.episode).select_related("answered_by", "through")
        return told.prefetch_related("competencies__areas").first()

    # --- what was issued, and whether it still says the truth ---

    @cached_property
    def issued(self) -> Packet | None:
        valid = Packet.objects.filter(episode=self.episode, state=PaperState.VALID, purpose=self.purpose)
        return self._of_the_same(valid).select_related("school", "acknowledgement").first()

    def _of_the_same(self, packets: QuerySet[Packet]) -> QuerySet[Packet]:
        """Those that would stand in the place of this one."""
        return packets.filter(window_starts_on=self.verdict.window.start)

    @cached_property
    def verdict_at_issue(self) -> PacketVerdict:
        """That of the corrected dates on the day of the issue: what came later is a new stay (R8, R25)."""
        assert self.issued is not None, "of what was issued"
        issued_on = lima_date(self.issued.issued_at)
        if self.today == issued_on:
            return self.verdict
        return packet_preview(self.episode, issued_on, self.verdict.window.start).verdict

    @cached_property
    def change(self) -> BandChange | None:
        """R25: what a correction of dates did to the packet that was issued; None when nothing was issued."""
        if self.issued is None:
            return None
        then = self.verdict_at_issue
        issued_band = Band(self.issued.band) if self.issued.band else None
        return band_changes(
            issued_band, then.band, graded_before=self.issued.has_levels, graded_now=then.grading.is_graded
        )

    @property
    def change_words(self) -> str:
        """Why what is in force should be replaced; empty while it says the truth."""
        return self.change.reason if self.change and self.change.replace else ""

    @property
    def replacement_reason(self) -> str:
        """What is proposed to be written down of a replacement: why, not what to do."""
        return f"{self.change_words.partition(': anule')[0].rstrip('.')}." if self.change_words else ""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What the papers in force say, and what they would say now."""
        if self.issued is None or self.change is None:
            return ()
        return band_differences(self.issued, self.verdict_at_issue, self.change)

    # --- what is missing ---

    def stops(self) -> Iterator[Found]:
        return checks.packet_stops(self)

    def gaps(self) -> Iterator[Found]:
        return checks.packet_gaps(self)

    @cached_property
    def checks(self) -> list[Check]:
        """Blocking ones first."""
        return checks.made(self.episode, self.stops(), self.gaps())

    @property
    def blocking(self) -> list[Check]:
        return [check for check in self.checks if check.is_blocking]

    @property
    def warnings(self) -> list[Check]:
        return [check for check in self.checks if not check.is_blocking]

    @property
    def is_ready(self) -> bool:
        return bool(self.kinds) and not self.blocking and self.issued is None

    @property
    def can_draft(self) -> bool:
        """There is a school to address and, when it is due, a plan to print."""
        has_plan = PaperKind.EDUCATION_PLAN not in self.kinds or self.plan is not None
        return bool(self.kinds) and self.enrollment is not None and has_plan

    @property
    def missing_words(self) -> str:
        return " ".join(f"{check.text}." for check in self.blocking) or self.due.reason


Made = TypeVar("Made", bound=Preview)


class Read(Protocol):
    """What was read at once for the previews of many episodes (`convalidation.queries.many`)."""

    calendars: CalendarBook

    def summary(self, episode: Episode, until: date, since: date) -> Summary: ...


def packet_preview(episode: Episode, today: date, window_start: date | None = None) -> Preview:
    """The preview of the window that begins on `window_start`, of the last one by default, as the data stand.

    The school is that of the enrolment of today (art. 14.1; example 46).
    """
    found = packet_previews(episode, today)
    return next((preview for preview in found if preview.verdict.window.start == window_start), found[-1])


def packet_previews(episode: Episode, today: date) -> list[Preview]:
    """One for each academic window in which the episode has days, the first one first (R5)."""
    return previews_of(facts_for_episodes([episode], today)[0], today)


def previews_of(facts: PupilFacts, today: date, read: Read | None = None) -> list[Preview]:
    """Those of an episode whose facts are known; `read` where the others' data were read with its own."""
    enrollment = enrollment_on(facts.patient, today)
    windows = touched_windows(facts, enrollment)
    return [
        made(Preview, facts, enrollment, window, today, is_last=window == windows[-1], read=read) for window in windows
    ]


def touched_windows(facts: PupilFacts, enrollment: Enrollment | None, known: Windows | None = None) -> list[Window]:
    """From the registration to the egress, or to today; `known` holds those of its school, where they are read."""
    assert facts.episode is not None, "facts of an episode"
    if facts.window.covers(facts.episode.starts_on):
        return [facts.window]
    book = known or windows_of([enrollment] if enrollment else [])
    day, found = facts.episode.starts_on, []
    while day <= facts.as_of:
        found.append(book.window_on(day, enrollment))
        day = found[-1].end + timedelta(days=1)
    return found or [facts.window]


def made(
    kind: type[Made],
    facts: PupilFacts,
    enrollment: Enrollment | None,
    window: Window,
    today: date,
    *,
    is_last: bool = True,
    read: Read | None = None,
) -> Made:
    """A preview of `kind` from facts as of the day to which the days count; `today` is that of the issue."""
    episode = facts.episode
    assert episode is not None, "facts of an episode"
    since, until = max(episode.starts_on, window.start), min(facts.as_of, window.end)
    summary = read.summary(episode, until, window.start) if read else attendance_summary(episode, until, window.start)
    verdict, periods = verdict_in(facts, enrollment, window, summary.sessions, read.calendars if read else None)
    touched = tuple(period for period in periods if period.starts_on <= until and period.ends_on >= since)
    return kind(episode, today, facts, enrollment, verdict, touched, summary, is_last)


def verdict_in(
    facts: PupilFacts,
    enrollment: Enrollment | None,
    window: Window,
    sessions: int | None = None,
    calendars: CalendarBook | None = None,
) -> tuple[PacketVerdict, list[Period]]:
    """What the norm says of these facts in that window, with the periods of the school's year.

    `sessions` are printed, and decide what is due to attention without type alone (R7, R21).
    """
    episode = facts.episode
    assert episode is not None, "facts of an episode"
    calendar, periods = school_periods(enrollment, min(facts.as_of, window.end), calendars)
    index = [row.pk for row in facts.patient.episodes.all()].index(episode.pk)
    verdict = packet_verdict(
        facts.episodes[index],
        episodes=facts.episodes,
        stays=facts.hospital_stays,
        rests=facts.rests,
        window=window,
        kind=calendar,
        periods=[AcademicPeriod(period.starts_on, period.ends_on, period.name) for period in periods],
        sessions_attended=sessions,
        is_private=episode.seho.management == SehoManagement.PRIVATE,
        today=facts.today,
    )
    return verdict, periods


def school_periods(
    enrollment: Enrollment | None, day: date, book: CalendarBook | None = None
) -> tuple[PeriodKind, list[Period]]:
    """How the pupil's school cuts its year, and its periods; without a calendar there are none."""
    school = enrollment.school if enrollment else None
    book = book or CalendarBook([school])
    calendar = book.calendar_for(school, day)
    if calendar is None:
        return PeriodKind.BIMESTER, []
    return PeriodKind(calendar.kind), book.periods_for(school, day)
