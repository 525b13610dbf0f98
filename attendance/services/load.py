"""The time that an entry took, kept without its author and without its pupil."""

from __future__ import annotations

from attendance.models import EntryTime
from attendance.rules.load import week_of
from patients.services.writing import write
from seho.entries import LONGEST_SECONDS, Entry


def note_entry(entry: Entry) -> EntryTime:
    """One row, of the service and its week alone; a time of over half an hour is idle time, so it is none."""
    seconds = entry.seconds
    is_known = seconds is not None and 0 <= seconds <= LONGEST_SECONDS
    return write(
        EntryTime(
            seho_id=entry.seho_id,
            kind=entry.kind,
            week=week_of(entry.saved_on),
            seconds=seconds if is_known else None,
            same_day=None if entry.happened_on is None else entry.happened_on == entry.saved_on,
        )
    )
