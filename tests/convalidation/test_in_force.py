"""What is read at once of the papers in force says what each of them says alone."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from convalidation.enums import PaperState, Purpose
from convalidation.models import Packet
from convalidation.queries import Preview, preview_of
from convalidation.queries.due.corrected import _changed, corrected_packets
from convalidation.queries.due.in_force import CORRECTED_WITHIN_DAYS, InForce, in_force
from convalidation.queries.due.unanswered import unanswered_due
from convalidation.queries.lists import silent, undecided
from convalidation.rules import Band, Duty
from patients.enums import Setting
from patients.models import Stay
from seho.clock import lima_date
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import curriculum
from tests.network.factories import SehoFactory
from tests.panel.work import link, packet, received, recognised
from tests.patients.factories import AccreditationFactory, EpisodeFactory, StayFactory, registered_pupil

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 20)
DAY = timedelta(days=1)
BANDS = [band.value for band in Band]


def papers(cast: Cast, random: Random, **values: Any) -> Packet:
    """Of a pupil with one to three times in the service, some over New Year, issued then or later, right or wrong."""
    began = date(2025, 10, 1) + random.randrange(200) * DAY
    ended = min(began + random.randrange(3, 130) * DAY, TODAY - 3 * DAY)
    goes_on = random.random() < 0.3
    setting = random.choice([Setting.HOSPITAL, Setting.HOSPITAL, Setting.HOME])
    pupil = registered_pupil(
        cast.seho, starts_on=began, ends_on=None if goes_on else ended, hospital_from=began - random.randrange(3) * DAY,
        setting=setting, school=cast.school, by=cast.coordinator,
    )  # fmt: skip
    episode = pupil.episodes.get()
    if random.random() < 0.4:
        before = began - random.randrange(5, 60) * DAY
        stay = StayFactory(patient=pupil, starts_on=before, ends_on=before + 3 * DAY, created_by=cast.coordinator)
        AccreditationFactory(stay=stay)
        EpisodeFactory(
            patient=pupil, seho=cast.seho, starts_on=before, ends_on=before + 3 * DAY, end_reason="DISCHARGE",
            registered_by=cast.coordinator,
        )  # fmt: skip
    if random.random() < 0.3:
        Stay.objects.filter(patient=pupil).update(ends_on=ended - 2 * DAY)
    is_period = random.random() < 0.35
    until = random.choice([date(2026, 3, 31), date(2026, 5, 15)]) if is_period else ended
    issued_on = max(until, ended) + random.choice([0, 1, 1, 2]) * DAY
    found = {
        "purpose": Purpose.PERIOD if is_period else Purpose.RECOGNITION,
        "ends_on": max(until, began),
        "window_starts_on": date(random.choice([until.year, until.year, began.year]), 1, 1),
        "band": random.choice([*BANDS, *BANDS, ""]),
        "grading": random.choice(list(Duty)),
        "days_accumulated": random.randrange(1, 90),
    }
    return packet(episode, min(issued_on, TODAY), cast.coordinator, **{**found, **values})


def page_of(one: Packet) -> Preview:
    until = one.ends_on if one.purpose == Purpose.PERIOD else None
    return preview_of(one.episode, TODAY, purpose=Purpose(one.purpose), window_start=one.window_starts_on, until=until)


def alone(one: Packet) -> bool:
    """As the pupil's page says of it."""
    preview = page_of(one)
    return preview.issued == one and bool(preview.change_words)


def made_true(one: Packet, by: Any) -> Packet:
    """Replaced by papers that say what its dates say."""
    preview = page_of(one)
    if preview.issued != one or not preview.verdict_at_issue.band:
        return one
    then = preview.verdict_at_issue
    annul(one, by)
    same = {name: getattr(one, name) for name in ("purpose", "ends_on", "window_starts_on", "days_accumulated")}
    grading = then.grading.duty
    return packet(one.episode, lima_date(one.issued_at), by, band=then.band, grading=grading, **same)


def annul(one: Packet, by: Any) -> None:
    out = {"annulled_at": one.issued_at, "annulled_by": by, "annulled_reason": "Error"}
    Packet.objects.filter(pk=one.pk).update(state=PaperState.ANNULLED, **out)


@pytest.mark.parametrize("seed", [1, 2])
def test_many_corrected_files_are_found_as_one_is_r25(cast: Cast, seed: int) -> None:
    curriculum()
    random = Random(seed)
    made = [papers(cast, random) for _ in range(16)]
    made[::2] = [made_true(one, cast.coordinator) for one in made[::2]]
    suspects = [one for one in in_force([cast.seho.pk], TODAY) if one.may_be_corrected]
    wanted = {one.pk for one in made if one.band and alone(one)}
    assert {one.pk for one in _changed(suspects, TODAY)} == wanted
    assert 3 < len(wanted) < len(suspects) - 3
    found = [one.pk for one in corrected_packets(suspects, TODAY)]
    assert set(found) <= wanted
    assert found == sorted(found, key=lambda pk: next(one.issued_at for one in made if one.pk == pk), reverse=True)


