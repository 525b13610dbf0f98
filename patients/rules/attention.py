"""Days in the SEHO, the third clock, which decides the papers (art. 13.5; R6 to R9, R18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from patients.rules.clocks import Days, Span, Window, counted, merge, total
from patients.rules.facts import HomeRest, HospitalStay, SehoEpisode, Setting
from patients.rules.typology import rest_runs
from patients.rules.words import days_text, long_date


@dataclass(frozen=True)
class EpisodeSpan:
    """The days that one episode counts. `span` is None when it counts none.

    `closed_by` is the day on which the care ended when the episode was left open after it: it stops counting
    there and somebody has to close it (art. 14.1).
    """

    span: Span | None
    closed_by: date | None
    reason: str
    article: str


def episode_span(
    episode: SehoEpisode, *, stays: Sequence[HospitalStay] = (), rests: Sequence[HomeRest] = (), today: date
) -> EpisodeSpan:
    """From registration or first attention, if later, to egress (R6, R9); open, it counts up to today (R18).

    An open episode does not outlive the care that it accompanies: it stops on the day of discharge, or on the
    last day of the certified rest, unless another stay or a rest of type C follows on the next day (art.
    14.1). Attention that is not typified counts no days (R21).
    """
    if episode.setting == Setting.UNTYPED:
        return EpisodeSpan(None, None, "La atención no tipificada no acumula días en el SEHO.", "art. 18.c")
    start = episode.starts_on
    if episode.ended_on is not None:
        span = Span(start, episode.ended_on) if start <= episode.ended_on else None
        return EpisodeSpan(span, None, "Cuenta desde su registro o primera atención hasta su egreso.", "art. 13.5")
    ended = _care_ended(start, stays, rests, today)
    if ended is None:
        return EpisodeSpan(Span(start), None, "La atención sigue abierta y cuenta hasta hoy.", "art. 13.5")
    reason = (
        f"El alta o el término del descanso fue el {long_date(ended)} y la atención sigue abierta: "
        "no suma más días. Registre el egreso, o el descanso médico en domicilio si continúa."
    )
    return EpisodeSpan(Span(start, ended), ended, reason, "art. 14.1")


def _care_ended(start: date, stays: Sequence[HospitalStay], rests: Sequence[HomeRest], today: date) -> date | None:
    """The last day of the unbroken care that holds `start`; None: it goes on today, or is not known."""
    care = [Days(stay.start, stay.end or today) for stay in stays if stay.start <= today]
    care += [Days(run.start, run.last_day_at_home) for run in rest_runs(rests) if run.since and run.start <= today]
    for block in merge(care):
        if block.covers(start):
            return block.end if block.end < today else None
    return None


@dataclass(frozen=True)
class SehoDays:
    """Days in the SEHO of one academic window, over all its episodes and services (R8).

    `runs` are the days themselves, merged; `to_close` the days on which the care of an episode ended that was
    left open; `is_provisional` says that they still grow (R18).
    """

    days: int
    runs: tuple[Days, ...]
    is_provisional: bool
    to_close: tuple[date, ...]
    reason: str
    article: str


def seho_days(
    episodes: Iterable[SehoEpisode],
    *,
    stays: Sequence[HospitalStay] = (),
    rests: Sequence[HomeRest] = (),
    window: Window,
    today: date,
) -> SehoDays:
    """Distinct days in any SEHO and setting within `window` (art. 13.5, 5.10, 6.a; R6, R8).

    Elapsed days, not days with a session (R7). Hospital and home add up here, and only here (R13).
    """
    counting = [episode_span(episode, stays=stays, rests=rests, today=today) for episode in episodes]
    spans = [one.span for one in counting if one.span is not None]
    runs = counted(spans, window, today)
    days = total(runs)
    is_provisional = window.covers(today) and any(span.is_open and span.start <= today for span in spans)
    to_close = tuple(one.closed_by for one in counting if one.closed_by is not None)
    said = [f"Acumula {days_text(days)} en el SEHO en el {window}."]
    if is_provisional:
        said.append(f"La cuenta es provisional, hasta el {long_date(today)}, porque la atención sigue abierta.")
    said += [one.reason for one in counting if one.closed_by is not None]
    return SehoDays(days, runs, is_provisional, to_close, " ".join(said), "art. 13.5")
