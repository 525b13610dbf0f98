"""Each way out of each service, and that nothing is half written."""

import uuid
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from attendance import services
from attendance.enums import AbsenceReason, PlanState
from attendance.models import Assessment, Participation, PlanVersion, Session, Work
from attendance.services import Attendance, Mark, PlanGoal, SessionEntry, WorkEntry
from patients.enums import AuthorizationPurpose, Setting
from patients.models import Episode
from seho.accounts.audit import history_of
from seho.accounts.models import AuditEvent
from seho.forms import VersionConflict
from tests.attendance.factories import (
    AssessmentFactory,
    ParticipationFactory,
    PlanVersionFactory,
    SessionFactory,
    WorkFactory,
    small_photo,
)
from tests.curriculum.factories import PeriodFactory, SchoolCalendarFactory
from tests.ground.pictures import upload
from tests.patients.factories import AuthorizationFactory

pytestmark = pytest.mark.django_db


def entry(world, **changes):
    usual = SessionEntry(
        client_id=uuid.uuid4(), held_on=world.today, minutes=45, kind="LEARNING", space="BEDSIDE", modality="IN_PERSON"
    )
    return replace(usual, **changes)


def log(world, what, *pupils, by=None, taught_by=None):
    by = by or world.teacher
    return services.log_session(
        by=by, seho=world.seho, entry=what, pupils=pupils, taught_by=[by] if taught_by is None else taught_by,
        today=world.today,
    )  # fmt: skip


def fails_to_record(*args, **kwargs):
    raise RuntimeError("The audit cannot write.")


# --- sessions ------------------------------------------------------------------------------------------


def test_a_session_of_several_pupils_is_written_with_its_event(world):
    first, second = world.pupil(), world.pupil()
    session = log(
        world,
        entry(world),
        Attendance(first, competency_id=world.read.pk, evidence="Leyó"),
        Attendance(second, attended=False, absence_reason=AbsenceReason.UNWELL),
    )
    rows = {row.episode_id: row for row in session.participations.all()}
    assert (rows[first.pk].attended, rows[first.pk].competency, rows[first.pk].evidence) == (True, world.read, "Leyó")
    assert (rows[second.pk].attended, rows[second.pk].absence_reason) == (False, "UNWELL")
    assert list(session.professionals.all()) == [world.teacher]
    event = history_of(session).get()
    assert (event.act, event.by) == ("Registró una sesión", world.teacher)
    assert any("participó, competencia 8" in line for line in event.after["estudiantes"])


def test_the_first_session_begins_the_third_clock(world, episode):
    log(world, entry(world), Attendance(episode))
    log(world, entry(world, held_on=world.ago(3)), Attendance(episode))
    log(world, entry(world, held_on=world.ago(9)), Attendance(episode, attended=False, absence_reason="UNWELL"))
    episode.refresh_from_db()
    assert episode.first_attended_on == world.ago(3)


def test_the_same_entry_sent_twice_is_written_once(world, episode):
    what = entry(world, title="Cuento", starts_at=time(10, 0))
    pupil = Attendance(episode, competency_id=world.read.pk, evidence="Leyó")
    first = log(world, what, pupil)
    assert log(world, what, pupil) == first
    assert Session.objects.count() == Participation.objects.count() == AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"minutes": 50}, {"title": "Otro"}, {"starts_at": time(11)}, {"space": "MULTIFUNCTIONAL"}, {"kind": "PROJECT"}],
    ids=lambda change: next(iter(change)),
)
def test_another_entry_with_the_same_identifier_is_refused(world, episode, change):
    what = entry(world)
    log(world, what, Attendance(episode))
    with pytest.raises(ValidationError, match="ya se guardó con otros datos"):
        log(world, replace(what, **change), Attendance(episode))
    assert Session.objects.get().minutes == 45


def test_other_pupils_people_or_reasons_with_the_same_identifier_are_refused(world, episode):
    what, other = entry(world), world.pupil()
    log(world, what, Attendance(episode))
    for pupils, taught_by in (
        ([Attendance(other)], None),
        ([Attendance(episode, evidence="x")], None),
        ([Attendance(episode, attended=False, absence_reason="UNWELL")], None),
        ([Attendance(episode)], [world.psychologist]),
    ):
        with pytest.raises(ValidationError, match="otros datos"):
            log(world, what, *pupils, taught_by=taught_by)
    with pytest.raises(ValidationError, match="otros datos"):
        log(world, what, Attendance(episode), by=world.psychologist, taught_by=[world.teacher])


