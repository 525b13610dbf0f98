"""What is counted, offered and owed."""

from datetime import date, timedelta

import pytest

from attendance import queries
from attendance.queries import CompetencyBook
from patients.due import LATE, NOW, SOON
from patients.enums import AuthorizationPurpose
from patients.models import Episode
from seho.accounts.enums import Role
from seho.accounts.models import BackgroundCheck
from seho.curriculum.queries import competencies_for
from tests.accounts.factories import check, make_user
from tests.attendance.factories import (
    AssessmentFactory,
    ParticipationFactory,
    PlanVersionFactory,
    SessionFactory,
    WorkFactory,
)
from tests.curriculum.factories import AreaFactory, CompetencyFactory, MotherTongueFactory
from tests.network.factories import SehoFactory
from tests.patients.factories import AuthorizationFactory, registered_pupil

pytestmark = pytest.mark.django_db


def session(world, days, *episodes, **fields):
    return SessionFactory(seho=world.seho, held_on=world.ago(days), created_by=world.teacher, pupils=episodes, **fields)


# --- sums ---------------------------------------------------------------------------------------------


def test_the_summary_counts_what_the_pupil_attended_up_to_a_day(world, episode):
    session(world, 9, episode, minutes=30)
    session(world, 5, episode, minutes=60)
    session(world, 4, episode, cancelled=True)
    session(world, 1, episode)
    ParticipationFactory(session=session(world, 6), episode=episode, missed=True)
    summary = queries.attendance_summary(episode, world.ago(4))
    assert (summary.sessions, summary.minutes, summary.missed) == (2, 90, 1)
    assert (summary.first_on, summary.last_on) == (world.ago(9), world.ago(5))


def test_the_summary_of_nothing_is_zero(world, episode):
    summary = queries.attendance_summary(episode, world.today)
    assert (summary.sessions, summary.minutes, summary.first_on) == (0, 0, None)


def test_the_week_runs_from_monday_to_sunday_and_counts_each_pupil_once(world, episode):
    other = world.pupil()
    for days in (0, 1, 2):  # Wednesday, Tuesday, Monday
        session(world, days, episode, other)
    session(world, 3, episode)  # Sunday before
    session(world, 0, episode, cancelled=True)
    ParticipationFactory(session=session(world, 1), episode=world.pupil(), missed=True)
    assert queries.week_counts([world.seho.pk, 999], world.today) == {world.seho.pk: (4, 2)}


# --- the round --------------------------------------------------------------------------------------------


def test_the_round_tells_where_and_since_when(world, episode):
    episode.patient.stays.update(ward="Sala 2")
    near = world.pupil()
    near.patient.stays.update(ward="Sala 1")
    session(world, 4, episode)
    session(world, 2, episode, cancelled=True)
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.count, world.read])
    first, second = queries.round_of(world.teacher, world.today)
    assert (first.episode, first.ward, first.last_seen, first.unseen) == (near, "Sala 1", None, 21)
    assert (second.episode, second.last_seen, second.unseen) == (episode, world.ago(4), 4)
    assert second.goals == (world.count, world.read)
    assert first.goals == ()


def test_a_volunteers_round_holds_only_who_is_assigned(world, episode):
    world.pupil()
    assert queries.round_of(world.volunteer, world.today) == []
    world.assign(episode)
    assert [one.episode for one in queries.round_of(world.volunteer, world.today)] == [episode]


def test_the_round_holds_no_pupil_of_others_and_none_who_left(world, episode):
    registered_pupil(SehoFactory(), starts_on=world.ago(5))
    gone = world.pupil(ends_on=world.ago(3))
    assert [one.episode for one in queries.round_of(world.teacher, world.today)] == [episode]
    recent = queries.teachable(world.teacher, world.today, recent_days=3)
    assert set(recent) == {episode, gone}
    assert gone not in queries.teachable(world.teacher, world.today, recent_days=2)
    assert queries.round_of(world.stranger, world.today) == []


