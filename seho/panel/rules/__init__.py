"""What the panel decides from dates and counts, as pure functions: the figures of the norm, and what deserves a sign."""

from seho.panel.rules.presence import (
    LONG_STAY_DAYS,
    WARN_AGREEMENT_DAYS,
    HospitalDays,
    LongStays,
    agreement_days_left,
    long_stays,
    week_of,
)

__all__ = [
    "LONG_STAY_DAYS",
    "WARN_AGREEMENT_DAYS",
    "HospitalDays",
    "LongStays",
    "agreement_days_left",
    "long_stays",
    "week_of",
]
