"""The plan: how long it is, from when it holds, who writes which part, how it is approved, what is kept of it."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from attendance import rules, services
from attendance.class_told import ClassTold, set_source
from attendance.enums import Adaptation, PlanKind, PlanPart, PlanState
from attendance.loading import load_activities
from attendance.models import Activity, PlanCompetency, PlanTemplate, PlanVersion
from attendance.plan_content import PlanContent
from attendance.queries import due_for, plan_held
from attendance.queries.activities import ActivityFilters, activities_of, cycles_of
from attendance.queries.plans import (
    contributions_of,
    held_on,
    kind_for,
    missing_parts,
    plan_changes,
    plan_standings,
    plans_board,
    templates_for,
    version_on,
    versions_by_period,
    versions_of,
)
from attendance.services import PlanGoal, PlanTick
from attendance.services.plans import PartConflict, gaps_of
from patients.queries import pupil_facts
from seho.accounts.audit import history_of
from seho.curriculum.models import Competency, SchoolGrade
from seho.forms import VersionConflict
from tests.attendance.factories import PlanVersionFactory

TODAY = date(2026, 6, 10)


# --- rules --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected", "kind"),
    [
        (14, None, PlanKind.SHORT),
        (15, None, PlanKind.FULL),
        (1, 14, PlanKind.SHORT),
        (1, 15, PlanKind.FULL),
        (15, 3, PlanKind.FULL),
    ],
)
def test_a_plan_is_full_from_fifteen_days_art_13_5(days, expected, kind):
    found = rules.plan_kind(days, expected)
    assert found.kind == kind
    assert "15" in found.reason or "11.4" in found.reason


def test_adaptations_count_whether_ticked_or_written():
    whole = {"purpose": "Leer", "competencies": 1, "curricular": ["Pausas"], "assessment": "Oral"}
    assert rules.plan_gaps(**whole) == []
    assert rules.plan_gaps(**whole | {"curricular": []}) == ["indicar las adaptaciones curriculares"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, None),
        (TODAY + timedelta(days=1), "aún no llega"),
        (date(2026, 5, 20), None),
        (date(2026, 5, 19), "no puede ser antes"),
        (date(2026, 6, 5), None),
        (date(2026, 6, 4), "La versión que reemplaza"),
    ],
)
def test_a_plan_holds_from_a_day_within_the_stay(day, words):
    former = date(2026, 6, 5) if day >= date(2026, 6, 4) else None
    found = rules.check_in_force_from(day, starts_on=date(2026, 5, 20), ends_on=None, former_from=former, today=TODAY)
    assert [problem.sentence for problem in found if words is None or words not in problem.sentence] == []
    assert bool(found) is (words is not None)


@pytest.mark.parametrize(("day", "ok"), [(date(2026, 6, 8), True), (date(2026, 6, 9), False)])
def test_a_plan_does_not_begin_after_the_egress(day, ok):
    ended = date(2026, 6, 8)
    found = rules.check_in_force_from(day, starts_on=date(2026, 5, 20), ends_on=ended, former_from=None, today=TODAY)
    assert (found == []) is ok


@pytest.mark.parametrize(("reviewed_on", "needs"), [(None, True), (date(2026, 6, 2), False), (date(2026, 6, 1), True)])
def test_reading_the_plan_again_answers_a_change_of_type_r11(reviewed_on, needs):
    assert rules.plan_needs_review(date(2026, 5, 20), date(2026, 6, 2), reviewed_on) is needs


@pytest.mark.parametrize(
    ("text", "found"),
    [("Lee cuentos con ana.", ["Ana"]), ("Lee la semana entera", []), ("De Nahui", ["Ñahui"]), ("Ve a Li", [])],
)
def test_a_text_that_names_the_pupil_is_found(text, found):
    assert rules.names_told([text], ["Ana Li", "Ñahui"]) == found


# --- writing by parts ---------------------------------------------------------------------------------------


def save(world, draft, by, version, **entry):
    entry.setdefault("values", {})
    return services.save_draft(by=by, draft=draft, version=version, today=world.today, **entry)


def test_two_people_write_their_own_parts_from_the_same_page_and_nothing_is_lost(world, episode):
    draft = services.open_draft(by=world.teacher, episode=episode)
    save(world, draft, world.teacher, 1, values={"purpose": "Leer"}, goals=[PlanGoal(world.read.pk)])
    save(world, draft, world.psychologist, 1, values={"socioemotional_support": "Conversar"})
    draft.refresh_from_db()
    assert (draft.purpose, draft.socioemotional_support, draft.version) == ("Leer", "Conversar", 3)
    written = {one.part: one.row.written_by for one in contributions_of(draft) if one.is_written}
    assert written == {PlanPart.TEACHER: world.teacher, PlanPart.PSYCHOLOGIST: world.psychologist}
    assert missing_parts(draft) == [PlanPart.SCHOOL]


def test_the_same_part_written_meanwhile_is_a_conflict_and_keeps_what_is_stored(world, episode):
    draft = services.open_draft(by=world.teacher, episode=episode)
    save(world, draft, world.psychologist, 1, values={"socioemotional_support": "Lo primero"})
    with pytest.raises(PartConflict) as conflict:
        save(world, draft, world.coordinator, 1, values={"socioemotional_support": "Lo segundo"})
    assert conflict.value.parts == (PlanPart.PSYCHOLOGIST,)
    draft.refresh_from_db()
    assert draft.socioemotional_support == "Lo primero"


def test_ticked_adaptations_make_the_plan_whole_and_are_copied_to_the_next_version(world, episode):
    ticks = [PlanTick("C_SHORT", "20 minutos"), PlanTick("E_ORAL")]
    draft = services.open_draft(by=world.teacher, episode=episode, kind=PlanKind.SHORT)
    save(world, draft, world.teacher, 1, values={"purpose": "Leer"}, goals=[PlanGoal(world.read.pk)], adaptations=ticks)
    draft.refresh_from_db()
    assert gaps_of(draft) == []
    assert draft.curricular == ["Sesiones breves, con pausas: 20 minutos"]
    services.enforce_plan(by=world.coordinator, draft=draft, today=world.today)
    again = services.open_draft(by=world.psychologist, episode=episode)
    assert (again.kind, again.assessment) == (PlanKind.SHORT, ["Responde de manera oral"])
    assert contributions_of(again)[0].row.written_by == world.teacher


def test_a_draft_begins_with_a_template_as_far_as_it_fits_the_grade(world, episode):
    content = PlanContent.from_json({
        "purpose": "Leer", "goals": [{"competency_id": world.read.pk}, {"competency_id": world.foreign.pk}],
        "adaptations": ["E_TIME", "GONE"],
    })  # fmt: skip
    draft = services.open_draft(by=world.teacher, episode=episode, content=content.fitting([world.read.pk]))
    assert [goal.competency for goal in draft.competencies.all()] == [world.read]
    assert [row.code for row in draft.adaptations.all()] == ["E_TIME"]


def test_every_adaptation_is_of_the_curriculum_or_of_the_evaluation():
    assert all(one.value[:2] in ("C_", "E_") for one in Adaptation)
    assert {one.is_curricular for one in Adaptation} == {True, False}


# --- approval -----------------------------------------------------------------------------------------------


def whole(world, episode, **fields):
    return PlanVersionFactory(plan__episode=episode, goals=[world.read], **fields)


def test_a_plan_is_sent_returned_answered_sent_again_and_approved(world, episode):
    draft = services.send_plan(by=world.teacher, draft=whole(world, episode))
    assert (draft.state, draft.sent_by) == (PlanState.SENT, world.teacher)
    draft = services.return_plan(
        by=world.coordinator, draft=draft, comments={"GOALS": "¿Por qué esta?", "ADAPT": " "}, version=draft.version
    )
    assert draft.state == PlanState.RETURNED
    comment = draft.comments.get()
    services.answer_comment(by=world.teacher, comment=comment, answer="Es la de su aula")
    comment.refresh_from_db()
    assert (comment.answer, comment.resolved_by) == ("Es la de su aula", world.teacher)
    draft = services.send_plan(by=world.teacher, draft=draft)
    services.enforce_plan(by=world.coordinator, draft=draft, today=world.today, version=draft.version)
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by, draft.in_force_from) == (
        PlanState.IN_FORCE, world.coordinator, world.today,
    )  # fmt: skip
    assert [event.act for event in history_of(draft)][:2] == ["Puso en vigencia el plan", "Envió el plan a aprobación"]


def test_an_unfinished_plan_is_not_sent(world, episode):
    draft = PlanVersionFactory(plan__episode=episode, bare=True)
    with pytest.raises(ValidationError, match="Para enviarlo falta elegir las competencias"):
        services.send_plan(by=world.teacher, draft=draft)


def test_a_plan_is_not_returned_without_a_comment(world, episode):
    draft = services.send_plan(by=world.teacher, draft=whole(world, episode))
    with pytest.raises(ValidationError, match="al menos un comentario"):
        services.return_plan(by=world.coordinator, draft=draft, comments={"GOALS": ""}, version=draft.version)
    draft.refresh_from_db()
    assert draft.state == PlanState.SENT


def test_what_changed_since_it_was_read_is_neither_approved_nor_returned(world, episode):
    draft = services.send_plan(by=world.teacher, draft=whole(world, episode))
    for act in (
        lambda: services.enforce_plan(by=world.coordinator, draft=draft, today=world.today, version=1),
        lambda: services.return_plan(by=world.coordinator, draft=draft, comments={"WHOLE": "No"}, version=1),
    ):
        with pytest.raises(VersionConflict):
            act()
    draft.refresh_from_db()
    assert draft.state == PlanState.SENT


def test_taking_it_back_leaves_it_as_it_was_before(world, episode):
    draft = services.recall_plan(
        by=world.teacher, draft=services.send_plan(by=world.teacher, draft=whole(world, episode))
    )
    assert draft.state == PlanState.DRAFT
    draft = services.send_plan(by=world.teacher, draft=draft)
    draft = services.return_plan(by=world.coordinator, draft=draft, comments={"WHOLE": "Falta"}, version=draft.version)
    draft = services.send_plan(by=world.teacher, draft=draft)
    assert services.recall_plan(by=world.teacher, draft=draft).state == PlanState.RETURNED


def test_approving_closes_the_comments_that_nobody_answered(world, episode):
    draft = services.send_plan(by=world.teacher, draft=whole(world, episode))
    draft = services.return_plan(by=world.coordinator, draft=draft, comments={"WHOLE": "Falta"}, version=draft.version)
    services.enforce_plan(by=world.coordinator, draft=draft, today=world.today)
    assert draft.comments.get().resolved_by == world.coordinator


def test_a_late_plan_holds_from_the_day_that_is_said(world, episode):
    draft = whole(world, episode, in_force_from=world.ago(5))
    services.enforce_plan(by=world.coordinator, draft=draft, today=world.today)
    draft.refresh_from_db()
    assert draft.in_force_from == world.ago(5)
    later = whole(world, episode)
    with pytest.raises(ValidationError, match="La versión que reemplaza"):
        services.enforce_plan(by=world.coordinator, draft=later, today=world.today, in_force_from=world.ago(6))
    services.enforce_plan(by=world.coordinator, draft=later, today=world.today, in_force_from=world.ago(2))
    draft.refresh_from_db()
    assert (draft.state, draft.in_force_until) == (PlanState.SUPERSEDED, world.ago(2))


# --- versions -----------------------------------------------------------------------------------------------


def two_versions(world, episode):
    first = whole(world, episode, superseded=True, number=1, in_force_from=world.ago(20), in_force_until=world.ago(5))
    second = PlanVersionFactory(
        plan__episode=episode, in_force=True, number=2, in_force_from=world.ago(5), goals=[world.read, world.count],
        purpose="Leer y sumar",
    )  # fmt: skip
    return first, second


@pytest.mark.parametrize(("ago", "number"), [(21, None), (20, 1), (6, 1), (5, 2), (0, 2)])
def test_the_version_that_held_on_a_day_is_known(world, episode, ago, number):
    two_versions(world, episode)
    found = version_on(episode, world.ago(ago))
    assert (found.number if found else None) == number


def test_papers_of_days_before_any_plan_print_the_one_that_came_later(world, episode):
    assert plan_held(episode, world.today) is None
    _, second = two_versions(world, episode)
    assert plan_held(episode, world.ago(21)) == second


def test_the_version_at_the_close_of_each_period_is_listed(world, episode):
    two_versions(world, episode)
    (row,) = versions_by_period(episode, versions_of(world.teacher, episode), world.today)
    assert (row.period, row.is_closed, row.version.number) == (world.period, False, 2)
    closed = versions_by_period(episode, versions_of(world.teacher, episode), world.period.ends_on + timedelta(days=1))
    assert (closed[0].is_closed, closed[0].version.number) == (True, 2)


def test_a_draft_never_held(world, episode):
    draft = whole(world, episode, in_force_from=world.ago(3))
    assert held_on([draft], world.today) is None


def test_what_changed_between_two_versions_is_told(world, episode):
    first, second = two_versions(world, episode)
    changes = {change.label: change for change in plan_changes(first, second)}
    assert changes["Competencias que prioriza"].added == (str(world.count),)
    assert (changes["Propósitos de aprendizaje"].before, changes["Propósitos de aprendizaje"].after) == (
        first.purpose, "Leer y sumar",
    )  # fmt: skip
    assert plan_changes(second, second) == []


# --- what is due --------------------------------------------------------------------------------------------


def plan_kinds(world, user):
    return [item.kind for item in due_for(user, world.today) if item.kind.startswith("plan")]


def test_the_coordinator_is_told_to_approve_and_the_teacher_of_what_came_back(world, episode):
    draft = services.send_plan(by=world.teacher, draft=whole(world, episode))
    assert (plan_kinds(world, world.coordinator), plan_kinds(world, world.teacher)) == (["plan_approve"], [])
    services.return_plan(by=world.coordinator, draft=draft, comments={"WHOLE": "Falta"}, version=draft.version)
    assert (plan_kinds(world, world.coordinator), plan_kinds(world, world.teacher)) == ([], ["plan_returned"])
    assert plan_kinds(world, world.stranger) == []


def test_a_review_answers_what_the_change_of_type_asks(world):
    episode = world.pupil(starts_on=world.ago(40))
    version = whole(world, episode, in_force=True)
    assert plan_kinds(world, world.teacher) == ["plan_review"]
    services.review_plan(by=world.teacher, version=version, note="Sirve igual", today=world.today)
    services.review_plan(by=world.teacher, version=version, note="Otra vez", today=world.today)
    assert version.reviews.get().note == "Sirve igual"
    assert plan_kinds(world, world.teacher) == []


def test_the_board_says_where_each_plan_stands_with_the_same_questions_for_three(world, django_assert_num_queries):
    services.send_plan(by=world.teacher, draft=whole(world, world.pupil()))
    plans_board(world.coordinator, world.today)
    with django_assert_num_queries(8):
        assert [line.place for line in plans_board(world.coordinator, world.today)] == ["por-aprobar"]
    PlanVersionFactory(plan__episode=world.pupil(), in_force=True)
    world.pupil()
    with django_assert_num_queries(8):
        places = [line.place for line in plans_board(world.coordinator, world.today)]
    assert places == ["por-aprobar", "sin-plan", "vigente"]
    assert plans_board(world.stranger, world.today) == []


def test_how_plans_stand_is_one_question(world, episode, django_assert_num_queries):
    two_versions(world, episode)
    whole(world, episode, number=3)
    with django_assert_num_queries(1):
        standing = plan_standings([episode.pk])[episode.pk]
    assert (standing.in_force_from, standing.open_state) == (world.ago(5), PlanState.DRAFT)


def expected(world, days):
    episode = world.pupil(starts_on=world.ago(2))
    episode.patient.stays.update(estimated_days=days)
    return episode


def test_the_expected_stay_asks_for_a_full_plan_at_once(world):
    short, long = expected(world, 14), expected(world, 15)
    assert kind_for(pupil_facts(short, world.today)).kind == PlanKind.SHORT
    assert kind_for(pupil_facts(long, world.today)).kind == PlanKind.FULL


# --- the bank and the templates -----------------------------------------------------------------------------


def add(world, grade, *, by=None, seho=None, competency=None, **values):
    by = by or world.teacher
    fields = {"title": "Bingo de números", "steps": "Se juega.", "minutes": 30, **values}
    return services.add_activity(
        by=by, seho=seho or world.seho, client_id=uuid.uuid4(), values=fields,
        competencies=[competency or world.read], grades=[grade],
    )  # fmt: skip


@pytest.fixture
def grade(episode):
    return episode.patient.enrollments.get().school_grade


def test_an_activity_is_found_by_words_grade_competency_and_marks(world, episode, grade):
    game = add(world, grade, is_playful=True)
    letter = add(world, grade, title="Carta a mi aula", competency=world.count, for_short_stay=True)

    def found(**asked):
        return list(activities_of(world.psychologist, ActivityFilters(**asked)))

    assert found(words="numero") == [game]
    assert found(marks=frozenset({"corta"})) == [letter]
    assert found(marks=frozenset({"ludica", "corta"})) == []
    assert found(grade=grade, competencies=[world.count.pk]) == [letter]
    other = SchoolGrade.objects.exclude(cycle=grade.cycle).first()
    assert other is None or found(grade=other) == []


def test_activities_of_other_services_are_seen_only_when_they_share_them(world, grade):
    from tests.network.factories import SehoFactory

    own = add(world, grade)
    hidden = add(world, grade, seho=SehoFactory(), title="Ajena")
    shared = add(world, grade, seho=hidden.seho, title="Compartida", is_shared=True)
    seen = set(Activity.objects.visible_to(world.teacher))
    assert seen == {own, shared}
    assert not Activity.objects.visible_to(world.volunteer).exists()
    assert not Activity.objects.visible_to(world.specialist).exists()


def test_one_touch_puts_an_activity_into_the_plan_and_its_use_is_counted_by_plan(world, episode, grade):
    activity = add(world, grade)
    draft = services.open_draft(by=world.teacher, episode=episode)
    for _ in range(2):
        services.use_activity(by=world.teacher, draft=draft, activity=activity, is_used=True)
    assert draft.planned_activities.count() == 1
    save(world, draft, world.teacher, 1, values={"purpose": "Leer"}, goals=[PlanGoal(world.read.pk)],
         adaptations=[PlanTick("C_SHORT"), PlanTick("E_ORAL")])  # fmt: skip
    services.enforce_plan(by=world.coordinator, draft=draft, today=world.today)
    services.open_draft(by=world.teacher, episode=episode)
    (row,) = activities_of(world.teacher, ActivityFilters())
    assert row.used == 1
    draft.refresh_from_db()
    with pytest.raises(ValidationError, match="ya está vigente"):
        services.use_activity(by=world.teacher, draft=draft, activity=activity, is_used=False)


def test_a_retired_activity_leaves_the_bank_and_stays_in_the_plans(world, episode, grade):
    activity = add(world, grade)
    draft = services.open_draft(by=world.teacher, episode=episode)
    services.use_activity(by=world.teacher, draft=draft, activity=activity, is_used=True)
    services.retire_activity(by=world.teacher, activity=activity, is_retired=True)
    assert not activities_of(world.teacher, ActivityFilters()).exists()
    assert draft.planned_activities.get().activity == activity
    services.retire_activity(by=world.teacher, activity=activity, is_retired=False)
    assert activities_of(world.teacher, ActivityFilters()).exists()


def test_the_same_activity_sent_twice_is_one(world, grade):
    key = uuid.uuid4()
    for _ in range(2):
        services.add_activity(
            by=world.teacher, seho=world.seho, client_id=key, values={"title": "A", "steps": "B", "minutes": 30},
            competencies=[world.read], grades=[grade],
        )  # fmt: skip
    assert Activity.objects.count() == 1


def test_the_programs_activities_load_twice_and_follow_the_file(db):
    from seho.curriculum.loading import load_curriculum

    load_curriculum()
    load_activities()
    Activity.objects.update(title="Cambiado")
    assert load_activities() == {"actividades": 20}
    rows = Activity.objects.prefetch_related("competencies", "grades__level")
    assert rows.count() == 20
    assert not rows.filter(title="Cambiado").exists()
    assert all(row.competencies.all() and row.grades.all() and row.is_shared for row in rows)
    assert rows.filter(for_short_stay=True).count() >= 5
    assert rows.filter(grades__level__code="SECUNDARIA").distinct().count() >= 5
    assert cycles_of(rows.get(code="carta-a-mi-aula")) == [
        "Primaria, ciclos III, IV y V",
        "Secundaria, ciclos VI y VII",
    ]
    assert Competency.objects.filter(number=8).exists()


def keep(world, version, **changes):
    values = {"title": "Estancia corta", "level": None, "cycle": "", "is_shared": False, "with_texts": True, **changes}
    return services.keep_template(by=world.teacher, version=version, client_id=uuid.uuid4(), **values)


def test_a_template_carries_nothing_that_is_of_the_pupil(world, episode, grade):
    version = whole(world, episode, agreed=True, wishes="Quiero dibujar", special_needs_support="Le leen")
    services.save_draft(by=world.teacher, draft=version, values={}, version=1, today=world.today,
                        adaptations=[PlanTick("C_SHORT", "por su vía")])  # fmt: skip
    template = keep(world, PlanVersion.objects.get(pk=version.pk))
    for words in ("Quiero dibujar", "Le leen", "Prioriza lectura", "por su vía", "Docente de Aula"):
        assert words not in str(template.content)
    assert "Leer textos cortos" in template.content["purpose"]
    assert templates_for(world.psychologist, grade, "FULL") == [template]
    assert templates_for(world.stranger, grade, "FULL") == []


def test_a_template_that_names_the_pupil_is_refused(world, episode):
    name = episode.patient.given_names.split()[0]
    version = whole(world, episode, purpose=f"Que {name} lea cada día.")
    with pytest.raises(ValidationError) as refusal:
        keep(world, version)
    assert list(refusal.value.message_dict) == ["with_texts"]
    assert not PlanTemplate.objects.exists()
    assert keep(world, version, with_texts=False).content["goals"]


def test_a_template_of_another_cycle_is_not_offered(world, episode, grade):
    version = whole(world, episode)
    near = keep(world, version, level=grade.level, cycle=grade.cycle)
    keep(world, version, level=grade.level, cycle="otro")
    anywhere = keep(world, version)
    assert templates_for(world.teacher, grade, "FULL") == [near, anywhere]


# --- what the class works on --------------------------------------------------------------------------------


@pytest.fixture
def class_source():
    from convalidation.queries.class_reports import told_of_class

    yield lambda told: set_source(lambda episode: told)
    set_source(told_of_class)


def test_what_the_school_told_may_begin_the_plan(world, episode, class_source, client):
    told = ClassTold(
        world.ago(1), "Rosa Prueba, tutora", "II", "Cuentos y sumas", "", (world.count.pk, world.foreign.pk)
    )
    class_source(told)
    client.force_login(world.teacher)
    client.post(f"/atencion/estudiantes/{episode.patient_id}/plan/abrir/", {"start": "class", "kind": "SHORT"})
    draft = PlanVersion.objects.get()
    assert draft.kind == PlanKind.SHORT
    assert [goal.competency for goal in PlanCompetency.objects.all()] == [world.count]
    page = client.get(f"/atencion/estudiantes/{episode.patient_id}/plan/editar/").content.decode()
    assert "Cuentos y sumas" in page
    assert "La trabaja su aula" in page
