"""Volunteers and interns (art. 21, 22): what their hours add up to, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from patients.rules import Problem

# What one entry of hours may be, in minutes.
LONGEST_ENTRY = 720
LONGEST_TASK = 480
_DAY = 24 * 60
# What an intern may do in a week: DL 1401, for prácticas preprofesionales (30 hours) and profesionales (48).
INTERN_WEEK_MINUTES = 30 * 60


class PieceKind(StrEnum):
    SESSION = "SESSION"
    TASK = "TASK"
    ENTRY = "ENTRY"


@dataclass(frozen=True)
class Piece:
    """Something that a helper did on a day. `in_session`: a task done during a session, which counts itself."""

    kind: PieceKind
    minutes: int
    starts_at: time | None = None
    in_session: bool = False


def day_minutes(pieces: Iterable[Piece]) -> int:
    """The minutes of one day, each once (art. 21, 22).

    What has an hour counts as time on the clock, joined where it overlaps. What has none adds up; on a day with
    entrada and salida it was done between them, so the larger of the two counts, not both.
    """
    counted = [piece for piece in pieces if not piece.in_session]
    on_the_clock = _joined(piece for piece in counted if piece.starts_at is not None)
    without_hour = sum(piece.minutes for piece in counted if piece.starts_at is None)
    has_presence = any(piece.kind is PieceKind.ENTRY and piece.starts_at is not None for piece in counted)
    total = max(on_the_clock, without_hour) if has_presence else on_the_clock + without_hour
    return min(total, _DAY)


def _joined(pieces: Iterable[Piece]) -> int:
    """Minutes of the clock that at least one of these covers."""
    spans = sorted((_minute(piece.starts_at), _minute(piece.starts_at) + piece.minutes) for piece in pieces)
    total, reached = 0, 0
    for start, end in spans:
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _minute(at: time | None) -> int:
    return at.hour * 60 + at.minute if at else 0


def minutes_between(starts_at: time, ends_at: time) -> int:
    """From entrada to salida, negative when the salida stands before."""
    return _minute(ends_at) - _minute(starts_at)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def check_hours_day(
    day: date, spans: Sequence[tuple[date, date | None]], *, closed: bool, today: date, field: str = "held_on"
) -> list[Problem]:
    """A day of hours: not in the future, within the person's own posts, in a week that no certificate covers yet."""
    if day > today:
        return [Problem(field, "Ese día todavía no llega.")]
    if not any(start <= day and (end is None or day <= end) for start, end in spans):
        return [Problem(field, "Ese día usted no participaba en este SEHO.")]
    if closed:
        return [Problem(field, "Las horas de esa semana ya están en un certificado. Hable con la coordinación.")]
    return []


def check_entry(starts_at: time | None, ends_at: time | None, minutes: int | None) -> list[Problem]:
    """Either entrada and salida, or minutes; of a length that a day can hold."""
    if starts_at is None and ends_at is None:
        if minutes is None:
            return [Problem("minutes", "Escriba la entrada y la salida, o los minutos.")]
        return _length("minutes", minutes)
    if starts_at is None or ends_at is None:
        return [Problem("ends_at" if starts_at else "starts_at", "Escriba la entrada y la salida, las dos.")]
    if ends_at <= starts_at:
        return [Problem("ends_at", "La salida debe ser después de la entrada, el mismo día.")]
    return _length("ends_at", minutes_between(starts_at, ends_at))


def _length(field: str, minutes: int) -> list[Problem]:
    if 1 <= minutes <= LONGEST_ENTRY:
        return []
    return [Problem(field, f"Son de 1 a {LONGEST_ENTRY} minutos (12 horas): revise el número.")]


def passes_the_week(minutes: int, *, is_intern: bool) -> bool:
    """More than an intern may do in a week (DL 1401); it is said, not refused: the convenio may be another."""
    return is_intern and minutes > INTERN_WEEK_MINUTES
