"""The same thing done by several at the same moment: written once, and whoever lost is told."""

import threading
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connections

from attendance import services
from attendance.models import Assessment, Participation, PlanVersion, Session, Work
from attendance.services import Attendance, Mark, PlanGoal, SessionEntry, WorkEntry
from seho.forms import VersionConflict
from tests.attendance.conftest import World
from tests.attendance.factories import small_photo
from tests.ground.pictures import upload

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


@pytest.fixture
def world(transactional_db, today):
    """Rows that the other threads see."""
    return World(today)


def together(act):
    """What `AT_ONCE` threads got that called `act(number)` at the same moment: results and refusals."""
    start, results, refusals = threading.Barrier(AT_ONCE), [], []

    def work(number):
        try:
            start.wait(timeout=30)
            results.append(act(number))
        except ValidationError as refusal:
            refusals.append(refusal)
        finally:
            connections[DEFAULT_DB_ALIAS].close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(results) + len(refusals) == AT_ONCE
    return results, refusals


def test_one_entry_sent_by_many_is_one_session(world):
    episode = world.pupil()
    entry = SessionEntry(uuid.uuid4(), world.today, 45, "LEARNING", "BEDSIDE", "IN_PERSON")
    results, refusals = together(
        lambda number: services.log_session(
            by=world.teacher, seho=world.seho, entry=entry, pupils=[Attendance(episode)],
            taught_by=[world.teacher], today=world.today,
        )
    )  # fmt: skip
    assert refusals == []
    assert len({session.pk for session in results}) == 1
    assert Session.objects.count() == Participation.objects.count() == 1


def test_of_many_that_save_one_draft_one_wins_and_the_others_are_told(world):
    episode = world.pupil()
    draft = services.open_draft(by=world.teacher, episode=episode)
    results, refusals = together(
        lambda number: services.save_draft(
            by=world.teacher, draft=draft, values={"purpose": f"Propósito {number}"},
            goals=[PlanGoal(world.read.pk)], version=1, today=world.today,
        )
    )  # fmt: skip
    assert len(results) == 1
    assert all(isinstance(refusal, VersionConflict) for refusal in refusals)
    stored = PlanVersion.objects.get()
    assert (stored.purpose, stored.version) == (results[0].purpose, 2)


def test_without_the_check_of_the_version_the_last_one_wins_in_silence(world, monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr("attendance.services.plans.check_parts", lambda draft, parts, version: None)
    draft = services.open_draft(by=world.teacher, episode=world.pupil())
    results, refusals = together(
        lambda number: services.save_draft(
            by=world.teacher, draft=draft, values={"purpose": f"Propósito {number}"}, goals=[], version=1,
            today=world.today,
        )
    )  # fmt: skip
    assert (len(results), refusals) == (AT_ONCE, [])


def test_many_that_open_a_draft_get_the_same_one(world):
    episode = world.pupil()
    results, refusals = together(lambda number: services.open_draft(by=world.teacher, episode=episode))
    assert len({draft.pk for draft in results}) == 1
    assert all("Otra persona" in str(refusal) for refusal in refusals)
    assert PlanVersion.objects.count() == 1


def test_many_that_assess_one_competency_write_one_level(world):
    episode, period, levels = world.pupil(), world.period, ("AD", "A", "B")
    results, _ = together(
        lambda number: services.assess(
            by=world.teacher, episode=episode, period=period, mark=Mark(world.read.pk, levels[number % 3]),
            today=world.today,
        )
    )  # fmt: skip
    assert results
    row = Assessment.objects.get()
    assert row.version == 1
    assert {one.level for one in results} == {row.level}


def test_one_work_sent_by_many_is_one(world):
    episode = world.pupil()
    entry, kept = WorkEntry(uuid.uuid4(), "Mi dibujo", world.today), services.keep_file(upload(small_photo()))
    results, refusals = together(
        lambda number: services.keep_work(
            by=world.teacher, episode=episode, entry=entry, files=[kept], today=world.today
        )
    )
    assert refusals == []
    assert len({work.pk for work in results}) == 1
    assert Work.objects.get().files.count() == 1