def test_last_values_are_those_of_the_person_in_that_service(world, episode):
    assert queries.last_values(world.teacher, world.seho.pk).minutes == 45
    session(world, 9, episode, minutes=20, space="MULTIFUNCTIONAL")
    SessionFactory(seho=world.seho, created_by=world.coordinator, minutes=90)
    last = queries.last_values(world.teacher, world.seho.pk)
    assert (last.minutes, last.space) == (20, "MULTIFUNCTIONAL")


# --- competencies ---------------------------------------------------------------------------------------------


def test_the_book_answers_what_the_curriculum_answers(world, episode):
    grade = episode.patient.enrollments.get().school_grade
    AreaFactory(level=grade.level, name="Castellano L2", second_language=True, competencies=[CompetencyFactory()])
    AreaFactory(level=grade.level, name="De otro ciclo", cycle="V", competencies=[CompetencyFactory()])
    AreaFactory(level=grade.level, name="Vacía")
    book = CompetencyBook(world.today)
    for tongue in (None, MotherTongueFactory(), MotherTongueFactory(quechua=True)):
        expected = {one.area: one.competencies for one in competencies_for(grade, tongue, day=world.today)}
        assert {one.area: one.competencies for one in book.of_grade(grade, tongue)} == expected
        assert expected


def test_the_book_puts_the_main_areas_first_and_leaves_out_what_is_not_in_force(world, episode):
    level = episode.patient.enrollments.get().school_grade.level
    ended = CompetencyFactory(valid_to=world.ago(1))
    AreaFactory(level=level, name="Arte y Cultura", order=0, competencies=[CompetencyFactory(number=5), ended])
    groups = queries.pupil_competencies(episode, world.today)
    assert [group.area.name for group in groups] == ["Comunicación", "Matemática", "Arte y Cultura"]
    assert ended not in groups[-1].competencies


def test_a_pupil_without_enrolment_has_no_competencies(world, episode):
    episode.patient.enrollments.all().delete()
    assert queries.pupil_competencies(Episode.objects.get(), world.today) == []
    assert queries.assessment_rows(Episode.objects.get(), [], world.today) == []


def test_the_book_needs_as_many_queries_for_many_as_for_one(world, episode, django_assert_num_queries):
    for _ in range(2):
        world.pupil()
    ready = list(queries.ready_for_session(Episode.objects.all()))
    with django_assert_num_queries(3):
        book = CompetencyBook(world.today)
        assert all(len(book.ids_of(one)) == 3 for one in ready)


# --- assessment -------------------------------------------------------------------------------------------------


def test_periods_are_those_that_the_stay_touches(world):
    episode = world.pupil(starts_on=date(2026, 5, 15))
    assert [one.number for one in queries.touched_periods(episode, world.today)] == [1, 2]
    later = world.pupil(starts_on=date(2026, 5, 16))
    assert [one.number for one in queries.touched_periods(later, date(2026, 5, 24))] == []
    assert [one.number for one in queries.touched_periods(later, date(2026, 5, 25))] == [2]


def test_the_grid_starts_with_the_goals_in_the_order_of_the_plan(world, episode):
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.count, world.write])
    mark = AssessmentFactory(episode=episode, period=world.period, competency=world.write)
    rows = queries.assessment_rows(episode, [world.period], world.today)
    assert [row.competency for row in rows] == [world.count, world.write, world.read]
    assert [row.is_goal for row in rows] == [True, True, False]
    assert rows[1].marks == {world.period: mark}
    assert rows[0].marks == {world.period: None}


def test_an_area_that_is_not_graded_is_not_in_the_grid(world, episode):
    level = episode.patient.enrollments.get().school_grade.level
    AreaFactory(level=level, name="Tutoría", is_graded=False, competencies=[CompetencyFactory()])
    assert len(queries.assessment_rows(episode, [world.period], world.today)) == 3


def test_what_was_assessed_without_a_period_keeps_a_column(world, episode):
    AssessmentFactory(episode=episode, competency=world.read)
    rows = queries.assessment_rows(episode, [world.period], world.today)
    assert list(rows[0].marks) == [world.period, None]


