"""How a pupil's type stands and changes: current type, type of an episode, history, summary of the year.

Readings R11, R13, R14, R21 and R23 of docs/norm.md: one type per episode, the current type is that of the
current setting, hospital and home days are never added to each other, and every change keeps its date and
reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from patients.rules.attention import SehoDays, seho_days
from patients.rules.clocks import Days, Window, counted, merge, nth_day, total
from patients.rules.facts import HomeRest, HospitalStay, SehoEpisode, Setting
from patients.rules.typology import (
    LONG_DAYS,
    HomeType,
    HospitalType,
    StudentType,
    home_type,
    hospital_type,
    rest_runs,
)
from patients.rules.words import days_text, listed, long_date

_DAY = timedelta(days=1)


# --- Where the pupil is ----------------------------------------------------------------------


def setting_on(day: date, *, stays: Sequence[HospitalStay], rests: Sequence[HomeRest]) -> Setting | None:
    """Where the pupil is on `day`, the day of discharge included (R1): an accredited hospital stay comes
    before rest.

    Rest at home is a setting once it is type C (art. 8.2.b). None: at school, or not accredited.
    """
    if any(stay.is_accredited and stay.span.covers(day) for stay in stays):
        return Setting.HOSPITAL
    runs = rest_runs(rest for rest in rests if rest.known_on <= day)
    return Setting.HOME if any(run.since and run.since <= day <= run.last_day_at_home for run in runs) else None


def setting_after(day: date, *, stays: Sequence[HospitalStay], rests: Sequence[HomeRest]) -> Setting | None:
    """Where the pupil stays once what ends on `day` has ended: what SIAGIE should say from then on.

    A rest known by `day` that begins on the next day is a setting already: a discharge to rest passes from c
    to d.
    """
    if any(stay.is_accredited and stay.is_open_on(day) for stay in stays):
        return Setting.HOSPITAL
    runs = rest_runs(rest for rest in rests if rest.accredited_on is None or rest.accredited_on <= day)
    lasting = (run for run in runs if run.since is not None and run.start <= day + _DAY)
    return Setting.HOME if any(run.last_day_at_home > day for run in lasting) else None


# --- The type that stands now ----------------------------------------------------------------


@dataclass(frozen=True)
class CurrentType:
    """The type that stands for a pupil or an episode. `type` is effective, `expected` what an estimate
    announces (R10).

    `setting` is None when the pupil is neither in hospital nor on accredited rest.
    """

    type: StudentType | None
    expected: StudentType | None
    setting: Setting | None
    label: str
    reason: str
    article: str


def current_type(
    *,
    stays: Sequence[HospitalStay],
    rests: Sequence[HomeRest],
    window: Window,
    today: date,
    enrolled_on: date | None,
    is_frequent_ambulatory: bool = False,
) -> CurrentType:
    """The type of the setting in which the pupil is on `today` (R14); hospital and home are not added up
    (R13).

    Without enrolment by `today` there is no type yet: a potential pupil to be guided (art. 5.5, 10.1, 35.b;
    R23). Frequent ambulatory attention without rest of 31 days is not typified (art. 18.c; R21).
    """
    if enrolled_on is None or enrolled_on > today:
        return _not_enrolled()
    setting = setting_on(today, stays=stays, rests=rests)
    if setting is None and is_frequent_ambulatory:
        return _type_in(Setting.UNTYPED, stays, rests, window, today)
    return _type_in(setting, stays, rests, window, today)


def episode_type(
    episode: SehoEpisode,
    *,
    stays: Sequence[HospitalStay],
    rests: Sequence[HomeRest],
    window: Window,
    today: date,
) -> CurrentType:
    """The one type of an episode: that of its setting, at its egress or today (R14).

    A pupil who returns from home rest before its end keeps type C (R20). Once ended, the type is effective.
    """
    if episode.ended_on is None or episode.ended_on > today:
        return _type_in(episode.setting, stays, rests, window, today)
    last = today if episode.setting == Setting.HOME else episode.ended_on
    final = _type_in(episode.setting, stays, rests, window, last)
    return replace(final, expected=final.type, label=final.type.label if final.type else final.label)


def _type_in(
    setting: Setting | None,
    stays: Sequence[HospitalStay],
    rests: Sequence[HomeRest],
    window: Window,
    today: date,
) -> CurrentType:
    if setting == Setting.HOSPITAL:
        hospital = hospital_type(stays, window=window, today=today)
        return CurrentType(hospital.type, hospital.expected, setting, hospital.label, hospital.reason, hospital.article)
    if setting == Setting.HOME:
        home = home_type(rests, window=window, today=today)
        return CurrentType(home.type, home.type, setting, home.label, home.reason, home.article)
    if setting == Setting.UNTYPED:
        reason = (
            "Recibe tratamiento ambulatorio frecuente sin descanso médico de 31 días o más en su domicilio: "
            "la atención en sala de espera no se tipifica y sus sesiones se cuentan aparte."
        )
        return CurrentType(None, None, setting, Setting.UNTYPED.label, reason, "art. 18.c, art. 8.2.b")
    return _without_setting(stays, rests, window, today)


def _without_setting(
    stays: Sequence[HospitalStay], rests: Sequence[HomeRest], window: Window, today: date
) -> CurrentType:
    pending = [stay for stay in stays if not stay.is_accredited and stay.span.covers(today)]
    if pending:
        reason = "Falta la constancia de hospitalización que acredita la estancia: aún no corresponde un tipo."
        return CurrentType(None, None, None, "Sin acreditar", reason, "art. 8.2.a, art. 9")
    home = home_type(rests, window=window, today=today)
    if home.total_days and home.type is None:
        return CurrentType(None, None, None, "Sin tipo", home.reason, home.article)
    reason = "No está en hospitalización ni en descanso médico acreditado: no le corresponde un tipo."
    return CurrentType(None, None, None, "Sin tipo", reason, "art. 8.1, art. 9")


def _not_enrolled() -> CurrentType:
    reason = (
        "No tiene matrícula en la Educación Básica: será estudiante-paciente desde su matrícula. "
        "Oriente a la familia para que la tramite."
    )
    return CurrentType(None, None, None, "Potencial", reason, "art. 5.5, art. 10.1, art. 35.b")


# --- History ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class TypeChange:
    """From `on` the type is `type` in `setting`; before it was `previous` (None: no type)."""

    on: date
    previous: StudentType | None
    type: StudentType | None
    setting: Setting | None
    reason: str
    article: str


def type_history(
    *,
    stays: Sequence[HospitalStay],
    rests: Sequence[HomeRest],
    window: Window,
    today: date,
    enrolled_on: date | None,
) -> tuple[TypeChange, ...]:
    """Every change of the effective type in `window` up to `today`, in order: A to B on the accumulated day
    31 (R11), from hospital to home and back (R13, R14), and the end of each on the day after.

    Nothing before the enrolment (R23), though the hospital days before it count towards day 31.
    """
    if enrolled_on is None:
        return ()
    hospital = counted((stay.span for stay in stays if stay.is_accredited), window, today)
    home = _home_runs(rests, window, today)
    changes: list[TypeChange] = []
    standing: tuple[StudentType | None, Setting | None] = (None, None)
    for day in _turning_days(hospital, home, enrolled_on, min(window.end, today)):
        now = _type_at(day, hospital, home)
        if now != standing:
            changes.append(_change(day, standing[0], *now, hospital))
            standing = now
    return tuple(changes)


def _home_runs(rests: Sequence[HomeRest], window: Window, today: date) -> tuple[Days, ...]:
    runs = home_type(rests, window=window, today=today).runs
    limit = min(window.end, today)
    clipped = [(max(run.since or run.start, window.start), min(run.last_day_at_home, limit)) for run in runs]
    return merge(Days(start, end) for start, end in clipped if start <= end)


def _turning_days(hospital: Sequence[Days], home: Sequence[Days], enrolled_on: date, last: date) -> list[date]:
    """The days up to `last` on which the type may change: starts, eves passed, day 31, the enrolment."""
    days = {enrolled_on}
    for run in (*hospital, *home):
        days |= {run.start, run.end + _DAY}
    day_31 = nth_day(hospital, LONG_DAYS)
    if day_31 is not None:
        days.add(day_31)
    return sorted(day for day in days if enrolled_on <= day <= last)


def _type_at(day: date, hospital: Sequence[Days], home: Sequence[Days]) -> tuple[StudentType | None, Setting | None]:
    if any(run.covers(day) for run in hospital):
        return (StudentType.A if _days_by(day, hospital) < LONG_DAYS else StudentType.B), Setting.HOSPITAL
    if any(run.covers(day) for run in home):
        return StudentType.C, Setting.HOME
    return None, None


def _days_by(day: date, runs: Sequence[Days]) -> int:
    return total(Days(run.start, min(run.end, day)) for run in runs if run.start <= day)


def _change(
    on: date,
    previous: StudentType | None,
    kind: StudentType | None,
    setting: Setting | None,
    hospital: Sequence[Days],
) -> TypeChange:
    if kind is None:
        reason = f"La hospitalización o el descanso médico terminó el {long_date(on - _DAY)}."
        return TypeChange(on, previous, kind, setting, reason, "art. 14.1")
    if kind == StudentType.C:
        reason = "Inicia descanso médico en domicilio de 31 días o más, acreditado."
        return TypeChange(on, previous, kind, setting, reason, "art. 8.2.b, art. 9.3")
    days = days_text(_days_by(on, hospital))
    if previous == StudentType.A:
        reason = f"Alcanza {days} de hospitalización: pasa del tipo A al tipo B. Revise su plan educativo."
        return TypeChange(on, previous, kind, setting, reason, "art. 5.7, art. 9.2")
    reason = f"Está en hospitalización; con este, acumula {days} en el periodo."
    return TypeChange(on, previous, kind, setting, reason, "art. 9.1" if kind == StudentType.A else "art. 9.2")


# --- Summary of the academic window ----------------------------------------------------------


@dataclass(frozen=True)
class AnnualSummary:
    """The three clocks of one academic window side by side, and every type that the pupil had in it (R14)."""

    window: Window
    hospital: HospitalType
    home: HomeType
    seho: SehoDays
    types: tuple[StudentType, ...]
    history: tuple[TypeChange, ...]
    reason: str
    article: str


def annual_summary(
    *,
    stays: Sequence[HospitalStay],
    rests: Sequence[HomeRest],
    episodes: Sequence[SehoEpisode],
    window: Window,
    today: date,
    enrolled_on: date | None,
) -> AnnualSummary:
    """All types of the window, in the order in which they came, with the days of each clock (R14)."""
    history = type_history(stays=stays, rests=rests, window=window, today=today, enrolled_on=enrolled_on)
    types = tuple(dict.fromkeys(change.type for change in history if change.type is not None))
    hospital = hospital_type(stays, window=window, today=today)
    home = home_type(rests, window=window, today=today)
    seho = seho_days(episodes, stays=stays, rests=rests, window=window, today=today)
    named = f"tuvo {listed(kind.label for kind in types)}" if types else "no tuvo tipo"
    reason = (
        f"En el {window.label} {named}: {days_text(hospital.days)} de hospitalización, "
        f"{days_text(home.total_days)} de descanso médico en domicilio y {days_text(seho.days)} en el SEHO."
    )
    return AnnualSummary(window, hospital, home, seho, types, history, reason, "art. 9, art. 13.5")