@pytest.mark.parametrize(
    ("changes", "attendance", "field"),
    [
        ({"held_on": date(2026, 6, 11)}, {}, "held_on"),
        ({"held_on": date(2026, 5, 19)}, {}, "held_on"),
        ({"minutes": 4}, {}, "minutes"),
        ({"minutes": 481}, {}, "minutes"),
        ({"space": "HOME"}, {}, "space"),
        ({"space": "VIRTUAL"}, {}, "modality"),
        ({"modality": "VIRTUAL"}, {}, "modality"),
        ({}, {"attended": False}, "pupils"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(world, episode, changes, attendance, field):
    with pytest.raises(ValidationError) as refusal:
        log(world, entry(world, **changes), Attendance(episode, **attendance))
    assert list(refusal.value.message_dict) == [field]
    assert not Session.objects.exists()
    assert not AuditEvent.objects.exists()


def test_nobody_ticked_and_nobody_who_taught_are_refused(world, episode):
    with pytest.raises(ValidationError, match="al menos"):
        log(world, entry(world))
    with pytest.raises(ValidationError, match="quién atendió"):
        log(world, entry(world), Attendance(episode), taught_by=[])


def test_a_pupil_of_another_service_is_refused(world):
    from tests.network.factories import SehoFactory
    from tests.patients.factories import registered_pupil

    foreign = registered_pupil(SehoFactory(), starts_on=world.ago(10)).episodes.get()
    with pytest.raises(ValidationError, match="no está en atención en este SEHO"):
        log(world, entry(world), Attendance(foreign))


def test_a_competency_of_another_level_is_refused(world, episode):
    with pytest.raises(ValidationError, match="no es de su nivel y grado"):
        log(world, entry(world), Attendance(episode, competency_id=world.foreign.pk))


def test_a_session_before_the_authorisation_is_refused(world, episode):
    episode.patient.authorizations.filter(purpose=AuthorizationPurpose.ENTRY).update(decided_on=world.ago(2))
    log(world, entry(world, held_on=world.ago(2)), Attendance(episode))
    with pytest.raises(ValidationError, match="no ha autorizado el ingreso"):
        log(world, entry(world, held_on=world.ago(3)), Attendance(Episode.objects.get()))


def test_visits_and_virtual_attention_with_their_authorisation(world, episode):
    guardian = episode.patient.guardians.get()
    for purpose in (AuthorizationPurpose.HOME_VISITS, AuthorizationPurpose.VIRTUAL):
        AuthorizationFactory(guardian=guardian, seho=world.seho, purpose=purpose, decided_on=world.ago(5))
    log(world, entry(world, space="HOME"), Attendance(Episode.objects.get()))
    log(world, entry(world, space="VIRTUAL", modality="VIRTUAL"), Attendance(Episode.objects.get()))
    assert Session.objects.count() == 2


def test_a_pupil_without_type_may_have_sessions(world):
    """R21: frequent patients of the waiting room."""
    episode = world.pupil(setting=Setting.UNTYPED)
    log(world, entry(world, space="WAITING_ROOM"), Attendance(episode))
    assert episode.participations.count() == 1


def test_a_session_is_not_written_without_its_event(world, episode, monkeypatch):
    monkeypatch.setattr("attendance.services.sessions.audit.record", fails_to_record)
    with pytest.raises(RuntimeError):
        log(world, entry(world), Attendance(episode))
    assert not Session.objects.exists()
    assert not Participation.objects.exists()


def correct(world, session, *pupils, version=None, **changes):
    return services.correct_session(
        by=world.coordinator, session=session, entry=entry(world, **changes), pupils=pupils,
        taught_by=[world.teacher], version=session.version if version is None else version, today=world.today,
    )  # fmt: skip


def test_a_correction_keeps_what_was_said_before(world, episode):
    session = log(world, entry(world, held_on=world.ago(4)), Attendance(episode))
    corrected = correct(world, session, Attendance(episode, attended=False, absence_reason="PROCEDURE"), minutes=30)
    assert (corrected.client_id, corrected.minutes, corrected.version) == (session.client_id, 30, 2)
    event = history_of(session).first()
    assert event.act == "Corrigió una sesión"
    assert (event.before["minutes"], event.after["minutes"]) == (45, 30)
    assert "no participó" in event.after["estudiantes"][0]
    assert Episode.objects.get(pk=episode.pk).first_attended_on is None


def test_a_correction_moves_the_first_attention_of_who_left_the_session(world, episode):
    other = world.pupil()
    session = log(world, entry(world), Attendance(episode))
    correct(world, session, Attendance(other))
    assert Episode.objects.get(pk=episode.pk).first_attended_on is None
    assert Episode.objects.get(pk=other.pk).first_attended_on == world.today


def test_a_correction_of_an_older_page_is_a_conflict(world, episode):
    session = log(world, entry(world), Attendance(episode))
    correct(world, session, Attendance(episode), minutes=30)
    with pytest.raises(VersionConflict):
        correct(world, session, Attendance(episode), version=1, minutes=60)
    session.refresh_from_db()
    assert session.minutes == 30


def test_a_cancelled_session_cannot_be_corrected(world, episode):
    session = SessionFactory(seho=world.seho, pupils=[episode], cancelled=True)
    with pytest.raises(ValidationError, match="fue anulada"):
        correct(world, session, Attendance(episode))


def test_a_cancelled_session_counts_no_more_and_stays(world, episode):
    session = log(world, entry(world), Attendance(episode))
    services.cancel_session(by=world.teacher, session=session, reason="Se registró dos veces")
    services.cancel_session(by=world.coordinator, session=session, reason="Otra vez")
    session.refresh_from_db()
    assert (session.cancelled_by, session.cancelled_reason) == (world.teacher, "Se registró dos veces")
    assert history_of(session).filter(act="Anuló una sesión").count() == 1
    assert Episode.objects.get(pk=episode.pk).first_attended_on is None


# --- plans ---------------------------------------------------------------------------------------------------


def save(world, draft, *goals, version=None, **values):
    return services.save_draft(
        by=world.teacher, draft=draft, values=values, goals=goals,
        version=draft.version if version is None else version, today=world.today,
    )  # fmt: skip


def test_a_draft_is_opened_once(world, episode):
    draft = services.open_draft(by=world.teacher, episode=episode)
    assert services.open_draft(by=world.psychologist, episode=episode) == draft
    assert (draft.number, draft.state, draft.created_by) == (1, PlanState.DRAFT, world.teacher)


def test_a_new_version_starts_from_the_last_one(world, episode):
    PlanVersionFactory(plan__episode=episode, in_force=True, agreed=True, goals=[world.read, world.count])
    draft = services.open_draft(by=world.teacher, episode=episode)
    assert (draft.number, draft.school_agreements) == (2, "Prioriza lectura y cantidad.")
    assert [goal.competency for goal in draft.competencies.all()] == [world.read, world.count]
    assert draft.competencies.first().purpose == "Lee un cuento corto y cuenta de qué trata."


def test_saving_a_draft_keeps_texts_goals_and_their_order(world, episode):
    draft = services.open_draft(by=world.teacher, episode=episode)
    save(world, draft, PlanGoal(world.count.pk, "Suma"), PlanGoal(world.read.pk), purpose="Leer y sumar")
    draft.refresh_from_db()
    assert (draft.purpose, draft.version) == ("Leer y sumar", 2)
    assert [(goal.competency, goal.purpose) for goal in draft.competencies.all()] == [
        (world.count, "Suma"), (world.read, ""),
    ]  # fmt: skip
    assert history_of(draft).first().after["competencies"] == [world.count.pk, world.read.pk]


def test_two_people_saving_the_same_plan_lose_nothing(world, episode):
    draft = services.open_draft(by=world.teacher, episode=episode)
    save(world, draft, PlanGoal(world.read.pk), purpose="Lo de la docente")
    with pytest.raises(VersionConflict) as conflict:
        save(world, draft, version=1, purpose="Lo de la psicóloga")
    assert conflict.value.current.purpose == "Lo de la docente"
    draft.refresh_from_db()
    assert draft.purpose == "Lo de la docente"
    assert draft.competencies.count() == 1


def test_a_plan_in_force_is_never_edited(world, episode):
    version = PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read])
    with pytest.raises(ValidationError, match="ya está vigente"):
        save(world, version, purpose="Otro")
    version.refresh_from_db()
    assert version.purpose.startswith("Leer textos cortos")


def test_the_coordination_with_the_school_is_not_of_the_future(world, episode):
    draft = services.open_draft(by=world.teacher, episode=episode)
    with pytest.raises(ValidationError) as refusal:
        save(world, draft, agreed_on=world.today + timedelta(days=1))
    assert list(refusal.value.message_dict) == ["agreed_on"]


def test_a_goal_of_another_level_is_refused(world, episode):
    draft = services.open_draft(by=world.teacher, episode=episode)
    with pytest.raises(ValidationError, match="no es del nivel y grado"):
        save(world, draft, PlanGoal(world.foreign.pk), purpose="Leer")
    draft.refresh_from_db()
    assert draft.purpose == ""


def test_putting_in_force_replaces_the_former_version(world, episode):
    former = PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read])
    draft = services.open_draft(by=world.teacher, episode=episode)
    services.enforce_plan(by=world.coordinator, draft=draft, today=world.today)
    former.refresh_from_db()
    draft.refresh_from_db()
    assert (former.state, former.in_force_until) == (PlanState.SUPERSEDED, world.today)
    assert (draft.state, draft.in_force_from) == (PlanState.IN_FORCE, world.today)
    assert services.enforce_plan(by=world.coordinator, draft=draft, today=world.today) == draft


