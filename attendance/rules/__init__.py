"""What a session, a plan and an assessment must keep, as pure functions (art. 10.1, 11 to 13, 19, 23).

Each check returns `patients.rules.Problem`s (field, sentence); an empty list means that all is well.
"""

from attendance.rules.assessments import CONCLUSION_LEVELS, INITIAL_LEVELS, check_assessment, conclusion_is_required
from attendance.rules.plans import PLAN_DUE_DAYS, plan_gaps, plan_needs_review
from attendance.rules.rounds import (
    ADVICE,
    Advice,
    Spot,
    check_precautions,
    moved,
    spaces_for,
    spot_of,
    stop_order,
    walking_key,
)
from attendance.rules.sessions import (
    LONG_MINUTES,
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    UNSEEN_DAYS,
    Attendable,
    Slot,
    check_competencies,
    check_consents,
    check_minutes,
    check_session_day,
    days_unseen,
    session_doubts,
)
from attendance.rules.support import (
    FAMILY_DUE_DAYS,
    SUPPORT_DUE_DAYS,
    check_contact,
    family_is_due,
    mood_words,
    report_is_due,
    support_is_due,
)
from attendance.rules.works import portfolio_needs_consent

__all__ = [
    "ADVICE",
    "CONCLUSION_LEVELS",
    "FAMILY_DUE_DAYS",
    "INITIAL_LEVELS",
    "LONGEST_MINUTES",
    "LONG_MINUTES",
    "PLAN_DUE_DAYS",
    "SHORTEST_MINUTES",
    "SUPPORT_DUE_DAYS",
    "UNSEEN_DAYS",
    "Advice",
    "Attendable",
    "Slot",
    "Spot",
    "check_assessment",
    "check_competencies",
    "check_consents",
    "check_contact",
    "check_minutes",
    "check_precautions",
    "check_session_day",
    "conclusion_is_required",
    "days_unseen",
    "family_is_due",
    "mood_words",
    "moved",
    "plan_gaps",
    "plan_needs_review",
    "portfolio_needs_consent",
    "report_is_due",
    "session_doubts",
    "spaces_for",
    "spot_of",
    "stop_order",
    "support_is_due",
    "walking_key",
]
