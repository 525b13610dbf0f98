"""What a session must keep (art. 10.1, 11.2, 18, 19, 23): an empty list of problems means that all is well."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time

from patients.rules import Problem
from seho.text import date_short

# Longer than LONG_MINUTES is possible (a project, a whole morning) and worth a question.
SHORTEST_MINUTES, LONG_MINUTES, LONGEST_MINUTES = 5, 240, 480
_DAY = 24 * 60

TAUGHT = "user-"

UNSEEN_DAYS = 3


@dataclass(frozen=True)
class Attendable:
    """One pupil as a session needs it: initials for the sentence, the days of the episode, what the family allows."""

    name: str
    starts_on: date
    ends_on: date | None
    purposes: frozenset[str]

    def is_in_attention_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def check_session_day(held_on: date, pupils: Iterable[Attendable], *, today: date) -> list[Problem]:
    """A session is not of the future and lies within each pupil's time in the SEHO (art. 10.1, R9, 8.5)."""
    if held_on > today:
        return [Problem("held_on", "La fecha aún no llega: registre la sesión cuando se haya realizado.")]
    outside = [
        f"{pupil.name}: ese día no estaba en atención en el SEHO ({_since_or_until(pupil, held_on)})."
        for pupil in pupils
        if not pupil.is_in_attention_on(held_on)
    ]
    return [Problem("held_on", " ".join([*outside, "Revise la fecha o quite su nombre."]))] if outside else []


def _since_or_until(pupil: Attendable, day: date) -> str:
    if day < pupil.starts_on or pupil.ends_on is None:
        return f"se registró el {date_short(pupil.starts_on)}"
    return f"egresó el {date_short(pupil.ends_on)}"


def check_minutes(minutes: int) -> list[Problem]:
    """A session lasts from 5 minutes to 8 hours."""
    if SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        return []
    return [Problem("minutes", f"Escriba entre {SHORTEST_MINUTES} y {LONGEST_MINUTES} minutos.")]


def check_hours(starts_at: time | None, minutes: int) -> list[Problem]:
    """A session ends on the day on which it began."""
    if starts_at is None or _minute(starts_at) + minutes <= _DAY:
        return []
    sentence = f"Empezó a las {starts_at:%H:%M}: con {minutes} minutos pasaría de la medianoche. Revise la hora."
    return [Problem("starts_at", sentence)]


def check_consents(pupils: Iterable[Attendable], *, at_home: bool, is_virtual: bool) -> list[Problem]:
    """What the family must have authorised by that day: the entry into the SEHO (art. 10.1) always, the visit to
    the home (art. 19) and virtual attention (art. 23) where the session is one."""
    pupils = list(pupils)
    problems = []
    for needed, purpose, field, words in (
        (True, "ENTRY", "pupils", "el ingreso al SEHO a esa fecha"),
        (at_home, "HOME_VISITS", "space", "las visitas al domicilio"),
        (is_virtual, "VIRTUAL", "modality", "la atención virtual"),
    ):
        missing = [pupil.name for pupil in pupils if needed and purpose not in pupil.purposes]
        if missing:
            problems.append(Problem(field, f"{', '.join(missing)}: la familia no ha autorizado {words}."))
    return problems


def check_competencies(chosen: Iterable[tuple[str, int | None, Collection[int]]]) -> list[Problem]:
    """Each (name, competency, competencies of the grade): what was worked is of the pupil's own grade (art. 13.3).

    A pupil without enrolment has no grade yet: nothing is asked.
    """
    strange = [name for name, competency, own in chosen if competency and own and competency not in own]
    if not strange:
        return []
    return [Problem("pupils", f"{', '.join(strange)}: la competencia elegida no es de su nivel y grado.")]


@dataclass(frozen=True)
class Slot:
    """When a session was held, as far as it was said, and who is in it: pairs of a key and a name.

    The key of who taught begins with TAUGHT.
    """

    starts_at: time | None
    minutes: int
    people: frozenset[tuple[str, str]]


def session_doubts(slot: Slot, same_day: Iterable[Slot]) -> list[str]:
    """What is possible but worth a second look: a very long session, the same person in two at once, a day too full."""
    doubts, same_day = [], list(same_day)
    if slot.minutes > LONG_MINUTES:
        doubts.append(f"La sesión dura {slot.minutes} minutos: compruebe que sea así.")
    twice = {one for other in same_day if _overlap(slot, other) for one in slot.people & other.people}
    if twice:
        names = ", ".join(sorted(name for _, name in twice))
        doubts.append(f"{names}: a esa hora ya figura en otra sesión.")
    return [*doubts, *_full_days(slot, same_day)]


def _full_days(slot: Slot, same_day: list[Slot]) -> list[str]:
    """Who taught, by the sum of a day, longer than the longest session; said where no hours show an overlap."""
    doubts = []
    for person in sorted(slot.people, key=lambda one: one[1]):
        total = slot.minutes + sum(other.minutes for other in same_day if person in other.people)
        if person[0].startswith(TAUGHT) and total > LONGEST_MINUTES >= slot.minutes:
            doubts.append(f"{person[1]}: ese día suma {total} minutos de sesiones. Compruebe las duraciones.")
    return doubts


def _overlap(one: Slot, other: Slot) -> bool:
    if one.starts_at is None or other.starts_at is None:
        return False
    start, other_start = _minute(one.starts_at), _minute(other.starts_at)
    return start < other_start + other.minutes and other_start < start + one.minutes


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def days_unseen(last_seen: date | None, *, since: date, today: date) -> int:
    """Days since the last session in which the pupil took part, or since the registration when there was none."""
    return (today - (last_seen or since)).days
