"""What a row of the State's files says, as values of our catalogues; or why it cannot be taken. No database here."""

from seho.imports.rules.calendars import (
    CALENDAR_ALIASES,
    CALENDAR_COLUMNS,
    CALENDAR_NEEDED,
    calendar_kind,
    calendars_of,
)
from seho.imports.rules.competencies import (
    COMPETENCY_ALIASES,
    COMPETENCY_COLUMNS,
    COMPETENCY_NEEDED,
    competencies_of,
)
from seho.imports.rules.districts import DISTRICT_ALIASES, DISTRICT_COLUMNS, DISTRICT_NEEDED, district_of
from seho.imports.rules.hospitals import HOSPITAL_COLUMNS, HOSPITAL_NEEDED, hospital_of
from seho.imports.rules.schools import SCHOOL_COLUMNS, SCHOOL_NEEDED, school_of
from seho.imports.rules.values import ONLY_WHERE_EMPTY, Read, Values, day_of, place_case, place_of
from seho.imports.rules.whole import gone_doubt

__all__ = [
    "CALENDAR_ALIASES",
    "CALENDAR_COLUMNS",
    "CALENDAR_NEEDED",
    "COMPETENCY_ALIASES",
    "COMPETENCY_COLUMNS",
    "COMPETENCY_NEEDED",
    "DISTRICT_ALIASES",
    "DISTRICT_COLUMNS",
    "DISTRICT_NEEDED",
    "HOSPITAL_COLUMNS",
    "HOSPITAL_NEEDED",
    "ONLY_WHERE_EMPTY",
    "SCHOOL_COLUMNS",
    "SCHOOL_NEEDED",
    "Read",
    "Values",
    "calendar_kind",
    "calendars_of",
    "competencies_of",
    "day_of",
    "district_of",
    "gone_doubt",
    "hospital_of",
    "place_case",
    "place_of",
    "school_of",
]
