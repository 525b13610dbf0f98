"""The academic windows of schools (R4) as the rules take them, for many pupils in two queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from patients.models import Enrollment
from patients.rules import Window, school_year
from seho.curriculum.queries import CalendarBook


class Windows:
    """Asked for the window of an enrolment on a day; without enrolment it is the calendar year."""

    def __init__(self, book: CalendarBook) -> None:
        self._book = book

    def window_on(self, day: date, enrollment: Enrollment | None) -> Window:
        if enrollment is None:
            return school_year(day.year)
        modality = enrollment.school_grade.level.modality
        found = self._book.academic_window(enrollment.school, modality, day)
        return Window(found.start, found.end, found.label[:1].lower() + found.label[1:])


def windows_of(enrollments: Iterable[Enrollment]) -> Windows:
    return Windows(CalendarBook(row.school for row in enrollments))