def test_the_board_shows_who_is_not_finished_first(world, episode):
    unfinished = world.pupil(paternal_surname="Zúñiga")
    for one in (episode, unfinished):
        PlanVersionFactory(plan__episode=one, in_force=True, goals=[world.read])
    AssessmentFactory(episode=episode, period=world.period, competency=world.read)
    lines = queries.evaluation_board(world.teacher, world.today)
    assert [(line.episode, line.done, line.is_finished) for line in lines] == [
        (unfinished, 0, False), (episode, 1, True),
    ]  # fmt: skip
    assert lines[0].period == world.period


# --- what the papers print ---------------------------------------------------------------------------------------


def test_progress_holds_what_was_planned_worked_or_evaluated(world, episode):
    extra = CompetencyFactory(number=50)
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.count])
    session(world, 5, episode, pupils__competency=world.read)
    session(world, 4, episode, pupils__competency=world.read, cancelled=True)
    AssessmentFactory(episode=episode, competency=extra)
    WorkFactory(episode=episode, competency=world.read, files=0, title="Cuento")
    rows = {row.competency: row for row in queries.progress_rows(episode, world.today)}
    assert set(rows) == {world.count, world.read, extra}
    assert rows[world.count].is_goal
    assert rows[world.count].assessment is None
    evidence = rows[world.read].evidence
    assert (evidence.sessions, [work.title for work in evidence.works]) == (1, ["Cuento"])
    assert rows[extra].area is None


def test_the_last_period_defines_the_level(world, episode):
    first = world.calendar.periods.get(number=1)
    AssessmentFactory(episode=episode, period=world.period, competency=world.read, level="A")
    AssessmentFactory(episode=episode, period=first, competency=world.read, level="C")
    [row] = queries.progress_rows(episode, world.today)
    assert row.assessment.level == "A"


def test_the_plan_of_the_papers_is_the_one_in_force(world, episode):
    assert queries.plan_in_force(episode) is None
    version = PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read])
    PlanVersionFactory(plan__episode=episode, bare=True)
    assert queries.plan_in_force(episode) == version


def test_the_book_of_works_respects_removal_choice_and_images(world, episode):
    kept = WorkFactory(episode=episode, files=0)
    shown = WorkFactory(episode=episode, files=0, shows_pupil=True)
    WorkFactory(episode=episode, files=0, removed=True)
    WorkFactory(episode=episode, files=0, in_book=False)
    assert queries.book_works(Episode.objects.get()) == [kept]
    consent = AuthorizationFactory(
        guardian=episode.patient.guardians.get(), seho=world.seho, purpose=AuthorizationPurpose.IMAGES
    )
    assert queries.book_works(Episode.objects.get()) == [kept, shown]
    consent.revoked_on = world.today
    consent.save()
    assert queries.book_works(Episode.objects.get()) == [kept]


# --- a pupil's sessions ---------------------------------------------------------------------------------------------


def test_months_and_competencies_add_up(world, episode):
    session(world, 1, episode, pupils__competency=world.read, minutes=30)
    session(world, 2, episode, pupils__competency=world.read, minutes=40)
    session(world, 15, episode, minutes=50)
    ParticipationFactory(session=session(world, 16), episode=episode, missed=True)
    session(world, 3, episode, cancelled=True)
    months = queries.months_of(world.teacher, episode)
    assert [(month.first, month.sessions, month.minutes) for month in months] == [
        (date(2026, 6, 1), 2, 70), (date(2026, 5, 1), 1, 50),
    ]  # fmt: skip
    assert [(one.competency, one.sessions, one.minutes) for one in queries.worked_of(months)] == [
        (world.read, 2, 70), (None, 1, 50),
    ]  # fmt: skip


def test_a_volunteer_sees_only_the_sessions_that_the_volunteer_logged(world, episode):
    world.assign(episode)
    session(world, 2, episode)
    own = SessionFactory(seho=world.seho, held_on=world.ago(1), created_by=world.volunteer, pupils=[episode])
    [month] = queries.months_of(world.volunteer, episode)
    assert [row.session for row in month.rows] == [own]


