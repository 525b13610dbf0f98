"""What the school must recognise: the third column of the table of art. 13.5, in the norm's words.

The gazette's text is quoted with today's accents and capital letters; what is changed otherwise stands in
brackets. Art. 13.6 and 40.a cite "11.3" for the states of art. 10.3, and the first final provision cites
"artículo 14" for the convalidation of art. 13: the program cites the right ones.
"""

from dataclasses import dataclass

from convalidation.rules.papers import Band

_INPUT = (
    "Los documentos del SEHO son el insumo que emplea el docente para la evaluación, adecuación "
    "curricular y nivelación del {pupil} que se reincorpora."
)
_CORE_AREAS = (
    "La atención educativa se centra en asegurar que la o el estudiante-paciente no se atrase en las "
    "áreas curriculares principales y continúe con el proceso de aprendizaje regular de la IE o programa "
    "educativo."
)
_PENDING_AREAS = (
    "Las áreas pendientes son evaluadas por la IE o programa educativo según la norma vigente, a partir "
    "de la adecuación curricular requerida."
)
_UNDER_15 = (
    "En el caso de que la atención brindada en el SEHO sea menor a 15 días, se entregará únicamente la "
    "constancia de asistencia y el portafolio del estudiante-paciente."
)
_FROM_15 = (
    "Cabe indicar, que dichos documentos son reconocidos, certificados y registrados por la IE o programa"
    " educativo como insumo que emplea el docente para su evaluación."
)
_REACHED_PERIOD = (
    "Cuando el período de atención educativa en el SEHO alcance un bimestre o trimestre, el Informe de "
    "progreso contiene la calificación de las competencias evaluadas, las cuales deben ser reconocidas "
    "por la IE o programa, y registradas en el sistema de calificaciones."
)
_PENDING_COMPETENCIES = (
    "Las competencias pendientes serán evaluadas progresivamente por la IE o programa educativo "
    "realizando la adecuación curricular correspondiente, según la norma vigente."
)
_GRADED = (
    "El informe de progreso contiene la calificación de las competencias evaluadas, las cuales son "
    "reconocidas y certificadas por la IE o programa educativo, y registradas en el SIAGIE."
)
_PENDING_AREAS_91 = (
    "Las áreas pendientes son evaluadas por la [IE] o programa educativo según la norma vigente, a partir"
    " de la adecuación curricular requerida."
)


@dataclass(frozen=True)
class Recognition:
    """Sentences of the norm that bind the school, in its order; `remark` where its own references are wrong."""

    points: tuple[str, ...]
    article: str
    remark: str = ""


@dataclass(frozen=True)
class Steps:
    """What the norm asks to be dated after the recognition; `registered_in` is empty where nothing is registered."""

    is_certified: bool
    registered_in: str


_PRIVATE_REMARK = (
    "Este servicio es de iniciativa privada: sus informes tienen los mismos efectos. La primera disposición "
    "complementaria final cita el artículo 14; la convalidación está en el 13."
)


def recognition_text(band: Band, grades: bool, *, is_private: bool = False) -> Recognition:
    """What the school does with the papers of `band`; `grades` says whether the progress report carries
    levels.

    A SEHO of private initiative has the same effects (first final provision, which cites art. 14 and means
    art. 13).
    """
    article = "art. 13.5, DCF 1.ª" if is_private else "art. 13.5"
    return Recognition(_points(band, grades), article, _PRIVATE_REMARK if is_private else "")


def steps_asked(band: Band, grades: bool) -> Steps:
    """What follows the recognition (art. 13.5): of the papers as an input from 15 to 30 days, of each level later.

    Under 15 days, and up to 90 without levels, the papers are an input and nothing is certified or registered.
    """
    if band == Band.D15_30:
        return Steps(is_certified=True, registered_in="como insumo")
    if band == Band.D31_90 and grades:
        return Steps(is_certified=False, registered_in="en el sistema de calificaciones")
    if band == Band.D91 and grades:
        return Steps(is_certified=True, registered_in="en el SIAGIE")
    return Steps(is_certified=False, registered_in="")


def _points(band: Band, grades: bool) -> tuple[str, ...]:
    short_input = _INPUT.format(pupil="estudiante")
    if band == Band.LT15:
        return (short_input, _CORE_AREAS, _PENDING_AREAS, _UNDER_15)
    if band == Band.D15_30:
        return (short_input, _CORE_AREAS, _PENDING_AREAS, _FROM_15)
    if band == Band.D31_90:
        long_input = _INPUT.format(pupil="estudiante-paciente")
        return (long_input, *([_REACHED_PERIOD] if grades else []), _PENDING_COMPETENCIES)
    return (_GRADED, _PENDING_AREAS_91)
