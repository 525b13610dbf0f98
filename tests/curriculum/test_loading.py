"""The CNEB and the national calendars that come with the program."""

from datetime import date

import pytest

from seho.curriculum.loading import load_curriculum
from seho.curriculum.models import (
    Area,
    Capacity,
    Competency,
    Level,
    MotherTongue,
    Period,
    SchoolCalendar,
    SchoolGrade,
)
from seho.curriculum.rules import period_problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    return load_curriculum()


def numbers(level, area, cycle=""):
    links = Area.objects.get(level__code=level, name=area, cycle=cycle).links.order_by("order")
    return [*links.values_list("competency__number", flat=True)]


def test_counts(loaded):
    assert loaded == {
        "competencias": 31,
        "capacidades": 110,
        "niveles": 9,
        "grados y edades": 38,
        "áreas curriculares": 88,
        "lenguas maternas": 51,
        "calendarios nacionales": 4,
    }


def test_competencies_are_numbered_1_to_31_and_28_and_29_are_transversal(loaded):
    assert [*Competency.objects.values_list("number", flat=True)] == [*range(1, 32)]
    assert [*Competency.objects.filter(is_transversal=True).values_list("number", flat=True)] == [28, 29]


@pytest.mark.parametrize(
    ("number", "name", "first", "last", "count"),
    [
        (
            1,
            "Construye su identidad",
            "Se valora a sí mismo",
            ("Vive su sexualidad de manera integral y responsable de acuerdo a su etapa de desarrollo y madurez"),
            4,
        ),
        (
            12,
            "Escribe diversos tipos de textos en castellano como segunda lengua",
            "Adecúa el texto a la situación comunicativa",
            "Reflexiona y evalúa la forma, el contenido y contexto del texto escrito",
            4,
        ),
        (
            15,
            "Escribe diversos tipos de textos en inglés como lengua extranjera",
            "Adecúa el texto a la situación comunicativa",
            "Reflexiona y evalúa la forma, el contenido y contexto del texto escrito",
            4,
        ),
        (
            23,
            "Resuelve problemas de cantidad",
            "Traduce cantidades a expresiones numéricas",
            "Argumenta afirmaciones sobre las relaciones numéricas y las operaciones",
            4,
        ),
        (
            29,
            "Gestiona su aprendizaje de manera autónoma",
            "Define metas de aprendizaje",
            "Monitorea y ajusta su desempeño durante el proceso de aprendizaje",
            3,
        ),
        (
            31,
            (
                "Asume la experiencia del encuentro personal y comunitario con Dios en su proyecto de vida "
                "en coherencia con su creencia religiosa"
            ),
            ("Transforma su entorno desde el encuentro personal y comunitario con Dios y desde la fe que profesa"),
            (
                "Actúa coherentemente en razón de su fe según los principios de su conciencia moral en "
                "situaciones concretas de la vida"
            ),
            2,
        ),
    ],
)
def test_competency_has_its_words_and_capacities(loaded, number, name, first, last, count):
    competency = Competency.objects.get(number=number)
    capacities = [*competency.capacities.values_list("name", flat=True)]
    assert (competency.name, capacities[0], capacities[-1], len(capacities)) == (name, first, last, count)


@pytest.mark.parametrize(("copy", "of"), [(10, 7), (13, 7), (11, 8), (14, 8), (12, 9), (15, 9)])
def test_languages_share_their_capacities(loaded, copy, of):
    def names(number):
        return [*Capacity.objects.filter(competency__number=number).values_list("name", flat=True)]

    assert names(copy) == names(of) != []


@pytest.mark.parametrize(
    ("level", "area", "cycle", "expected"),
    [
        ("INICIAL", "Personal Social", "I", [1, 16]),
        ("INICIAL", "Descubrimiento del Mundo", "I", []),
        ("INICIAL", "Personal Social", "II", [1, 16, 30]),
        ("INICIAL", "Comunicación", "II", [7, 8, 9, 6]),
        ("INICIAL", "Matemática", "II", [23, 26]),
        ("INICIAL", "Ciencia y Tecnología", "II", [20]),
        ("PRIMARIA", "Personal Social", "", [1, 16, 17, 18, 19]),
        ("PRIMARIA", "Arte y Cultura", "", [5, 6]),
        ("PRIMARIA", "Inglés como lengua extranjera", "", [13, 14, 15]),
        ("PRIMARIA", "Educación Religiosa", "", [30, 31]),
        ("PRIMARIA", "Competencias transversales", "", [28, 29]),
        ("SECUNDARIA", "Desarrollo Personal, Ciudadanía y Cívica", "", [1, 16]),
        ("SECUNDARIA", "Ciencias Sociales", "", [17, 18, 19]),
        ("SECUNDARIA", "Educación para el Trabajo", "", [27]),
        ("SECUNDARIA", "Matemática", "", [23, 24, 25, 26]),
        ("EBA-AVANZADO", "Inglés como lengua extranjera", "", [13, 14, 15]),
        ("EBA-INICIAL", "Desarrollo Personal y Ciudadano", "", [1, 16, 17, 18, 19]),
        ("CEBE-PRIMARIA", "Ciencia y Tecnología", "", [20, 21, 22]),
    ],
)
def test_area_has_its_competencies(loaded, level, area, cycle, expected):
    assert numbers(level, area, cycle) == expected


