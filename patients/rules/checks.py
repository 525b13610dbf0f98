"""What cannot be, or should be looked at, in dates that a person typed (domain invariants of 8.5).

Each check returns its problems as (field, sentence); an empty list means that all is well. A `warn_` function
returns what may be right and should be confirmed. Fields carry the names of the models: starts_on, ends_on,
decided_on...
"""

from collections.abc import Hashable, Iterable
from datetime import date
from typing import NamedTuple

from patients.rules.clocks import Days, Span, last_day
from patients.rules.facts import HomeRest, SehoEpisode, Setting
from patients.rules.typology import LONG_DAYS, rest_runs
from patients.rules.words import days_text, long_date


class Problem(NamedTuple):
    """A field and the sentence that stands beside it."""

    field: str
    sentence: str


def check_not_future(field: str, day: date | None, *, today: date) -> list[Problem]:
    """Nothing is recorded before it happened (R18)."""
    if day is None or day <= today:
        return []
    return [Problem(field, f"El {long_date(day)} aún no llega. Escriba una fecha hasta hoy, {long_date(today)}.")]


def check_stay(*, starts_on: date, ends_on: date | None, today: date) -> list[Problem]:
    """Hospital stay: no future date, and no discharge before admission; an open stay has no end (R1, R18)."""
    problems = check_not_future("starts_on", starts_on, today=today)
    problems += check_not_future("ends_on", ends_on, today=today)
    if ends_on is not None and ends_on < starts_on:
        sentence = f"El alta no puede ser anterior al ingreso, que fue el {long_date(starts_on)}."
        problems.append(Problem("ends_on", sentence))
    return problems


def check_rest(*, starts_on: date, ends_on: date, issued_on: date, today: date) -> list[Problem]:
    """Certificate of home rest: issued by today, not ending before its start, perhaps ahead (art. 8.2.b)."""
    problems = check_not_future("issued_on", issued_on, today=today)
    if ends_on < starts_on:
        sentence = f"El descanso no puede terminar antes de su inicio, el {long_date(starts_on)}."
        problems.append(Problem("ends_on", sentence))
    return problems


def warn_rest(rest: HomeRest, others: Iterable[HomeRest] = ()) -> list[Problem]:
    """A rest that stays under 31 continuous days, with what it continues, is not type C (art. 8.2.b; R12)."""
    for run in rest_runs([rest, *others]):
        if run.start <= rest.start <= run.end and run.since is None:
            sentence = (
                f"El descanso suma {days_text(run.days)} continuos. Se requieren {LONG_DAYS} o más para el "
                "tratamiento ambulatorio de periodo extenso, tipo C: no corresponde el SEHO domiciliario."
            )
            return [Problem("ends_on", sentence)]
    return []


def check_overlap(new: Span, others: Iterable[Span], *, today: date) -> list[Problem]:
    """Stays share no day, except that of a transfer: discharge and admission on the same day (R3)."""
    problems = []
    mine = Days(new.start, new.end or max(new.start, today))
    for other in others:
        theirs = Days(other.start, other.end or max(other.start, today))
        shared = _shared(mine, theirs)
        if shared is None or _is_transfer(new, other):
            continue
        until = f"al {long_date(other.end)}" if other.end else "a hoy, porque sigue abierta"
        sentence = (
            f"Se superpone {days_text(shared.length)} con la estancia del {long_date(other.start)} {until}. "
            "Corrija las fechas: cada día cuenta una sola vez."
        )
        problems.append(Problem("starts_on", sentence))
    return problems


def _shared(one: Days, other: Days) -> Days | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Days(start, end) if start <= end else None


def _is_transfer(one: Span, other: Span) -> bool:
    """All that they share is the day on which one ends and the other begins."""
    return other.start == one.end or one.start == other.end


