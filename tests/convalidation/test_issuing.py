"""Issuing: the right papers for each band, once, numbered without gaps, never half."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from convalidation.enums import PaperState
from convalidation.models import IssuedDocument, Packet
from convalidation.queries import packet_preview
from convalidation.services import annul_packet, issue_packet, issuing, save_return_report
from convalidation.services.recording import Act, record_packet
from convalidation.services.returning import DAYS
from patients.enums import EpisodeEnd, Setting
from patients.models import Enrollment, Episode, Stay
from seho.accounts import audit
from seho.accounts.models import AuditEvent
from seho.files import open_stored
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ENDED_ON, ISSUED_ON, issued_packet, ready_episode
from tests.patients.factories import DiagnosisFactory

CONSTANCY, PORTFOLIO, REPORT, PLAN = "CONSTANCY", "PORTFOLIO", "PROGRESS_REPORT", "EDUCATION_PLAN"
ALL_FOUR = [CONSTANCY, PORTFOLIO, REPORT, PLAN]
CANARY, WARD = "Leucemia-CANARIO", "Oncología-CANARIO"


def read(path: str) -> bytes:
    with open_stored(path) as stored:
        return stored.read()


def words(path: str) -> str:
    """The text of a PDF in one line: lines break anywhere."""
    reader = PdfReader(BytesIO(read(path)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def pages(path: str) -> int:
    return len(PdfReader(BytesIO(read(path))).pages)


def by_kind(packet: Packet) -> dict[str, IssuedDocument]:
    return {document.kind: document for document in packet.documents.all()}


def issue(cast: Cast, episode: Episode, **values: Any) -> Packet:
    defaults = {"by": cast.coordinator, "client_id": uuid.uuid4(), "today": ISSUED_ON}
    return issue_packet(episode=episode, **(defaults | values))


# --- what is printed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "kinds", "band", "grading"),
    [
        pytest.param(14, [CONSTANCY, PORTFOLIO], "lt15", "NONE", id="14 days, art. 13.5"),
        pytest.param(15, ALL_FOUR, "d15_30", "NONE", id="15 days, art. 13.5"),
        pytest.param(31, ALL_FOUR, "d31_90", "NONE", id="31 days do not reach a bimester, R15"),
        pytest.param(82, ALL_FOUR, "d31_90", "GRADEBOOK", id="82 days reach one, R15"),
        pytest.param(91, ALL_FOUR, "d91", "SIAGIE", id="91 days, R17"),
    ],
)
def test_each_band_gets_its_papers(cast: Cast, days: int, kinds: list[str], band: str, grading: str) -> None:
    packet = issued_packet(cast.seho, by=cast.coordinator, days=days, school=cast.school, levels={107: "B", 108: "NE"})
    assert [document.kind for document in packet.documents.all()] == kinds
    assert (packet.band, packet.grading, packet.school) == (band, grading, cast.school)
    assert (packet.days_stay, packet.days_accumulated) == (days, days)
    if REPORT in kinds:
        report = words(by_kind(packet)[REPORT].path)
        assert ("En proceso" in report) is (grading != "NONE")
        assert "En inicio" not in report
        assert "No evaluada" in report or grading == "NONE"


def test_the_packet_says_number_code_pupil_and_what_the_school_recognises(cast: Cast) -> None:
    packet = issued_packet(cast.seho, by=cast.coordinator, days=20, school=cast.school, paternal_surname="Ñahui")
    constancy = by_kind(packet)[CONSTANCY]
    text = words(constancy.path)
    for expected in ("Ñahui Mamani", "veinte (20) días", "N.° 001-2026-", constancy.printed_code, "8 de junio de 2026"):
        assert expected in text
    assert cast.coordinator.full_name in text
    whole = words(packet.path)
    assert "reconocidos, certificados y registrados por la IE" in whole
    assert "Directora Conocida" in whole
    assert packet.code not in {document.code for document in packet.documents.all()}
    assert constancy.label.startswith("CONSTANCIA N.° 001-2026-SEHO")
    parts = sum(pages(document.path) for document in packet.documents.all())
    assert pages(packet.path) - parts in (1, 2), "the list of documents heads the packet"


def test_the_report_of_the_return_goes_into_the_informe_de_progreso(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school)
    values = {
        "learning_situation": "Lee textos cortos.", "socioemotional_situation": "Extraña a su salón.",
        "recommendations": "Sentarla cerca.\nReducir tareas.", **dict.fromkeys(DAYS),
    }  # fmt: skip
    save_return_report(by=cast.psychologist, episode=episode, values=values, version=0, today=ISSUED_ON)
    report = words(by_kind(issue(cast, episode))[REPORT].path)
    for expected in ("Lee textos cortos.", "Extraña a su salón.", "Sentarla cerca.", "Reducir tareas."):
        assert expected in report


def test_no_paper_tells_of_health_or_of_the_ward(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school, care_notes="Cansancio-CANARIO")
    stay = Stay.objects.get(patient=episode.patient)
    Stay.objects.filter(pk=stay.pk).update(ward=WARD)
    DiagnosisFactory(stay=stay, text=CANARY)
    packet = issue(cast, episode)
    for path in [packet.path, *(document.path for document in packet.documents.all())]:
        assert "CANARIO" not in words(path)
        assert b"CANARIO" not in read(path)
    assert "CANARIO" not in str([document.content for document in packet.documents.all()])


def test_a_discreet_service_never_names_its_hospital(cast: Cast) -> None:
    cast.seho.hospital.name = "Instituto de Enfermedades CANARIO"
    cast.seho.hospital.save()
    cast.seho.name, cast.seho.short_name = "SEHO del Instituto CANARIO", "Instituto CANARIO"
    cast.seho.registration_code, cast.seho.hide_hospital_name = None, True
    cast.seho.save()
    packet = issued_packet(cast.seho, by=cast.coordinator, days=20, school=cast.school)
    assert "CANARIO" not in words(packet.path)
    assert "CANARIO" not in str([(document.label, document.content) for document in packet.documents.all()])


def test_ambulatory_attention_gets_a_simple_constancia(cast: Cast) -> None:
    """R21: no packet is owed, a constancia of participation can be issued."""
    episode = ready_episode(
        cast.seho, by=cast.coordinator, days=20, school=cast.school, setting=Setting.UNTYPED, has_plan=False
    )
    Episode.objects.filter(pk=episode.pk).update(end_reason=EpisodeEnd.DISCHARGE)
    packet = issue(cast, episode)
    [document] = packet.documents.all()
    assert (document.kind, packet.band) == ("PARTICIPATION", "")
    assert document.label.startswith("CONSTANCIA DE PARTICIPACIÓN N.° 001-2026-SEHO")
    text = words(packet.path)
    assert "CONSTANCIA DE PARTICIPACIÓN" in text.upper()
    for not_said in ("RELACIÓN", "SIAGIE", "reconocidos"):
        assert not_said not in text


def test_the_first_attention_later_than_the_registration_begins_the_permanence(cast: Cast) -> None:
    """R9."""
    episode = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school)
    Episode.objects.filter(pk=episode.pk).update(first_attended_on=ENDED_ON - timedelta(days=9))
    packet = issue(cast, episode)
    assert (packet.starts_on, packet.days_stay, packet.band) == (ENDED_ON - timedelta(days=9), 10, "lt15")


# --- what stops it ---------------------------------------------------------------------------------


def test_an_open_attention_waits_for_the_egress(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school)
    Episode.objects.filter(pk=episode.pk).update(ends_on=None, end_reason="")
    Stay.objects.filter(patient=episode.patient).update(ends_on=None)
    with pytest.raises(ValidationError, match=r"art\. 14\.1"):
        issue(cast, episode)
    assert not Packet.objects.exists()


def test_without_enrolment_there_is_nobody_to_address(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    Enrollment.objects.filter(patient=episode.patient).delete()
    with pytest.raises(ValidationError, match="matrícula"):
        issue(cast, episode)


def test_from_fifteen_days_on_a_plan_is_needed(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school, has_plan=False)
    with pytest.raises(ValidationError, match=r"art\. 11\.4"):
        issue(cast, episode)


def test_levels_that_are_due_must_have_been_given(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=91, school=cast.school, levels={107: "NE"})
    with pytest.raises(ValidationError, match="ninguna competencia evaluada"):
        issue(cast, episode)


def test_what_is_missing_but_does_not_stop_is_told(cast: Cast) -> None:
    cast.school.director_name = ""
    cast.school.save()
    episode = ready_episode(
        cast.seho, by=cast.coordinator, days=20, school=cast.school, photos=0, levels={}, sessions=0
    )
    preview = packet_preview(episode, ISSUED_ON)
    assert preview.is_ready
    told = " ".join(check.text for check in preview.warnings)
    gaps = ("portafolio no tiene trabajos", "3 competencias del plan no", "No hay sesiones", "directora", "art. 14.1")
    assert [gap for gap in gaps if gap not in told] == []


# --- once, and never half --------------------------------------------------------------------------


def test_the_same_key_answers_the_same_packet(cast: Cast) -> None:
    episode, key = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school), uuid.uuid4()
    first = issue(cast, episode, client_id=key)
    assert issue(cast, episode, client_id=key) == first
    assert Packet.objects.count() == 1
    assert IssuedDocument.objects.count() == 2


def test_papers_in_force_are_not_issued_again(cast: Cast) -> None:
    packet = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    with pytest.raises(ValidationError, match="ya fueron emitidos"):
        issue(cast, packet.episode)


def test_numbers_run_for_each_kind_and_start_again_with_the_year(cast: Cast) -> None:
    for days in (10, 20):
        issued_packet(cast.seho, by=cast.coordinator, days=days, school=cast.school)
    issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school, today=date(2027, 1, 4))
    rows = IssuedDocument.objects.order_by("pk").values_list("kind", "year", "number")
    assert list(rows) == [
        (CONSTANCY, 2026, 1), (PORTFOLIO, 2026, 1),
        (CONSTANCY, 2026, 2), (PORTFOLIO, 2026, 2), (REPORT, 2026, 1), (PLAN, 2026, 1),
        (CONSTANCY, 2027, 1), (PORTFOLIO, 2027, 1),
    ]  # fmt: skip


def test_a_number_taken_in_between_is_not_printed_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process issues while this packet is laid out: it is laid out again with the next number."""
    rival = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    episode = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    real, taken = issuing._prepare, []

    def prepare(preview: Any) -> Any:
        prepared = real(preview)
        if not taken:
            taken.append(True)
            other = real(packet_preview(issuing._loaded(rival.pk), ISSUED_ON))
            record_packet(Act(cast.coordinator, uuid.uuid4()), other)
        return prepared

    monkeypatch.setattr(issuing, "_prepare", prepare)
    packet = issue(cast, episode)
    constancy = by_kind(packet)[CONSTANCY]
    assert constancy.number == 2
    assert "N.° 002-2026-" in words(constancy.path)


