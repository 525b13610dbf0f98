"""Which calendar, which window, which competencies."""

from datetime import date

import pytest

from seho.curriculum.enums import CalendarKind, Modality
from seho.curriculum.loading import load_curriculum
from seho.curriculum.models import Competency, MotherTongue, SchoolGrade
from seho.curriculum.queries import (
    CalendarBook,
    academic_window,
    calendar_for,
    competencies_for,
    periods_for,
)
from tests.curriculum.factories import (
    AreaFactory,
    CompetencyFactory,
    LevelFactory,
    MotherTongueFactory,
    PeriodFactory,
    SchoolCalendarFactory,
    SchoolGradeFactory,
)
from tests.network.factories import SchoolFactory

pytestmark = pytest.mark.django_db

JUNE = date(2026, 6, 10)


# --- calendars -------------------------------------------------------------------------------------


def test_school_follows_the_national_calendar_until_it_has_its_own():
    national = SchoolCalendarFactory(with_periods=True)
    school, other = SchoolFactory(), SchoolFactory()
    assert calendar_for(school, JUNE) == national
    own = SchoolCalendarFactory(school=school, kind=CalendarKind.TRIMESTER)
    assert calendar_for(school, JUNE) == own
    assert calendar_for(other, JUNE) == national
    assert calendar_for(None, JUNE) == national


def test_year_without_any_calendar_has_none_and_no_periods():
    SchoolCalendarFactory(with_periods=True)
    assert calendar_for(SchoolFactory(), date(2030, 5, 1)) is None
    assert periods_for(SchoolFactory(), date(2030, 5, 1)) == []


def test_periods_come_in_order():
    calendar = SchoolCalendarFactory()
    for number, month in ((2, 6), (1, 3)):
        PeriodFactory(calendar=calendar, number=number, starts_on=date(2026, month, 1), ends_on=date(2026, month, 9))
    assert [period.number for period in periods_for(SchoolFactory(), JUNE)] == [1, 2]


def test_school_of_eba_does_not_follow_the_calendar_of_ebr():
    SchoolCalendarFactory(with_periods=True)
    special = SchoolCalendarFactory(modality=Modality.EBE)
    assert calendar_for(SchoolFactory(alternative=True), JUNE) is None
    assert calendar_for(SchoolFactory(special=True), JUNE) == special


def test_window_of_eba_is_its_promotional_period():
    ceba = SchoolFactory(alternative=True)
    calendar = SchoolCalendarFactory(school=ceba, modality=Modality.EBA, kind=CalendarKind.PROMOTIONAL)
    for number, months in ((1, (3, 7)), (2, (8, 12))):
        PeriodFactory(
            calendar=calendar,
            number=number,
            name=f"{'I' * number} periodo promocional",
            starts_on=date(2026, months[0], 10),
            ends_on=date(2026, months[1], 18),
        )
    start, end, label = academic_window(ceba, Modality.EBA, JUNE)
    assert (start, end, label) == (date(2026, 3, 10), date(2026, 8, 9), "I periodo promocional 2026")


def test_window_without_own_calendar_is_the_civil_year():
    SchoolCalendarFactory(starts_on=date(2026, 3, 1))
    expected = (date(2026, 1, 1), date(2026, 12, 31), "Año escolar 2026")
    assert academic_window(SchoolFactory(), Modality.EBR, JUNE) == expected
    assert academic_window(None, Modality.EBA, JUNE) == expected


def test_book_of_many_schools_is_read_twice(django_assert_num_queries):
    SchoolCalendarFactory(with_periods=True)
    schools = SchoolFactory.create_batch(3)
    own = SchoolCalendarFactory(school=schools[0])
    with django_assert_num_queries(2):
        book = CalendarBook([*schools, None])
        assert book.calendar_for(schools[0], JUNE) == own
        assert len(book.periods_for(schools[1], JUNE)) == 4
        assert book.academic_window(schools[2], Modality.EBR, JUNE).label == "Año escolar 2026"


# --- competencies ----------------------------------------------------------------------------------


@pytest.fixture
def third():
    load_curriculum()
    return SchoolGrade.objects.get(level__code="PRIMARIA", number=3)


def by_area(groups):
    return {group.area.name: [competency.number for competency in group.competencies] for group in groups}


def test_competencies_of_a_grade_come_by_area(third):
    groups = by_area(competencies_for(third, MotherTongue.objects.get(code="castellano")))
    assert groups["Comunicación"] == [7, 8, 9]
    assert list(groups)[-1] == "Competencias transversales"
    assert "Castellano como segunda lengua" not in groups
    assert "Tutoría y orientación educativa" not in groups
    assert groups == by_area(competencies_for(third))


@pytest.mark.parametrize("code", ["quechua", "lengua-de-senas-peruana", "otra"])
def test_whoever_has_another_mother_tongue_learns_castellano_as_second_language(third, code):
    groups = by_area(competencies_for(third, MotherTongue.objects.get(code=code)))
    assert groups["Castellano como segunda lengua"] == [10, 11, 12]


def test_inicial_has_other_areas_in_each_cycle(third):
    one, five = (SchoolGrade.objects.get(level__code="INICIAL", number=age) for age in (1, 5))
    assert by_area(competencies_for(one)) == {
        "Personal Social": [1, 16],
        "Psicomotriz": [2],
        "Comunicación": [7],
    }
    assert by_area(competencies_for(five))["Comunicación"] == [7, 8, 9, 6]


def test_competency_that_ended_is_left_out_of_the_days_after(third):
    Competency.objects.filter(number=9).update(valid_to=date(2026, 6, 9))
    assert by_area(competencies_for(third, day=date(2026, 6, 9)))["Comunicación"] == [7, 8, 9]
    assert by_area(competencies_for(third, day=JUNE))["Comunicación"] == [7, 8]
    assert by_area(competencies_for(third))["Comunicación"] == [7, 8]


def test_competencies_are_read_in_the_same_number_of_queries(third, django_assert_num_queries):
    level = LevelFactory(secondary=True)
    grade = SchoolGradeFactory(level=level, number=9, cycle="VII")
    small = LevelFactory(code="PEQUEÑO", name="Pequeño")
    AreaFactory(level=small, competencies=[CompetencyFactory(capacities=["Una", "Otra"])])
    tongue = MotherTongueFactory(quechua=True)
    for one in (grade, SchoolGradeFactory(level=small, number=1)):
        # Areas, links with competencies, capacities.
        with django_assert_num_queries(3):
            groups = competencies_for(one, tongue)
            assert [c.capacities.all()[0].name for group in groups for c in group.competencies]
