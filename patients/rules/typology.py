"""Type A, B or C: the first and the second clock (art. 5.7 to 5.9, 8.2, 9; R10 to R13, R20, R22)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from patients.rules.clocks import Days, Window, counted, days_counted, merge, nth_day, total
from patients.rules.facts import HomeRest, HospitalStay
from patients.rules.words import Labelled, days_text, from_to, listed, long_date

LONG_DAYS = 31  # art. 5.7, 8.2.b, 9.2, 9.3: "de 31 días a más"
ALERT_DAYS = 3  # R11: the team is warned this many days before day 31


class StudentType(Labelled):
    """Typology of the estudiante-paciente (art. 9)."""

    A = "A", "Tipo A"
    B = "B", "Tipo B"
    C = "C", "Tipo C"


# --- Hospital: A or B ------------------------------------------------------------------------


@dataclass(frozen=True)
class HospitalType:
    """What the hospital days of one academic window make of a pupil.

    type            effective type, by the days that have passed; None without accredited hospital days
    expected        type if the physician's estimate of an open stay holds; equals `type` when nothing is
    estimated
    days            distinct hospital days up to today; `expected_days` those at the end of the estimate
    is_provisional  a stay is open, so that the days still grow (R18)
    reclassifies_on the accumulated day 31: when A became, or becomes if the stay goes on, B (R11)
    alert_on        three days before it; `is_alert` from that day on, while the type is still A
    """

    type: StudentType | None
    expected: StudentType | None
    days: int
    expected_days: int
    is_provisional: bool
    reclassifies_on: date | None
    alert_on: date | None
    is_alert: bool
    reason: str
    article: str

    @property
    def shown(self) -> StudentType | None:
        """The type to show: the expected one while a stay is open, then the effective one (R10)."""
        return self.expected if self.is_provisional else self.type

    @property
    def label(self) -> str:
        if self.shown is None:
            return "Sin tipo"
        return self.shown.label if self.shown == self.type else f"{self.shown.label} (previsto)"


def hospital_type(stays: Iterable[HospitalStay], *, window: Window, today: date) -> HospitalType:
    """Type A (1 to 30 days) or B (31 or more) by the hospital days of `window` (art. 9.1, 9.2; R2, R10).

    Only accredited stays count (art. 8.2.a; R22). An estimate never lowers what the days already make, and it
    counts only the days that lie in `window` (R5).
    """
    accredited = [stay for stay in stays if stay.is_accredited]
    runs = counted((stay.span for stay in accredited), window, today)
    days = total(runs)
    begun = [stay for stay in accredited if stay.start <= today]
    expected_days = max(days, days_counted((stay.expected_span(today) for stay in begun), window, window.end))
    is_provisional = window.covers(today) and any(stay.is_open_on(today) for stay in accredited)
    kind, expected = _by_hospital_days(days), _by_hospital_days(expected_days)
    if_they_go_on = counted((stay.span for stay in begun), window, window.end)
    reclassifies_on = nth_day(if_they_go_on, LONG_DAYS)
    alert_on = reclassifies_on - timedelta(days=ALERT_DAYS) if reclassifies_on else None
    return HospitalType(
        type=kind,
        expected=expected,
        days=days,
        expected_days=expected_days,
        is_provisional=is_provisional,
        reclassifies_on=reclassifies_on,
        alert_on=alert_on,
        is_alert=kind == StudentType.A and alert_on is not None and alert_on <= today,
        reason=_hospital_reason(days, expected_days, window, today if is_provisional else None),
        article=_hospital_article(kind, expected),
    )


def _by_hospital_days(days: int) -> StudentType | None:
    if days == 0:
        return None
    return StudentType.A if days < LONG_DAYS else StudentType.B


def _hospital_reason(days: int, expected_days: int, window: Window, open_until: date | None) -> str:
    if days == 0:
        return f"No tiene días de hospitalización acreditados en el {window}."
    rule = "de 1 a 30 días es de tipo A" if days < LONG_DAYS else "de 31 días a más es de tipo B"
    said = [f"Acumula {days_text(days)} de hospitalización en el {window}: {rule}."]
    if open_until:
        said.append(f"La cuenta es provisional, hasta el {long_date(open_until)}, porque la estancia sigue abierta.")
    if days < LONG_DAYS <= expected_days:
        said.append(f"Con el tiempo que estima el médico llegaría a {days_text(expected_days)}: tipo B previsto.")
    return " ".join(said)


def _hospital_article(kind: StudentType | None, expected: StudentType | None) -> str:
    if kind is None:
        return "art. 8.2.a"
    article = "art. 9.1" if kind == StudentType.A else "art. 9.2"
    return article if kind == expected else f"{article}, art. 8.2.a, art. 8.3, art. 9.2"


# --- Home: C ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class RestRun:
    """Certificates of rest that follow each other without a day between: one continuous rest.

    `since` is the day from which it is type C: its start, or the day on which the paper that completes 31
    days was known, when that is later; None while the rest is under 31 days (R12). `last_day_at_home` differs
    from `end` when the pupil returned earlier (R20).
    """

    start: date
    end: date
    last_day_at_home: date
    since: date | None

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class HomeType:
    """What the certified rest at home makes of a pupil.

    type          C, or None
    days          days of the longest continuous rest; `total_days` all distinct prescribed days in the window
    since         first day of type C; `runs` every continuous rest that is type C, in order
    needs_review  no rest reaches 31 continuous days, but several together do: a person decides (R12)
    """

    type: StudentType | None
    days: int
    total_days: int
    since: date | None
    runs: tuple[RestRun, ...]
    needs_review: bool
    reason: str
    article: str

    @property
    def label(self) -> str:
        return self.type.label if self.type else "Sin tipo"


def home_type(rests: Iterable[HomeRest], *, window: Window, today: date) -> HomeType:
    """Type C when certified, continuous rest at home reaches 31 days (art. 8.2.b, 9.3; R12, R20).

    The length that the certificates prescribe decides, also when part of it lies in the next window or when
    the pupil returns earlier. Rest that starts after `today`, or whose paper is of a later day, is not known
    yet.
    """
    known = [rest for rest in rests if rest.known_on <= today]
    begun = [run for run in rest_runs(known) if run.start <= today]
    runs = [run for run in begun if run.start <= window.end and window.start <= run.end]
    long_runs = tuple(run for run in runs if run.since is not None)
    longest = max((run.days for run in runs), default=0)
    total_days = total(merge(clipped for run in runs if (clipped := _clip(run, window))))
    needs_review = not long_runs and total_days >= LONG_DAYS
    return HomeType(
        type=StudentType.C if long_runs else None,
        days=longest,
        total_days=total_days,
        since=long_runs[0].since if long_runs else None,
        runs=long_runs,
        needs_review=needs_review,
        reason=_home_reason(runs, longest, total_days, needs_review, window),
        article="art. 8.2.b, art. 9.3",
    )


def rest_runs(rests: Iterable[HomeRest]) -> tuple[RestRun, ...]:
    """Certificates joined into continuous rests, in order (R12).

    A certificate joins the rest before it when it starts on the day after, or within it; a rest that was cut
    short by a return joins only what starts by the day after the return.
    """
    groups: list[list[HomeRest]] = []
    for rest in sorted(rests, key=lambda rest: (rest.start, rest.end)):
        if groups and rest.start <= _home_until(groups[-1]) + timedelta(days=1):
            groups[-1].append(rest)
        else:
            groups.append([rest])
    return tuple(_run(group) for group in groups)


def _home_until(group: Sequence[HomeRest]) -> date:
    return max(rest.last_day_at_home for rest in group)


def _run(group: Sequence[HomeRest]) -> RestRun:
    start, end = group[0].start, max(rest.end for rest in group)
    return RestRun(start, end, _home_until(group), _since(group))


def _since(group: Sequence[HomeRest]) -> date | None:
    """The first day on which the papers known by then prescribe 31 continuous days; not before the rest."""
    for day in sorted({rest.known_on for rest in group}):
        for run in merge(rest.prescribed for rest in group if rest.known_on <= day):
            if run.length >= LONG_DAYS:
                return max(run.start, day)
    return None


def _clip(run: RestRun, window: Window) -> Days | None:
    start, end = max(run.start, window.start), min(run.end, window.end)
    return Days(start, end) if start <= end else None


def _home_reason(runs: Sequence[RestRun], longest: int, total_days: int, needs_review: bool, window: Window) -> str:
    if not runs:
        return f"No tiene descanso médico en domicilio acreditado en el {window}."
    rule = "se requieren 31 días continuos o más para el tipo C"
    for run in runs:
        if run.since is not None:
            return (
                f"Tiene {days_text(run.days)} continuos de descanso médico, {from_to(run.start, run.end)}: "
                f"de 31 días a más corresponde el tipo C, desde el {long_date(run.since)}."
            )
    if needs_review:
        parts = listed(days_text(run.days) for run in runs)
        return (
            f"Tiene descansos de {parts}, que no son continuos: {rule}. Juntos suman {days_text(total_days)} "
            f"en el {window.label}; revise el caso con el médico tratante y la UGEL."
        )
    return f"El descanso médico continuo más largo es de {days_text(longest)}: {rule}."
