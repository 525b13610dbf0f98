"""Who the pupils are, how long they waited, and how many were in hospital for long: counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from patients.enums import EpisodeEnd, Setting, Sex
from patients.models import Enrollment, Episode
from patients.rules import Days, age_on
from seho.accounts.enums import Role
from seho.network.enums import SpaceKind
from seho.panel.indicators import demand, presence, pupils, times
from seho.panel.indicators.values import Asked, Measure
from tests.accounts.factories import make_user
from tests.attendance.factories import SessionFactory
from tests.curriculum.factories import LevelFactory, MotherTongueFactory, SchoolGradeFactory
from tests.network.factories import SehoFactory
from tests.patients.factories import ReferralFactory, registered_pupil

TODAY = date(2026, 6, 10)
MAY = Days(date(2026, 5, 1), date(2026, 5, 31))
JUNE = Days(date(2026, 6, 1), date(2026, 6, 30))

pytestmark = pytest.mark.django_db


@pytest.fixture
def seho() -> Any:
    return SehoFactory()


def asked(*sehos: Any, days: Days = MAY) -> Asked:
    return Asked(tuple(seho.pk for seho in sehos), days, TODAY)


def pupil(seho: Any, on: date = MAY.start, **values: Any) -> Episode:
    episode: Episode = registered_pupil(seho, starts_on=on, **values).episodes.get()
    return episode


def taught(episode: Episode, on: date, **values: Any) -> Any:
    return SessionFactory(seho=episode.seho, held_on=on, pupils=[episode], **values)


def table(question: Asked, dimension: str, figure: str = "registrados") -> dict[str, int]:
    return dict(pupils.figures(question).tables[figure][dimension])


# --- who they are --------------------------------------------------------------------------------


def test_each_pupil_stands_in_one_category_of_each_dimension(seho: Any) -> None:
    pupil(seho, sex=Sex.MALE, has_special_needs=True)
    pupil(seho, mother_tongue=MotherTongueFactory(quechua=True))
    tables = pupils.figures(asked(seho)).tables["registrados"]
    assert {key: sum(cells.values()) for key, cells in tables.items()} == dict.fromkeys(tables, 2)
    assert tables["sexo"] == {"Mujer": 1, "Hombre": 1}
    assert tables["necesidades"] == {"Sí": 1, "No": 1}
    assert tables["lengua"] == {"Castellano": 1, "Quechua": 1}
    assert tables["modalidad"] == {"EBR": 2}
    assert tables["nivel"] == {"EBR · Primaria": 2}
    assert tables["grado"] == {"EBR · Primaria · 3.º": 2}
    assert tables["establecimiento"] == {seho.hospital.name: 2}


@pytest.mark.parametrize(
    ("day", "born", "years"),
    [
        (date(2026, 5, 31), date(2014, 5, 31), 12),
        (date(2026, 5, 30), date(2014, 5, 31), 11),
        (date(2026, 2, 28), date(2020, 2, 29), 5),
        (date(2026, 3, 1), date(2020, 2, 29), 6),
    ],
)
def test_age_in_whole_years(day: date, born: date, years: int) -> None:
    assert age_on(born, day) == years


@pytest.mark.parametrize(
    ("age", "group"),
    [(2, "De 0 a 2 años"), (3, "De 3 a 5 años"), (11, "De 6 a 11 años"), (16, "De 12 a 16 años"), (17, pupils.OLDER)],
)
def test_groups_of_ages(age: int, group: str) -> None:
    assert pupils.age_group(age)[1] == group


def test_the_age_is_that_of_the_last_day_of_today_or_of_the_egress(seho: Any) -> None:
    """Who is 12 on 31 May, on 11 June, and on 21 May after an egress on the 20th."""
    pupil(seho, birth_date=date(2014, 5, 31))
    assert table(asked(seho), "edad") == {"De 12 a 16 años": 1}
    left = pupil(SehoFactory(), birth_date=date(2014, 5, 21), ends_on=date(2026, 5, 20))
    assert table(asked(left.seho), "edad") == {"De 6 a 11 años": 1}
    later = pupil(SehoFactory(), JUNE.start, birth_date=date(2014, 6, 11))
    assert table(asked(later.seho, days=JUNE), "edad") == {"De 6 a 11 años": 1}


@pytest.mark.parametrize(("days", "kind"), [(30, "Tipo A"), (31, "Tipo B")])
def test_the_type_is_the_effective_one_of_the_last_day(seho: Any, days: int, kind: str) -> None:
    pupil(seho, MAY.end - timedelta(days=days - 1), hospital_from=MAY.end - timedelta(days=days - 1))
    assert table(asked(seho, days=Days(MAY.start, MAY.end)), "tipo") == {kind: 1}


def test_home_rest_and_attention_without_type(seho: Any) -> None:
    pupil(seho, setting=Setting.HOME)
    pupil(seho, setting=Setting.UNTYPED)
    assert table(asked(seho), "tipo") == {"Tipo C": 1, pupils.UNTYPED: 1}


def test_the_grade_is_that_of_the_enrolment_of_that_day(seho: Any) -> None:
    row = pupil(seho)
    Enrollment.objects.filter(patient=row.patient).update(ends_on=date(2026, 6, 1))
    second = LevelFactory(secondary=True)
    school = row.patient.enrollments.get().school
    Enrollment.objects.create(
        patient=row.patient,
        school=school,
        school_grade=SchoolGradeFactory(level=second, number=1, short_name="1.º"),
        starts_on=date(2026, 6, 2),
    )
    assert table(asked(seho), "nivel") == {"EBR · Primaria": 1}
    assert table(asked(seho, days=Days(MAY.start, TODAY)), "grado") == {"EBR · Secundaria · 1.º": 1}


def test_who_has_no_enrolment_is_told_so(seho: Any) -> None:
    Enrollment.objects.filter(patient=pupil(seho).patient).delete()
    found = pupils.figures(asked(seho)).tables["registrados"]
    assert found["grado"] == found["nivel"] == found["modalidad"] == {pupils.NO_ENROLMENT: 1}


def test_a_pupil_taught_in_two_spaces_counts_in_both(seho: Any) -> None:
    row = pupil(seho)
    for space, day in ((SpaceKind.BEDSIDE, 4), (SpaceKind.BEDSIDE, 5), (SpaceKind.MULTIFUNCTIONAL, 6)):
        taught(row, date(2026, 5, day), space=space)
    tables = pupils.figures(asked(seho)).tables["atendidos"]
    assert tables["espacio"] == {"Aula multifuncional": 1, "Aula en sala cama": 1}
    assert sum(tables["sexo"].values()) == 1


def test_as_many_queries_for_one_pupil_as_for_three(seho: Any, django_assert_num_queries: Any) -> None:
    taught(pupil(seho), MAY.start)
    with django_assert_num_queries(12):
        pupils.figures(asked(seho))
    for _ in range(2):
        taught(pupil(seho), MAY.start)
    with django_assert_num_queries(12):
        pupils.figures(asked(seho))


# --- how long they waited ------------------------------------------------------------------------


def test_medians_of_the_days_that_pupils_waited(seho: Any) -> None:
    for waited, until_session in ((0, 0), (2, 3), (9, None)):
        row = pupil(seho, MAY.end, hospital_from=MAY.end - timedelta(days=waited))
        if until_session is not None:
            Episode.objects.filter(pk=row.pk).update(first_attended_on=MAY.end + timedelta(days=until_session))
    until_june = asked(seho, days=Days(MAY.start, TODAY))
    whole = times.figures(until_june).whole
    assert whole == {"dias-al-registro": Measure(2.0, 3), "dias-a-la-sesion": Measure(1.5, 2)}
    assert times.figures(asked(seho)).whole["dias-a-la-sesion"] == Measure(0.0, 1)


def test_nobody_waited_where_nobody_was_registered(seho: Any) -> None:
    assert times.figures(asked(seho)).by_service == {
        seho.pk: {"dias-al-registro": Measure(None, 0), "dias-a-la-sesion": Measure(None, 0)}
    }


# --- in hospital for long (16.3) -------------------------------------------------------------------


def test_day_by_day_from_the_fifteenth_day_on(seho: Any) -> None:
    pupil(seho, date(2026, 5, 10), ends_on=date(2026, 5, 26))
    pupil(seho, date(2026, 5, 11), ends_on=date(2026, 5, 24))
    figures = presence.figures(asked(seho))
    by_day = figures.daily[presence.DAILY]
    assert len(by_day) == 31
    assert [day for day, number in enumerate(by_day, start=1) if number] == [24, 25, 26]
    assert figures.whole["quince-dias-promedio"] == Measure(round(3 / 31, 4), 31)
    assert figures.whole["quince-dias-maximo"] == Measure(1.0, 1)
    assert figures.whole["quince-dias-estudiantes"] == Measure(1.0, 1)


def test_a_period_that_goes_on_has_the_days_up_to_today(seho: Any) -> None:
    pupil(seho, date(2026, 5, 1))
    figures = presence.figures(asked(seho, days=JUNE))
    assert figures.daily[presence.DAILY] == (1,) * 10
    assert figures.whole[presence.DAILY] == Measure(1.0, 10)


def test_against_the_size_of_the_team(seho: Any) -> None:
    for role in (Role.COORDINATOR, Role.TEACHER):
        make_user(role, seho)
    pupil(seho, date(2026, 4, 1))
    figures = presence.figures(asked(seho))
    assert figures.by_service[seho.pk]["quince-dias-por-profesional"] == Measure(0.5, 31)


def test_days_add_up_in_each_school_year_alone(seho: Any) -> None:
    """Ten days before the new year and ten after it are no fifteen."""
    pupil(seho, date(2025, 12, 22), ends_on=date(2026, 1, 10))
    figures = presence.figures(asked(seho, days=Days(date(2025, 12, 1), date(2026, 1, 31))))
    assert not any(figures.daily[presence.DAILY])


# --- the lists behind ------------------------------------------------------------------------------

OWN = [one for room in (demand, presence, times) for one in room.INDICATORS if one.behind]


@pytest.fixture
def anything(seho: Any) -> tuple[Any, Any]:
    """Two services with pupils and notices of any kind, some of whom passed from one to the other."""
    chance = Random(5)
    sehos = (seho, SehoFactory())
    rows = []
    for at in range(14):
        start = MAY.start - timedelta(days=20) + timedelta(days=chance.randrange(60))
        left = start + timedelta(days=chance.randrange(1, 30)) if chance.randrange(2) else None
        row = pupil(chance.choice(sehos), start, ends_on=left, hospital_from=start - timedelta(days=at))
        rows.append(row)
        for _ in range(chance.randrange(3)):
            taught(row, start + timedelta(days=chance.randrange(20)), cancelled=chance.randrange(4) == 0)
        if chance.randrange(2):
            Episode.objects.filter(pk=row.pk).update(first_attended_on=start + timedelta(days=3))
        if left and left < TODAY and chance.randrange(2):
            Episode.objects.create(
                patient=row.patient, seho=chance.choice(sehos), setting=Setting.HOSPITAL, starts_on=left,
                ends_on=left + timedelta(days=4), end_reason=EpisodeEnd.DISCHARGE, previous=row,
                registered_by=row.registered_by,
            )  # fmt: skip
    for row in rows[::3]:
        ReferralFactory(seho=row.seho, patient=row.patient, state="REGISTERED", identified_on=row.starts_on)
    for at in range(6):
        values = {"refused": True} if at % 2 else {"not_enrolled": True}
        ReferralFactory(seho=chance.choice(sehos), identified_on=MAY.start + timedelta(days=8 * at - 5), **values)
    return sehos


def test_the_list_behind_a_figure_is_what_it_counts(anything: tuple[Any, Any]) -> None:
    seho, other = anything
    for question in (asked(seho, other), asked(seho), asked(other, days=Days(date(2026, 5, 10), TODAY))):
        whole = {
            key: measure for room in (demand, presence, times) for key, measure in room.figures(question).whole.items()
        }
        for one in OWN:
            rows = list(one.behind(question))  # type: ignore[misc]
            assert len(rows) == whole[one.key].base, one.key
            assert {row.seho_id for row in rows} <= set(question.seho_ids)
    assert sum(whole[one.key].base for one in OWN), "else nothing was counted"
