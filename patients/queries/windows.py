"""The academic windows of schools (R4), for many pupils in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from patients.models import Enrollment
from patients.rules.clocks import Window, window_on
from seho.curriculum.enums import CalendarKind, Modality
from seho.curriculum.models import SchoolCalendar

_Key = tuple[int | None, str]


@dataclass(frozen=True)
class Windows:
    """The windows that schools, and the country for EBA, have of their own; everything else is the calendar year."""

    periods: dict[_Key, tuple[Window, ...]]

    def of(self, enrollment: Enrollment | None) -> tuple[Window, ...]:
        if enrollment is None:
            return ()
        modality = enrollment.school_grade.level.modality
        own = self.periods.get((enrollment.school_id, modality))
        return own or self.periods.get((None, modality), ())

    def window_on(self, day: date, enrollment: Enrollment | None) -> Window:
        return window_on(day, self.of(enrollment))


def windows_of(enrollments: Iterable[Enrollment]) -> Windows:
    """Calendars of these schools and the national ones of EBA. National EBR and EBE calendars keep the calendar year."""
    schools = {row.school_id for row in enrollments}
    if not schools:
        return Windows({})
    national = Q(school=None, modality=Modality.EBA)
    calendars = SchoolCalendar.objects.filter(Q(school_id__in=schools) | national).prefetch_related("periods")
    found: dict[_Key, list[Window]] = defaultdict(list)
    for calendar in calendars:
        found[calendar.school_id, calendar.modality] += _windows(calendar)
    return Windows({key: tuple(windows) for key, windows in found.items()})


def _windows(calendar: SchoolCalendar) -> list[Window]:
    if calendar.kind == CalendarKind.PROMOTIONAL:
        return [
            Window(period.starts_on, period.ends_on, f"periodo promocional {calendar.year}-{period.number}")
            for period in calendar.periods.all()
        ]
    return [Window(calendar.starts_on, calendar.ends_on, f"año escolar {calendar.year}")]