def wrong(cast: Cast) -> Packet:
    pupil = registered_pupil(
        cast.seho, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 1), school=cast.school, by=cast.coordinator
    )
    return packet(pupil.episodes.get(), date(2026, 6, 3), cast.coordinator, days_accumulated=10, band=Band.LT15)


@pytest.mark.parametrize("count", [1, 3])
def test_three_suspects_ask_what_one_asks(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    curriculum()
    made = {wrong(cast).pk for _ in range(count)}
    found = in_force([cast.seho.pk], TODAY)
    with django_assert_num_queries(10):
        assert {one.pk for one in corrected_packets(found, TODAY)} == made


def test_nothing_to_look_at_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert corrected_packets([], TODAY) == []
        assert unanswered_due([], TODAY) == []


def test_what_waits_is_what_the_lists_call_silent_and_undecided(cast: Cast) -> None:
    random, day = Random(3), date(2026, 6, 1)
    for _ in range(16):
        one = papers(cast, random, band=random.choice(["", Band.LT15]))
        if random.random() < 0.6:
            received(one, cast.director, day)
        if random.random() < 0.4:
            recognised(one, cast.director, day)
        if random.random() < 0.2:
            annul(one, cast.coordinator)
    packet(registered_pupil(SehoFactory(), starts_on=day).episodes.get(), day, cast.coordinator)
    mine = Packet.objects.filter(episode__seho=cast.seho)
    found = [one for one in in_force([cast.seho.pk], TODAY) if one.waits]
    assert {one.pk for one in found if not one.is_received} == set(silent(mine).values_list("pk", flat=True))
    assert {one.pk for one in found if one.is_received} == set(undecided(mine).values_list("pk", flat=True))
    assert {one.is_received for one in found} == {True, False}


def looked_at(cast: Cast) -> list[InForce]:
    return [one for one in in_force([cast.seho.pk], TODAY) if one.may_be_corrected]


@pytest.mark.parametrize(
    ("values", "is_looked_at"),
    [
        ({}, True),
        ({"purpose": Purpose.PERIOD}, True),
        ({"purpose": Purpose.REGISTRATION}, False),
        ({"band": ""}, False),
    ],
)
def test_only_papers_that_tell_the_days_may_be_corrected(
    cast: Cast, values: dict[str, Any], is_looked_at: bool
) -> None:
    pupil = registered_pupil(cast.seho, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 1), school=cast.school)
    packet(pupil.episodes.get(), date(2026, 6, 3), cast.coordinator, **values)
    assert bool(looked_at(cast)) is is_looked_at


@pytest.mark.parametrize(("days", "is_looked_at"), [(CORRECTED_WITHIN_DAYS, True), (CORRECTED_WITHIN_DAYS + 1, False)])
def test_older_papers_are_history(cast: Cast, days: int, is_looked_at: bool) -> None:
    issued_on = TODAY - days * DAY
    pupil = registered_pupil(cast.seho, starts_on=issued_on - 9 * DAY, ends_on=issued_on, school=cast.school)
    packet(pupil.episodes.get(), issued_on, cast.coordinator)
    assert bool(looked_at(cast)) is is_looked_at


def test_a_school_without_account_and_link_is_told_apart(cast: Cast) -> None:
    pupils = [registered_pupil(cast.seho, starts_on=TODAY - 9 * DAY, ends_on=TODAY - 5 * DAY) for _ in range(3)]
    mine = registered_pupil(cast.seho, starts_on=TODAY - 9 * DAY, ends_on=TODAY - 5 * DAY, school=cast.school)
    first, linked, known = (packet(one.episodes.get(), TODAY - 2 * DAY, cast.coordinator) for one in pupils)
    packet(mine.episodes.get(), TODAY - 2 * DAY, cast.coordinator)
    link(linked, cast.coordinator)
    received(known, cast.director, TODAY)
    items = unanswered_due(in_force([cast.seho.pk], TODAY), TODAY)
    assert [(item.kind, item.patient_id) for item in items] == [("undelivered", first.episode.patient_id)]


def test_of_many_the_first_alone_is_written_and_stands_for_all(cast: Cast) -> None:
    pupils = [
        registered_pupil(cast.seho, starts_on=TODAY - 40 * DAY, ends_on=TODAY - 30 * DAY, school=cast.school)
        for _ in range(4)
    ]
    for number, pupil in enumerate(pupils):
        packet(pupil.episodes.get(), TODAY - (20 - number) * DAY, cast.coordinator)
    (item,) = unanswered_due(in_force([cast.seho.pk], TODAY), TODAY)
    assert (item.kind, item.patient_id, item.due_on) == ("not_acknowledged", pupils[0].pk, TODAY - 13 * DAY)
    assert item.others == {pupil.pk for pupil in pupils[1:]}
