"""Dates for the tests of the rules: days of 2025 by month and day, and strategies of hypothesis."""

from datetime import date, timedelta

from hypothesis import strategies as st

from patients.rules import HomeRest, HospitalStay, SehoEpisode, Setting, Span, school_year

YEAR = school_year(2025)
LATER = date(2025, 12, 31)  # a "today" after everything that closed
DAY = timedelta(days=1)


def on(month: int, day: int, year: int = 2025) -> date:
    return date(year, month, day)


def hospital(start: date, end: date | None = None, *, estimated_days: int | None = None) -> HospitalStay:
    return HospitalStay(start, end, estimated_days=estimated_days)


def in_hospital(start: date, end: date | None = None) -> SehoEpisode:
    return SehoEpisode(Setting.HOSPITAL, start, end)


def at_home(start: date, end: date | None = None) -> SehoEpisode:
    return SehoEpisode(Setting.HOME, start, end)


def set_of_days(spans: list[Span], until: date) -> set[date]:
    """Counting on one's fingers: every single day, the slow and sure way."""
    days: set[date] = set()
    for span in spans:
        day, end = span.start, min(span.end or until, until)
        while day <= end:
            days.add(day)
            day += DAY
    return days


# --- Strategies ------------------------------------------------------------------------------

some_day = st.dates(date(2024, 6, 1), date(2026, 7, 31))


@st.composite
def spans(draw: st.DrawFn, *, may_be_open: bool = True) -> Span:
    start = draw(some_day)
    if may_be_open and draw(st.integers(0, 4)) == 0:
        return Span(start)
    return Span(start, start + timedelta(days=draw(st.integers(0, 120))))


@st.composite
def hospital_stays(draw: st.DrawFn) -> HospitalStay:
    span = draw(spans())
    estimate = draw(st.none() | st.integers(1, 120))
    return HospitalStay(span.start, span.end, estimate)


@st.composite
def home_rests(draw: st.DrawFn) -> HomeRest:
    start = draw(some_day)
    end = start + timedelta(days=draw(st.integers(0, 70)))
    known = draw(st.none() | st.integers(-5, 20))
    return HomeRest(start, end, None if known is None else start + timedelta(days=known))


@st.composite
def seho_episodes(draw: st.DrawFn) -> SehoEpisode:
    span = draw(spans())
    first = draw(st.none() | st.integers(0, 6))
    return SehoEpisode(
        draw(st.sampled_from([Setting.HOSPITAL, Setting.HOME])),
        span.start,
        span.end,
        None if first is None else span.start + timedelta(days=first),
    )
