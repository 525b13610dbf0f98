"""A small curriculum for tests that do not need the whole catalogue."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from seho.curriculum.enums import CalendarKind, Modality
from seho.curriculum.models import (
    Area,
    AreaCompetency,
    Capacity,
    Competency,
    Level,
    MotherTongue,
    Period,
    SchoolCalendar,
    SchoolGrade,
)

# The official blocks of public schools: 61 calendar days each.
BLOCKS_2026 = (
    (date(2026, 3, 16), date(2026, 5, 15)),
    (date(2026, 5, 25), date(2026, 7, 24)),
    (date(2026, 8, 10), date(2026, 10, 9)),
    (date(2026, 10, 19), date(2026, 12, 18)),
)


class LevelFactory(DjangoModelFactory):
    class Meta:
        model = Level
        django_get_or_create = ("code",)

    code = "PRIMARIA"
    modality = Modality.EBR
    name = "Primaria"
    order = 2

    class Params:
        secondary = factory.Trait(code="SECUNDARIA", name="Secundaria", order=3)


class SchoolGradeFactory(DjangoModelFactory):
    class Meta:
        model = SchoolGrade
        django_get_or_create = ("level", "number")

    level = factory.SubFactory(LevelFactory)
    number = 3
    name = factory.LazyAttribute(lambda grade: f"{grade.number}.º de {grade.level.name.lower()}")
    short_name = factory.LazyAttribute(lambda grade: f"{grade.number}.º")
    cycle = "IV"
    normative_age = factory.LazyAttribute(lambda grade: grade.number + 5)
    order = factory.LazyAttribute(lambda grade: 20 + grade.number)


class CompetencyFactory(DjangoModelFactory):
    """``capacities=["..."]`` adds its capacities in that order."""

    class Meta:
        model = Competency
        django_get_or_create = ("number",)
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: n + 101)
    name = factory.LazyAttribute(lambda competency: f"Competencia de prueba {competency.number}")

    class Params:
        transversal = factory.Trait(is_transversal=True)

    @factory.post_generation
    def capacities(self, create, extracted, **kwargs):
        for order, name in enumerate(extracted or (), start=1):
            Capacity.objects.create(competency=self, order=order, name=name)


class AreaFactory(DjangoModelFactory):
    """``competencies=[...]`` links them in that order."""

    class Meta:
        model = Area
        django_get_or_create = ("level", "cycle", "name")
        skip_postgeneration_save = True

    level = factory.SubFactory(LevelFactory)
    cycle = ""
    name = factory.Sequence(lambda n: f"Área {n}")
    order = factory.Sequence(lambda n: n)
    is_main = False

    class Params:
        second_language = factory.Trait(is_second_language=True)

    @factory.post_generation
    def competencies(self, create, extracted, **kwargs):
        for order, competency in enumerate(extracted or (), start=1):
            AreaCompetency.objects.create(area=self, competency=competency, order=order)


class MotherTongueFactory(DjangoModelFactory):
    class Meta:
        model = MotherTongue
        django_get_or_create = ("code",)

    code = "castellano"
    name = "Castellano"

    class Params:
        quechua = factory.Trait(code="quechua", name="Quechua")


class SchoolCalendarFactory(DjangoModelFactory):
    """The national bimesters of 2026 without periods; ``with_periods=True`` adds the four official blocks."""

    class Meta:
        model = SchoolCalendar
        skip_postgeneration_save = True

    school = None
    modality = Modality.EBR
    year = 2026
    kind = CalendarKind.BIMESTER
    label = factory.LazyAttribute(lambda calendar: f"Calendario {calendar.year}")
    starts_on = factory.LazyAttribute(lambda calendar: date(calendar.year, 1, 1))
    ends_on = factory.LazyAttribute(lambda calendar: date(calendar.year, 12, 31))

    @factory.post_generation
    def with_periods(self, create, extracted, **kwargs):
        if extracted:
            for number, (start, end) in enumerate(BLOCKS_2026, start=1):
                PeriodFactory(calendar=self, number=number, starts_on=start, ends_on=end)


class PeriodFactory(DjangoModelFactory):
    class Meta:
        model = Period
        django_get_or_create = ("calendar", "number")

    calendar = factory.SubFactory(SchoolCalendarFactory)
    number = 1
    name = factory.LazyAttribute(lambda period: f"{('I', 'II', 'III', 'IV')[period.number - 1]} bimestre")
    starts_on = date(2026, 3, 16)
    ends_on = date(2026, 5, 15)
