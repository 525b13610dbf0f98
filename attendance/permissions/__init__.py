"""Who may do what with the teaching (design, section 5). Rows are seen by `visible_to`; this says the acts."""

from attendance.permissions.assessments import can_keep_phrases, can_set_rules
from attendance.permissions.plans import can_approve_plan, can_assess, can_change_kept, can_plan, can_write_version
from attendance.permissions.reading import can_read_teaching
from attendance.permissions.rounds import can_note_precautions, can_order_round
from attendance.permissions.sessions import can_change_session, can_teach, paper_of
from attendance.permissions.support import (
    can_ask_mood,
    can_change_contact,
    can_read_support,
    can_support,
    can_write_support_report,
)
from attendance.permissions.works import can_change_work, can_keep_works, can_open_files, changeable

__all__ = [
    "can_approve_plan",
    "can_ask_mood",
    "can_assess",
    "can_change_contact",
    "can_change_kept",
    "can_change_session",
    "can_change_work",
    "can_keep_phrases",
    "can_keep_works",
    "can_note_precautions",
    "can_open_files",
    "can_order_round",
    "can_plan",
    "can_read_support",
    "can_read_teaching",
    "can_set_rules",
    "can_support",
    "can_teach",
    "can_write_support_report",
    "can_write_version",
    "changeable",
    "paper_of",
]