def test_an_unfinished_plan_is_not_put_in_force(world, episode):
    draft = PlanVersionFactory(plan__episode=episode, bare=True)
    with pytest.raises(ValidationError, match=r"falta elegir las competencias.*adaptaciones de la evaluación"):
        services.enforce_plan(by=world.teacher, draft=draft, today=world.today)
    assert PlanVersion.objects.get().state == PlanState.DRAFT


# --- assessments ---------------------------------------------------------------------------------------------


def assess(world, episode, mark, *, period=None, by=None):
    return services.assess(
        by=by or world.teacher, episode=episode, period=period or world.period, mark=mark, today=world.today
    )


def test_an_assessment_is_written_changed_and_told(world, episode):
    row = assess(world, episode, Mark(world.read.pk, "B", conclusion="Avanza"))
    assert (row.version, row.assessed_by, row.assessed_on) == (1, world.teacher, world.today)
    again = assess(world, episode, Mark(world.read.pk, "A", version=1), by=world.psychologist)
    assert (again.pk, again.level, again.version, again.assessed_by) == (row.pk, "A", 2, world.psychologist)
    assert history_of(row).first().before == {"level": "B", "conclusion": "Avanza"}


def test_an_assessment_without_change_writes_nothing(world, episode):
    assess(world, episode, Mark(world.read.pk, "A"))
    assert assess(world, episode, Mark(world.read.pk, "A", version=1), by=world.psychologist).version == 1
    assert AuditEvent.objects.count() == 1


