"""What the class is studying: told by the director, by a link, or noted by the team; read by who teaches."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from convalidation.models import ClassReport
from convalidation.queries import due_for, school_side
from convalidation.services import report_class
from convalidation.services.class_reports import TEXTS
from patients.enums import Setting
from patients.models import Enrollment, Episode
from seho.accounts.models import AuditEvent
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import curriculum
from tests.network.factories import SchoolFactory
from tests.patients.factories import registered_pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = date(2026, 6, 10)


def in_attention(cast: Cast, days: int = 10, **values: Any) -> Episode:
    """In the service for so many days, today included."""
    pupil = registered_pupil(
        cast.seho, starts_on=DAY - timedelta(days=days - 1), school=cast.school, by=cast.coordinator, **values
    )
    episode: Episode = pupil.episodes.get()
    return episode


def told(episode: Episode, *, by: Any, client_id: uuid.UUID | None = None, **values: Any) -> ClassReport:
    texts = dict.fromkeys(TEXTS, "") | {"topics": "La fábula", "competencies": []}
    return report_class(by=by, episode=episode, values=texts | values, client_id=client_id or uuid.uuid4(), today=DAY)


def entered(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(episode: Episode) -> str:
    return reverse("convalidation:class_report", args=[episode.pk])


def tab(episode: Episode) -> str:
    return reverse("convalidation:school_tab", args=[episode.patient_id])


def test_the_director_tells_and_the_teacher_reads(cast: Cast) -> None:
    competency = curriculum()[107]
    episode = in_attention(cast)
    client = entered(cast.director)
    form = client.get(address(episode)).content.decode()
    assert competency.name in form
    data = {
        "client_id": str(uuid.uuid4()), "topics": "La fábula y las fracciones", "competencies": [competency.pk],
        "contact_name": "Luz Tutora Quinta", "contact_phone": "987 654 321", "assessments": "Con rúbricas",
    }  # fmt: skip
    for _ in range(2):
        assert client.post(address(episode), data)["Location"] == tab(episode)
    report = ClassReport.objects.get()
    assert (report.answered_by, report.through, report.contact_phone) == (cast.director, None, "987654321")
    for reader in (cast.teacher, cast.specialist, cast.director):
        page = entered(reader).get(tab(episode)).content.decode()
        for words in ("La fábula y las fracciones", competency.name, "Con rúbricas", "Luz Tutora Quinta"):
            assert words in page
    event = AuditEvent.objects.get(act="Contó qué trabaja el aula")
    assert event.after["competencies"] == [107]
    assert "fábula" not in str(event.after)
    assert "Luz" not in str(event.after)


def test_a_new_report_keeps_the_old_ones_and_begins_with_the_same_person(cast: Cast) -> None:
    episode = in_attention(cast)
    told(episode, by=cast.coordinator, topics="Los reinos", contact_name="Luz Tutora Quinta")
    form = entered(cast.director).get(address(episode)).content.decode()
    assert "Luz Tutora Quinta" in form
    assert "Los reinos" not in form
    told(episode, by=cast.director, topics="Las fracciones")
    page = entered(cast.teacher).get(tab(episode)).content.decode()
    assert page.index("Las fracciones") < page.index("Los reinos")
    assert school_side(episode.patient, cast.teacher).contact["contact_name"] == "Luz Tutora Quinta"


def test_what_is_missing_is_told_beside_its_field(cast: Cast) -> None:
    episode = in_attention(cast)
    foreign = curriculum()[107].pk + 1000
    data = {"client_id": str(uuid.uuid4()), "topics": "", "competencies": [foreign], "contact_email": "luz"}
    page = entered(cast.director).post(address(episode), data).content.decode()
    for sentence in ("Escriba este dato", "Una de las opciones que eligió", "Escriba un correo completo"):
        assert sentence in page
    assert not ClassReport.objects.exists()


def test_strangers_do_not_find_it_and_readers_do_not_tell_it(cast: Cast) -> None:
    episode = in_attention(cast)
    told(episode, by=cast.director, topics="La fábula secreta")
    for stranger in (cast.stranger, cast.other_director):
        client = entered(stranger)
        assert client.get(address(episode)).status_code == 404
        answer = client.get(tab(episode))
        assert answer.status_code == 404
        assert "secreta" not in answer.content.decode()
        assert not ClassReport.objects.visible_to(stranger).exists()
    assert entered(cast.specialist).get(address(episode)).status_code == 403
    assert entered(cast.volunteer).get(tab(episode)).status_code == 403
    assert not ClassReport.objects.visible_to(cast.volunteer).exists()


def test_after_the_egress_or_without_a_school_nothing_is_told(cast: Cast) -> None:
    ended = registered_pupil(
        cast.seho, starts_on=date(2026, 5, 1), ends_on=date(2026, 6, 5), school=cast.school, by=cast.coordinator
    ).episodes.get()
    assert entered(cast.director).get(address(ended)).status_code == 403
    with pytest.raises(ValidationError, match="ya terminó"):
        told(ended, by=cast.director)
    alone = in_attention(cast)
    Enrollment.objects.filter(patient=alone.patient_id).update(ends_on=DAY)
    with pytest.raises(ValidationError, match="no tiene una matrícula"):
        told(alone, by=cast.coordinator)
    assert not ClassReport.objects.exists()


def kinds(person: Any, day: date = DAY) -> list[tuple[str, int | None]]:
    mine = ("ask_class", "class_told", "tell_class")
    return [(item.kind, item.patient_id) for item in due_for(person, day) if item.kind in mine]


def test_the_coordinator_asks_after_five_days_and_the_teacher_reads_for_a_week(cast: Cast) -> None:
    fresh, waiting = in_attention(cast, days=5), in_attention(cast, days=6)
    in_attention(cast, days=30, setting=Setting.UNTYPED)
    assert kinds(cast.coordinator) == [("ask_class", waiting.patient_id)]
    assert ("tell_class", fresh.patient_id) in kinds(cast.director)
    assert kinds(cast.other_director) == kinds(cast.stranger) == kinds(cast.teacher) == []
    told(waiting, by=cast.director)
    assert kinds(cast.coordinator) == []
    assert ("tell_class", waiting.patient_id) not in kinds(cast.director)
    assert kinds(cast.teacher) == [("class_told", waiting.patient_id)]
    assert kinds(cast.teacher, DAY + timedelta(days=7)) == [("class_told", waiting.patient_id)]
    assert kinds(cast.teacher, DAY + timedelta(days=8)) == []


def test_a_report_names_one_who_told_it(cast: Cast) -> None:
    report = ClassReport(episode=in_attention(cast), topics="La fábula", answered_at=timezone.now())
    with pytest.raises(ValidationError, match="class_report_of_one"):
        report.full_clean()


def test_the_school_that_the_pupil_left_reads_nothing_more(cast: Cast) -> None:
    episode = in_attention(cast)
    told(episode, by=cast.director, topics="La fábula secreta")
    Enrollment.objects.filter(patient=episode.patient_id).update(school=SchoolFactory())
    assert entered(cast.director).get(tab(episode)).status_code == 404
    assert not ClassReport.objects.visible_to(cast.director).exists()


TAB_QUERIES = 23


@pytest.mark.parametrize("count", [1, 3])
def test_the_tab_asks_as_often_for_three_reports_as_for_one(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    episode = in_attention(cast)
    for _ in range(count):
        told(episode, by=cast.director, competencies=[curriculum()[107]])
    client = entered(cast.teacher)
    with django_assert_num_queries(TAB_QUERIES):
        client.get(tab(episode))
