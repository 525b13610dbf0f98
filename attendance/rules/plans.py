"""What a plan must hold, and when it is read again (art. 11.4, 13.5, R11)."""

from __future__ import annotations

from datetime import date

# From this day in the SEHO on, the plan is one of the papers that are due (art. 13.5).
PLAN_DUE_DAYS = 15


def plan_gaps(*, purpose: str, competencies: int, curricular: str, assessment: str) -> list[str]:
    """What a plan lacks to be put in force: competencies, purposes, both adaptations (art. 11.4)."""
    found = []
    if not competencies:
        found.append("elegir las competencias que prioriza")
    if not purpose.strip():
        found.append("escribir los propósitos de aprendizaje")
    if not curricular.strip():
        found.append("escribir las adaptaciones curriculares")
    if not assessment.strip():
        found.append("escribir las adaptaciones de la evaluación")
    return found


def plan_needs_review(in_force_from: date | None, changed_on: date | None) -> bool:
    """The type changed after the plan was put in force (R11): the plan is read again."""
    return in_force_from is not None and changed_on is not None and changed_on > in_force_from
