"""What a device sends: written once, answered again, corrected, or shown beside what the record says."""

import dataclasses
import uuid

import pytest
from django.core.exceptions import ValidationError

from attendance.models import Session
from attendance.queries.device import device_round
from attendance.services import Attendance, SessionEntry, cancel_session, correct_session
from attendance.services.device import EntryConflict, receive_entry
from patients.models import Episode
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent, User
from tests.accounts.factories import make_user
from tests.attendance.factories import PlanVersionFactory
from tests.network.factories import SehoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(world, episode):
    """Send the entry of a device again and again: the same identifier, another body where one is given."""
    entry = SessionEntry(
        client_id=uuid.uuid4(), held_on=world.today, minutes=30, kind="LEARNING", space="BEDSIDE", modality="IN_PERSON"
    )

    def send(by=None, *, version=0, today=None, evidence="Leyó un cuento.", **changes):
        by = by or world.teacher
        return receive_entry(
            by=by,
            seho=world.seho,
            entry=dataclasses.replace(entry, **changes),
            pupils=[Attendance(episode, competency_id=world.read.pk, evidence=evidence)],
            taught_by=[world.teacher],
            version=version,
            today=today or world.today,
        )

    return send


def test_the_same_entry_again_is_answered_with_the_same_session(send):
    first, again = send(), send()
    assert (first.is_new, again.is_new) == (True, False)
    assert Session.objects.get() == first.session == again.session
    assert AuditEvent.objects.filter(act="Registró una sesión").count() == 1


def test_what_is_written_is_known_also_when_it_could_not_be_written_any_more(world, episode, send):
    first = send().session
    # Since then somebody moved the beginning of the attention behind that day.
    Episode.objects.filter(pk=episode.pk).update(starts_on=world.today.replace(day=11))
    episode.refresh_from_db()
    assert send().session == first
    with pytest.raises(ValidationError):
        send(client_id=uuid.uuid4())


def test_another_body_is_a_conflict_and_shows_both_sides(world, send):
    send()
    with pytest.raises(EntryConflict) as caught:
        send(minutes=45, evidence="Escribió una carta.")
    told = {line.label: (line.device, line.record) for line in caught.value.differences}
    assert told["Minutos"] == ("45", "30")
    initials = next(label for label in told if label != "Minutos")
    assert "Escribió una carta." in told[initials][0]
    assert "Leyó un cuento." in told[initials][1]
    assert caught.value.is_own_first
    assert Session.objects.get().minutes == 30


def test_with_the_version_of_the_record_it_is_a_correction(send):
    send()
    receipt = send(version=1, minutes=45)
    assert (receipt.is_new, receipt.session.version, receipt.session.minutes) == (True, 2, 45)
    assert AuditEvent.objects.filter(act="Corrigió una sesión").count() == 1


def test_a_correction_whose_answer_was_lost_is_known_when_it_comes_again(send):
    send()
    send(version=1, minutes=45)
    again = send(version=1, minutes=45)
    assert (again.is_new, again.session.version) == (False, 2)
    assert AuditEvent.objects.filter(act="Corrigió una sesión").count() == 1


def test_what_a_colleague_corrected_since_is_not_overwritten(world, episode, send):
    session = send().session
    entry = SessionEntry(session.client_id, session.held_on, 20, session.kind, session.space, session.modality)
    correct_session(
        by=world.coordinator, session=session, entry=entry, pupils=[Attendance(episode)], taught_by=[world.teacher],
        version=1, today=world.today,
    )  # fmt: skip
    for version in (0, 1):
        with pytest.raises(EntryConflict) as caught:
            send(version=version, minutes=45)
        assert not caught.value.is_own_first
        assert caught.value.session.version == 2
    assert Session.objects.get().minutes == 20


def test_a_cancelled_session_stays_cancelled(world, send):
    session = send().session
    cancel_session(by=world.teacher, session=session, reason="Se deshizo")
    assert send().session == session
    with pytest.raises(EntryConflict) as caught:
        send(version=2, minutes=45)
    assert caught.value.session.cancelled_at is not None
    assert Session.objects.get().minutes == 30


def test_the_identifier_of_somebody_else_is_refused_and_says_nothing_of_theirs(world, send):
    other = make_user(Role.VOLUNTEER, world.seho, surnames="Otra")
    send(by=world.volunteer)
    with pytest.raises(ValidationError, match="no es de usted") as caught:
        send(by=other)
    assert not isinstance(caught.value, EntryConflict)
    assert "cuento" not in str(caught.value)


# --- The round that goes along ------------------------------------------------------------------------


def test_the_round_of_a_device_holds_initials_place_and_goals_and_no_more(world, today):
    episode = world.pupil(given_names="Ana Lucía", paternal_surname="Quispe", care_notes="Se cansa pronto.")
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read])
    kept = device_round(world.teacher, today)
    [service] = kept["services"]
    [pupil] = service["pupils"]
    assert set(pupil) == {"id", "initials", "ward", "bed", "spaces", "unseen", "seen", "goals"}
    assert pupil["initials"] == episode.patient.initials
    assert kept["goals"] == {world.read.pk: str(world.read)}
    for secret in ("Quispe", "Lucía", "cansa", episode.patient.document_number, world.teacher.surnames):
        assert secret not in str(kept)


def test_a_volunteer_takes_along_only_the_assigned(world, today):
    mine, _ = world.pupil(), world.pupil()
    world.assign(mine)
    volunteer = User.objects.get(pk=world.volunteer.pk)
    pupils = [pupil["id"] for service in device_round(volunteer, today)["services"] for pupil in service["pupils"]]
    assert pupils == [mine.pk]


def test_nobody_takes_along_the_round_of_another_service(world, episode, today):
    stranger = make_user(Role.TEACHER, SehoFactory())
    assert device_round(stranger, today)["services"] == []
