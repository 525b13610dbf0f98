"""What the norm says of a pupil's days, type and state, as pure functions over dates.

Every result carries its `reason` (Spanish, for people) and its `article`. Nothing here knows the database,
Django or the clock: `today` is always given. The readings R1 to R25 that these functions hold stand in
docs/norm.md.

Three clocks, never merged:

    hospital_type(stays, window=, today=)              1. hospital days      -> type A or B
    home_type(rests, window=, today=)                  2. certified rest     -> type C
    seho_days(episodes, stays=, rests=, window=, today=)  3. days in the SEHO -> papers (convalidation.rules)
"""

from patients.rules.ages import age_on
from patients.rules.attention import EpisodeSpan, SehoDays, episode_span, seho_days
from patients.rules.checks import (
    Problem,
    check_authorization,
    check_episode,
    check_not_future,
    check_overlap,
    check_rest,
    check_session,
    check_single_open,
    check_stay,
    warn_estimate,
    warn_rest,
    warn_session_place,
)
from patients.rules.clocks import (
    Days,
    Span,
    Window,
    counted,
    days_counted,
    last_day,
    merge,
    nth_day,
    school_year,
    tile,
    total,
    window_on,
    windows_touched,
)
from patients.rules.facts import HomeRest, HospitalStay, SchoolSpan, SehoEpisode, Setting, school_on
from patients.rules.siagie import (
    PENDING_LIMIT_DAYS,
    Answer,
    Communication,
    SiagieCause,
    SiagieProposal,
    SiagieState,
    Situation,
    siagie_state,
)
from patients.rules.transitions import (
    AnnualSummary,
    CurrentType,
    TypeChange,
    annual_summary,
    current_type,
    episode_type,
    setting_after,
    setting_on,
    type_history,
)
from patients.rules.typology import (
    ALERT_DAYS,
    LONG_DAYS,
    HomeType,
    HospitalType,
    RestRun,
    StudentType,
    home_type,
    hospital_type,
    rest_runs,
)

__all__ = [
    "ALERT_DAYS",
    "LONG_DAYS",
    "PENDING_LIMIT_DAYS",
    "AnnualSummary",
    "Answer",
    "Communication",
    "CurrentType",
    "Days",
    "EpisodeSpan",
    "HomeRest",
    "HomeType",
    "HospitalStay",
    "HospitalType",
    "Problem",
    "RestRun",
    "SchoolSpan",
    "SehoDays",
    "SehoEpisode",
    "Setting",
    "SiagieCause",
    "SiagieProposal",
    "SiagieState",
    "Situation",
    "Span",
    "StudentType",
    "TypeChange",
    "Window",
    "age_on",
    "annual_summary",
    "check_authorization",
    "check_episode",
    "check_not_future",
    "check_overlap",
    "check_rest",
    "check_session",
    "check_single_open",
    "check_stay",
    "counted",
    "current_type",
    "days_counted",
    "episode_span",
    "episode_type",
    "home_type",
    "hospital_type",
    "last_day",
    "merge",
    "nth_day",
    "rest_runs",
    "school_on",
    "school_year",
    "seho_days",
    "setting_after",
    "setting_on",
    "siagie_state",
    "tile",
    "total",
    "type_history",
    "warn_estimate",
    "warn_rest",
    "warn_session_place",
    "window_on",
    "windows_touched",
]