def test_data_that_change_while_it_is_laid_out_stop_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    real = issuing._prepare

    def prepare(preview: Any) -> Any:
        Episode.objects.filter(pk=episode.pk).update(version=episode.version + 1)
        return real(preview)

    monkeypatch.setattr(issuing, "_prepare", prepare)
    with pytest.raises(ValidationError, match="cambiaron mientras"):
        issue(cast, episode)
    assert not Packet.objects.exists()


def test_when_the_audit_fails_nothing_was_issued(cast: Cast, monkeypatch: pytest.MonkeyPatch, media: Path) -> None:
    episode = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school)

    def fail(**values: Any) -> None:
        raise RuntimeError("no audit")

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", fail)
        with pytest.raises(RuntimeError, match="no audit"):
            issue(cast, episode)
    assert not Packet.objects.exists()
    assert len(list((media / "issued").rglob("*.pdf"))) == 3
    packet = issue(cast, episode)
    assert by_kind(packet)[CONSTANCY].number == 1


def test_the_issue_is_told_in_the_history_without_names(cast: Cast) -> None:
    packet = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    event = AuditEvent.objects.get(object_type="convalidation.packet", object_id=str(packet.pk))
    assert (event.by, event.act, event.seho) == (cast.coordinator, "Emitió documentos", cast.seho)
    assert "Quispe" not in str(event.after)


