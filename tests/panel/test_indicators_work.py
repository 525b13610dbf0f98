"""The figures of the work against rows counted by hand, and every list against the figure that it stands behind.

Today is Wednesday 10 June 2026; the period is May, unless it is said otherwise.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest

from attendance.enums import AchievementLevel
from attendance.models import EntryTime
from convalidation.enums import DeliveryEventKind as Event
from convalidation.enums import Recipient, RecognitionDecision, ReturnOutcome
from convalidation.queries import episodes_owing_papers
from convalidation.rules import Band, Duty
from patients.enums import EpisodeEnd, Setting
from patients.rules import Days, Span
from seho.accounts.enums import CheckLaw, Role
from seho.network.enums import SehoScope
from seho.network.models import Agreement, Seho
from seho.panel.indicators import network, papers, quality, returns, teaching
from seho.panel.indicators.values import Asked, Figures, Indicator, Measure
from tests.accounts.factories import MembershipFactory, UserFactory, check
from tests.attendance.factories import AssessmentFactory, PlanVersionFactory, SessionFactory
from tests.curriculum.factories import CompetencyFactory, SchoolCalendarFactory
from tests.network.factories import AgreementFactory, SchoolFactory, SehoFactory
from tests.panel import work
from tests.patients.factories import GuardianFactory, PatientFactory, StayFactory

TODAY = date(2026, 6, 10)
MAY = Days(date(2026, 5, 1), date(2026, 5, 31))
ROOMS: tuple[ModuleType, ...] = (teaching, papers, returns, network, quality)


def day(number: int, month: int = 5) -> date:
    return date(2026, month, number)


@dataclass
class Place:
    """Two services, and who writes everything down."""

    one: Seho
    two: Seho
    by: Any

    def asked(self, days: Days = MAY, today: date = TODAY) -> Asked:
        return Asked((self.one.pk, self.two.pk), days, today)


@pytest.fixture
def place(db: None, today: date) -> Place:
    SchoolCalendarFactory(with_periods=True)
    by = UserFactory()
    return Place(SehoFactory(short_name="Uno"), SehoFactory(short_name="Dos"), by)


def values(figures: Figures, *keys: str) -> list[float | None]:
    return [figures.whole[key].value for key in keys]


# --- every list is of what its figure counts ----------------------------------------------------------


def indicators() -> Iterator[Indicator]:
    for room in ROOMS:
        yield from room.INDICATORS


def scatter(place: Place, seed: int) -> None:
    """Pupils, sessions, plans, papers and returns of some months, by chance."""
    chance = random.Random(seed)
    competency = CompetencyFactory()
    for number in range(8):
        seho = chance.choice((place.one, place.two))
        starts_on = day(1, 4) + timedelta(days=chance.randrange(50))
        ends_on = starts_on + timedelta(days=chance.randrange(30)) if number % 3 else None
        time = work.time_in(seho, place.by, starts_on, ends_on, setting=chance.choice(Setting.values))
        if chance.random() < 0.7:
            SessionFactory(
                seho=seho, held_on=starts_on, created_by=place.by, pupils=[time], cancelled=chance.random() < 0.2
            )
        if chance.random() < 0.6:
            PlanVersionFactory(plan__episode=time, in_force=True, created_by=place.by, goals=[competency])
        if chance.random() < 0.4:
            StayFactory(
                patient=time.patient, starts_on=starts_on - timedelta(days=200), ends_on=None, created_by=place.by
            )
        if ends_on and chance.random() < 0.7:
            issued_on = ends_on + timedelta(days=chance.randrange(12))
            papers_ = work.packet(time, issued_on, place.by)
            work.link(papers_, place.by, (Event.SENT, issued_on + timedelta(days=1)))
            if chance.random() < 0.6:
                work.recognised(papers_, place.by, issued_on + timedelta(days=4), issued_on + timedelta(days=6))
        if ends_on:
            closed_on = ends_on + timedelta(days=20) if chance.random() < 0.4 else None
            opened = work.school_return(time, place.by, ends_on, closed_on=closed_on)
            work.incident(opened, place.by, ends_on + timedelta(days=2))
    AgreementFactory(seho=place.one, ends_on=TODAY + timedelta(days=30))


@pytest.mark.parametrize("seed", [1, 2])
def test_each_list_holds_exactly_what_its_figure_counts(place: Place, seed: int) -> None:
    scatter(place, seed)
    checked = 0
    for asked in (place.asked(), place.asked(Days(day(1, 3), TODAY)), Asked((place.two.pk,), MAY, TODAY)):
        found = {room: room.figures(asked) for room in ROOMS}
        for room in ROOMS:
            assert set(found[room].whole) == {one.key for one in room.INDICATORS}
            for one in room.INDICATORS:
                measure = found[room].whole[one.key]
                if one.behind is not None:
                    assert one.behind(asked).count() == measure.base, (one.key, asked.days)
                    checked += measure.base > 0
                assert {seho_id for seho_id, own in found[room].by_service.items() if one.key in own} == set(
                    asked.seho_ids
                )
                assert sum(own[one.key].base for own in found[room].by_service.values()) == measure.base, one.key
    assert checked > 40, "lists of nothing prove nothing"


def test_what_a_figure_is_computed_from_does_not_ask_more_of_more(place: Place, django_assert_num_queries: Any) -> None:
    numbers = {teaching: 13, papers: 4, returns: 4, network: 5, quality: 9}
    for seed in (1, 2):
        scatter(place, seed)
        for room, number in numbers.items():
            with django_assert_num_queries(number):
                room.figures(place.asked())


def test_of_no_services_there_is_nothing(place: Place) -> None:
    for room in ROOMS:
        assert room.figures(Asked((), MAY, TODAY)).by_service == {}


# --- teaching ---------------------------------------------------------------------------------------------


def test_sessions_minutes_and_who_took_part(place: Place) -> None:
    first, second = (work.time_in(place.one, place.by, day(1)) for _ in range(2))
    SessionFactory(seho=place.one, held_on=day(1), minutes=30, created_by=place.by, pupils=[first, second])
    session = SessionFactory(seho=place.one, held_on=day(31), minutes=60, created_by=place.by, pupils=[first])
    session.participations.create(episode=second, attended=False, absence_reason="UNWELL")
    for held_on in (day(30, 4), day(1, 6)):
        SessionFactory(seho=place.one, held_on=held_on, created_by=place.by, pupils=[first])
    SessionFactory(seho=place.one, held_on=day(5), created_by=place.by, pupils=[first], cancelled=True)
    found = teaching.figures(place.asked())
    assert values(found, "sesiones", "minutos", "participaciones", "asistencia") == [2, 90, 3, 75]
    assert found.whole["minutos"].base == 2
    assert found.by_service[place.two.pk]["sesiones"] == Measure(0, 0)
    assert found.by_service[place.two.pk]["asistencia"] == Measure(None, 0)


def test_who_worked_half_the_days_is_half_a_professional(place: Place) -> None:
    days = Days(day(1), day(30))
    person = UserFactory()
    MembershipFactory(teacher=True, seho=place.one, user=person, starts_on=day(1), ends_on=day(15))
    MembershipFactory(coordinator=True, seho=place.one, user=person, starts_on=day(10), ends_on=day(15))
    MembershipFactory(psychologist=True, seho=place.one, user=UserFactory(), starts_on=day(1, 1))
    MembershipFactory(volunteer=True, seho=place.one, user=UserFactory(), starts_on=day(1, 1))
    pupil = work.time_in(place.one, place.by, day(1))
    for _ in range(3):
        SessionFactory(seho=place.one, held_on=day(4), minutes=45, created_by=place.by, pupils=[pupil])
    found = teaching.figures(place.asked(days))
    assert found.whole["profesionales"] == Measure(1.5, 2)
    assert values(found, "sesiones-por-profesional", "minutos-por-profesional") == [2, 90]
    assert found.whole["estudiantes-por-profesional"].value == pytest.approx(1 / 1.5)
    assert found.by_service[place.two.pk]["sesiones-por-profesional"] == Measure(None, 0)


def test_posts_of_one_person_that_overlap_are_worked_once() -> None:
    spans = [Span(day(1), day(10)), Span(day(5), None), Span(day(1, 4), day(20, 4))]
    assert teaching.average_at_work([spans], MAY) == 1


def test_the_plans_of_who_is_in_attention(place: Place) -> None:
    planned = work.time_in(place.one, place.by, day(2))
    PlanVersionFactory(plan__episode=planned, in_force=True, in_force_from=day(8), created_by=place.by)
    late = work.time_in(place.one, place.by, day(2))
    PlanVersionFactory(plan__episode=late, in_force=True, in_force_from=day(1, 6), created_by=place.by)
    draft = work.time_in(place.one, place.by, day(2))
    PlanVersionFactory(plan__episode=draft, created_by=place.by)
    work.time_in(place.one, place.by, day(2), setting=Setting.UNTYPED)
    work.time_in(place.one, place.by, day(2), day(30))
    last = work.time_in(place.one, place.by, day(2), day(31))
    found = teaching.figures(place.asked())
    assert found.whole["plan-vigente"] == Measure(25, 4)
    assert set(teaching.without_plan(place.asked())) == {late, draft, last}
    assert found.whole["dias-al-plan"] == Measure(6, 1)


def test_a_plan_that_is_renewed_does_not_begin_again(place: Place) -> None:
    time = work.time_in(place.one, place.by, day(1, 4))
    PlanVersionFactory(plan__episode=time, superseded=True, in_force_from=day(9, 4), created_by=place.by)
    PlanVersionFactory(plan__episode=time, in_force=True, in_force_from=day(5), created_by=place.by)
    found = teaching.figures(place.asked())
    assert found.whole["dias-al-plan"] == Measure(None, 0)
    assert found.whole["plan-vigente"] == Measure(100, 1)


def assessed(time: Any, competency: Any, place: Place, **values: Any) -> Any:
    period = values.pop("period", None)
    return AssessmentFactory(episode=time, competency=competency, period=period, assessed_by=place.by, **values)


def test_evaluations_that_were_due(place: Place) -> None:
    """The first bimester ends on 15 May, the second one on 24 July."""
    calendar = SchoolCalendarFactory._meta.model.objects.get()
    first, second = calendar.periods.order_by("number")[:2]
    goal, other = CompetencyFactory(), CompetencyFactory()

    def pupil(ends_on: date | None = None, goals: tuple[Any, ...] = (goal,)) -> Any:
        time = work.time_in(place.one, place.by, day(20, 4), ends_on)
        if goals:
            PlanVersionFactory(plan__episode=time, in_force=True, created_by=place.by, goals=goals)
        return time

    done, empty, half, without_words, gone, _unplanned = (
        pupil(), pupil(), pupil(goals=(goal, other)), pupil(), pupil(day(29)), pupil(goals=())
    )  # fmt: skip
    assessed(done, goal, place, period=first)
    assessed(half, goal, place, period=first)
    assessed(without_words, goal, place, period=first, level=AchievementLevel.C, conclusion="  ")
    assessed(gone, goal, place, period=first)
    assert set(teaching.evaluated(place.asked())) == {done, empty, half, without_words, gone}
    assert set(teaching.unevaluated(place.asked())) == {empty, half, without_words, gone}
    assessed(gone, goal, place, period=second)
    assert teaching.figures(place.asked()).whole["evaluacion-terminada"] == Measure(40, 5)
    early = Days(day(1), day(14))
    assert teaching.figures(place.asked(early)).whole["evaluacion-terminada"] == Measure(None, 0)


def entries(seho: Seho, week: date, same_day: bool, number: int) -> None:
    EntryTime.objects.bulk_create(
        EntryTime(seho=seho, kind="SESSION", week=week, same_day=same_day) for _ in range(number)
    )


def test_of_few_entries_nothing_is_said_and_nothing_is_left_to_subtract(place: Place) -> None:
    entries(place.one, day(4), same_day=True, number=4)
    entries(place.two, day(4), same_day=False, number=1)
    entries(place.two, day(25), same_day=True, number=4)
    entries(place.one, day(27, 4), same_day=False, number=5)
    found = teaching.figures(place.asked())
    key = "registros-del-dia"
    assert found.by_service[place.one.pk][key] == Measure(None, 0)
    assert found.by_service[place.two.pk][key] == found.whole[key] == Measure(80, 5)


# --- papers -----------------------------------------------------------------------------------------------


def test_what_was_owed_on_a_day_is_what_is_owed_today_when_that_day_is_today(place: Place) -> None:
    scatter(place, 3)
    asked = place.asked(Days(day(1), TODAY))
    assert set(papers.owing(asked)) == set(episodes_owing_papers(TODAY)) != set()


def test_papers_owed_on_the_last_day_of_a_past_period(place: Place) -> None:
    issued_later = work.time_in(place.one, place.by, day(1), day(25))
    work.packet(issued_later, day(3, 6), place.by)
    annulled_later = work.time_in(place.one, place.by, day(1), day(25))
    work.packet(annulled_later, day(28), place.by, annulled_on=day(2, 6))
    annulled_before = work.time_in(place.one, place.by, day(1), day(16))
    work.packet(annulled_before, day(17), place.by, annulled_on=day(31))
    on_the_limit = work.time_in(place.one, place.by, day(1), day(15))
    work.time_in(place.one, place.by, day(1), day(1, 6))
    work.time_in(place.one, place.by, day(1), day(20), end_reason=EpisodeEnd.DECEASED)
    assert set(papers.owing(place.asked())) == {issued_later, annulled_before, on_the_limit}
    found = papers.figures(place.asked())
    keys = ("documentos-por-emitir", "documentos-con-retraso", "documentos-con-mucho-retraso")
    assert values(found, *keys) == [3, 3, 1]


def test_how_far_the_papers_of_a_period_came(place: Place) -> None:
    def issued(**values: Any) -> Any:
        return work.packet(work.time_in(place.one, place.by, day(1, 4), day(30, 4)), day(4), place.by, **values)

    by = place.by
    issued(annulled_on=day(20))
    family = issued()
    work.link(family, by, (Event.SENT, day(5)), (Event.OPENED, day(5)), recipient=Recipient.GUARDIAN)
    sent = issued()
    work.link(sent, by, (Event.SENT, day(6)), (Event.OPENED, day(1, 6)))
    opened = issued()
    work.link(opened, by, (Event.SENT, day(6)), (Event.OPENED, day(9)))
    signed_in = issued()
    work.received(signed_in, by, day(10))
    refused = issued()
    work.recognised(refused, by, day(10), decision=RecognitionDecision.NOT_RECOGNISED)
    half = issued(band=Band.D91, grading=Duty.SIAGIE)
    work.recognised(half, by, day(12), day(20), competency=CompetencyFactory())
    work.recognised(half, by, day(14), competency=CompetencyFactory())
    whole = issued(band=Band.D91, grading=Duty.SIAGIE)
    work.recognised(whole, by, day(12), day(20), competency=CompetencyFactory())
    work.recognised(whole, by, day(13), day(22), competency=CompetencyFactory())
    short = issued(band=Band.LT15)
    work.recognised(short, by, day(12))
    found = papers.figures(place.asked())
    assert values(found, "documentos-emitidos", *papers.STEPS) == [8, 6, 5, 4, 3, 1, 1]
    assert found.whole["dias-a-la-emision"] == Measure(4, 8)
    assert found.whole["dias-a-la-entrega"] == Measure(7, 6)  # 2, 2, 6, 8, 8, 8
    assert found.whole["dias-al-registro-en-ie"] == Measure(10, 1)


# --- returns ----------------------------------------------------------------------------------------------


def test_returns_as_they_stood_on_the_last_day(place: Place) -> None:
    def gone(on: int = 4) -> Any:
        return work.time_in(place.one, place.by, day(1, 4), day(on))

    by = place.by
    calm = work.school_return(gone(26), by, day(27))
    work.incident(calm, by, day(28), resolved_on=day(31))
    troubled = work.school_return(gone(26), by, day(27))
    work.incident(troubled, by, day(28), resolved_on=day(1, 6))
    late = work.school_return(gone(), by, day(5))
    closed_later = work.school_return(gone(26), by, day(27), closed_on=day(2, 6))
    well = work.school_return(gone(), by, day(6), closed_on=day(30))
    other = work.school_return(gone(), by, day(6), closed_on=day(30), outcome=ReturnOutcome.LEFT)
    work.school_return(gone(), by, day(1, 6))
    asked = place.asked()
    assert set(returns.open_returns(asked)) == {calm, troubled, late, closed_later}
    found = returns.figures(asked)
    keys = ("retornos-en-curso", "retornos-con-atraso", "retornos-con-incidencias", "retornos-satisfactorios")
    assert values(found, *keys, "retornos-otro-cierre") == [4, 1, 1, 1, 1]
    assert found.whole["dias-de-retorno"] == Measure(26, 1)
    assert list(returns.well_closed(asked)) == [well]
    assert list(returns.otherwise_closed(asked)) == [other]


# --- services ---------------------------------------------------------------------------------------------


def staff(seho: Seho, *roles: Role, **values: Any) -> None:
    for role in roles:
        MembershipFactory(
            **{role.lower(): True}, seho=seho, user=UserFactory(), checked_until=date(2030, 1, 1), **values
        )


def test_agreements_teams_and_checks(place: Place) -> None:
    home = SehoFactory(scope=SehoScope.HOME_ONLY, hospital=None)
    closed = SehoFactory(closed=True)
    opens_later = SehoFactory(opened_on=day(1, 6))
    planned = SehoFactory(planned=True)
    AgreementFactory(seho=place.one, ends_on=day(31) + timedelta(days=90))
    AgreementFactory(seho=place.two, ends_on=day(30))
    AgreementFactory(seho=place.two, starts_on=day(15, 6), ends_on=date(2029, 1, 1), signed_on=day(5, 6))
    staff(place.one, Role.COORDINATOR, Role.TEACHER)
    staff(place.one, Role.PSYCHOLOGIST, ends_on=day(30))
    staff(home, Role.TEACHER)
    asked = Asked((place.one.pk, place.two.pk, home.pk, closed.pk, opens_later.pk, planned.pk), MAY, TODAY)
    found = network.figures(asked)
    keys = ("servicios", "convenios-por-vencer", "convenios-vencidos", "sin-convenio", "equipos-incompletos")
    assert values(found, *keys) == [3, 1, 1, 1, 2]
    assert values(found, "servicios-sin-antecedentes", "puestos-sin-antecedentes") == [0, 0]
    Agreement.objects.filter(seho=place.one).update(ends_on=day(31) + timedelta(days=91))
    assert network.figures(asked).whole["convenios-por-vencer"].value == 0


def test_a_post_lacks_its_checks_when_one_of_three_ended(place: Place) -> None:
    post = MembershipFactory(teacher=True, seho=place.one, user=UserFactory())
    check(post, CheckLaw.TERRORISM_AND_ABUSE, CheckLaw.PUBLIC_SERVICE, valid_until=date(2030, 1, 1))
    check(post, CheckLaw.CARE_OF_MINORS, valid_until=day(30))
    MembershipFactory(coordinator=True, seho=place.two, user=UserFactory(), ends_on=day(30))
    MembershipFactory(volunteer=True, seho=place.two, user=UserFactory(is_active=False), checked_until=False)
    asked = place.asked()
    assert [one.pk for one in network.unchecked_posts(asked)] == [post.pk]
    assert values(network.figures(asked), "servicios-sin-antecedentes", "puestos-sin-antecedentes") == [1, 1]
    earlier = replace(asked, days=Days(day(1), day(30)))
    assert [one.pk for one in network.unchecked_posts(earlier) if one.pk == post.pk] == []


@pytest.mark.parametrize(("last_session", "is_idle"), [(day(25), False), (day(24), True), (None, True)])
def test_a_service_is_idle_after_a_week_without_sessions(
    place: Place, last_session: date | None, is_idle: bool
) -> None:
    pupil = work.time_in(place.one, place.by, day(1))
    work.time_in(place.two, place.by, day(25))
    if last_session:
        SessionFactory(seho=place.one, held_on=last_session, created_by=place.by, pupils=[pupil])
    found = network.figures(place.asked())
    assert found.by_service[place.one.pk]["servicios-sin-sesiones"].value == is_idle
    assert found.by_service[place.two.pk]["servicios-sin-sesiones"].value == 0, "the pupil came six days ago"


# --- the quality of the data --------------------------------------------------------------------------------


def test_each_list_of_the_quality_finds_its_own(place: Place) -> None:
    by = place.by

    def pupil(seho: Seho = place.one, on: int = 28, **values: Any) -> Any:
        time = work.time_in(seho, by, day(on), values.pop("ends_on", None), **values)
        GuardianFactory(patient=time.patient)
        return time

    fine = pupil()
    twin = PatientFactory(birth_date=date(2018, 7, 7), given_names="Ana Lucía", created_by=by)
    double = pupil(patient__birth_date=date(2018, 7, 7), patient__given_names="Ana Luzía")
    PatientFactory(birth_date=date(2018, 7, 8), siagie_code="00000012345678", created_by=by)
    same_code = pupil(place.two, patient__siagie_code="00000012345678")
    explained = pupil(
        patient__birth_date=date(2018, 7, 7), patient__given_names="Ana Lucíana", patient__distinct_reason="Es su prima"
    )
    old = pupil(patient__birth_date=date(2010, 1, 1))
    twice = pupil()
    for start, end in ((day(1), day(10)), (day(9), day(12))):
        StayFactory(patient=twice.patient, starts_on=start, ends_on=end, created_by=by)
    forgotten = pupil(ends_on=day(30))
    StayFactory(patient=forgotten.patient, starts_on=day(28), ends_on=None, created_by=by)
    untaught = pupil(on=23)
    taught = pupil(on=23, first_attended_on=day(31))
    silent = work.time_in(place.one, by, day(28))
    no_mail = pupil(school=SchoolFactory(email=""))
    by_hand = pupil(school=SchoolFactory(provisional=True))
    expected = {
        "duplicados-probables": {double, same_code},
        "edades-por-revisar": {old},
        "estancias-superpuestas": {twice},
        "estancias-sin-fin": {forgotten},
        "atenciones-sin-sesiones": {untaught},
        "familias-sin-telefono": {silent},
        "ie-sin-contacto": {no_mail},
        "ie-por-confirmar": {by_hand},
    }
    asked = place.asked()
    lists = {one.key: set(one.behind(asked)) for one in quality.INDICATORS if one.key in expected and one.behind}
    assert lists == expected
    every = {fine, explained, taught}.union(*expected.values())
    found = quality.figures(asked).whole["atenciones-observadas"]
    assert (found.base, found.value) == (len(every), pytest.approx(100 * 7 / len(every)))
    assert twin.pk


def test_days_on_which_pupils_waited_and_nobody_wrote(place: Place) -> None:
    """From Monday 25 May on are weeks of class; the second service has nobody."""
    pupil = work.time_in(place.one, place.by, day(27), day(29))
    SessionFactory(seho=place.one, held_on=day(28), created_by=place.by, pupils=[pupil])
    found = quality.figures(place.asked(Days(day(20), day(31))))
    assert found.by_service[place.one.pk]["dias-sin-registro"] == Measure(2, 2)
    assert found.by_service[place.two.pk]["dias-sin-registro"] == Measure(0, 0)
    until_today = quality.figures(place.asked(Days(day(27), day(29)), today=day(27)))
    assert until_today.whole["dias-sin-registro"] == Measure(0, 0), "the day is not over"
