"""What is due for one episode, why, and what is missing before it can be issued (art. 13.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.urls import reverse

from attendance.enums import AchievementLevel
from attendance.models import PlanVersion, Work
from attendance.queries import (
    ProgressRow,
    Summary,
    attendance_summary,
    book_works,
    plan_in_force,
    progress_rows,
)
from convalidation.models import Packet, ReturnReport
from convalidation.rules import (
    AcademicPeriod,
    Band,
    BandChange,
    PacketVerdict,
    PaperKind,
    PeriodKind,
    band_changes,
    packet_verdict,
)
from patients.models import Enrollment, Episode
from patients.queries import PupilFacts, enrollment_on, facts_for_episodes, windows_of
from patients.rules import Window
from seho.clock import lima_date
from seho.curriculum.models import Period
from seho.curriculum.queries import CalendarBook
from seho.network.enums import SehoManagement
from seho.text import plural


@dataclass(frozen=True)
class Check:
    """Something to look at before issuing. `is_blocking`: without it the paper would say less than the norm asks."""

    text: str
    url: str
    act: str
    is_blocking: bool


@dataclass(frozen=True)
class Preview:
    """All that the papers of one episode in one academic window are made of, as of `today`.

    Compute with `packet_preview` or `packet_previews`. `is_last`: the window in which the episode ends, or goes on.
    """

    episode: Episode
    today: date
    facts: PupilFacts
    enrollment: Enrollment | None
    verdict: PacketVerdict
    periods: tuple[Period, ...]
    summary: Summary
    issued: Packet | None
    is_last: bool = True

    @property
    def starts_on(self) -> date:
        """Registration, or the first attention when that is later (R9); in a later window its first day (R5)."""
        place = [row.pk for row in self.facts.patient.episodes.all()].index(self.episode.pk)
        return max(self.facts.episodes[place].starts_on, self.verdict.window.start)

    @property
    def ends_on(self) -> date:
        return min(self.facts.as_of, self.verdict.window.end)

    @cached_property
    def plan(self) -> PlanVersion | None:
        return plan_in_force(self.episode)

    @cached_property
    def progress(self) -> list[ProgressRow]:
        return progress_rows(self.episode, self.ends_on, self.verdict.window.start)

    @cached_property
    def works(self) -> list[Work]:
        return book_works(self.episode, date.max if self.is_last else self.ends_on, self.verdict.window.start)

    @cached_property
    def return_report(self) -> ReturnReport | None:
        return ReturnReport.objects.filter(episode=self.episode).first()

    @property
    def kinds(self) -> tuple[PaperKind, ...]:
        return self.verdict.papers.kinds

    @cached_property
    def checks(self) -> list[Check]:
        return _checks(self)

    @property
    def blocking(self) -> list[Check]:
        return [check for check in self.checks if check.is_blocking]

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
        return " ".join(f"{check.text}." for check in self.blocking) or self.verdict.papers.reason

    @property
    def warnings(self) -> list[Check]:
        return [check for check in self.checks if not check.is_blocking]

    @property
    def change_words(self) -> str:
        """Why what is in force is replaced, when a correction of dates is the reason (R25)."""
        return self.change.reason if self.change and self.change.replace else ""

    @cached_property
    def change(self) -> BandChange | None:
        """R25: what a correction of dates did to the packet that was issued; None when nothing was issued."""
        if self.issued is None:
            return None
        issued_on = lima_date(self.issued.issued_at)
        if self.today == issued_on:
            then = self.verdict
        else:
            then = packet_preview(self.episode, issued_on, self.verdict.window.start).verdict
        issued_band = Band(self.issued.band) if self.issued.band else None
        return band_changes(
            issued_band, then.band, graded_before=self.issued.has_levels, graded_now=then.grading.is_graded
        )


def packet_preview(episode: Episode, today: date, window_start: date | None = None) -> Preview:
    """The preview of the window that begins on `window_start`, of the last one by default, as the data stand.

    The school is that of the enrolment of today (art. 14.1; example 46).
    """
    found = packet_previews(episode, today)
    return next((preview for preview in found if preview.verdict.window.start == window_start), found[-1])


def packet_previews(episode: Episode, today: date) -> list[Preview]:
    """One for each academic window in which the episode has days, the first one first (R5)."""
    facts = facts_for_episodes([episode], today)[0]
    enrollment = enrollment_on(facts.patient, today)
    windows = _windows(facts, enrollment)
    return [_preview(episode, facts, enrollment, window, today, is_last=window == windows[-1]) for window in windows]


def _windows(facts: PupilFacts, enrollment: Enrollment | None) -> list[Window]:
    """From the registration to the egress, or to today."""
    assert facts.episode is not None, "facts of an episode"
    if facts.window.covers(facts.episode.starts_on):
        return [facts.window]
    book = windows_of([enrollment] if enrollment else [])
    day, found = facts.episode.starts_on, []
    while day <= facts.as_of:
        found.append(book.window_on(day, enrollment))
        day = found[-1].end + timedelta(days=1)
    return found or [facts.window]


def _preview(
    episode: Episode, facts: PupilFacts, enrollment: Enrollment | None, window: Window, today: date, *, is_last: bool
) -> Preview:
    since, until = max(episode.starts_on, window.start), min(facts.as_of, window.end)
    kind, periods = _school_periods(enrollment, until)
    summary = attendance_summary(episode, until, window.start)
    index = [row.pk for row in facts.patient.episodes.all()].index(episode.pk)
    verdict = packet_verdict(
        facts.episodes[index],
        episodes=facts.episodes,
        stays=facts.hospital_stays,
        rests=facts.rests,
        window=window,
        kind=kind,
        periods=[AcademicPeriod(period.starts_on, period.ends_on, period.name) for period in periods],
        sessions_attended=summary.sessions,
        is_private=episode.seho.management == SehoManagement.PRIVATE,
        today=today,
    )
    valid = Packet.objects.filter(episode=episode, state="VALID", window_starts_on=window.start)
    issued = valid.select_related("school", "acknowledgement").first()
    touched = tuple(period for period in periods if period.starts_on <= until and period.ends_on >= since)
    return Preview(episode, today, facts, enrollment, verdict, touched, summary, issued, is_last)


def _school_periods(enrollment: Enrollment | None, day: date) -> tuple[PeriodKind, list[Period]]:
    school = enrollment.school if enrollment else None
    book = CalendarBook([school])
    calendar = book.calendar_for(school, day)
    if calendar is None:
        return PeriodKind.BIMESTER, []
    return PeriodKind(calendar.kind), list(calendar.periods.all())


def _checks(preview: Preview) -> list[Check]:
    """Blocking ones first. Each names what is missing and leads to where it is mended."""
    stops = [Check(text, _address(preview, name), act, True) for text, name, act in _stops(preview)]
    return stops + [Check(text, _address(preview, name), act, False) for text, name, act in _gaps(preview)]


def _address(preview: Preview, name: str) -> str:
    """Pages of the papers are of one episode, those of the floors below of the pupil."""
    is_ours = name.startswith("convalidation:")
    return reverse(name, args=[preview.episode.pk if is_ours else preview.episode.patient_id])


_Found = Iterator[tuple[str, str, str]]


def _stops(preview: Preview) -> _Found:
    """Without these the papers would say less than the norm asks: (sentence, url name, act)."""
    if preview.verdict.is_provisional:
        text = "Sigue en atención: los documentos finales se emiten con el egreso (art. 14.1)"
        yield text, "patients:stays", "Registrar alta o egreso"
    if preview.enrollment is None:
        text = "No tiene matrícula registrada: no hay a qué institución dirigirlos"
        yield text, "patients:enroll", "Registrar matrícula"
    if PaperKind.EDUCATION_PLAN in preview.kinds and preview.plan is None:
        text = "Falta poner en vigencia el plan educativo personalizado (art. 11.4)"
        yield text, "attendance:plan", "Escribir el plan"
    if preview.verdict.grading.is_graded and not any(_has_level(row) for row in preview.progress):
        text = "Corresponde calificación y no hay ninguna competencia evaluada (art. 13.5)"
        yield text, "attendance:assessment", "Evaluar"
    if PaperKind.PROGRESS_REPORT in preview.kinds and not preview.progress:
        text = "El informe de progreso no tiene competencias planificadas, trabajadas ni evaluadas"
        yield text, "attendance:assessment", "Evaluar"


def _gaps(preview: Preview) -> _Found:
    """What the papers will say as it stands, and somebody may want to mend before."""
    left = [row for row in preview.progress if row.is_goal and row.assessment is None]
    if left and PaperKind.PROGRESS_REPORT in preview.kinds:
        words = plural(len(left), "competencia del plan no se evaluó", "competencias del plan no se evaluaron")
        yield f"{words}: así lo dirá el informe", "attendance:assessment", "Evaluar"
    if PaperKind.PORTFOLIO in preview.kinds and not preview.works:
        yield "El portafolio no tiene trabajos", "attendance:portfolio", "Agregar trabajos"
    if preview.summary.sessions == 0:
        yield "No hay sesiones a las que haya asistido", "attendance:pupil_sessions", "Ver sesiones"
    if preview.enrollment and not preview.enrollment.school.director_name:
        text = "No se conoce el nombre de la directora o director de la IE: se dirigirá al cargo"
        yield text, "patients:enroll", "Ver matrícula"
    if PaperKind.PROGRESS_REPORT in preview.kinds and preview.return_report is None:
        text = "Sin informe de reincorporación: el informe de progreso irá sin recomendaciones (art. 14.1)"
        yield text, "convalidation:return_report", "Escribirlo"


def _has_level(row: ProgressRow) -> bool:
    return row.assessment is not None and row.assessment.level != AchievementLevel.NOT_EVALUATED