# --- what is due ------------------------------------------------------------------------------------------------------


def due(world, user=None):
    return {(item.kind, item.urgency) for item in queries.due_for(user or world.teacher, world.today)}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(9, set(), id="the ninth day"),
        pytest.param(10, {("plan", NOW)}, id="five days before"),
        pytest.param(14, {("plan", NOW)}, id="the day before the fifteenth"),
        pytest.param(15, {("plan", LATE)}, id="art. 13.5 on the fifteenth day"),
    ],
)
def test_a_plan_is_due_by_the_fifteenth_day(world, days, expected):
    episode = world.pupil(starts_on=world.ago(days - 1))
    session(world, 0, episode)
    Episode.objects.update(first_attended_on=episode.starts_on)
    assert {item for item in due(world) if item[0] == "plan"} == expected
    PlanVersionFactory(plan__episode=episode, in_force=True)
    assert ("plan", LATE) not in due(world)


@pytest.mark.parametrize(("days", "is_due"), [(3, False), (4, True)])
def test_a_pupil_who_is_not_seen_is_told(world, days, is_due):
    session(world, days, world.pupil())
    assert (("unseen", NOW) in due(world)) is is_due


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 7, 13), None),
        pytest.param(date(2026, 7, 14), SOON, id="ten days before the end"),
        (date(2026, 7, 24), SOON),
        (date(2026, 7, 25), LATE),
    ],
)
def test_an_assessment_is_due_when_the_period_ends(world, episode, today, expected):
    items = [item for item in queries.due_for(world.teacher, today) if item.kind == "assessment"]
    assert [item.urgency for item in items] == ([] if expected is None else [expected])
    AssessmentFactory(episode=episode, period=world.period, competency=world.read)
    assert not [item for item in queries.due_for(world.teacher, today) if item.kind == "assessment"]


def test_the_plan_is_reviewed_when_the_type_changed_after_it(world):
    episode = world.pupil(starts_on=world.ago(33))
    PlanVersionFactory(plan__episode=episode, in_force=True, in_force_from=world.ago(20))
    assert ("plan_review", NOW) in due(world)
    day_31 = episode.starts_on + timedelta(days=30)
    episode.plan.versions.update(in_force_from=day_31 - timedelta(days=1))
    assert ("plan_review", NOW) in due(world)
    episode.plan.versions.update(in_force_from=day_31)
    assert ("plan_review", NOW) not in due(world)


def test_nothing_is_due_for_who_does_not_teach_there(world, episode):
    for user in (world.stranger, world.volunteer, world.specialist, world.director, make_user(Role.MINEDU)):
        assert queries.due_for(user, world.today) == []


def test_due_items_name_no_health_and_lead_somewhere(world, episode):
    for item in queries.due_for(world.teacher, world.today):
        assert item.text.startswith(episode.patient.initials)
        assert item.url.startswith("/atencion/")
        assert item.patient_id == episode.patient_id


@pytest.mark.parametrize("pupils", [1, 3])
def test_what_is_due_costs_the_same_for_many(world, pupils, django_assert_num_queries):
    for number in range(pupils):
        world.pupil(school=None if number else world.school)
    user = type(world.teacher).objects.get(pk=world.teacher.pk)
    assert user.scope.roles
    with django_assert_num_queries(15):
        queries.due_for(user, world.today)


def test_a_suspended_helper_is_offered_for_no_session_and_still_found_among_who_taught(world):
    helper, checked = make_user(Role.VOLUNTEER, world.seho), make_user(Role.INTERN, world.seho)
    BackgroundCheck.objects.filter(membership__user__in=(helper, checked)).delete()
    check(checked.memberships.get(), valid_until=world.today)
    offered = set(queries.teachers_of([world.seho.pk], world.today))
    assert checked in offered
    assert world.teacher in offered
    assert helper not in offered
    assert helper in queries.teachers_of([world.seho.pk], world.today, with_suspended=True)
    assert checked not in queries.teachers_of([world.seho.pk], world.today + timedelta(days=1))
