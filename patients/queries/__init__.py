"""Reads over several models of the pupil's file."""

from patients.queries.facts import (
    PupilFacts,
    enrollment_on,
    facts_for_episodes,
    facts_for_many,
    pupil_facts,
    purposes_in_force,
)
from patients.queries.head import Head, Missing, age_on, age_text, head_of, missing_of
from patients.queries.windows import windows_of

__all__ = [
    "Head",
    "Missing",
    "PupilFacts",
    "age_on",
    "age_text",
    "enrollment_on",
    "facts_for_episodes",
    "facts_for_many",
    "head_of",
    "missing_of",
    "pupil_facts",
    "purposes_in_force",
    "windows_of",
]
