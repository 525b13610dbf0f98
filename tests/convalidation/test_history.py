"""A pupil's history tells the acts of every floor, of this pupil alone, at the same cost for few and for many."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from attendance.services import Attendance, SessionEntry, log_session
from convalidation.services import issue_packet
from patients.history import events_of
from patients.models import Episode
from patients.views import pupil
from seho.accounts.audit import record
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ISSUED_ON, issued_packet, ready_episode
from tests.network.factories import SehoFactory

pytestmark = pytest.mark.django_db
TOLD = (
    "Registró una sesión",
    "Puso en vigencia el plan",
    "Evaluó una competencia",
    "Guardó un trabajo en el portafolio",
    "Emitió documentos",
)


def history_of(episode: Episode, user: Any, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("patients:history", args=[episode.patient_id]) + query).content.decode()


def hold_session(cast: Cast, *episodes: Episode) -> None:
    entry = SessionEntry(
        client_id=uuid.uuid4(), held_on=episodes[0].starts_on, minutes=45, kind="LEARNING", space="BEDSIDE",
        modality="IN_PERSON", title="Jugamos juntos",
    )  # fmt: skip
    pupils = [Attendance(each, evidence=f"Avance de {each.patient.given_names}") for each in episodes]
    log_session(
        by=cast.coordinator, seho=cast.seho, entry=entry, today=ISSUED_ON, taught_by=[cast.coordinator], pupils=pupils
    )


def test_the_teaching_and_the_papers_are_told(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator)
    issue_packet(by=cast.coordinator, episode=episode, client_id=uuid.uuid4(), today=ISSUED_ON)
    page = history_of(episode, cast.teacher)
    for act in TOLD:
        assert act in page


def test_a_shared_session_tells_each_history_of_its_own_pupil(cast: Cast) -> None:
    one = ready_episode(cast.seho, by=cast.coordinator, given_names="Ana", sessions=0, photos=0)
    other = ready_episode(cast.seho, by=cast.coordinator, given_names="Beto", sessions=0, photos=0)
    hold_session(cast, one, other)
    page = history_of(one, cast.teacher)
    assert "Avance de Ana" in page
    assert "Beto" not in page
    assert "Registró una sesión" in history_of(other, cast.teacher)


def test_the_history_shows_of_another_service_what_the_pages_show(cast: Cast) -> None:
    former = ready_episode(SehoFactory(), by=None)
    issued_packet(episode=former, seho=former.seho)
    here = ready_episode(cast.seho, by=cast.coordinator, sessions=0, photos=0, levels={}, has_plan=False)
    Episode.objects.filter(pk=former.pk).update(patient=here.patient)
    record(by=cast.coordinator, act="Corrigió los datos", obj=here.patient, seho=cast.seho)
    acts = {event.act for event in events_of(here.patient, cast.teacher)}
    assert acts >= {"Corrigió los datos", "Evaluó una competencia"}  # what was learned follows the pupil
    assert not acts & {"Registró una sesión", "Emitió documentos"}  # other pupils' names, the other service's papers


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_history_costs_the_same(cast: Cast, sessions: int, django_assert_num_queries: Any) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, sessions=sessions)
    patient, user = episode.patient, cast.teacher
    assert user.scope.roles
    with django_assert_num_queries(2):
        assert len(events_of(patient, user)) > sessions


def test_a_long_history_comes_in_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, sessions=3)
    monkeypatch.setattr(pupil, "ACTS_ON_A_PAGE", 2)
    count = events_of(episode.patient, cast.teacher).count()
    first, last = (history_of(episode, cast.teacher, f"?page={page}") for page in (1, (count + 1) // 2))
    assert first.count("<time") == 2
    assert f"1 a 2 de {count} actos" in first
    assert "Registró una sesión" not in first
    assert "Registró una sesión" in last
