"""The pages of the papers: who may open them, what they show, what they write."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from convalidation.models import Packet, ReturnReport
from convalidation.queries import lists
from patients.models import Episode, Stay
from seho.accounts.enums import AccessKind
from seho.accounts.models import AccessEvent
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ENDED_ON, issued_packet, ready_episode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def episode(cast: Cast) -> Episode:
    return ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school)


@pytest.fixture
def packet(cast: Cast, episode: Episode) -> Packet:
    return issued_packet(by=cast.coordinator, episode=episode)


def entered(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def address(name: str, *args: Any) -> str:
    return reverse(f"convalidation:{name}", args=args)


# --- who may open what -----------------------------------------------------------------------------

OF_EPISODE = ("preview_pdf", "issue", "return_report")
OF_PACKET = ("packet", "packet_file", "annul")


@pytest.mark.parametrize("name", ["list", "school_home", "issue", "packet", "document_file"])
def test_who_did_not_sign_in_is_asked_to(name: str) -> None:
    response = Client().get(address(name, *([] if name in ("list", "school_home") else [1])))
    assert response.status_code == 302
    assert "ingresar" in response["Location"]


@pytest.mark.parametrize("name", OF_EPISODE)
def test_an_attention_of_another_service_is_not_there(cast: Cast, episode: Episode, name: str) -> None:
    assert entered(cast.stranger).get(address(name, episode.pk)).status_code == 404


@pytest.mark.parametrize("name", [*OF_PACKET, "recognise"])
def test_a_packet_of_another_service_or_school_is_not_there(cast: Cast, packet: Packet, name: str) -> None:
    for person in (cast.stranger, cast.other_director):
        expected = 403 if name == "annul" and person is cast.other_director else 404
        assert entered(person).get(address(name, packet.pk)).status_code == expected
    document = packet.documents.first()
    for person in (cast.stranger, cast.other_director):
        assert entered(person).get(address("document_file", document.pk)).status_code == 404
        assert entered(person).post(address("acknowledge", packet.pk)).status_code == 404


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("teacher", "issue", 403),
        ("psychologist", "issue", 403),
        ("specialist", "issue", 403),
        ("specialist", "return_report", 403),
        ("teacher", "return_report", 200),
        ("psychologist", "return_report", 200),
        ("teacher", "preview_pdf", 200),
        ("specialist", "preview_pdf", 200),
        ("director", "preview_pdf", 403),
        ("volunteer", "preview_pdf", 403),
    ],
)
def test_each_role_does_its_part(cast: Cast, episode: Episode, who: str, name: str, status: int) -> None:
    assert entered(getattr(cast, who)).get(address(name, episode.pk)).status_code == status


@pytest.mark.parametrize("who", ["teacher", "psychologist", "specialist", "director"])
def test_readers_read_what_was_issued_and_do_not_annul(cast: Cast, packet: Packet, who: str) -> None:
    client = entered(getattr(cast, who))
    assert client.get(address("packet", packet.pk)).status_code == 200
    assert b"".join(client.get(address("packet_file", packet.pk))).startswith(b"%PDF")
    assert client.post(address("annul", packet.pk), {"reason": "X"}).status_code == 403
    packet.refresh_from_db()
    assert packet.is_valid


def test_the_team_does_not_answer_for_the_school(cast: Cast, packet: Packet) -> None:
    client = entered(cast.coordinator)
    assert client.post(address("acknowledge", packet.pk)).status_code == 403
    assert client.get(address("recognise", packet.pk)).status_code == 403
    assert entered(cast.volunteer).get(address("list")).status_code == 403


# --- the tab ---------------------------------------------------------------------------------------


def test_the_tab_says_what_is_due_why_and_what_is_missing(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school, has_plan=False)
    page = text_of(entered(cast.coordinator).get(address("pupil", episode.patient_id)))
    for expected in (
        "Informe de progreso",
        "sin calificación",
        "con 15 días a más",
        "Falta poner en vigencia el plan",
        "art. 13.5",
    ):
        assert expected in page
    assert reverse("attendance:plan", args=[episode.patient_id]) in page
    assert address("issue", episode.pk) not in page
    assert address("preview_pdf", episode.pk) not in page


def test_the_tab_offers_the_issue_to_the_coordinator_alone(cast: Cast, episode: Episode) -> None:
    url = address("issue", episode.pk)
    assert url in text_of(entered(cast.coordinator).get(address("pupil", episode.patient_id)))
    for person in (cast.teacher, cast.specialist):
        assert url not in text_of(entered(person).get(address("pupil", episode.patient_id)))


def test_the_tab_shows_a_director_only_what_was_issued(cast: Cast, episode: Episode) -> None:
    page = text_of(entered(cast.director).get(address("pupil", episode.patient_id)))
    assert "Todavía no hay documentos" in page
    assert "Antes de emitir" not in page
    packet = issued_packet(by=cast.coordinator, episode=episode)
    page = text_of(entered(cast.director).get(address("pupil", episode.patient_id)))
    assert packet.get_absolute_url() in page


def test_the_egress_lists_what_is_pending(cast: Cast, packet: Packet) -> None:
    page = text_of(entered(cast.coordinator).get(address("pupil", packet.episode.patient_id)))
    assert "Pendiente del egreso" in page
    assert "Falta el informe de reincorporación verbal a la familia" in page
    assert "Falta emitir" not in page


def test_the_tab_proposes_to_replace_after_a_correction(cast: Cast, packet: Packet) -> None:
    """R25."""
    earlier = ENDED_ON - timedelta(days=19)
    Episode.objects.filter(pk=packet.episode_id).update(starts_on=earlier, first_attended_on=earlier)
    Stay.objects.filter(patient=packet.episode.patient).update(starts_on=earlier)
    page = text_of(entered(cast.coordinator).get(address("pupil", packet.episode.patient_id)))
    assert "pasa de «Menos de 15 días» a «De 15 a 30 días»" in page
    for expected in ("Días acumulados en el SEHO", "20 días", "Documentos que se agregan", "Informe de progreso"):
        assert expected in page
    assert address("issue", packet.episode_id) in page


# --- draft, issue, annul ---------------------------------------------------------------------------


def test_the_draft_bears_no_number(cast: Cast, episode: Episode) -> None:
    response = entered(cast.teacher).get(address("preview_pdf", episode.pk))
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(b"".join(response))).pages)
    assert "N.° 001" not in words
    assert "Código de verificación" not in words
    assert response["Content-Type"] == "application/pdf"
    assert AccessEvent.objects.get(kind=AccessKind.PAPER).by == cast.teacher


def test_a_draft_that_cannot_be_made_says_why(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school, has_plan=False)
    response = entered(cast.teacher).get(address("preview_pdf", episode.pk))
    assert response.status_code == 403
    assert "plan educativo personalizado" in text_of(response)


def test_the_issue_says_what_will_happen_and_then_does_it_once(cast: Cast, episode: Episode) -> None:
    client, url = entered(cast.coordinator), address("issue", episode.pk)
    page = text_of(client.get(url))
    assert "Esto es lo que pasará" in page
    assert 'name="client_id"' in page
    key = {"client_id": str(uuid.uuid4())}
    first = client.post(url, key)
    packet = Packet.objects.get()
    assert first["Location"] == packet.get_absolute_url()
    again = client.post(url, key)
    assert again["Location"] == packet.get_absolute_url()
    assert Packet.objects.count() == 1


def test_an_issue_without_its_key_is_refused(cast: Cast, episode: Episode) -> None:
    for key in ("", "no-es-uuid"):
        response = entered(cast.coordinator).post(address("issue", episode.pk), {"client_id": key})
        assert response.status_code == 200
    assert not Packet.objects.exists()


def test_an_issue_that_lacks_something_says_it_and_writes_nothing(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school, has_plan=False)
    response = entered(cast.coordinator).post(address("issue", episode.pk), {"client_id": str(uuid.uuid4())})
    assert "Falta poner en vigencia el plan" in text_of(response)
    assert not Packet.objects.exists()


def test_what_is_in_force_is_replaced_with_a_reason(cast: Cast, packet: Packet) -> None:
    client, url = entered(cast.coordinator), address("issue", packet.episode_id)
    assert "Anular y reemplazar" in text_of(client.get(url))
    key = str(uuid.uuid4())
    assert "Escriba este dato" in text_of(client.post(url, {"client_id": key}))
    assert client.post(url, {"client_id": key, "reason": "Se corrigió la fecha"}).status_code == 302
    packet.refresh_from_db()
    assert packet.state == "REPLACED"
    assert client.post(url, {"client_id": key, "reason": "Se corrigió la fecha"}).status_code == 302
    assert Packet.objects.count() == 2


def test_annulling_says_what_will_happen_and_asks_why(cast: Cast, packet: Packet) -> None:
    client, url = entered(cast.coordinator), address("annul", packet.pk)
    page = text_of(client.get(url))
    assert "los números no se usan de nuevo" in page
    assert "Escriba este dato" in text_of(client.post(url, {"reason": " "}))
    packet.refresh_from_db()
    assert packet.is_valid
    assert client.post(url, {"reason": "Motivo"}).status_code == 302
    packet.refresh_from_db()
    assert (packet.state, packet.annulled_by) == ("ANNULLED", cast.coordinator)
    assert client.get(url).status_code == 403


# --- files -----------------------------------------------------------------------------------------


def test_files_are_guarded_and_their_reading_is_logged(cast: Cast, packet: Packet) -> None:
    document = packet.documents.first()
    for url, label in (
        (address("packet_file", packet.pk), "packet"),
        (address("document_file", document.pk), "issueddocument"),
    ):
        response = entered(cast.director).get(url)
        assert b"".join(response).startswith(b"%PDF")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "private, no-cache"  # asked again each time, and answered by its ETag
        assert response["ETag"]
        assert "Quispe" not in response["Content-Disposition"]
        event = AccessEvent.objects.get(object_type=f"convalidation.{label}")
        assert (event.by, event.kind, event.seho) == (cast.director, AccessKind.PAPER, cast.seho)


# --- the list --------------------------------------------------------------------------------------


def test_the_list_has_what_is_owed_first_and_what_was_issued_by_its_answer(cast: Cast, packet: Packet) -> None:
    owed = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school, paternal_surname="Zegarra")
    client = entered(cast.coordinator)
    page = text_of(client.get(address("list")))
    assert "Zegarra" in page
    assert "De 15 a 30 días" in page
    assert "Quispe" not in page
    issued = text_of(client.get(address("list"), {"estado": lists.SILENT}))
    assert "Quispe" in issued
    assert "Zegarra" not in issued
    assert "Zegarra" in text_of(client.get(address("list"), {"q": "zegárra"}))
    assert "Zegarra" not in text_of(client.get(address("list"), {"q": "nadie"}))
    code = packet.documents.first().printed_code
    assert "Quispe" in text_of(client.get(address("list"), {"estado": lists.ISSUED, "q": code}))
    assert "Zegarra" not in text_of(entered(cast.stranger).get(address("list")))
    assert owed.ends_on is not None


@pytest.mark.parametrize("state", ["por-emitir", "con-retraso"])
def test_late_ones_are_those_past_the_term(cast: Cast, state: str, episode: Episode) -> None:
    """Ended on 5 June; the term that the program proposes ends on 10 June, today."""
    page = text_of(entered(cast.coordinator).get(address("list"), {"estado": state}))
    assert ("Quispe" in page) is (state == "por-emitir")
    Episode.objects.update(ends_on=ENDED_ON - timedelta(days=1))
    assert "Quispe" in text_of(entered(cast.coordinator).get(address("list"), {"estado": state}))


def test_a_nul_in_the_search_is_harmless(cast: Cast) -> None:
    response = entered(cast.coordinator).get(address("list"), {"q": "a\x00b", "estado": "\x00", "page": "x"})
    assert response.status_code == 200


OWED_QUERIES, ISSUED_QUERIES = 11, 7


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    client = entered(cast.coordinator)
    with django_assert_num_queries(OWED_QUERIES):
        client.get(address("list"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_issued_asks_as_often_for_three_as_for_one(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    client = entered(cast.coordinator)
    with django_assert_num_queries(ISSUED_QUERIES):
        client.get(address("list"), {"estado": lists.ISSUED})


# --- the report of the return ----------------------------------------------------------------------

REPORT = {
    "learning_situation": "Lee con su grado.",
    "socioemotional_situation": "Quiere volver.",
    "recommendations": "Sentarla cerca.\nReducir tareas.",
    "told_guardian_on": "2026-06-05",
    "written_guardian_on": "",
    "told_director_on": "",
    "written_director_on": "",
    "version": "0",
}


def test_the_report_is_written_and_then_completed(cast: Cast, episode: Episode) -> None:
    client, url = entered(cast.psychologist), address("return_report", episode.pk)
    assert client.post(url, REPORT).status_code == 302
    assert client.post(url, REPORT | {"written_guardian_on": "2026-06-06", "version": "1"}).status_code == 302
    report = ReturnReport.objects.get(episode=episode)
    assert (report.version, report.updated_by, str(report.written_guardian_on)) == (2, cast.psychologist, "2026-06-06")
    page = text_of(client.get(address("pupil", episode.patient_id)))
    assert "Verbal a la familia, el 05/06/2026" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"told_guardian_on": "2026-06-11"}, "aún no llega"),
        ({"told_director_on": "2020-01-01"}, "anterior al registro"),
        ({"recommendations": ""}, "Escriba este dato"),
        ({"learning_situation": "x" * 4001}, "como máximo 4000"),
        ({"learning_situation": "a\x00b"}, "carácter que no se puede guardar"),
    ],
)
def test_a_report_that_cannot_be_says_why_beside_its_field(
    cast: Cast, episode: Episode, change: dict[str, str], sentence: str
) -> None:
    response = entered(cast.teacher).post(address("return_report", episode.pk), REPORT | change)
    assert sentence in text_of(response)
    assert "Quiere volver." in text_of(response)
    assert not ReturnReport.objects.exists()


def test_two_people_writing_the_report_are_told(cast: Cast, episode: Episode) -> None:
    url = address("return_report", episode.pk)
    entered(cast.teacher).post(url, REPORT)
    response = entered(cast.psychologist).post(url, REPORT | {"recommendations": "Otra cosa"})
    page = text_of(response)
    assert "Otra persona guardó cambios" in page
    assert "Otra cosa" in page
    assert "Sentarla cerca." in page
    assert ReturnReport.objects.get().recommendations.startswith("Sentarla")
