"""The whole of art. 13.5 for one episode: days, band, papers, levels and what the school recognises."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from convalidation.rules.grading import AcademicPeriod, GradingDuty, PeriodKind, grading_duty
from convalidation.rules.papers import (
    Band,
    PapersDue,
    band_of,
    papers_due,
    papers_due_untyped,
    return_report_due,
)
from convalidation.rules.recognition import Recognition, recognition_text
from patients.rules import (
    LONG_DAYS,
    EpisodeSpan,
    HomeRest,
    HospitalStay,
    SehoEpisode,
    Setting,
    Window,
    episode_span,
    seho_days,
    total,
)
from patients.rules.words import days_text


@dataclass(frozen=True)
class PacketVerdict:
    """What is due for one episode in one academic window.

    stay_days      days of this episode in the window; `days` those of all episodes up to its egress, which
    decide (R8) is_provisional the episode is open: the days still grow, and the final papers wait for the
    egress (R18)
    return_report  the report of art. 14.1, due in every band
    warnings       what should be looked at before issuing
    """

    window: Window
    stay_days: int
    days: int
    sessions_attended: int | None
    band: Band | None
    papers: PapersDue
    grading: GradingDuty
    recognition: Recognition | None
    return_report: PapersDue
    is_provisional: bool
    warnings: tuple[str, ...]
    reason: str
    article: str


def packet_verdict(
    episode: SehoEpisode,
    *,
    episodes: Iterable[SehoEpisode] = (),
    stays: Sequence[HospitalStay] = (),
    rests: Sequence[HomeRest] = (),
    window: Window,
    kind: PeriodKind = PeriodKind.BIMESTER,
    periods: Iterable[AcademicPeriod] = (),
    sessions_attended: int | None = None,
    is_private: bool = False,
    today: date,
) -> PacketVerdict:
    """Papers, levels and recognition by the days in the SEHO accumulated in `window` (art. 13.5; R6, R8, R15
    to R19).

    `episodes` are all those of the pupil in any SEHO, this one among them or not; `kind` and `periods` the
    calendar of the school in which the pupil is enrolled now. An episode that crosses into another window has
    a verdict in each (R5). `sessions_attended` is printed beside the days and decides nothing (R7). The same
    dates give the same verdict on every day after the egress; to see what a correction changes, ask again
    with `today` the day of issue (R25).
    """
    mine = episode_span(episode, stays=stays, rests=rests, today=today)
    until = today if mine.span is None or mine.span.end is None else min(today, mine.span.end)
    stay = seho_days([episode], stays=stays, rests=rests, window=window, today=until)
    everything = seho_days([episode, *episodes], stays=stays, rests=rests, window=window, today=until)
    runs = everything.runs if stay.days else ()
    band = band_of(total(runs))
    if episode.setting == Setting.UNTYPED:
        papers = papers_due_untyped(sessions_attended or 0)
    else:
        papers = papers_due(total(runs))
    grading = grading_duty(runs, kind=kind, periods=periods)
    return PacketVerdict(
        window=window,
        stay_days=stay.days,
        days=total(runs),
        sessions_attended=sessions_attended,
        band=band,
        papers=papers,
        grading=grading,
        recognition=recognition_text(band, grading.is_graded, is_private=is_private) if band else None,
        return_report=return_report_due(band),
        is_provisional=mine.span is not None and mine.span.is_open and window.covers(today),
        warnings=_warnings(mine, sessions_attended),
        reason=_reason(stay.days, total(runs), papers, grading, window),
        article=papers.article,
    )


def _warnings(mine: EpisodeSpan, sessions_attended: int | None) -> tuple[str, ...]:
    warnings = [mine.reason] if mine.closed_by else []
    if sessions_attended == 0:
        warnings.append("No hay sesiones a las que haya asistido: revise el registro antes de emitir la constancia.")
    return tuple(warnings)


def _reason(stay_days: int, days: int, papers: PapersDue, grading: GradingDuty, window: Window) -> str:
    if days == 0:
        return papers.reason
    stay = f"Estuvo {days_text(stay_days)} en el SEHO en esta atención, en el {window}."
    levels = f" {grading.reason}" if days >= LONG_DAYS else ""
    return f"{stay} {papers.reason}{levels}"