def test_an_assessment_from_an_older_page_is_a_conflict(world, episode):
    assess(world, episode, Mark(world.read.pk, "A"))
    with pytest.raises(VersionConflict) as conflict:
        assess(world, episode, Mark(world.read.pk, "B", version=0), by=world.psychologist)
    assert conflict.value.current.level == "A"


def test_a_refused_mark_keeps_no_other_from_being_written(world, episode):
    marks = [
        Mark(world.read.pk, "A"),
        Mark(world.count.pk, "C"),
        Mark(world.write.pk, "NE"),
        Mark(world.foreign.pk, "A"),
    ]
    outcome = services.assess_all(
        by=world.teacher, episode=episode, period=world.period, marks=marks, today=world.today
    )
    assert set(outcome.saved) == {world.read.pk, world.count.pk}
    assert {key: list(error.message_dict) for key, error in outcome.refused.items()} == {
        world.write.pk: ["not_evaluated_reason"], world.foreign.pk: ["level"],
    }  # fmt: skip
    assert set(Assessment.objects.values_list("competency", flat=True)) == set(outcome.saved)


def test_a_period_that_the_stay_does_not_touch_is_refused(world, episode):
    first = world.calendar.periods.get(number=1)
    foreign = PeriodFactory(calendar=SchoolCalendarFactory(year=2019), starts_on=world.ago(5), ends_on=world.today)
    for period in (first, foreign):
        with pytest.raises(ValidationError, match="no coincide"):
            assess(world, episode, Mark(world.read.pk, "A"), period=period)


def test_an_assessment_is_not_written_without_its_event(world, episode, monkeypatch):
    monkeypatch.setattr("attendance.services.assessments.audit.record", fails_to_record)
    with pytest.raises(RuntimeError):
        assess(world, episode, Mark(world.read.pk, "A"))
    assert not Assessment.objects.exists()


