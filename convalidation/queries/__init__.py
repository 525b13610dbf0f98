"""Reads over several models of the papers."""

from convalidation.queries.answers import AnswerRow, answer_rows, norm_text
from convalidation.queries.due import due_for, owing_in
from convalidation.queries.lists import my_episodes
from convalidation.queries.owed import LATE_AFTER_DAYS, episodes_owing_papers
from convalidation.queries.preview import Check, Preview, packet_preview, packet_previews
from convalidation.queries.verification import Verified, verified

__all__ = [
    "LATE_AFTER_DAYS",
    "AnswerRow",
    "Check",
    "Preview",
    "Verified",
    "answer_rows",
    "due_for",
    "episodes_owing_papers",
    "my_episodes",
    "norm_text",
    "owing_in",
    "packet_preview",
    "packet_previews",
    "verified",
]
