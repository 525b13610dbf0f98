"""A session that an issued paper tells of is changed only by the coordinator, with the reason (R25)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from attendance import services
from attendance.frozen import frozen_by
from attendance.models import Session
from attendance.permissions import can_change_session, paper_of
from attendance.services import Attendance, SessionEntry
from convalidation.enums import PaperState
from convalidation.models import Packet
from seho.accounts.audit import history_of
from seho.accounts.models import User
from tests.convalidation.factories import issued_packet, ready_episode

pytestmark = pytest.mark.django_db


@pytest.fixture
def packet(cast):
    episode = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    return issued_packet(by=cast.coordinator, episode=episode)


@pytest.fixture
def session(packet):
    return Session.objects.filter(participations__episode=packet.episode).earliest("pk")


def again(person):
    """As a request brings the person: their posts are read anew."""
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(("days", "frozen"), [(-1, False), (0, True)])
def test_the_first_day_of_a_paper_is_in_it(packet, days, frozen):
    day = packet.starts_on + timedelta(days=days)
    assert (frozen_by([packet.episode_id], [day]) is not None) is frozen


@pytest.mark.parametrize(("days", "frozen"), [(0, True), (1, False)])
def test_the_last_day_of_a_paper_is_in_it(packet, days, frozen):
    day = packet.ends_on + timedelta(days=days)
    assert (frozen_by([packet.episode_id], [day]) is not None) is frozen


def test_a_paper_of_another_pupil_or_annulled_freezes_nothing(packet):
    assert frozen_by([packet.episode_id + 1], [packet.starts_on]) is None
    Packet.objects.filter(pk=packet.pk).update(
        state=PaperState.ANNULLED, annulled_at=packet.issued_at, annulled_by=packet.issued_by, annulled_reason="Error"
    )
    assert frozen_by([packet.episode_id], [packet.starts_on]) is None


def test_a_paper_tells_of_nothing_that_was_logged_after_it(packet, session):
    assert paper_of(session) is not None
    Session.objects.filter(pk=session.pk).update(created_at=packet.issued_at + timedelta(seconds=1))
    session.refresh_from_db()
    assert paper_of(session) is None


def test_the_teacher_is_told_which_paper_and_what_to_do(cast, packet, session):
    refused = can_change_session(again(cast.teacher), session)
    assert not refused
    assert packet.documents.first().label in refused.reason
    assert "Pida a la coordinación" in refused.reason
    assert can_change_session(again(cast.coordinator), session)


def test_the_pages_refuse_the_teacher_and_show_the_paper(cast, packet, session, client):
    client.force_login(again(cast.teacher))
    for name in ("session_correct", "session_cancel", "session_undo"):
        answer = client.post(reverse(f"attendance:{name}", args=[session.pk]), {"reason": "Porque sí"})
        assert answer.status_code == 403, name
    session.refresh_from_db()
    assert session.cancelled_at is None
    page = client.get(session.get_absolute_url()).content.decode()
    assert packet.documents.first().label in page
    assert reverse("attendance:session_correct", args=[session.pk]) not in page


def test_the_coordinator_says_why(cast, packet, session, client):
    client.force_login(again(cast.coordinator))
    address = reverse("attendance:session_cancel", args=[session.pk])
    assert packet.documents.first().label in client.get(address).content.decode()
    assert "Escriba este dato." in client.post(address, {"reason": ""}).content.decode()
    client.post(address, {"reason": "Se registró en otro estudiante"})
    session.refresh_from_db()
    assert session.cancelled_reason == "Se registró en otro estudiante"
    restore = reverse("attendance:session_restore", args=[session.pk])
    assert "Escriba este dato." in client.post(restore, {}).content.decode()
    answer = client.post(restore, {"reason": "Sí era"}, follow=True)
    assert "Reemplace ese documento" in answer.content.decode()
    session.refresh_from_db()
    assert session.cancelled_at is None
    assert [event.reason for event in history_of(session)][:2] == ["Sí era", "Se registró en otro estudiante"]


def test_a_correction_needs_its_reason_and_keeps_it(cast, packet, session):
    entry = SessionEntry(
        client_id=session.client_id, held_on=session.held_on, minutes=session.minutes + 5, kind=session.kind,
        space=session.space, modality=session.modality,
    )  # fmt: skip

    def correct(reason):
        return services.correct_session(
            by=cast.coordinator, session=session, entry=entry, pupils=[Attendance(packet.episode)],
            taught_by=[cast.coordinator], version=session.version, today=packet.ends_on, reason=reason,
        )  # fmt: skip

    with pytest.raises(ValidationError) as refused:
        correct("")
    assert set(refused.value.error_dict) == {"reason"}
    correct("Duró más")
    assert history_of(session).first().reason == "Duró más"


def test_the_form_asks_the_coordinator_for_the_reason(cast, packet, session, client):
    client.force_login(again(cast.coordinator))
    page = client.get(reverse("attendance:session_correct", args=[session.pk])).content.decode()
    assert 'name="reason"' in page
    assert "Figura en un documento emitido" in page
