"""Every write of the teaching: keyword-only, `by=` who does it, one transaction with its audit event."""

from attendance.services.assessments import Mark, Outcome, assess, assess_all
from attendance.services.plans import PlanGoal, enforce_plan, open_draft, save_draft
from attendance.services.sessions import (
    Attendance,
    SessionEntry,
    cancel_session,
    correct_session,
    log_session,
)
from attendance.services.works import (
    KeptFile,
    WorkEntry,
    edit_work,
    keep_file,
    keep_work,
    remove_work,
    restore_work,
)

__all__ = [
    "Attendance",
    "KeptFile",
    "Mark",
    "Outcome",
    "PlanGoal",
    "SessionEntry",
    "WorkEntry",
    "assess",
    "assess_all",
    "cancel_session",
    "correct_session",
    "edit_work",
    "enforce_plan",
    "keep_file",
    "keep_work",
    "log_session",
    "open_draft",
    "remove_work",
    "restore_work",
    "save_draft",
]
