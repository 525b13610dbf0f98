"""The academic windows of schools (R4) as the rules take them, for many pupils in one query or two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from patients.models import Enrollment
from patients.rules import Window, school_year
from seho.curriculum.queries import CalendarBook


class Windows:
    """Asked for the window of an enrolment on a day; without enrolment it is the calendar year."""

    def __init__(self, book: CalendarBook) -> None:
        self.book = book

    def window_on(self, day: date, enrollment: Enrollment | None) -> Window:
        if enrollment is None:
            return school_year(day.year)
        return self.window_of(day, enrollment.school_id, enrollment.school_grade.level.modality)

    def window_of(self, day: date, school_id: int | None, modality: str) -> Window:
        """The same by the key of the school; None: there is no enrolment."""
        if school_id is None:
            return school_year(day.year)
        found = self.book.window_of(school_id, modality, day)
        return Window(found.start, found.end, found.label[:1].lower() + found.label[1:])


def windows_of(enrollments: Iterable[Enrollment]) -> Windows:
    return windows_of_schools(row.school_id for row in enrollments)


def windows_of_schools(school_ids: Iterable[int]) -> Windows:
    return Windows(CalendarBook.of_ids(school_ids))
