"""Reads over several models of the papers."""

from convalidation.queries.answers import AnswerRow, answer_rows, asks_recognition, norm_text, standing_state
from convalidation.queries.asked import Asked, asked_of_school
from convalidation.queries.checks import Check
from convalidation.queries.class_reports import SchoolSide, school_side, seen_episodes
from convalidation.queries.due import due_for, owing_in
from convalidation.queries.life import life_of
from convalidation.queries.lists import my_episodes
from convalidation.queries.owed import LATE_AFTER_DAYS, episodes_owing_papers
from convalidation.queries.pending import PendingRow, pending_rows
from convalidation.queries.preview import Preview, packet_preview, packet_previews
from convalidation.queries.purposes import period_preview, preview_of, registration_preview, return_preview
from seho.papers.verification import Verified, verified

__all__ = [
    "LATE_AFTER_DAYS",
    "AnswerRow",
    "Asked",
    "Check",
    "PendingRow",
    "Preview",
    "SchoolSide",
    "Verified",
    "answer_rows",
    "asked_of_school",
    "asks_recognition",
    "due_for",
    "episodes_owing_papers",
    "life_of",
    "my_episodes",
    "norm_text",
    "owing_in",
    "packet_preview",
    "packet_previews",
    "pending_rows",
    "period_preview",
    "preview_of",
    "registration_preview",
    "return_preview",
    "school_side",
    "seen_episodes",
    "standing_state",
    "verified",
]
