"""Which papers the SEHO owes a school, whether they carry levels, and what the school does with them (art.
13.5).

Pure functions over the days that `patients.rules` counts; every result carries its `reason` (Spanish, for
people) and its `article`. `packet_verdict` puts the whole article together for one episode.
"""

from convalidation.rules.grading import (
    FALLBACK_DAYS,
    NOT_ASSESSED,
    AcademicPeriod,
    Duty,
    GradingDuty,
    PeriodKind,
    ReportedLevel,
    grading_duty,
    reported_levels,
)
from convalidation.rules.papers import (
    FULL_PACKET,
    SHORT_PACKET,
    Band,
    BandChange,
    PaperKind,
    PapersDue,
    ReturnReportDates,
    band_changes,
    band_of,
    communication_due,
    egress_pending,
    papers_due,
    papers_due_untyped,
    return_report_due,
)
from convalidation.rules.recognition import Recognition, Steps, recognition_text, steps_asked
from convalidation.rules.uses import use_of
from convalidation.rules.verdict import PacketVerdict, packet_verdict

__all__ = [
    "FALLBACK_DAYS",
    "FULL_PACKET",
    "NOT_ASSESSED",
    "SHORT_PACKET",
    "AcademicPeriod",
    "Band",
    "BandChange",
    "Duty",
    "GradingDuty",
    "PacketVerdict",
    "PaperKind",
    "PapersDue",
    "PeriodKind",
    "Recognition",
    "ReportedLevel",
    "ReturnReportDates",
    "Steps",
    "band_changes",
    "band_of",
    "communication_due",
    "egress_pending",
    "grading_duty",
    "packet_verdict",
    "papers_due",
    "papers_due_untyped",
    "recognition_text",
    "reported_levels",
    "return_report_due",
    "steps_asked",
    "use_of",
]
