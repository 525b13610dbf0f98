"""What holds for any dates (invariants of 8.5): the counting on one's fingers is the witness."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from patients.rules import (
    LONG_DAYS,
    Answer,
    Days,
    HomeRest,
    HospitalStay,
    SehoEpisode,
    Setting,
    SiagieState,
    Situation,
    Span,
    StudentType,
    Window,
    check_overlap,
    check_stay,
    current_type,
    days_counted,
    episode_span,
    home_type,
    hospital_type,
    merge,
    nth_day,
    school_year,
    seho_days,
    siagie_state,
    tile,
    type_history,
    window_on,
    windows_touched,
)
from tests.patients.rule_dates import (
    DAY,
    home_rests,
    hospital_stays,
    seho_episodes,
    set_of_days,
    some_day,
    spans,
)

RANK = {None: 0, StudentType.A: 1, StudentType.B: 2}
windows = st.sampled_from([school_year(2024), school_year(2025), school_year(2026)])
stays_lists = st.lists(hospital_stays(), max_size=5)
rests_lists = st.lists(home_rests(), max_size=4)
episodes_lists = st.lists(seho_episodes(), max_size=4)


# --- Counting --------------------------------------------------------------------------------


@given(st.lists(spans(), max_size=6), windows, some_day)
def test_count_is_the_set_of_days(many, window, today):
    expected = {day for day in set_of_days(many, today) if window.covers(day)}
    assert days_counted(many, window, today) == len(expected)


@given(st.lists(spans(), max_size=5), spans(), windows, some_day)
def test_another_span_never_lowers_the_count(many, extra, window, today):
    assert days_counted([*many, extra], window, today) >= days_counted(many, window, today)


@given(st.lists(spans(), min_size=1, max_size=5), st.randoms(), windows, some_day)
def test_order_of_entry_and_repetition_change_nothing(many, random, window, today):
    shuffled = [*many, many[0]]
    random.shuffle(shuffled)
    assert days_counted(shuffled, window, today) == days_counted(many, window, today)


@given(spans(), st.integers(0, 120), windows, some_day)
def test_splitting_a_span_into_adjacent_ones_changes_nothing(span, after, window, today):
    cut = span.start + timedelta(days=after)
    if span.end is not None and cut >= span.end:
        return
    parts = [Span(span.start, cut), Span(cut + DAY, span.end)]
    assert days_counted(parts, window, today) == days_counted([span], window, today)


@given(st.lists(spans(), max_size=5), windows, some_day, st.integers(0, 60))
def test_time_only_adds_days(many, window, today, later):
    assert days_counted(many, window, today) <= days_counted(many, window, today + timedelta(days=later))


@given(st.lists(spans(), max_size=5), windows, some_day)
def test_a_window_holds_no_more_than_its_days_and_none_of_the_future(many, window, today):
    count = days_counted(many, window, today)
    assert 0 <= count <= window.length
    assert count <= max(0, (today - window.start).days + 1)


@given(st.lists(spans(may_be_open=False), max_size=5), some_day)
def test_the_years_share_out_the_days_without_carry_over(many, today):
    years = [school_year(year) for year in (2024, 2025, 2026)]
    assert sum(days_counted(many, year, today) for year in years) == len(set_of_days(many, today))


@given(st.lists(st.builds(lambda span: Days(span.start, span.end), spans(may_be_open=False)), max_size=5))
def test_nth_day_walks_through_all_days_in_order(many):
    runs = merge(many)
    days = sorted(set_of_days([Span(run.start, run.end) for run in many], date.max))
    assert [nth_day(runs, number + 1) for number in range(len(days))] == days
    assert nth_day(runs, len(days) + 1) is None


# --- Windows ---------------------------------------------------------------------------------

period_starts = st.lists(some_day, unique=True, max_size=6)


def _periods(starts: list[date]) -> list[Window]:
    return [Window(start, start + timedelta(days=130), f"periodo {start}") for start in starts]


@given(period_starts)
def test_windows_of_a_school_tile_time(starts):
    tiles = tile(_periods(starts))
    assert [window.start for window in tiles] == sorted(starts)
    assert all(left.end + DAY == right.start for left, right in pairwise(tiles))


@given(some_day, period_starts)
def test_every_day_has_one_window_and_its_neighbours_touch_it(day, starts):
    periods = _periods(starts)
    window = window_on(day, periods)
    assert window.covers(day)
    assert window_on(window.start, periods) == window_on(window.end, periods) == window
    assert window_on(window.end + DAY, periods).start == window.end + DAY
    assert window_on(window.start - DAY, periods).end == window.start - DAY


@given(spans(), period_starts, some_day)
def test_windows_touched_hold_every_day_of_the_span_once(span, starts, today):
    touched = windows_touched(span, periods=_periods(starts), today=today)
    days = set_of_days([span], today)
    assert sum(days_counted([span], window, today) for window in touched) == len(days)
    assert all(days_counted([span], window, today) for window in touched)


# --- Types -----------------------------------------------------------------------------------


@given(stays_lists, hospital_stays(), windows, some_day)
def test_another_stay_never_lowers_days_or_type(stays, extra, window, today):
    before = hospital_type(stays, window=window, today=today)
    after = hospital_type([*stays, extra], window=window, today=today)
    assert after.days >= before.days
    assert RANK[after.type] >= RANK[before.type]
    assert after.expected_days >= before.expected_days


@given(stays_lists, st.randoms(), windows, some_day)
def test_order_of_stays_does_not_matter(stays, random, window, today):
    shuffled = list(stays)
    random.shuffle(shuffled)
    assert hospital_type(shuffled, window=window, today=today) == hospital_type(stays, window=window, today=today)


@given(stays_lists, windows, some_day)
def test_type_is_a_up_to_30_days_and_b_from_31(stays, window, today):
    result = hospital_type(stays, window=window, today=today)
    expected = None if result.days == 0 else StudentType.A if result.days <= 30 else StudentType.B
    assert result.type == expected
    assert RANK[result.expected] >= RANK[result.type]
    assert result.reason
    assert result.article


@given(st.lists(hospital_stays(), min_size=1, max_size=4), windows, some_day)
def test_reclassification_comes_on_the_announced_day(stays, window, today):
    """If what is open stays open, the pupil is B on that day and not on the eve; the alert comes before."""
    result = hospital_type(stays, window=window, today=today)
    day = result.reclassifies_on
    if day is None:
        return
    assert result.alert_on == day - timedelta(days=3)
    closed_by_now = [stay for stay in stays if stay.start <= today]
    assert hospital_type(closed_by_now, window=window, today=day).days >= LONG_DAYS
    assert hospital_type(closed_by_now, window=window, today=day - DAY).days < LONG_DAYS


@given(rests_lists, home_rests(), windows, some_day)
def test_another_certificate_never_takes_type_c_away(rests, extra, window, today):
    before = home_type(rests, window=window, today=today)
    after = home_type([*rests, extra], window=window, today=today)
    assert before.type is None or after.type == StudentType.C
    assert after.days >= before.days
    assert after.total_days >= before.total_days


@given(home_rests(), st.integers(0, 70), windows)
def test_splitting_a_certificate_changes_nothing(rest, after, window):
    cut = rest.start + timedelta(days=after)
    if cut >= rest.end:
        return
    known = rest.known_on
    parts = [HomeRest(rest.start, cut, known), HomeRest(cut + DAY, rest.end, known)]
    today = date(2027, 1, 1)
    assert home_type(parts, window=window, today=today) == home_type([rest], window=window, today=today)


@given(rests_lists, st.randoms(), windows, some_day)
def test_order_of_certificates_does_not_matter(rests, random, window, today):
    shuffled = list(rests)
    random.shuffle(shuffled)
    assert home_type(shuffled, window=window, today=today) == home_type(rests, window=window, today=today)


@given(rests_lists, windows, some_day)
def test_c_is_31_continuous_days_and_review_is_their_lack(rests, window, today):
    result = home_type(rests, window=window, today=today)
    assert (result.type == StudentType.C) == (result.days >= LONG_DAYS)
    assert not (result.type and result.needs_review)
    assert all(run.since is not None and run.start <= run.since <= today for run in result.runs)


# --- History ---------------------------------------------------------------------------------


@given(stays_lists, rests_lists, windows, some_day, some_day)
def test_history_ends_with_the_current_type(stays, rests, window, today, enrolled_on):
    if not window.covers(today):
        return
    known = {"stays": stays, "rests": rests, "window": window, "enrolled_on": enrolled_on}
    changes = type_history(**known, today=today)
    now = current_type(**known, today=today)
    last = changes[-1] if changes else None
    assert (last.type if last else None) == now.type
    assert (last.setting if last else None) == now.setting


@given(stays_lists, rests_lists, windows, some_day)
def test_history_is_a_chain_of_changes(stays, rests, window, today):
    changes = type_history(stays=stays, rests=rests, window=window, today=today, enrolled_on=date(2024, 1, 1))
    previous = None
    for change in changes:
        assert change.previous == previous
        assert window.covers(change.on)
        assert change.on <= today
        previous = change.type
    days = [change.on for change in changes]
    assert days == sorted(set(days))


# --- Days in the SEHO ------------------------------------------------------------------------


@given(episodes_lists, seho_episodes(), windows, some_day)
def test_another_episode_never_lowers_the_days_in_the_seho(episodes, extra, window, today):
    before = seho_days(episodes, window=window, today=today)
    assert seho_days([*episodes, extra], window=window, today=today).days >= before.days


@given(episodes_lists, st.randoms(), stays_lists, rests_lists, windows, some_day)
def test_order_of_episodes_does_not_matter(episodes, random, stays, rests, window, today):
    shuffled = list(episodes)
    random.shuffle(shuffled)
    known = {"stays": stays, "rests": rests, "window": window, "today": today}
    assert seho_days(shuffled, **known).days == seho_days(episodes, **known).days


@given(seho_episodes(), st.integers(0, 120), windows, some_day)
def test_splitting_an_episode_changes_nothing(episode, after, window, today):
    cut = episode.starts_on + timedelta(days=after)
    if episode.ended_on is not None and cut >= episode.ended_on:
        return
    parts = [
        SehoEpisode(episode.setting, episode.registered_on, cut, episode.first_attended_on),
        SehoEpisode(episode.setting, cut + DAY, episode.ended_on),
    ]
    whole = seho_days([episode], window=window, today=today)
    assert seho_days(parts, window=window, today=today).days == whole.days


@given(seho_episodes(), stays_lists, rests_lists, some_day)
def test_open_episode_counts_within_its_care(episode, stays, rests, today):
    """What is known of the care may shorten an open episode, and never touches a closed one."""
    free = set_of_days(_span(episode, (), (), today), today)
    bound = set_of_days(_span(episode, stays, rests, today), today)
    assert bound <= free
    if episode.ended_on is not None:
        assert bound == free


def _span(episode, stays, rests, today):
    span = episode_span(episode, stays=stays, rests=rests, today=today).span
    return [] if span is None else [span]


@given(st.integers(0, 200), some_day)
def test_discharged_pupil_s_open_episode_is_the_same_on_every_later_day(later, discharged_on):
    stay = HospitalStay(discharged_on - timedelta(days=20), discharged_on)
    episode = SehoEpisode(Setting.HOSPITAL, stay.start)
    known = {"stays": [stay], "window": Window(date(2020, 1, 1), date(2030, 1, 1), "siempre")}
    at_discharge = seho_days([episode], **known, today=discharged_on)
    assert at_discharge.days == 21
    assert seho_days([episode], **known, today=discharged_on + timedelta(days=later)).days == 21


# --- SIAGIE and checks -----------------------------------------------------------------------

situations = st.builds(
    Situation,
    setting=st.none() | st.sampled_from(list(Setting)),
    is_enrolled=st.booleans(),
    is_registered=st.booleans(),
    has_service=st.booleans(),
    answer=st.sampled_from(list(Answer)),
    pending_days=st.integers(0, 40),
    standing=st.none() | st.sampled_from(list(SiagieState)),
    is_back=st.booleans(),
)


@given(situations)
def test_state_has_a_cause_exactly_when_the_service_is_not_received(situation):
    result = siagie_state(situation)
    without = {SiagieState.WITHOUT_HOME_SEHO, SiagieState.WITHOUT_HOSPITAL_SEHO}
    assert (result.cause is not None) == (result.state in without)
    assert (result.state is not None and result.state not in without) == result.needs_communication
    assert not (result.is_pending and result.state)
    assert result.reason
    assert result.article.startswith("art. ")


@given(situations)
def test_state_belongs_to_its_setting(situation):
    letters = {Setting.HOSPITAL: "bc", Setting.HOME: "ad"}
    result = siagie_state(situation)
    if result.state is not None:
        assert situation.is_enrolled
        assert result.state.value in letters[situation.setting]


@given(spans(), spans(), some_day)
def test_overlap_is_the_same_from_both_sides(one, other, today):
    if max(one.start, other.start) > today:
        return
    assert bool(check_overlap(one, [other], today=today)) == bool(check_overlap(other, [one], today=today))


@given(some_day, st.none() | some_day, some_day)
def test_stay_without_problems_is_a_span_of_the_past(starts_on, ends_on, today):
    if check_stay(starts_on=starts_on, ends_on=ends_on, today=today):
        return
    span = Span(starts_on, ends_on)
    assert span.start <= today
    assert span.end is None or span.end <= today
