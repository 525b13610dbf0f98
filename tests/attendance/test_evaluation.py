"""The evaluation of a service: rules as a setting, grid, progress, phrases, who is not finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from attendance import queries, rules, services
from attendance.models import Assessment, EvaluationRule, Phrase
from attendance.phrases import program_phrases
from attendance.rules import LevelRules
from attendance.services import Mark
from patients import history
from patients.due import LATE, NOW, SOON
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.curriculum.models import Area
from seho.forms import VersionConflict
from tests.accounts.factories import make_user
from tests.attendance.factories import (
    AssessmentFactory,
    ParticipationFactory,
    PlanVersionFactory,
    SessionFactory,
    WorkFactory,
)
from tests.curriculum.factories import (
    AreaFactory,
    CompetencyFactory,
    MotherTongueFactory,
    PeriodFactory,
    SchoolCalendarFactory,
)
from tests.network.factories import SchoolFactory

NONE, RECOMMENDED, REQUIRED = "NONE", "RECOMMENDED", "REQUIRED"
FOR_ALL = LevelRules(REQUIRED, REQUIRED, REQUIRED, REQUIRED)

# --- when a conclusion is asked for (RVM 094-2020, mod. RVM 048-2024) ------------------------------------------------


@pytest.mark.parametrize(
    ("school_level", "duties", "prints"),
    [
        pytest.param("PRIMARIA", [RECOMMENDED, NONE, RECOMMENDED, REQUIRED], True, id="RVM 094-2020 usual"),
        pytest.param("", [RECOMMENDED, NONE, RECOMMENDED, REQUIRED], True, id="without enrolment"),
        pytest.param("EBA-INICIAL", [RECOMMENDED, NONE, RECOMMENDED, REQUIRED], True, id="adults are no Inicial"),
        pytest.param("INICIAL", [REQUIRED] * 4, False, id="RVM 094-2020 Inicial: always, and no letter"),
        pytest.param("PRITE", [REQUIRED] * 4, False, id="Inicial of special schools"),
    ],
)
def test_the_rules_without_any_change(school_level, duties, prints):
    usual = rules.default_rules(school_level)
    assert [usual.duty(level) for level in rules.GRADED] == duties
    assert usual.prints_level is prints
    assert usual.duty("NE") == NONE


@pytest.mark.parametrize(
    ("service", "problems"),
    [
        (LevelRules(), []),
        pytest.param(LevelRules(for_a=RECOMMENDED), [], id="more than the country"),
        pytest.param(LevelRules(for_c=RECOMMENDED), ["for_c"], id="one step less"),
        pytest.param(
            LevelRules(for_ad=NONE, for_b=NONE, for_c=NONE), ["for_ad", "for_b", "for_c"], id="less everywhere"
        ),
    ],
)
def test_a_service_asks_for_more_and_never_for_less(service, problems):
    assert [problem.field for problem in rules.check_service_rules(LevelRules(), service)] == problems


def test_the_stricter_of_both_holds_and_the_letter_is_the_countrys():
    national = LevelRules(for_b=REQUIRED, prints_level=False)
    both = rules.stricter(national, LevelRules(for_a=RECOMMENDED, for_b=NONE))
    assert both == LevelRules(RECOMMENDED, RECOMMENDED, REQUIRED, REQUIRED, prints_level=False)


def test_rules_are_saved_where_they_differ(world):
    admin = make_user(Role.ADMIN)
    assert services.save_rules(by=admin, seho=None, rules={"PRIMARIA": LevelRules()}) == 0
    assert not EvaluationRule.objects.exists()
    assert services.save_rules(by=admin, seho=None, rules={"PRIMARIA": FOR_ALL, "SECUNDARIA": LevelRules()}) == 1
    assert queries.RuleBook().of(world.seho.pk, "PRIMARIA") == FOR_ALL
    assert queries.RuleBook().of(world.seho.pk, "SECUNDARIA") == LevelRules()
    services.save_rules(by=admin, seho=None, rules={"PRIMARIA": LevelRules()})
    assert queries.RuleBook().of(world.seho.pk, "PRIMARIA") == LevelRules()
    told = AuditEvent.objects.filter(act="Cambió las reglas de la evaluación")
    assert [event.after["for_a"] for event in told.order_by("pk")] == [REQUIRED, NONE]


def test_rules_of_a_service_hold_there_alone_and_are_refused_when_weaker(world, episode):
    asked = LevelRules(for_a=REQUIRED)
    services.save_rules(by=world.coordinator, seho=world.seho, rules={"PRIMARIA": asked})
    assert queries.RuleBook().of_episode(episode, world.today).for_a == REQUIRED
    assert queries.RuleBook().of(make_user(Role.TEACHER).memberships.get().seho_id, "PRIMARIA") == LevelRules()
    with pytest.raises(ValidationError) as refusal:
        services.save_rules(by=world.coordinator, seho=world.seho, rules={"PRIMARIA": replace(asked, for_c=NONE)})
    assert list(refusal.value.message_dict) == ["PRIMARIA-for_c"]
    assert queries.RuleBook().of_episode(episode, world.today).for_c == REQUIRED


def test_there_is_one_national_rule_for_a_level(world):
    duties = dict.fromkeys(("for_ad", "for_a", "for_b", "for_c"), NONE)
    values = {"school_level": "PRIMARIA", "changed_by": world.coordinator, **duties}
    EvaluationRule.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationRule.objects.create(**values)


# --- evidence, periods, progress -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "sessions", "works", "is_doubt"),
    [("A", 0, 0, True), ("C", 1, 0, False), ("AD", 0, 1, False), pytest.param("NE", 0, 0, False, id="no level at all")],
)
def test_a_level_without_evidence_is_a_doubt(level, sessions, works, is_doubt):
    assert rules.is_without_evidence(level, sessions, works) is is_doubt


def span(first, last):
    return SimpleNamespace(starts_on=first, ends_on=last)


def test_the_period_of_another_calendar_is_the_one_that_shares_most_days():
    asked = span(date(2026, 5, 25), date(2026, 7, 24))
    first, second = span(date(2026, 3, 16), date(2026, 6, 13)), span(date(2026, 6, 14), date(2026, 9, 12))
    assert rules.matching_period([first, second], asked) is second
    assert rules.matching_period([first], asked) is first
    assert rules.matching_period([span(date(2026, 3, 1), date(2026, 5, 24))], asked) is None
    assert rules.matching_period([span(date(2026, 3, 1), date(2026, 5, 25))], asked) is not None
    assert rules.matching_period([], asked) is None


def test_progress_is_drawn_in_the_order_of_the_periods(world, episode):
    first, second = world.calendar.periods.get(number=1), world.period
    later = AssessmentFactory(episode=episode, period=second, competency=world.read, level="A")
    earlier = AssessmentFactory(episode=episode, period=first, competency=world.read, level="C")
    assert queries.picture_of([later]) is None
    picture = queries.picture_of(queries.in_order([later, earlier]))
    assert picture.words == "I bimestre 2026: C; II bimestre 2026: A"
    assert [dot.y for dot in picture.dots] == [52, 24]
    assert picture.lines == (f"{picture.dots[0].x},52 {picture.dots[1].x},24",)


def test_what_was_not_evaluated_parts_the_line_and_is_no_c(world, episode):
    marks = [
        AssessmentFactory(episode=episode, period=None, competency=world.read, level="B"),
        AssessmentFactory(episode=episode, period=world.period, competency=world.read, not_evaluated=True),
    ]
    picture = queries.picture_of(marks)
    assert picture.lines == ()
    assert picture.dots[1].y > max(dot.y for dot in picture.dots[:1]) + 14
    assert picture.words.endswith("no evaluada")


# --- the grid --------------------------------------------------------------------------------------------------------


def grid(world, user=None, **asked):
    return queries.evaluation_grid(user or world.teacher, world.today, **asked)


def test_the_grid_holds_pupils_by_the_competencies_of_their_plans(world, episode):
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read, world.count])
    other = world.pupil(paternal_surname="Zúñiga")
    PlanVersionFactory(plan__episode=other, in_force=True, goals=[world.write])
    found = grid(world)
    assert [one.number for one in found.columns] == [8, 9, 23]
    assert [row.episode for row in found.rows] == [episode, other]
    assert [cell.is_goal for cell in found.rows[0].cells] == [True, False, True]
    assert [(row.done, row.goals, row.is_finished) for row in found.rows] == [(0, 2, False), (0, 1, False)]
    assert found.asked == world.period
    assert [period.number for period in found.periods] == [1, 2]


def test_an_area_or_one_competency_can_be_asked_for(world, episode):
    assert [one.number for one in grid(world, area="Comunicación").columns] == [8, 9]
    assert [one.number for one in grid(world, area="Comunicación", competency=str(world.write.pk)).columns] == [9]
    assert grid(world, area="Nada").columns == grid(world).columns
    assert grid(world, competency="x").columns == grid(world).columns


def test_the_grid_leaves_out_what_is_not_graded_or_not_of_the_grade(world, episode):
    Area.objects.filter(name="Matemática").update(is_graded=False)
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read, world.foreign])
    found = grid(world)
    assert not {"Matemática", "Arte"} & set(found.areas)
    assert [cell and cell.competency for cell in found.rows[0].cells] == [world.read, None]
    assert found.rows[0].goals == 1


def test_castellano_as_second_language_is_for_who_speaks_another_one(world, episode):
    spoken = CompetencyFactory(number=10)
    level = episode.patient.enrollments.get().school_grade.level
    AreaFactory(level=level, name="Castellano L2", is_second_language=True, competencies=[spoken])
    assert "Castellano L2" not in grid(world).areas
    episode.patient.mother_tongue = MotherTongueFactory(code="quechua")
    episode.patient.save()
    assert "Castellano L2" in grid(world).areas


def test_who_left_in_the_period_stands_in_it_and_who_left_before_does_not(world, episode):
    first = world.calendar.periods.get(number=1)
    gone = world.pupil(starts_on=first.starts_on, ends_on=world.period.starts_on)
    before = world.pupil(starts_on=first.starts_on, ends_on=world.period.starts_on - timedelta(days=1))
    assert {row.episode for row in grid(world).rows} == {episode, gone}
    then = {row.episode: row.period for row in grid(world, asked=str(first.pk)).rows}
    assert then == {gone: first, before: first}


def test_each_pupil_stands_in_the_period_of_their_own_school(world):
    school = SchoolFactory()
    calendar = SchoolCalendarFactory(school=school, kind="TRIMESTER", label="Propio")
    own = PeriodFactory(calendar=calendar, number=1, starts_on=date(2026, 3, 9), ends_on=date(2026, 6, 30))
    pupil = world.pupil(school=school)
    [row] = grid(world).rows
    assert (row.episode, row.period) == (pupil, own)


def test_evidence_counts_what_lies_in_the_period(world):
    first = world.calendar.periods.get(number=1)
    episode = world.pupil(starts_on=first.starts_on)
    for day in (first.ends_on, world.period.starts_on, world.today):
        ParticipationFactory(
            session=SessionFactory(seho=world.seho, held_on=day), episode=episode, competency=world.read
        )
    ParticipationFactory(
        session=SessionFactory(seho=world.seho, held_on=world.today, cancelled=True),
        episode=episode,
        competency=world.read,
    )
    WorkFactory(episode=episode, competency=world.read, made_on=first.ends_on, files=0)
    cell = grid(world, competency=str(world.read.pk), area="Comunicación").rows[0].cells[0]
    assert (cell.sessions, cell.works, cell.offered_reason) == (2, 0, "NO_EVIDENCE")
    assert queries.grid_cell(world.teacher, episode, world.period, world.read, world.today).sessions == 2
    assert queries.grid_cell(world.teacher, episode, world.period, world.count, world.today).offered_reason == (
        "NOT_DEVELOPED"
    )


def test_a_row_is_finished_when_its_conclusions_are_written(world, episode):
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read])
    mark = AssessmentFactory(episode=episode, period=world.period, competency=world.read, level="C", conclusion="")
    assert not grid(world).rows[0].is_finished
    assert grid(world).rows[0].cells[0].lacks_conclusion
    Assessment.objects.filter(pk=mark.pk).update(conclusion="Empieza a leer.")
    assert grid(world).rows[0].is_finished


def test_the_grid_is_of_ones_own_services(world, episode):
    assert grid(world, user=world.stranger).rows == []
    assert grid(world, user=world.volunteer).rows == []


# --- writing it ------------------------------------------------------------------------------------------------------


def test_a_level_alone_keeps_the_conclusion(world, episode):
    AssessmentFactory(episode=episode, period=world.period, competency=world.read, level="B", conclusion="Avanza")
    row = services.set_level(
        by=world.teacher,
        episode=episode,
        period=world.period,
        mark=Mark(world.read.pk, "A", version=1),
        today=world.today,
    )
    assert (row.level, row.conclusion, row.version) == ("A", "Avanza", 2)
    with pytest.raises(VersionConflict):
        services.set_level(
            by=world.teacher, episode=episode, period=world.period, mark=Mark(world.read.pk, "C", version=1),
            today=world.today,
        )  # fmt: skip


def clear(world, episode, version=1):
    return services.clear_assessment(
        by=world.teacher, episode=episode, period=world.period, competency_id=world.read.pk, version=version,
        today=world.today,
    )  # fmt: skip


def test_what_was_marked_by_mistake_is_taken_back_and_told(world, episode):
    assert clear(world, episode) is None
    AssessmentFactory(episode=episode, period=world.period, competency=world.read, level="B", conclusion="Avanza")
    with pytest.raises(VersionConflict):
        clear(world, episode, version=7)
    taken = clear(world, episode)
    assert (taken.level, taken.conclusion) == ("B", "Avanza")
    assert not Assessment.objects.exists()
    event = AuditEvent.objects.get(act="Quitó la evaluación de una competencia")
    assert event.before["conclusion"] == "Avanza"
    assert event in history.events_of(episode.patient, world.teacher)


def test_taking_back_is_not_done_without_its_event(world, episode, monkeypatch):
    AssessmentFactory(episode=episode, period=world.period, competency=world.read)

    def fails(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("attendance.services.assessments.audit.record", fails)
    with pytest.raises(RuntimeError):
        clear(world, episode)
    assert Assessment.objects.exists()


# --- phrases ---------------------------------------------------------------------------------------------------------


def test_every_competency_has_its_phrases_for_every_level():
    told = {text for number in range(1, 32) for texts in program_phrases(number).values() for text in texts}
    assert len(told) == 31 * 4 * 2
    assert all(tuple(program_phrases(number)) == rules.GRADED for number in range(1, 32))
    assert all(text[0].isupper() and text.endswith(".") and ".." not in text and len(text) <= 400 for text in told)
    assert not [text for text in told if "{" in text or "  " in text]
    assert program_phrases(99) == {}


def phrases(world, user, level="B"):
    found = {one.level: one.phrases for one in queries.bank_of(user, world.read, [world.seho.pk])}
    return [(one.text, one.source) for one in found[level]]


def test_the_bank_offers_ones_own_first_then_the_teams(world):
    program = program_phrases(world.read.number)["B"]
    add = {"seho": world.seho, "competency": world.read, "level": "B"}
    services.add_phrase(by=world.coordinator, text="  Lee con   apoyo. ", **add)
    assert services.add_phrase(by=world.teacher, text="Lee con apoyo.", **add).created_by == world.coordinator
    assert services.toggle_favourite(by=world.teacher, competency=world.read, level="B", text=program[1])
    assert phrases(world, world.teacher) == [
        (program[1], "mine"), ("Lee con apoyo.", "team"), (program[0], "program"),
    ]  # fmt: skip
    assert phrases(world, world.psychologist)[0] == ("Lee con apoyo.", "team")
    assert ("Lee con apoyo.", "team") not in phrases(world, world.stranger)
    assert not services.toggle_favourite(by=world.teacher, competency=world.read, level="B", text=program[1])
    assert phrases(world, world.teacher)[0][1] == "team"


def test_a_phrase_of_the_team_is_taken_away_and_told(world):
    row = services.add_phrase(by=world.teacher, seho=world.seho, competency=world.read, level="A", text="Lee.")
    services.remove_phrase(by=world.coordinator, phrase=row)
    assert not Phrase.objects.exists()
    acts = list(AuditEvent.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["Agregó una frase al banco", "Quitó una frase del banco"]


@pytest.mark.parametrize(("text", "is_right"), [("", False), ("a" * 400, True), ("a" * 401, False)])
def test_a_phrase_has_words_and_not_too_many(world, text, is_right):
    if is_right:
        assert services.toggle_favourite(by=world.teacher, competency=world.read, level="A", text=text)
    else:
        with pytest.raises(ValidationError):
            services.toggle_favourite(by=world.teacher, competency=world.read, level="A", text=text)


def test_a_phrase_is_of_a_team_or_of_a_person(world):
    values = {"competency": world.read, "level": "A", "text": "Lee.", "created_by": world.teacher}
    for homes in ({}, {"seho": world.seho, "owner": world.teacher}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Phrase.objects.create(**values, **homes)


# --- who is not finished ---------------------------------------------------------------------------------------------


def items(world, day):
    found = queries.due_for(world.teacher, day)
    return [(item.text.partition(": ")[2], item.urgency) for item in found if item.kind == "assessment"]


def test_hoy_says_what_is_missing_when_the_period_ends_soon(world, episode):
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read, world.count])
    end = world.period.ends_on
    assert items(world, end - timedelta(days=11)) == []
    assert items(world, end - timedelta(days=10)) == [("falta evaluar el II bimestre (2 competencias sin nivel)", SOON)]
    AssessmentFactory(episode=episode, period=world.period, competency=world.read, level="C", conclusion="")
    words = "falta terminar la evaluación del II bimestre (1 competencia sin nivel y 1 conclusión por escribir)"
    assert items(world, end) == [(words, SOON)]
    assert items(world, end + timedelta(days=1)) == [(words, LATE)]
    AssessmentFactory(episode=episode, period=world.period, competency=world.count)
    Assessment.objects.update(conclusion="Avanza")
    assert items(world, end) == []


@pytest.mark.parametrize(("days", "is_told"), [(0, True), (15, True), (16, False)])
def test_hoy_speaks_of_who_left_unfinished(world, days, is_told):
    gone = world.pupil(ends_on=world.today)
    assert items(world, world.today) == []  # neither planned nor begun: nothing was owed
    PlanVersionFactory(plan__episode=gone, in_force=True, goals=[world.read])
    words = "salió del servicio y falta terminar su evaluación (1 competencia sin nivel)"
    assert items(world, world.today + timedelta(days=days)) == ([(words, NOW)] if is_told else [])
    AssessmentFactory(episode=gone, period=world.period, competency=world.read)
    assert items(world, world.today) == []


def test_the_board_says_what_is_missing_and_until_when(world, episode):
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read])
    gone = world.pupil(ends_on=world.today)
    lines = {line.episode: line for line in queries.evaluation_board(world.coordinator, world.today)}
    assert lines[episode].lack == "1 competencia sin nivel"
    assert lines[episode].days_left == (world.period.ends_on - world.today).days
    assert (lines[gone].lack, lines[gone].days_left) == ("ninguna competencia evaluada", 0)
    assert queries.evaluation_board(world.stranger, world.today) == []
