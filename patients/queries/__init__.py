"""Reads over several models of the pupil's file."""

from patients.queries.due import draft_name, due_for, is_unconfirmed, referral_tasks, states_to_confirm, states_waiting
from patients.queries.duplicates import Likeness, find_duplicates
from patients.queries.facts import (
    PupilFacts,
    enrollment_on,
    facts_for_episodes,
    facts_for_many,
    facts_in_attention,
    pupil_facts,
    purposes_in_force,
    read_in_attention,
)
from patients.queries.head import Head, Missing, age_text, head_of, missing_of
from patients.queries.lists import PupilFilters, PupilRow, pupil_rows, pupils_page, state_counts
from patients.queries.types import TypeOfPupil, accumulated_days, types_of
from patients.queries.windows import windows_of, windows_of_schools

__all__ = [
    "Head",
    "Likeness",
    "Missing",
    "PupilFacts",
    "PupilFilters",
    "PupilRow",
    "TypeOfPupil",
    "accumulated_days",
    "age_text",
    "draft_name",
    "due_for",
    "enrollment_on",
    "facts_for_episodes",
    "facts_for_many",
    "facts_in_attention",
    "find_duplicates",
    "head_of",
    "is_unconfirmed",
    "missing_of",
    "pupil_facts",
    "pupil_rows",
    "pupils_page",
    "purposes_in_force",
    "read_in_attention",
    "referral_tasks",
    "state_counts",
    "states_to_confirm",
    "states_waiting",
    "types_of",
    "windows_of",
    "windows_of_schools",
]
