"""The return: opened, planned, followed and closed; what is refused changes nothing (art. 14, 15)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from convalidation.models import ClassReport, FollowUp, Incident, Return, Visit
from convalidation.services import following
from patients.enums import EpisodeEnd, Setting
from patients.models import Enrollment, Episode
from seho.accounts.models import AuditEvent
from seho.forms import VersionConflict
from tests.convalidation.conftest import Cast
from tests.curriculum.factories import SchoolGradeFactory
from tests.network.factories import SchoolFactory
from tests.patients.factories import EpisodeFactory, registered_pupil

pytestmark = pytest.mark.django_db
BEGAN, ENDED, START = date(2026, 5, 4), date(2026, 5, 22), date(2026, 5, 25)
DAY = timedelta(days=1)
TODAY = START + 40 * DAY
PLAN: dict[str, Any] = {
    "starts_on": START, "days_a_week": 3, "full_from": None, "adjustments": "Aula en el primer piso.",
    "contact_name": "Tutora Conocida", "contact_post": "Tutora", "contact_phone": "987654321", "agreed_on": START,
    "hopes": "Ver a mis amigas", "fears": "Que se burlen",
}  # fmt: skip
FOUND = {"done_on": START + 7 * DAY, "way": "CALL", "progress": "WELL", "note": "Asiste."}
TROUBLE = {
    "kind": "TREATMENT", "happened_on": START + DAY, "description": "Se burlaron.", "guidance": "", "resolved_on": None,
}  # fmt: skip
VISITED = {"visited_on": START + 5 * DAY, "found": "Aula en el segundo piso.", "agreed": "Bajar el aula."}


def ended_episode(cast: Cast, **patient: Any) -> Episode:
    pupil = registered_pupil(
        cast.seho, starts_on=BEGAN, ends_on=ENDED, school=cast.school, by=cast.coordinator, **patient
    )
    episode: Episode = pupil.episodes.get()
    return episode


def opened(cast: Cast, **patient: Any) -> Return:
    return following.open_return(by=cast.coordinator, episode=ended_episode(cast, **patient), today=TODAY)


def planned(cast: Cast, **changes: Any) -> Return:
    row = opened(cast)
    return following.save_plan(
        by=cast.coordinator, school_return=row, values={**PLAN, **changes}, version=1, today=TODAY
    )


def follow(cast: Cast, row: Return, day: int, **changes: Any) -> FollowUp:
    values = {**FOUND, "done_on": START + (day + 1) * DAY, **changes}
    return following.save_follow_up(
        by=cast.psychologist, school_return=row, day=day, values=values, version=0, today=START + 100 * DAY
    )


def trouble(cast: Cast, row: Return, key: uuid.UUID | None = None, **changes: Any) -> Incident:
    return following.add_incident(
        by=cast.director, school_return=row, client_id=key or uuid.uuid4(), values={**TROUBLE, **changes}, today=TODAY
    )


def refused(act: Any, *args: Any, **values: Any) -> dict[str, list[str]]:
    """The sentences by field; what was tried left no act in the audit."""
    before = AuditEvent.objects.count()
    with pytest.raises(ValidationError) as caught:
        act(*args, **values)
    assert AuditEvent.objects.count() == before
    return caught.value.message_dict if hasattr(caught.value, "error_dict") else {"": caught.value.messages}


# --- Opening -------------------------------------------------------------------------------------


def test_a_return_goes_to_the_school_of_the_present_enrolment_and_is_opened_once(cast: Cast) -> None:
    episode, other = ended_episode(cast), SchoolFactory()
    Enrollment.objects.filter(patient=episode.patient).update(ends_on=ENDED)
    Enrollment.objects.create(
        patient=episode.patient, school=other, school_grade=SchoolGradeFactory(), starts_on=ENDED + DAY
    )
    row = following.open_return(by=cast.coordinator, episode=episode, today=TODAY)
    assert (row.school, row.opened_by, row.is_open) == (other, cast.coordinator, True)
    assert following.open_return(by=cast.director, episode=episode, today=TODAY) == row
    assert AuditEvent.objects.filter(act="Abrió el seguimiento del retorno", seho=cast.seho).count() == 1


def test_whom_the_school_named_answers_for_the_plan(cast: Cast) -> None:
    episode = ended_episode(cast)
    ClassReport.objects.create(
        episode=episode, topics="Fracciones", contact_name="Auxiliar Nombrada", contact_post="Auxiliar",
        contact_phone="912345678", answered_at=timezone.now(), answered_by=cast.director,
    )  # fmt: skip
    row = following.open_return(by=cast.coordinator, episode=episode, today=TODAY)
    assert (row.contact_name, row.contact_post, row.contact_phone) == ("Auxiliar Nombrada", "Auxiliar", "912345678")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": None, "end_reason": ""}, "sigue en atención"),
        ({"ends_on": TODAY + DAY}, "sigue en atención"),
        ({"end_reason": EpisodeEnd.DECEASED}, "falleció"),
        ({"end_reason": EpisodeEnd.TRANSFER}, "Pasa a otro SEHO"),
        ({"end_reason": EpisodeEnd.SETTING_CHANGE}, "otro ámbito"),
        ({"setting": Setting.UNTYPED}, "no tipificada"),
    ],
)
def test_who_does_not_return_has_no_return(cast: Cast, change: dict[str, Any], sentence: str) -> None:
    episode = ended_episode(cast)
    Episode.objects.filter(pk=episode.pk).update(**change)
    said = refused(following.open_return, by=cast.coordinator, episode=episode, today=TODAY)
    assert sentence in said[""][0]
    assert not Return.objects.exists()


def test_who_is_back_in_a_service_has_no_return(cast: Cast) -> None:
    episode = ended_episode(cast)
    EpisodeFactory(patient=episode.patient, starts_on=ENDED + 9 * DAY)
    said = refused(following.open_return, by=cast.coordinator, episode=episode, today=TODAY)
    assert "Volvió a un SEHO" in said[""][0]


def test_without_enrolment_nobody_knows_where_to(cast: Cast) -> None:
    episode = ended_episode(cast)
    Enrollment.objects.all().delete()
    assert "matrícula" in refused(following.open_return, by=cast.coordinator, episode=episode, today=TODAY)[""][0]


# --- The plan ------------------------------------------------------------------------------------


def test_the_plan_is_kept_and_the_voice_stays_out_of_the_audit(cast: Cast) -> None:
    row = planned(cast)
    assert (row.starts_on, row.days_a_week, row.hopes, row.version) == (START, 3, "Ver a mis amigas", 2)
    event = AuditEvent.objects.get(act="Guardó el plan de retorno")
    assert event.after["contact_name"] == "Tutora Conocida"
    assert "Ver a mis amigas" not in str(event.after)


def test_a_plan_from_the_school_leaves_the_voice_as_it_was(cast: Cast) -> None:
    row = planned(cast)
    values = {name: value for name, value in PLAN.items() if name not in ("hopes", "fears")}
    row = following.save_plan(by=cast.director, school_return=row, values=values, version=2, today=TODAY)
    assert (row.hopes, row.fears, row.version) == ("Ver a mis amigas", "Que se burlen", 3)


def test_of_two_who_write_the_plan_the_second_is_told(cast: Cast) -> None:
    row = planned(cast)
    with pytest.raises(VersionConflict):
        following.save_plan(by=cast.director, school_return=row, values=PLAN, version=1, today=TODAY)


def test_an_impossible_plan_is_refused_beside_its_field(cast: Cast) -> None:
    row = opened(cast)
    values = {**PLAN, "starts_on": ENDED - DAY, "contact_name": ""}
    said = refused(following.save_plan, by=cast.coordinator, school_return=row, values=values, version=1, today=TODAY)
    assert set(said) == {"starts_on", "contact_name"}
    row.refresh_from_db()
    assert (row.starts_on, row.version) == (None, 1)


# --- Follow-ups, incidents, visits ---------------------------------------------------------------


def test_a_follow_up_is_kept_and_corrected_by_version(cast: Cast) -> None:
    row = planned(cast)
    first = follow(cast, row, 7)
    assert (first.version, first.written_by) == (1, cast.psychologist)
    values = {**FOUND, "progress": "SLOWLY"}
    save = {"by": cast.coordinator, "school_return": row, "day": 7, "values": values, "today": TODAY}
    with pytest.raises(VersionConflict):
        following.save_follow_up(**save, version=0)
    changed = following.save_follow_up(**save, version=1)
    assert (changed.pk, changed.progress, changed.written_by) == (first.pk, "SLOWLY", cast.psychologist)
    assert AuditEvent.objects.filter(act="Registró el seguimiento de los 7 días").count() == 2


def test_a_follow_up_out_of_its_time_is_refused(cast: Cast) -> None:
    row = planned(cast)
    save = {"by": cast.coordinator, "school_return": row, "version": 0, "today": TODAY}
    assert "done_on" in refused(following.save_follow_up, day=30, values=FOUND, **save)
    assert "7, 30, 60 y 90" in refused(following.save_follow_up, day=45, values=FOUND, **save)[""][0]
    early = opened(cast, paternal_surname="Sin fecha")
    assert "done_on" in refused(following.save_follow_up, day=7, values=FOUND, **{**save, "school_return": early})
    assert not FollowUp.objects.exists()


def test_an_incident_sent_twice_is_written_once(cast: Cast) -> None:
    row, key = planned(cast), uuid.uuid4()
    assert trouble(cast, row, key) == trouble(cast, row, key)
    assert AuditEvent.objects.filter(act="Registró una incidencia del retorno").count() == 1
    other = opened(cast, paternal_surname="Otra")
    assert "otro retorno" in refused(trouble, cast, other, key)[""][0]


def test_an_incident_is_resolved_with_its_guidance(cast: Cast) -> None:
    incident = trouble(cast, planned(cast))
    change = {"by": cast.psychologist, "incident": incident, "today": TODAY}
    values = {**TROUBLE, "resolved_on": START + 3 * DAY}
    assert "guidance" in refused(following.change_incident, values=values, version=1, **change)
    values["guidance"] = "Se conversó con el aula."
    row = following.change_incident(values=values, version=1, **change)
    assert (row.resolved_on, row.version, row.written_by) == (START + 3 * DAY, 2, cast.director)
    assert AuditEvent.objects.filter(act="Resolvió una incidencia del retorno").exists()
    with pytest.raises(VersionConflict):
        following.change_incident(values=values, version=1, **change)


def test_a_visit_sent_twice_is_written_once_and_corrected_by_version(cast: Cast) -> None:
    row, key = planned(cast), uuid.uuid4()
    add = {"by": cast.specialist, "school_return": row, "client_id": key, "values": VISITED, "today": TODAY}
    visit = following.add_visit(**add)
    assert following.add_visit(**add) == visit
    change = {"by": cast.specialist, "visit": visit, "values": {**VISITED, "agreed": ""}, "today": TODAY}
    assert following.change_visit(version=1, **change).agreed == ""
    with pytest.raises(VersionConflict):
        following.change_visit(version=1, **change)
    late = {**change, "values": {**VISITED, "visited_on": TODAY + DAY}}
    assert "visited_on" in refused(following.change_visit, version=2, **late)
    assert Visit.objects.get().version == 2


# --- The end -------------------------------------------------------------------------------------


def close(cast: Cast, row: Return, outcome: str = "SATISFACTORY", note: str = "", by: Any = None) -> Return:
    return following.close_return(
        by=by or cast.coordinator, school_return=row, outcome=outcome, note=note, today=START + 100 * DAY
    )


def test_a_return_that_went_to_its_end_is_closed_once(cast: Cast) -> None:
    row = planned(cast)
    for day in (7, 30, 60, 90):
        follow(cast, row, day)
    row = close(cast, row)
    assert (row.outcome, row.closed_by, row.closed_on) == ("SATISFACTORY", cast.coordinator, START + 100 * DAY)
    assert close(cast, row, by=cast.specialist).closed_by == cast.coordinator
    assert "cerrado" in refused(close, cast, row, "LEFT", "Se mudó.")[""][0]


def test_an_open_incident_stands_against_a_satisfactory_end(cast: Cast) -> None:
    row = planned(cast)
    trouble(cast, row)
    said = refused(close, cast, row, note="Concluye antes.")
    assert "incidencia sin resolver" in said["outcome"][0]
    row.refresh_from_db()
    assert row.is_open


def test_an_end_before_the_last_follow_up_says_why(cast: Cast) -> None:
    row = planned(cast)
    assert "90 días" in refused(close, cast, row)["closing_note"][0]
    assert close(cast, row, note="La familia viaja; va bien.").closing_note == "La familia viaja; va bien."


def test_who_is_back_in_the_service_is_closed_as_readmitted_and_not_otherwise(cast: Cast) -> None:
    row = planned(cast)
    assert "outcome" in refused(close, cast, row, "READMITTED")
    EpisodeFactory(patient=row.episode.patient, starts_on=START + 50 * DAY)
    assert "interrumpido" in refused(close, cast, row, note="Nota")["outcome"][0]
    assert close(cast, row, "READMITTED").outcome == "READMITTED"


def test_an_ambulatory_attention_afterwards_is_no_readmission(cast: Cast) -> None:
    row = planned(cast)
    EpisodeFactory(patient=row.episode.patient, starts_on=START + 50 * DAY, setting=Setting.UNTYPED)
    assert "outcome" in refused(close, cast, row, "READMITTED")


def test_nothing_is_written_in_a_closed_return_until_it_is_open_again(cast: Cast) -> None:
    row = planned(cast)
    incident = trouble(cast, row, guidance="Se habló.", resolved_on=START + DAY)
    visit = following.add_visit(
        by=cast.specialist, school_return=row, client_id=uuid.uuid4(), values=VISITED, today=TODAY
    )
    close(cast, row, "LEFT", "Se mudó.")
    by = {"by": cast.coordinator, "today": TODAY}
    tried = [
        (following.save_plan, {"school_return": row, "values": PLAN, "version": 2, **by}),
        (following.save_follow_up, {"school_return": row, "day": 7, "values": FOUND, "version": 0, **by}),
        (following.add_incident, {"school_return": row, "client_id": uuid.uuid4(), "values": TROUBLE, **by}),
        (following.change_incident, {"incident": incident, "values": TROUBLE, "version": 1, **by}),
        (following.add_visit, {"school_return": row, "client_id": uuid.uuid4(), "values": VISITED, **by}),
        (following.change_visit, {"visit": visit, "values": VISITED, "version": 1, **by}),
        (following.move_return, {"school_return": row, "by": cast.coordinator}),
    ]
    for act, values in tried:
        assert refused(act, **values)[""] == [following.CLOSED]
    row = following.reopen_return(by=cast.specialist, school_return=row, reason="Volvió a faltar")
    assert (row.is_open, row.closed_by, row.outcome) == (True, None, "")
    assert AuditEvent.objects.get(act="Volvió a abrir el retorno").reason == "Volvió a faltar"
    assert following.reopen_return(by=cast.specialist, school_return=row, reason="Otra vez") == row
    follow(cast, row, 7)


def test_a_return_goes_along_to_another_school_and_is_agreed_anew(cast: Cast) -> None:
    row, other = planned(cast), SchoolFactory()
    assert following.move_return(by=cast.coordinator, school_return=row).school == cast.school
    Enrollment.objects.update(school=other)
    row = following.move_return(by=cast.coordinator, school_return=row)
    assert (row.school, row.contact_name, row.agreed_on, row.starts_on) == (other, "", None, START)


def test_an_audit_that_cannot_be_written_leaves_no_return(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**values: Any) -> None:
        raise RuntimeError("no audit")

    row = planned(cast)
    monkeypatch.setattr(following.audit, "record", broken)
    with pytest.raises(RuntimeError):
        trouble(cast, row)
    with pytest.raises(RuntimeError):
        close(cast, row, "LEFT", "Se mudó.")
    row.refresh_from_db()
    assert row.is_open
    assert not Incident.objects.exists()
