"""What the panel decides from dates and counts, as pure functions: the figures of the norm, and what is a sign."""

from seho.panel.rules.class_days import class_days, is_holiday
from seho.panel.rules.owing import years_owed
from seho.panel.rules.presence import (
    LONG_STAY_DAYS,
    WARN_AGREEMENT_DAYS,
    HospitalDays,
    LongStays,
    agreement_days_left,
    long_stays,
    week_of,
)
from seho.panel.rules.quality import (
    AGE_TOLERANCE,
    FIRST_SESSION_WITHIN_DAYS,
    LONGEST_WITHOUT_ESTIMATE,
    PAST_ESTIMATE_DAYS,
    KnownStay,
    are_alike,
    empty_days,
    is_age_odd,
    is_endless,
    lacks_sessions,
    overlap,
)
from seho.panel.rules.signs import IDLE_DAYS, Finding, ServiceFacts, signs_of
from seho.panel.rules.teams import Lack, team_lack

__all__ = [
    "AGE_TOLERANCE",
    "FIRST_SESSION_WITHIN_DAYS",
    "IDLE_DAYS",
    "LONGEST_WITHOUT_ESTIMATE",
    "LONG_STAY_DAYS",
    "PAST_ESTIMATE_DAYS",
    "WARN_AGREEMENT_DAYS",
    "Finding",
    "HospitalDays",
    "KnownStay",
    "Lack",
    "LongStays",
    "ServiceFacts",
    "agreement_days_left",
    "are_alike",
    "class_days",
    "empty_days",
    "is_age_odd",
    "is_endless",
    "is_holiday",
    "lacks_sessions",
    "long_stays",
    "overlap",
    "signs_of",
    "team_lack",
    "week_of",
    "years_owed",
]