# --- works -----------------------------------------------------------------------------------------------------


def work_entry(world, **changes):
    return replace(WorkEntry(client_id=uuid.uuid4(), title="Mi dibujo", made_on=world.today), **changes)


def keep(world, episode, what, *files):
    files = files or (services.keep_file(upload(small_photo())),)
    return services.keep_work(by=world.teacher, episode=episode, entry=what, files=files, today=world.today)


def test_a_work_is_kept_once_with_its_photos_in_three_sizes(world, episode, media):
    what = work_entry(world, competency_id=world.read.pk, pupil_words="Es mi casa")
    work = keep(world, episode, what)
    assert keep(world, episode, what) == work
    [file] = work.files.all()
    assert all((media / path).is_file() for path in (file.path, file.print_path, file.thumb_path))
    assert (work.competency, work.pupil_words, file.is_photo) == (world.read, "Es mi casa", True)
    assert history_of(work).count() == 1
    with pytest.raises(ValidationError, match="otros datos"):
        keep(world, episode, replace(what, title="Otro"))


def test_the_same_photo_twice_in_a_work_is_one(world, episode):
    kept = services.keep_file(upload(small_photo()))
    assert keep(world, episode, work_entry(world), kept, kept).files.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"made_on": date(2026, 6, 11)}, "made_on"),
        ({"made_on": date(2026, 5, 19)}, "made_on"),
        ({"shows_pupil": True}, "shows_pupil"),
    ],
)
def test_a_work_that_cannot_be_is_refused(world, episode, changes, field):
    with pytest.raises(ValidationError) as refusal:
        keep(world, episode, work_entry(world, **changes))
    assert list(refusal.value.message_dict) == [field]
    assert not Work.objects.exists()


def test_a_work_needs_a_file_and_a_competency_of_the_grade(world, episode):
    with pytest.raises(ValidationError, match="al menos una foto"):
        services.keep_work(by=world.teacher, episode=episode, entry=work_entry(world), files=[], today=world.today)
    with pytest.raises(ValidationError, match="no es del nivel y grado"):
        keep(world, episode, work_entry(world, competency_id=world.foreign.pk))


def test_a_work_is_not_later_than_the_egress(world):
    episode = world.pupil(ends_on=world.ago(5))
    keep(world, episode, work_entry(world, made_on=world.ago(5)))
    with pytest.raises(ValidationError, match="posterior a su egreso"):
        keep(world, episode, work_entry(world, made_on=world.ago(4)))


def test_photos_of_the_pupil_with_the_authorisation(world, episode):
    AuthorizationFactory(
        guardian=episode.patient.guardians.get(), seho=world.seho, purpose=AuthorizationPurpose.IMAGES,
        decided_on=world.ago(5),
    )  # fmt: skip
    assert keep(world, Episode.objects.get(), work_entry(world, shows_pupil=True)).shows_pupil


def test_a_work_is_corrected_and_gets_more_files(world, episode):
    work = WorkFactory(episode=episode, made_on=world.today)
    services.edit_work(
        by=world.teacher, work=work, entry=work_entry(world, title="Otro título"),
        files=[services.keep_file(upload(small_photo(7)))], today=world.today,
    )  # fmt: skip
    work.refresh_from_db()
    assert (work.title, work.files.count()) == ("Otro título", 2)
    assert [file.order for file in work.files.all()] == [1, 2]
    assert history_of(work).get().before["title"] == "El mercado de mi barrio"


def test_a_work_is_taken_out_and_brought_back(world, episode):
    work = WorkFactory(episode=episode)
    services.remove_work(by=world.teacher, work=work)
    services.remove_work(by=world.teacher, work=work)
    work.refresh_from_db()
    assert work.removed_by == world.teacher
    assert work.files.count() == 1
    services.restore_work(by=world.teacher, work=work)
    services.restore_work(by=world.teacher, work=work)
    work.refresh_from_db()
    assert work.removed_at is None
    assert history_of(work).count() == 2


# --- invariants of the database -----------------------------------------------------------------------------------


def test_a_competency_in_use_cannot_be_deleted(world, episode):
    ParticipationFactory(episode=episode, competency=world.read)
    AssessmentFactory(episode=episode, competency=world.count)
    for competency in (world.read, world.count):
        with pytest.raises(ProtectedError):
            competency.delete()
