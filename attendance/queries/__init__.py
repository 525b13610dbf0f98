"""Reads over several models of the teaching."""

from attendance.queries.due import due_for
from attendance.queries.evaluation import CompetencyRow, assessment_rows, pupil_competencies, touched_periods
from attendance.queries.report import Evidence, ProgressRow, book_works, plan_in_force, progress_rows
from attendance.queries.teaching import (
    RoundPupil,
    Summary,
    attendance_summary,
    last_seen,
    last_values,
    round_of,
    week_counts,
)

__all__ = [
    "CompetencyRow",
    "Evidence",
    "ProgressRow",
    "RoundPupil",
    "Summary",
    "assessment_rows",
    "attendance_summary",
    "book_works",
    "due_for",
    "last_seen",
    "last_values",
    "plan_in_force",
    "progress_rows",
    "pupil_competencies",
    "round_of",
    "touched_periods",
    "week_counts",
]
