"""Reads over several models of the papers."""

from convalidation.queries.due import due_for
from convalidation.queries.owed import LATE_AFTER_DAYS, episodes_owing_papers
from convalidation.queries.preview import Check, Preview, packet_preview

__all__ = ["LATE_AFTER_DAYS", "Check", "Preview", "due_for", "episodes_owing_papers", "packet_preview"]
