"""Every write of the teaching: keyword-only, `by=` who does it, one transaction with its audit event."""

from attendance.services.assessments import Mark, Outcome, assess, assess_all
from attendance.services.plans import PlanGoal, enforce_plan, open_draft, save_draft
from attendance.services.private_notes import edit_note, keep_note, remove_note, restore_note
from attendance.services.rounds import note_precautions, order_round
from attendance.services.sessions import (
    Attendance,
    SessionEntry,
    cancel_session,
    correct_session,
    log_session,
)
from attendance.services.support import (
    ContactEntry,
    answer_mood,
    cancel_contact,
    correct_contact,
    log_contact,
    restore_contact,
    save_support_report,
    take_mood_back,
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
    "ContactEntry",
    "KeptFile",
    "Mark",
    "Outcome",
    "PlanGoal",
    "SessionEntry",
    "WorkEntry",
    "answer_mood",
    "assess",
    "assess_all",
    "cancel_contact",
    "cancel_session",
    "correct_contact",
    "correct_session",
    "edit_note",
    "edit_work",
    "enforce_plan",
    "keep_file",
    "keep_note",
    "keep_work",
    "log_contact",
    "log_session",
    "note_precautions",
    "open_draft",
    "order_round",
    "remove_note",
    "remove_work",
    "restore_contact",
    "restore_note",
    "restore_work",
    "save_draft",
    "save_support_report",
    "take_mood_back",
]
