"""Papers for other purposes than the recognition: end of a period, registration, return (art. 10.4, 14.1; R18)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from convalidation.enums import PaperState, Purpose
from convalidation.models import ClassReport, IssuedDocument, Packet, Return
from convalidation.queries import due_for, episodes_owing_papers
from convalidation.queries.due.corrected import corrected_packets
from convalidation.queries.due.in_force import in_force
from convalidation.queries.due.issuing import periods_owing
from convalidation.queries.later_steps import later_steps
from convalidation.queries.preview import packet_preview
from convalidation.queries.purposes import beside, period_preview, registration_preview, return_preview
from convalidation.services import annul_packet, issue_at_egress, issue_packet, recording, save_return_report
from convalidation.services.returning import DAYS
from patients.enums import EpisodeEnd
from patients.models import Enrollment, Episode, Guardian, SiagieStatus, Stay
from patients.services import communicate_siagie
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ENDED_ON, ISSUED_ON, ready_episode
from tests.convalidation.test_issuing import by_kind, words
from tests.network.factories import SchoolFactory

pytestmark = pytest.mark.django_db
FIRST_BIMESTER_ENDS = date(2026, 5, 15)
TEXTS = {
    "learning_situation": "Lee textos cortos.",
    "socioemotional_situation": "Tiene ganas de volver.",
    "recommendations": "Sentarla cerca.\nReducir tareas.",
}


def in_attention(cast: Cast, *, days: int = 40, until: date = ENDED_ON, **values: Any) -> Episode:
    """As `ready_episode`, but the pupil goes on in the service."""
    episode = ready_episode(cast.seho, by=cast.coordinator, school=cast.school, days=days, ends_on=until, **values)
    Episode.objects.filter(pk=episode.pk).update(ends_on=None, end_reason="")
    Stay.objects.filter(patient=episode.patient).update(ends_on=None)
    SiagieStatus.objects.filter(patient=episode.patient).update(ends_on=None)
    return Episode.objects.get(pk=episode.pk)


def ended(cast: Cast, *, reported: bool = True, **values: Any) -> Episode:
    episode = ready_episode(cast.seho, by=cast.coordinator, school=cast.school, **({"days": 10} | values))
    if reported:
        told = {**TEXTS, **dict.fromkeys(DAYS), "told_guardian_on": ENDED_ON}
        save_return_report(by=cast.psychologist, episode=episode, values=told, version=0, today=ISSUED_ON)
    return episode


def issue(cast: Cast, episode: Episode, purpose: Purpose, **values: Any) -> Packet:
    defaults = {"by": cast.coordinator, "client_id": uuid.uuid4(), "today": ISSUED_ON}
    return issue_packet(episode=episode, purpose=purpose, **(defaults | values))


def period_end(cast: Cast, episode: Episode) -> date:
    [owed] = periods_owing([cast.seho.pk], ISSUED_ON)
    assert owed.episode == episode
    return owed.until


# --- the end of a period (R18) ---------------------------------------------------------------------


def test_who_goes_on_gets_papers_up_to_the_end_of_the_period_r18(cast: Cast) -> None:
    episode = in_attention(cast, days=60)
    until = period_end(cast, episode)
    packet = issue(cast, episode, Purpose.PERIOD, until=until)
    days = (until - episode.starts_on).days + 1
    assert (packet.ends_on, packet.days_accumulated, packet.purpose) == (until, days, Purpose.PERIOD)
    assert list(by_kind(packet)) == ["CONSTANCY", "PORTFOLIO", "PROGRESS_REPORT", "EDUCATION_PLAN"]
    text = words(packet.path)
    assert "continúa en atención" in text
    assert "a la fecha" not in text
    assert periods_owing([cast.seho.pk], ISSUED_ON) == []
    with pytest.raises(ValidationError, match="Los documentos de este periodo ya fueron emitidos"):
        issue(cast, episode, Purpose.PERIOD, until=until)


def test_they_stay_in_force_beside_the_final_ones_r8(cast: Cast) -> None:
    episode = in_attention(cast, days=60)
    packet = issue(cast, episode, Purpose.PERIOD, until=period_end(cast, episode))
    assert not episodes_owing_papers(ISSUED_ON).exists()
    assert later_steps(frozenset({episode.pk}), ISSUED_ON)[episode.pk]["documents"] is None
    Episode.objects.filter(pk=episode.pk).update(ends_on=ENDED_ON, end_reason=EpisodeEnd.DISCHARGE)
    Stay.objects.filter(patient=episode.patient).update(ends_on=ENDED_ON)
    assert list(episodes_owing_papers(ISSUED_ON)) == [episode], "those of the period are not those of the egress"
    final = issue(cast, Episode.objects.get(pk=episode.pk), Purpose.RECOGNITION)
    packet.refresh_from_db()
    assert (packet.state, final.state) == (PaperState.VALID, PaperState.VALID)
    assert final.days_accumulated > packet.days_accumulated
    call_command("verify_papers")


def test_under_15_days_at_its_end_two_papers_art_13_5(cast: Cast) -> None:
    episode = in_attention(cast, days=40)
    until = period_end(cast, episode)
    starts_on = until - timedelta(days=9)
    Episode.objects.filter(pk=episode.pk).update(starts_on=starts_on, first_attended_on=starts_on)
    packet = issue(cast, episode, Purpose.PERIOD, until=until)
    assert (packet.days_accumulated, list(by_kind(packet))) == (10, ["CONSTANCY", "PORTFOLIO"])


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [(1, "Ningún periodo del calendario de su IE terminó ese día"), (400, "todavía no termina")],
)
def test_only_at_the_end_of_a_period_that_ended(cast: Cast, shift: int, sentence: str) -> None:
    episode = in_attention(cast, days=60)
    until = period_end(cast, episode) + timedelta(days=shift)
    with pytest.raises(ValidationError, match=sentence):
        issue(cast, episode, Purpose.PERIOD, until=until)
    assert not Packet.objects.exists()


def test_who_left_gets_the_papers_of_the_egress_instead(cast: Cast) -> None:
    episode = ended(cast, days=60, reported=False)
    assert periods_owing([cast.seho.pk], ISSUED_ON) == []
    preview = period_preview(episode, ISSUED_ON, FIRST_BIMESTER_ENDS)
    assert "Ya egresó" in preview.missing_words


# --- the registration (art. 10.4) ------------------------------------------------------------------


def test_the_communication_attests_the_state_and_dates_it_art_10_4(cast: Cast) -> None:
    episode = in_attention(cast)
    [item] = [item for item in due_for(cast.coordinator, ISSUED_ON) if item.kind == "siagie_communicate"]
    assert item.url.endswith(f"/atencion/{episode.pk}/emitir/?para=REGISTRATION")
    packet = issue(cast, episode, Purpose.REGISTRATION)
    [document] = packet.documents.all()
    assert (document.kind, document.content["state_letter"]) == ("OFFICIAL_COMMUNICATION", "c")
    assert document.label.startswith("OFICIO N.° 001-2026-SEHO")
    assert (packet.band, packet.grading) == ("", "NONE")
    text = words(packet.path)
    assert "con SEHO hospitalario" in text
    assert "RELACIÓN" not in text
    assert SiagieStatus.objects.get(episode=episode).communicated_on == ISSUED_ON
    assert "siagie_communicate" not in [item.kind for item in due_for(cast.coordinator, ISSUED_ON)]
    with pytest.raises(ValidationError, match="ya fue emitida"):
        issue(cast, episode, Purpose.REGISTRATION)


def test_a_day_already_told_stays(cast: Cast) -> None:
    episode = in_attention(cast)
    status = SiagieStatus.objects.get(episode=episode)
    told_on = status.starts_on
    communicate_siagie(by=cast.coordinator, status=status, on=told_on, today=ISSUED_ON)
    issue(cast, episode, Purpose.REGISTRATION)
    assert SiagieStatus.objects.get(episode=episode).communicated_on == told_on


def test_another_school_asks_for_another_communication_example_46(cast: Cast) -> None:
    episode = in_attention(cast)
    first = issue(cast, episode, Purpose.REGISTRATION)
    assert registration_preview(episode, ISSUED_ON).change_words == ""
    moved_to = SchoolFactory(name="I. E. Nueva")
    Enrollment.objects.filter(patient=episode.patient).update(school=moved_to)
    preview = registration_preview(Episode.objects.get(pk=episode.pk), ISSUED_ON)
    assert preview.change_words == "Cambió lo que se comunicó: institución educativa (art. 10.4)."
    second = issue(cast, episode, Purpose.REGISTRATION, replaces=first, reason=preview.change_words)
    first.refresh_from_db()
    assert (first.state, second.school) == (PaperState.REPLACED, moved_to)


def test_nothing_is_communicated_without_a_state_or_after_the_egress(cast: Cast) -> None:
    episode = ended(cast, reported=False)
    status = SiagieStatus(patient=episode.patient, episode=episode, letter="c", starts_on=episode.starts_on)
    status.save()  # it stands until the return (art. 13.6)
    with pytest.raises(ValidationError, match="Ya egresó"):
        issue(cast, episode, Purpose.REGISTRATION)
    SiagieStatus.objects.update(letter="b", cause="NOT_AUTHORIZED")
    with pytest.raises(ValidationError, match="No tiene un estado con SEHO"):
        issue(cast, episode, Purpose.REGISTRATION)
    assert not Packet.objects.exists()


def test_when_the_day_cannot_be_written_nothing_was_issued(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    episode = in_attention(cast)

    def fail(**values: Any) -> None:
        raise RuntimeError("no day")

    monkeypatch.setattr(recording, "communicate_siagie", fail)
    with pytest.raises(RuntimeError, match="no day"):
        issue(cast, episode, Purpose.REGISTRATION)
    assert not Packet.objects.exists()
    assert not IssuedDocument.objects.exists()


# --- the return (art. 14.1) ------------------------------------------------------------------------


def test_the_report_of_the_return_goes_to_director_and_family_art_14_1(cast: Cast) -> None:
    episode = ended(cast)
    Return.objects.create(
        episode=episode, school=cast.school, starts_on=date(2026, 6, 15), opened_at=timezone.now(),
        opened_by=cast.coordinator,
    )  # fmt: skip
    packet = issue(cast, episode, Purpose.RETURN)
    papers = by_kind(packet)
    assert list(papers) == ["RETURN_REPORT", "FAMILY_RETURN_REPORT"]
    for paper in papers.values():
        text = words(paper.path)
        for expected in ("Lee textos cortos.", "Tiene ganas de volver.", "Sentarla cerca.", "Reducir tareas."):
            assert expected in text
        assert paper.content["returns_on"] == "2026-06-15"
    guardian = Guardian.objects.get(patient=episode.patient)
    assert guardian.full_name in words(papers["FAMILY_RETURN_REPORT"].path)
    assert papers["FAMILY_RETURN_REPORT"].content["told_on"] == ENDED_ON.isoformat()
    assert papers["RETURN_REPORT"].content["told_on"] is None
    report = episode.return_report
    assert (report.written_guardian_on, report.written_director_on) == (None, None), "issued is not delivered"


def test_the_school_gets_only_its_own_report(cast: Cast) -> None:
    packet = issue(cast, ended(cast), Purpose.RETURN)
    papers = by_kind(packet)
    assert packet.path == papers["RETURN_REPORT"].path, "the whole that goes to the school"
    seen = IssuedDocument.objects.visible_to(cast.director)
    assert list(seen.values_list("kind", flat=True)) == ["RETURN_REPORT"]
    assert IssuedDocument.objects.visible_to(cast.teacher).count() == 2
    assert IssuedDocument.objects.visible_to(cast.specialist).count() == 2
    assert not IssuedDocument.objects.visible_to(cast.other_director).exists()


def test_without_its_texts_it_is_not_issued(cast: Cast) -> None:
    episode = ended(cast, reported=False)
    with pytest.raises(ValidationError, match="Falta escribir: situación educativa, situación socioemocional, rec"):
        issue(cast, episode, Purpose.RETURN)
    assert not Packet.objects.exists()


@pytest.mark.parametrize("reason", [EpisodeEnd.DECEASED, EpisodeEnd.TRANSFER])
def test_who_does_not_return_has_no_report(cast: Cast, reason: EpisodeEnd) -> None:
    episode = ended(cast)
    Episode.objects.filter(pk=episode.pk).update(end_reason=reason)
    assert return_preview(Episode.objects.get(pk=episode.pk), ISSUED_ON).kinds == ()


def test_texts_that_changed_after_the_issue_propose_another(cast: Cast) -> None:
    episode = ended(cast)
    issue(cast, episode, Purpose.RETURN)
    assert return_preview(episode, ISSUED_ON).change_words == ""
    values = {**TEXTS, **dict.fromkeys(DAYS), "recommendations": "Sentarla cerca.\nMás tiempo."}
    save_return_report(by=cast.psychologist, episode=episode, values=values, version=1, today=ISSUED_ON)
    preview = return_preview(episode, ISSUED_ON)
    assert preview.change_words == "El informe cambió después de emitirse: recomendaciones pedagógicas."
    [difference] = preview.differences
    assert (difference.before, difference.after) == (
        "Sentarla cerca.\nReducir tareas.", "Sentarla cerca.\nMás tiempo.",
    )  # fmt: skip


def test_recognition_and_return_go_out_in_one_act_and_once(cast: Cast) -> None:
    episode, key = ended(cast), uuid.uuid4()
    act: dict[str, Any] = {"by": cast.coordinator, "episode": episode, "client_id": key, "today": ISSUED_ON}
    issue_packet(**act)  # interrupted before the second
    both = issue_at_egress(**act)
    assert [packet.purpose for packet in both] == [Purpose.RECOGNITION, Purpose.RETURN]
    assert issue_at_egress(**act) == both
    assert Packet.objects.count() == 2


# --- side by side ----------------------------------------------------------------------------------


def test_what_may_be_issued_beside(cast: Cast) -> None:
    episode = in_attention(cast, days=60)
    purposes = [one.purpose for one in beside(packet_preview(episode, ISSUED_ON))]
    assert purposes == [Purpose.REGISTRATION, Purpose.PERIOD]
    left = ended(cast)
    assert [one.purpose for one in beside(packet_preview(left, ISSUED_ON))] == [Purpose.RETURN]


def test_purposes_have_their_own_numbers_in_one_chain(cast: Cast) -> None:
    episode = ended(cast)
    issue(cast, episode, Purpose.RECOGNITION)
    annul_packet(by=cast.coordinator, packet=issue(cast, episode, Purpose.RETURN), reason="Motivo")
    issue(cast, episode, Purpose.RETURN)
    rows = IssuedDocument.objects.order_by("pk").values_list("kind", "number")
    assert list(rows) == [
        ("CONSTANCY", 1), ("PORTFOLIO", 1),
        ("RETURN_REPORT", 1), ("FAMILY_RETURN_REPORT", 1), ("RETURN_REPORT", 2), ("FAMILY_RETURN_REPORT", 2),
    ]  # fmt: skip
    call_command("verify_papers")


# --- what the class studies, and corrected files ---------------------------------------------------


def test_the_informe_tells_class_works_and_sessions(cast: Cast) -> None:
    episode = ended(cast, days=20)
    ClassReport.objects.create(
        episode=episode, topics="Fracciones y cuentos", period="II bimestre", contact_name="Docente de Aula",
        contact_post="tutora", answered_at=timezone.now(), answered_by=cast.director,
    )  # fmt: skip
    report = by_kind(issue(cast, episode, Purpose.RECOGNITION))["PROGRESS_REPORT"]
    line = next(line for line in report.content["lines"] if line["competency_number"] == 107)
    assert line["sessions"] == 2
    assert [(work["title"], work["number"]) for work in line["works"]] == [("Mi cuento ilustrado", 1)]
    assert report.content["class_work"]["told_by"] == "Docente de Aula, tutora"
    assert "Fracciones y cuentos" in words(report.path)


def corrected(cast: Cast) -> list[int]:
    return [one.pk for one in corrected_packets(in_force([cast.seho.pk], ISSUED_ON), ISSUED_ON)]


def test_a_corrected_file_is_due_until_it_is_replaced_r25(cast: Cast) -> None:
    episode = ended(cast)
    packet = issue(cast, episode, Purpose.RECOGNITION)
    assert corrected(cast) == []
    starts_on = ENDED_ON - timedelta(days=11)
    Episode.objects.filter(pk=episode.pk).update(starts_on=starts_on, first_attended_on=starts_on)
    assert corrected(cast) == [], "12 days are the same band as 10"
    starts_on = ENDED_ON - timedelta(days=19)
    Episode.objects.filter(pk=episode.pk).update(starts_on=starts_on, first_attended_on=starts_on)
    assert corrected(cast) == [packet.pk]
    assert "corrected" in [item.kind for item in due_for(cast.coordinator, ISSUED_ON)]
    labels = {one.label: (one.before, one.after) for one in packet_preview(episode, ISSUED_ON).differences}
    assert labels["Días acumulados en el SEHO"] == ("10 días", "20 días")
    assert labels["Tramo (art. 13.5)"] == ("Menos de 15 días", "De 15 a 30 días")
    assert "Calificación" not in labels
    annul_packet(by=cast.coordinator, packet=packet, reason="Se corrige")
    assert corrected(cast) == []
