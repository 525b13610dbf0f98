"""What the school does with each paper, in one line for the list of documents of a packet (art. 12, 13.4, 13.5)."""

from convalidation.rules.papers import Band, PaperKind

_INPUT = "Insumo para la evaluación, la adecuación curricular y la nivelación"
_WITH_LEVELS = {
    Band.D31_90: "Reconocer las competencias calificadas y registrarlas en el sistema de calificaciones",
    Band.D91: "Reconocer y certificar las competencias calificadas, y registrarlas en el SIAGIE",
}


def use_of(kind: PaperKind, band: Band, *, grades: bool) -> str:
    """`grades`: the progress report carries levels."""
    if kind == PaperKind.CONSTANCY:
        return "Acredita la asistencia y la participación durante la ausencia en la IE"
    if kind == PaperKind.PORTFOLIO:
        return "Evidencias del aprendizaje, para la evaluación de la o el docente"
    if kind == PaperKind.EDUCATION_PLAN:
        return "Continuar las adaptaciones del currículo y de la evaluación"
    if kind == PaperKind.PROGRESS_REPORT and grades and band in _WITH_LEVELS:
        return _WITH_LEVELS[band]
    if kind == PaperKind.PROGRESS_REPORT and band == Band.D15_30:
        return "Reconocer, certificar y registrar como insumo para la evaluación"
    return _INPUT
