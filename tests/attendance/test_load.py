"""What is said of the time of entries, and of how few it is not said."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from attendance.models import EntryTime
from attendance.queries.load import load_of, months_until, weeks_until
from attendance.rules.load import month_of, same_day_percent, told, usual_seconds, week_of
from attendance.services.load import note_entry
from seho.entries import LONGEST_SECONDS, Entry, EntryKind
from tests.network.factories import SehoFactory

WEDNESDAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        ([], None),
        ([10, 20, 30, 40], None),
        ([10, 20, 30, 40, None], None),
        ([50, 10, 20, 40, 30], 30),
        ([10, 20, 30, 40, 50, 61], 35),
        ([10, 20, 31, 40, 50, 61], 36),
    ],
)
def test_the_usual_time_is_the_median_of_five_or_more(values, seconds):
    assert usual_seconds(values) == seconds


@pytest.mark.parametrize(
    ("values", "percent"),
    [([True] * 4, None), ([True] * 4 + [None], None), ([True] * 4 + [False], 80), ([False] * 5, 0), ([True] * 6, 100)],
)
def test_the_share_of_the_day_itself_is_said_of_five_or_more(values, percent):
    assert same_day_percent(values) == percent


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (61, "1 min 1 s"), (1800, "30 min")],
)
def test_seconds_are_told_in_minutes(seconds, words):
    assert told(seconds) == words


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 6, 8), date(2026, 6, 8)),
        (date(2026, 6, 14), date(2026, 6, 8)),
        (date(2026, 3, 1), date(2026, 2, 23)),
    ],
)
def test_a_week_begins_on_monday(day, monday):
    assert week_of(day) == monday


def test_a_week_counts_in_the_month_in_which_it_begins():
    assert month_of(week_of(date(2026, 3, 1))) == date(2026, 2, 1)


def test_spans_reach_back_eight_weeks_and_twelve_months():
    assert weeks_until(WEDNESDAY).first == date(2026, 4, 20)
    assert months_until(WEDNESDAY).first == date(2025, 7, 1)
    assert months_until(date(2026, 12, 31)).first == date(2026, 1, 1)


# --- kept ---------------------------------------------------------------------------------------------


@pytest.fixture
def note(db):
    seho = SehoFactory()

    def note(kind=EntryKind.SESSION, seconds=30, happened_on=WEDNESDAY, saved_on=WEDNESDAY, seho=seho):
        return note_entry(Entry(kind, seho.pk, saved_on=saved_on, happened_on=happened_on, seconds=seconds))

    note.seho = seho
    return note


def test_neither_person_nor_pupil_nor_day_is_kept(note):
    """The table has no column that could tell whose entry it was."""
    row = note()
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, EntryTime._meta.db_table)}
    assert columns == {"id", "seho_id", "kind", "week", "seconds", "same_day"}
    assert row.week == date(2026, 6, 8)
    assert not EntryTime._meta.pk.get_internal_type().endswith("AutoField"), "the order would tell"


@pytest.mark.parametrize(
    ("happened_on", "same_day"),
    [(WEDNESDAY, True), (date(2026, 6, 9), False), (date(2026, 6, 11), False), (None, None)],
)
def test_the_day_itself(note, happened_on, same_day):
    assert note(happened_on=happened_on).same_day is same_day


@pytest.mark.parametrize(
    ("seconds", "kept"),
    [(0, 0), (LONGEST_SECONDS, LONGEST_SECONDS), (LONGEST_SECONDS + 1, None), (-1, None), (None, None)],
)
def test_idle_time_is_no_time(note, seconds, kept):
    assert note(seconds=seconds).seconds == kept


def test_the_database_refuses_a_time_that_cannot_be(note):
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        EntryTime.objects.create(seho=note.seho, kind="SESSION", week=WEDNESDAY, seconds=LONGEST_SECONDS + 1)


# --- read ---------------------------------------------------------------------------------------------


def test_each_kind_with_its_count_its_median_and_its_bars(world, note):
    for seconds in (10, 20, 30, 40, 50):
        note(seconds=seconds, seho=world.seho)
        note(seconds=seconds * 2, saved_on=world.ago(7), happened_on=world.ago(8), seho=world.seho)
    note(seconds=None, seho=world.seho)
    for _ in range(4):
        note(EntryKind.WORK, seho=world.seho)
    sessions, works = load_of(world.coordinator, world.seho, weeks_until(world.today))
    assert (sessions.label, sessions.count, sessions.unmeasured) == ("Sesión", 11, 1)
    assert (sessions.seconds, sessions.usual, sessions.same_day) == (40, "40 s", 55)
    assert sessions.times == (("01/06", 60), ("08/06", 30))
    assert sessions.shares == (("01/06", 0), ("08/06", 100))
    assert (works.count, works.seconds, works.usual, works.same_day, works.times, works.shares) == (
        4,
        None,
        "–",
        None,
        (),
        (),
    )


def test_what_is_older_or_of_another_service_is_not_counted(world, note):
    for _ in range(5):
        note(seconds=999)
        note(saved_on=date(2026, 4, 19), seho=world.seho)
    assert load_of(world.coordinator, world.seho, weeks_until(world.today)) == []
    (sessions,) = load_of(world.coordinator, world.seho, months_until(world.today))
    assert sessions.times == (("abr", 30),)


def test_a_stranger_reads_nothing(world, note):
    for _ in range(5):
        note(seho=world.seho)
    assert load_of(world.stranger, world.seho, weeks_until(world.today)) == []
    assert load_of(world.volunteer, world.seho, weeks_until(world.today)) == []
    assert len(load_of(world.specialist, world.seho, weeks_until(world.today))) == 1
