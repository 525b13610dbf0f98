"""What holds for any number of days and any calendar (art. 13.5; invariants of 8.5)."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from convalidation.rules import (
    AcademicPeriod,
    Band,
    Duty,
    PeriodKind,
    band_changes,
    band_of,
    grading_duty,
    packet_verdict,
    papers_due,
)
from patients.rules import Days, Setting, counted, merge, school_year, total
from tests.convalidation.test_rules_grading import BIMESTERS
from tests.patients.rule_dates import DAY, YEAR, hospital_stays, on, seho_episodes, some_day, spans

ORDER = [None, *Band]
windows = st.sampled_from([school_year(2024), school_year(2025), school_year(2026)])
kinds = st.sampled_from(list(PeriodKind))


@st.composite
def calendars(draw: st.DrawFn) -> list[AcademicPeriod]:
    """Up to four periods of 2025 with recesses between them."""
    periods, start = [], on(2, 1) + timedelta(days=draw(st.integers(0, 60)))
    for number in range(draw(st.integers(0, 4))):
        end = start + timedelta(days=draw(st.integers(20, 90)))
        periods.append(AcademicPeriod(start, end, f"periodo {number}"))
        start = end + timedelta(days=draw(st.integers(1, 20)))
    return periods


@given(st.integers(0, 400), st.integers(0, 400))
def test_more_days_never_lower_the_band_or_drop_a_paper(one, other):
    fewer, more = sorted((one, other))
    assert ORDER.index(band_of(fewer)) <= ORDER.index(band_of(more))
    assert set(papers_due(fewer).kinds) <= set(papers_due(more).kinds)


@given(st.lists(spans(), max_size=5), spans())
def test_more_days_never_take_levels_away_under_a_calendar_of_equal_periods(many, extra):
    before = grading_duty(counted(many, YEAR, YEAR.end), periods=BIMESTERS)
    after = grading_duty(counted([*many, extra], YEAR, YEAR.end), periods=BIMESTERS)
    assert list(Duty).index(after.duty) >= list(Duty).index(before.duty)
    assert after.days >= before.days


@given(st.lists(spans(), max_size=5), calendars(), kinds)
def test_duty_follows_the_rule_of_duration(many, periods, kind):
    """The decision function as the domain states it, over a set of days."""
    runs = counted(many, YEAR, YEAR.end)
    days = {run.start + timedelta(days=number) for run in runs for number in range(run.length)}
    result = grading_duty(runs, kind=kind, periods=periods)
    if periods:
        inside = {day for day in days if periods[0].start <= day <= periods[-1].end}
        lengths = [period.length for period in periods if any(period.covers(day) for day in days)]
    else:
        inside, lengths = days, [61 if kind == PeriodKind.BIMESTER else 90]
    if kind in (PeriodKind.SEMESTER, PeriodKind.PROMOTIONAL) and lengths:
        lengths = [90]
    reaches = bool(lengths) and len(inside) >= min(lengths)
    assert result.days == len(inside)
    if len(days) >= 91:
        assert result.duty == Duty.SIAGIE
    else:
        assert result.duty == (Duty.GRADEBOOK if len(days) >= 31 and reaches else Duty.NONE)


@given(st.lists(spans(), max_size=5), calendars())
def test_days_within_the_periods_are_no_more_than_all_days(many, periods):
    runs = counted(many, YEAR, YEAR.end)
    assert 0 <= grading_duty(runs, periods=periods).days <= total(runs)


@given(st.lists(st.builds(lambda span: Days(span.start, span.end), spans(may_be_open=False)), max_size=4))
def test_splitting_runs_changes_no_duty(many):
    runs = merge(many)
    halves = [half for run in runs for half in _halves(run)]
    assert grading_duty(merge(halves), periods=BIMESTERS) == grading_duty(runs, periods=BIMESTERS)


def _halves(run: Days) -> list[Days]:
    if run.length == 1:
        return [run]
    middle = run.start + timedelta(days=run.length // 2)
    return [Days(run.start, middle - DAY), Days(middle, run.end)]


@given(
    seho_episodes(),
    st.lists(seho_episodes(), max_size=3),
    st.lists(hospital_stays(), max_size=3),
    windows,
    some_day,
)
def test_verdict_of_an_episode_is_sound(episode, others, stays, window, today):
    result = packet_verdict(episode, episodes=others, stays=stays, window=window, periods=BIMESTERS, today=today)
    assert result.band == band_of(result.days)
    assert result.papers.kinds == papers_due(result.days).kinds
    assert 0 <= result.stay_days <= result.days <= window.length
    assert (result.stay_days == 0) == (result.days == 0)
    assert (result.recognition is None) == (result.band is None)
    assert bool(result.return_report.kinds) == (result.band is not None)
    assert result.grading.is_graded <= (result.days >= 31)
    assert not (episode.ended_on is not None and result.is_provisional)
    assert result.reason
    assert len(result.article) <= 60


@given(seho_episodes(), st.lists(seho_episodes(), max_size=3), windows, some_day, st.integers(0, 90))
def test_verdict_after_the_egress_is_the_same_on_every_day(episode, others, window, today, later):
    if episode.ended_on is None or episode.ended_on > today:
        return
    known = {"episodes": [one for one in others if one.ended_on], "window": window, "periods": BIMESTERS}
    now = packet_verdict(episode, **known, today=today)
    assert packet_verdict(episode, **known, today=today + timedelta(days=later)) == now


@given(seho_episodes(), st.lists(seho_episodes(), max_size=3), windows, some_day)
def test_setting_does_not_change_what_is_due(episode, others, window, today):
    in_hospital, at_home = (replace(episode, setting=setting) for setting in (Setting.HOSPITAL, Setting.HOME))
    known = {"episodes": others, "window": window, "periods": BIMESTERS, "today": today}
    assert packet_verdict(in_hospital, **known) == packet_verdict(at_home, **known)


@given(st.sampled_from(ORDER), st.sampled_from(ORDER))
def test_papers_are_replaced_exactly_when_an_issued_band_changed(old, new):
    change = band_changes(old, new)
    assert change.replace == (old is not None and old != new)
    assert not set(change.added) & set(change.dropped)