@pytest.mark.parametrize(("level", "missing"), [("PRIMARIA", {27}), ("SECUNDARIA", set())])
def test_level_covers_the_competencies_of_the_cneb(loaded, level, missing):
    found = set(Competency.objects.filter(areas__level__code=level).values_list("number", flat=True))
    assert set(range(1, 32)) - found == missing


def test_main_areas_are_the_default_of_the_shortest_band(loaded):
    mains = Area.objects.filter(level__code="SECUNDARIA", is_main=True).values_list("name", flat=True)
    assert {*mains} == {
        "Comunicación",
        "Matemática",
        "Desarrollo Personal, Ciudadanía y Cívica",
        "Ciencias Sociales",
        "Ciencia y Tecnología",
    }


def test_tutoring_is_not_graded_and_eba_waits_for_review(loaded):
    assert {*Area.objects.filter(is_graded=False).values_list("name", flat=True)} == {"Tutoría y orientación educativa"}
    assert not Area.objects.filter(level__modality="EBA", needs_review=False).exists()
    assert not Area.objects.filter(level__code__in=["PRIMARIA", "SECUNDARIA"], needs_review=True).exists()


@pytest.mark.parametrize(
    ("level", "number", "name", "cycle", "age"),
    [
        ("INICIAL", 0, "Inicial, menores de 1 año", "I", 0),
        ("INICIAL", 5, "Inicial, 5 años", "II", 5),
        ("PRIMARIA", 1, "1.º de primaria", "III", 6),
        ("PRIMARIA", 3, "3.º de primaria", "IV", 8),
        ("PRIMARIA", 6, "6.º de primaria", "V", 11),
        ("SECUNDARIA", 1, "1.º de secundaria", "VI", 12),
        ("SECUNDARIA", 5, "5.º de secundaria", "VII", 16),
        ("EBA-AVANZADO", 4, "4.º de EBA avanzado", "Avanzado", None),
    ],
)
def test_grade_has_its_name_cycle_and_age_on_31_march(loaded, level, number, name, cycle, age):
    grade = SchoolGrade.objects.get(level__code=level, number=number)
    assert (grade.name, grade.cycle, grade.normative_age) == (name, cycle, age)


def test_grades_stand_in_the_order_of_schooling(loaded):
    ages = SchoolGrade.objects.filter(level__modality="EBR").values_list("normative_age", flat=True)
    assert [*ages] == [*range(17)]


@pytest.mark.parametrize("modality", ["EBR", "EBE"])
@pytest.mark.parametrize("year", [2025, 2026])
def test_national_bimesters_have_61_days_each(loaded, year, modality):
    calendar = SchoolCalendar.objects.get(school=None, year=year, modality=modality)
    periods = [*calendar.periods.all()]
    assert [(period.name, period.days) for period in periods] == [
        ("I bimestre", 61),
        ("II bimestre", 61),
        ("III bimestre", 61),
        ("IV bimestre", 61),
    ]
    assert (calendar.starts_on, calendar.ends_on) == (date(year, 1, 1), date(year, 12, 31))
    spans = [(period.starts_on, period.ends_on) for period in periods]
    assert period_problems(calendar.starts_on, calendar.ends_on, spans) == {}
    assert all(start.weekday() == 0 and end.weekday() == 4 for start, end in spans)


def test_first_blocks_are_those_of_the_norms(loaded):
    firsts = Period.objects.filter(number=1, calendar__modality="EBR").order_by("starts_on")
    assert [(p.starts_on, p.ends_on) for p in firsts] == [
        (date(2025, 3, 17), date(2025, 5, 16)),
        (date(2026, 3, 16), date(2026, 5, 15)),
    ]


def test_eba_has_no_national_calendar(loaded):
    assert not SchoolCalendar.objects.filter(modality="EBA").exists()


def test_mother_tongues_begin_with_castellano_and_end_with_another(loaded):
    names = [*MotherTongue.objects.values_list("name", flat=True)]
    assert (names[0], names[-2:]) == ("Castellano", ["Lengua de señas peruana", "Otra lengua"])
    assert len(names[1:-2]) == 48
    assert {"Quechua", "Aimara", "Awajún", "Shipibo-konibo", "Maijɨki"} <= set(names)
    assert MotherTongue.objects.get(code="castellano").is_castellano


def test_every_row_is_whole(loaded):
    for model in (Level, SchoolGrade, Competency, Capacity, Area, SchoolCalendar, Period, MotherTongue):
        for row in model.objects.all():
            row.full_clean()


def test_loading_again_keeps_what_was_corrected_or_imported(loaded):
    Competency.objects.filter(number=1).update(name="Otra", valid_to=date(2030, 12, 31))
    Area.objects.filter(level__code="PRIMARIA", name="Arte y Cultura").update(is_main=True)
    Area.objects.get(level__code="PRIMARIA", name="Comunicación").links.get(competency__number=9).delete()
    calendar = SchoolCalendar.objects.get(year=2026, modality="EBR")
    calendar.periods.filter(number=1).update(ends_on=date(2026, 5, 22))
    assert load_curriculum() == loaded
    first = Competency.objects.get(number=1)
    assert (first.name, first.valid_to) == ("Otra", date(2030, 12, 31))
    assert Area.objects.get(level__code="PRIMARIA", name="Arte y Cultura").is_main
    assert numbers("PRIMARIA", "Comunicación") == [7, 8]
    assert calendar.periods.get(number=1).ends_on == date(2026, 5, 22)
