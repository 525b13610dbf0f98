"""Every write of the teaching: keyword-only, `by=` who does it, one transaction with its audit event."""

from attendance.plan_content import PlanContent, PlanGoal, PlanTick
from attendance.services.activities import (
    add_activity,
    edit_activity,
    keep_template,
    retire_activity,
    retire_template,
)
from attendance.services.assessments import Mark, Outcome, assess, assess_all, clear_assessment, set_level
from attendance.services.evaluation import add_phrase, remove_phrase, save_rules, toggle_favourite
from attendance.services.plan_approval import (
    answer_comment,
    enforce_plan,
    recall_plan,
    return_plan,
    review_plan,
    send_plan,
)
from attendance.services.plans import open_draft, save_draft, use_activity
from attendance.services.private_notes import edit_note, keep_note, remove_note, restore_note
from attendance.services.rounds import note_precautions, order_round
from attendance.services.sessions import (
    Attendance,
    SessionEntry,
    cancel_session,
    correct_session,
    log_session,
    restore_session,
    undo_session,
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
    "PlanContent",
    "PlanGoal",
    "PlanTick",
    "SessionEntry",
    "WorkEntry",
    "add_activity",
    "add_phrase",
    "answer_comment",
    "answer_mood",
    "assess",
    "assess_all",
    "cancel_contact",
    "cancel_session",
    "clear_assessment",
    "correct_contact",
    "correct_session",
    "edit_activity",
    "edit_note",
    "edit_work",
    "enforce_plan",
    "keep_file",
    "keep_note",
    "keep_template",
    "keep_work",
    "log_contact",
    "log_session",
    "note_precautions",
    "open_draft",
    "order_round",
    "recall_plan",
    "remove_note",
    "remove_phrase",
    "remove_work",
    "restore_contact",
    "restore_note",
    "restore_session",
    "restore_work",
    "retire_activity",
    "retire_template",
    "return_plan",
    "review_plan",
    "save_draft",
    "save_rules",
    "save_support_report",
    "send_plan",
    "set_level",
    "take_mood_back",
    "toggle_favourite",
    "undo_session",
    "use_activity",
]
