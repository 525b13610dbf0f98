"""What a plan must hold, how long it is, from when it holds, and when it is read again (art. 11.3, 11.4, 13.5, R11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from attendance.enums import PlanKind
from patients.rules import Problem
from seho.text import date_long, plural, search_key

# From this day in the SEHO on, the plan is one of the papers that are due (art. 13.5).
PLAN_DUE_DAYS = 15
# A word of a name shorter than this is too common to tell whose it is.
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class KindFound:
    """The plan that the norm's clock suggests, with the reason; who writes it may choose the other one."""

    kind: PlanKind
    reason: str
    article: str = "art. 11.4 y 13.5"


def plan_kind(days: int, expected_days: int | None) -> KindFound:
    """A full plan where the stay reaches, or is expected to reach, the day on which it is a paper of its own; else a
    short one (art. 11.4, 13.5)."""
    if days >= PLAN_DUE_DAYS:
        return KindFound(
            PlanKind.FULL,
            f"Lleva {plural(days, 'día', 'días')} en el SEHO: desde los {PLAN_DUE_DAYS}, el plan es uno de los "
            "documentos que recibe su IE.",
        )
    if expected_days is not None and expected_days >= PLAN_DUE_DAYS:
        return KindFound(
            PlanKind.FULL,
            f"Se prevén {plural(expected_days, 'día', 'días')} en el SEHO: desde los {PLAN_DUE_DAYS}, el plan es uno "
            "de los documentos que recibe su IE.",
        )
    expected = f"y se prevén {expected_days}" if expected_days is not None else "y no se sabe cuánto durará la estancia"
    return KindFound(
        PlanKind.SHORT,
        f"Lleva {plural(days, 'día', 'días')} en el SEHO {expected}: basta lo que pide el art. 11.4. Si la estancia "
        f"llega a {PLAN_DUE_DAYS} días, se completa.",
    )


def plan_gaps(*, purpose: str, competencies: int, curricular: object, assessment: object) -> list[str]:
    """What a plan lacks to be put in force: competencies, purposes, both adaptations (art. 11.4).

    `curricular` and `assessment` are what stands there, ticked or written: a text, or the list of them.
    """
    found = []
    if not competencies:
        found.append("elegir las competencias que prioriza")
    if not purpose.strip():
        found.append("escribir los propósitos de aprendizaje")
    if not _says_something(curricular):
        found.append("indicar las adaptaciones curriculares")
    if not _says_something(assessment):
        found.append("indicar las adaptaciones de la evaluación")
    return found


def _says_something(written: object) -> bool:
    return bool(written.strip()) if isinstance(written, str) else bool(written)


def check_in_force_from(
    day: date, *, starts_on: date, ends_on: date | None, former_from: date | None, today: date
) -> list[Problem]:
    """A plan holds from a day within the stay, not of the future, not before the version that it replaces (11.4)."""
    if day > today:
        return [Problem("in_force_from", "Ese día aún no llega: indique hoy o un día anterior.")]
    if day < starts_on:
        return [Problem("in_force_from", f"Su registro en el SEHO es del {date_long(starts_on)}: no puede ser antes.")]
    if ends_on is not None and day > ends_on:
        return [Problem("in_force_from", f"Su egreso fue el {date_long(ends_on)}: no puede ser después.")]
    if former_from is not None and day < former_from:
        words = f"La versión que reemplaza está vigente desde el {date_long(former_from)}: no puede ser antes."
        return [Problem("in_force_from", words)]
    return []


def plan_needs_review(in_force_from: date | None, changed_on: date | None, reviewed_on: date | None = None) -> bool:
    """The type changed after the plan was put in force, or was last read again (R11)."""
    if in_force_from is None or changed_on is None:
        return False
    return changed_on > max(in_force_from, reviewed_on or in_force_from)


def names_told(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """The words of these names that stand in texts which other pupils' plans will take over (art. 6.d)."""
    words = {word for text in texts for word in search_key(text).split()}
    parts = [part for name in names for part in name.split() if len(part) >= _SHORTEST_NAME]
    return [part for part in dict.fromkeys(parts) if search_key(part) in words]
