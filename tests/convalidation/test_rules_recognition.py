"""The quotations of art. 13.5 are the norm's words: compared letter by letter, but for case and brackets."""

import unicodedata

import pytest

from convalidation.rules import Band, Steps, band_of, recognition_text, steps_asked

# The third column of the table of art. 13.5, as the gazette printed it (its hyphenation undone).
GAZETTE = """
Los documentos del SEHO son el insumo que emplea el docente para la evaluación, adecuación curricular y
nivelación del estudiante que se reincorpora. La atención educativa se centra en asegurar que la o el
estudiante-paciente no se atrase en las áreas curriculares principales y continúe con el proceso de
aprendizaje regular de la IE o programa educativo. Las áreas pendientes son evaluadas por la IE o programa
educativo según la norma vigente, a partir de la adecuación curricular requerida. En el caso de que la
atención brindada en el SEHO sea menor a 15 días, se entregará únicamente la constancia de asistencia y el
portafolio del estudiante-paciente. En los casos de 15 días a más se entregará los siguientes documentos: i)
Constancia de asistencia y participación, ii) Portafolio del estudiante, iii) Informe de progreso del
estudiante-paciente y el iv) Plan educativo personalizado. Cabe indicar, que dichos documentos son
reconocidos, certificados y registrados por la IE o programa educativo como insumo que emplea el docente
para su evaluación. Los documentos del SEHO son el insumo que emplea el docente para la evaluación,
adecuación curricular y nivelación del estudiante-paciente que se reincorpora. Cuando el período de atención
educativa en el SEHO alcance un bimestre o trimestre, el Informe de progreso contiene la calificación de las
competencias evaluadas, las cuales deben ser reconocidas por la IE o programa, y registradas en el sistema
de calificaciones. Las competencias pendientes serán evaluadas progresivamente por la IE o programa
educativo realizando la adecuación curricular correspondiente, según la norma vigente. El informe de
progreso contiene la calificación de las competencias evaluadas, las cuales son reconocidas y certificadas
por la IE o programa educativo, y registradas en el SIAGIE. Las áreas pendientes son evaluadas por la IIEE o
programa educativo según la norma vigente, a partir de la adecuación curricular requerida.
"""


def letters(text: str) -> str:
    text = unicodedata.normalize("NFC", " ".join(text.split())).casefold()
    return text.replace("[ie]", "iiee")


@pytest.mark.parametrize("band", list(Band))
@pytest.mark.parametrize("grades", [True, False])
def test_every_point_is_in_the_norm_art_13_5(band, grades):
    recognition = recognition_text(band, grades)
    assert recognition.article == "art. 13.5"
    assert len(recognition.points) >= 2
    for point in recognition.points:
        assert letters(point) in letters(GAZETTE)
        assert point == " ".join(point.split())
        assert point.endswith(".")


def test_under_15_days_only_two_papers_art_13_5():
    points = " ".join(recognition_text(Band.LT15, grades=False).points)
    assert "únicamente la constancia de asistencia y el portafolio" in points
    assert "calificación" not in points


def test_from_15_days_the_papers_are_recognised_as_input_art_13_5():
    points = " ".join(recognition_text(Band.D15_30, grades=False).points)
    assert "reconocidos, certificados y registrados por la IE" in points
    assert "menor a 15 días" not in points


def test_31_to_90_speaks_of_levels_only_when_they_are_due_art_13_5():
    with_levels = " ".join(recognition_text(Band.D31_90, grades=True).points)
    without = " ".join(recognition_text(Band.D31_90, grades=False).points)
    assert "registradas en el sistema de calificaciones" in with_levels
    assert "SIAGIE" not in with_levels
    assert "calificación" not in without
    assert "Las competencias pendientes" in without


def test_from_91_days_into_siagie_art_13_5():
    assert "registradas en el SIAGIE" in recognition_text(Band.D91, grades=True).points[0]


def test_private_initiative_has_the_same_effects_dcf_1():
    public = recognition_text(Band.D91, grades=True)
    private = recognition_text(Band.D91, grades=True, is_private=True)
    assert private.points == public.points
    assert private.article == "art. 13.5, DCF 1.ª"


NOTHING = Steps(is_certified=False, registered_in="")


@pytest.mark.parametrize(
    ("days", "grades", "steps"),
    [
        (1, False, NOTHING),
        (14, False, NOTHING),
        (15, False, Steps(is_certified=True, registered_in="como insumo")),
        (30, False, Steps(is_certified=True, registered_in="como insumo")),
        (31, False, NOTHING),
        (90, False, NOTHING),
        (90, True, Steps(is_certified=False, registered_in="en el sistema de calificaciones")),
        (91, True, Steps(is_certified=True, registered_in="en el SIAGIE")),
        (91, False, NOTHING),
    ],
)
def test_what_follows_the_recognition_is_what_the_norm_asks_art_13_5(days, grades, steps):
    band = band_of(days)
    assert band is not None
    assert steps_asked(band, grades) == steps
