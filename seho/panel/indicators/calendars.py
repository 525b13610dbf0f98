"""The school years of the national calendar, as the periods take them."""

from __future__ import annotations

from patients.rules import Days
from seho.curriculum.enums import CalendarKind, Modality
from seho.curriculum.models import SchoolCalendar
from seho.panel.indicators.periods import Calendar, SchoolYear
from seho.panel.indicators.reading import once


@once
def national_calendar() -> Calendar:
    """Of basic regular education; its bimesters where it is cut into bimesters. Two queries."""
    rows = SchoolCalendar.objects.national().filter(modality=Modality.EBR).prefetch_related("periods")
    return Calendar([_year(row) for row in rows])


def _year(row: SchoolCalendar) -> SchoolYear:
    spans = row.spans if row.kind == CalendarKind.BIMESTER else []
    return SchoolYear(
        row.year, Days(row.starts_on, row.ends_on), tuple(Days(span.starts_on, span.ends_on) for span in spans)
    )