def check_authorization(
    *, decided_on: date, registered_on: date | None = None, first_session_on: date | None = None, today: date
) -> list[Problem]:
    """The guardian's authorisation comes before the registration and the first session (art. 10.1; R9)."""
    problems = check_not_future("decided_on", decided_on, today=today)
    acts = (("al registro en el SEHO", registered_on), ("a la primera sesión", first_session_on))
    for act, day in acts:
        if day is not None and day < decided_on:
            sentence = f"La autorización no puede ser posterior {act}, que fue el {long_date(day)} (art. 10.1)."
            problems.append(Problem("decided_on", sentence))
    return problems


def check_episode(
    *,
    starts_on: date,
    ends_on: date | None,
    authorized_on: date | None,
    care_ends_on: date | None,
    is_followed_by_home: bool = False,
    today: date,
) -> list[Problem]:
    """Time in a SEHO: authorised by its first day; it ends with the care unless a home episode follows (art.
    10.1, 14.1).

    `care_ends_on` is the discharge or the last day of the certified rest; None while the care goes on.
    """
    problems = check_not_future("starts_on", starts_on, today=today)
    problems += check_not_future("ends_on", ends_on, today=today)
    if authorized_on is None:
        sentence = "Falta la autorización de la familia para el ingreso al SEHO (art. 10.1)."
        problems.append(Problem("starts_on", sentence))
    elif starts_on < authorized_on:
        sentence = f"No puede empezar antes de la autorización, que es del {long_date(authorized_on)} (art. 10.1)."
        problems.append(Problem("starts_on", sentence))
    if ends_on is not None and ends_on < starts_on:
        sentence = f"El egreso no puede ser anterior al registro, que fue el {long_date(starts_on)}."
        problems.append(Problem("ends_on", sentence))
    if ends_on and care_ends_on and care_ends_on < ends_on and not is_followed_by_home:
        sentence = (
            f"El egreso del SEHO no puede ser posterior al alta, que fue el {long_date(care_ends_on)}, "
            "salvo que continúe la atención en su domicilio (art. 14.1)."
        )
        problems.append(Problem("ends_on", sentence))
    return problems


def check_single_open(open_elsewhere: int) -> list[Problem]:
    """One open episode of a pupil in the whole country: a transfer closes one and opens the next."""
    if not open_elsewhere:
        return []
    return [
        Problem(
            "starts_on",
            "Ya está en atención en un SEHO. Registre el traslado, que cierra esa atención y abre esta.",
        )
    ]


def check_session(day: date, episodes: Iterable[SehoEpisode], *, today: date) -> list[Problem]:
    """A session lies within an episode of the pupil; what is not typified has an episode of its own (R21)."""
    problems = check_not_future("held_on", day, today=today)
    if not any(Span(one.registered_on, one.ended_on).covers(day) for one in episodes):
        problems.append(
            Problem(
                "held_on",
                f"El {long_date(day)} no estaba en atención en el SEHO: revise la fecha o su registro.",
            )
        )
    return problems


def warn_session_place(
    *, stay_hospital: Hashable | None, seho_hospital: Hashable | None, setting: Setting
) -> list[Problem]:
    """A pupil in one hospital taught by the SEHO of another: possible, but worth a second look."""
    if setting != Setting.HOSPITAL or stay_hospital is None or stay_hospital == seho_hospital:
        return []
    return [
        Problem(
            "seho",
            "Su estancia está registrada en otro establecimiento de salud: confirme el lugar de la sesión.",
        )
    ]


def warn_estimate(*, starts_on: date, estimated_days: int, today: date) -> list[Problem]:
    """An open stay has outlasted the physician's estimate: ask for a new one (art. 8.3)."""
    end = last_day(starts_on, estimated_days)
    if today <= end:
        return []
    return [
        Problem(
            "estimated_days",
            f"El tiempo estimado terminó el {long_date(end)} y la estancia sigue abierta: "
            "pida al médico tratante un nuevo tiempo estimado.",
        )
    ]