# --- annulled, replaced, never changed -------------------------------------------------------------


def test_an_annulled_packet_frees_the_episode_and_keeps_its_numbers(cast: Cast) -> None:
    packet = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    annul_packet(by=cast.coordinator, packet=packet, reason="Fecha mal escrita")
    again = issue(cast, packet.episode)
    packet.refresh_from_db()
    assert (packet.state, packet.annulled_by, packet.annulled_reason) == (
        PaperState.ANNULLED, cast.coordinator, "Fecha mal escrita",
    )  # fmt: skip
    assert by_kind(again)[CONSTANCY].number == 2
    with pytest.raises(ValidationError, match="ya no estaban vigentes"):
        annul_packet(by=cast.coordinator, packet=packet, reason="Otra vez")


def test_annulling_needs_a_reason(cast: Cast) -> None:
    packet = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    with pytest.raises(ValidationError) as refused:
        annul_packet(by=cast.coordinator, packet=packet, reason="  ")
    assert "reason" in refused.value.message_dict


def test_a_correction_of_dates_that_changes_the_band_proposes_to_replace(cast: Cast) -> None:
    """R25: the packet of 10 days really lasted 20."""
    episode = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    packet = issue(cast, episode)
    assert not packet_preview(Episode.objects.get(pk=episode.pk), ISSUED_ON).change.replace  # type: ignore[union-attr]
    earlier = ENDED_ON - timedelta(days=13)
    Episode.objects.filter(pk=episode.pk).update(starts_on=earlier, first_attended_on=earlier)
    Stay.objects.filter(patient=episode.patient).update(starts_on=earlier)
    assert not packet_preview(Episode.objects.get(pk=episode.pk), ISSUED_ON).change.replace  # type: ignore[union-attr]
    earlier = ENDED_ON - timedelta(days=19)
    Episode.objects.filter(pk=episode.pk).update(starts_on=earlier, first_attended_on=earlier)
    Stay.objects.filter(patient=episode.patient).update(starts_on=earlier)
    change = packet_preview(Episode.objects.get(pk=episode.pk), ISSUED_ON + timedelta(days=3)).change
    assert change is not None
    assert change.replace
    assert [kind.value for kind in change.added] == [REPORT, PLAN]
    assert packet.days_stay == 10


def test_a_replacement_annuls_and_issues_in_one_act(cast: Cast) -> None:
    first = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    second = issue(cast, first.episode, replaces=first, reason="Se corrigió el egreso")
    first.refresh_from_db()
    assert (first.state, first.annulled_reason) == (PaperState.REPLACED, "Se corrigió el egreso")
    assert second.replaces == first
    assert Packet.objects.filter(episode=first.episode, state=PaperState.VALID).get() == second


def test_a_replacement_without_reason_leaves_everything(cast: Cast) -> None:
    first = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    with pytest.raises(ValidationError):
        issue(cast, first.episode, replaces=first, reason=" ")
    first.refresh_from_db()
    assert first.is_valid
    assert Packet.objects.count() == 1


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (IssuedDocument, {"label": "X"}),
        (IssuedDocument, {"number": 9}),
        (Packet, {"days_stay": 99}),
        (Packet, {"sha256": ""}),
    ],
)
def test_the_database_refuses_to_change_what_was_issued(cast: Cast, model: Any, change: dict[str, Any]) -> None:
    issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**change)
