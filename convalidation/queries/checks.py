"""What is missing before papers can be issued, and what they will lack: each leads to where it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from attendance.enums import AchievementLevel
from attendance.queries import ProgressRow
from attendance.rules import lacks_conclusion
from convalidation.rules import PaperKind
from patients.models import Episode
from seho.text import plural

if TYPE_CHECKING:
    from convalidation.queries.preview import Preview

# A sentence, the name of the address where it is mended, and the act there.
Found = tuple[str, str, str]


@dataclass(frozen=True)
class Check:
    """Something to look at before issuing. `is_blocking`: without it the paper would say less than the norm asks."""

    text: str
    url: str
    act: str
    is_blocking: bool


def made(episode: Episode, stops: Iterable[Found], gaps: Iterable[Found]) -> list[Check]:
    """Blocking ones first."""
    blocking = [Check(text, _address(episode, name), act, True) for text, name, act in stops]
    return blocking + [Check(text, _address(episode, name), act, False) for text, name, act in gaps]


def _address(episode: Episode, name: str) -> str:
    """Pages of the papers are of one episode, those of the floors below of the pupil."""
    if not name:
        return ""
    is_ours = name.startswith("convalidation:")
    return reverse(name, args=[episode.pk if is_ours else episode.patient_id])


def packet_stops(preview: Preview) -> Iterator[Found]:
    """The packet of the recognition waits for the egress (R18)."""
    if preview.verdict.is_provisional:
        text = "Sigue en atención: los documentos finales se emiten con el egreso (art. 14.1)"
        yield text, "patients:stays", "Registrar alta o egreso"
    yield from content_stops(preview)


def content_stops(preview: Preview) -> Iterator[Found]:
    """Without these the papers of art. 13.5 would say less than the norm asks."""
    yield from school_stops(preview)
    if PaperKind.EDUCATION_PLAN in preview.kinds and preview.plan is None:
        text = "Falta poner en vigencia el plan educativo personalizado (art. 11.4)"
        yield text, "attendance:plan", "Escribir el plan"
    if preview.verdict.grading.is_graded and not any(_has_level(row) for row in preview.progress):
        text = "Corresponde calificación y no hay ninguna competencia evaluada (art. 13.5)"
        yield text, "attendance:assessment", "Evaluar"
    if PaperKind.PROGRESS_REPORT in preview.kinds and (unwritten := _unwritten(preview)):
        words = plural(unwritten, "nivel de logro sin la conclusión", "niveles de logro sin la conclusión")
        yield f"Hay {words} que la regla pide (RVM 094-2020-MINEDU)", "attendance:assessment", "Escribir"
    if PaperKind.PROGRESS_REPORT in preview.kinds and not preview.progress:
        text = "El informe de progreso no tiene competencias planificadas, trabajadas ni evaluadas"
        yield text, "attendance:assessment", "Evaluar"


def school_stops(preview: Preview) -> Iterator[Found]:
    if preview.enrollment is None:
        text = "No tiene matrícula registrada: no hay a qué institución dirigirlos"
        yield text, "patients:enroll", "Registrar matrícula"


def packet_gaps(preview: Preview) -> Iterator[Found]:
    """What the papers will say as it stands, and somebody may want to mend before."""
    left = [row for row in preview.progress if row.is_goal and row.assessment is None]
    if left and PaperKind.PROGRESS_REPORT in preview.kinds:
        words = plural(len(left), "competencia del plan no se evaluó", "competencias del plan no se evaluaron")
        yield f"{words}: así lo dirá el informe", "attendance:assessment", "Evaluar"
    if PaperKind.PORTFOLIO in preview.kinds and not preview.works:
        yield "El portafolio no tiene trabajos", "attendance:portfolio", "Agregar trabajos"
    if preview.summary.sessions == 0:
        yield "No hay sesiones a las que haya asistido", "attendance:pupil_sessions", "Ver sesiones"
    yield from director_gaps(preview)
    if PaperKind.PROGRESS_REPORT in preview.kinds and preview.until is None and preview.return_report is None:
        text = "Sin informe de reincorporación: el informe de progreso irá sin recomendaciones (art. 14.1)"
        yield text, "convalidation:return_report", "Escribirlo"


def director_gaps(preview: Preview) -> Iterator[Found]:
    if preview.enrollment and not preview.enrollment.school.director_name:
        text = "No se conoce el nombre de la directora o director de la IE: se dirigirá al cargo"
        yield text, "patients:enroll", "Ver matrícula"


def _has_level(row: ProgressRow) -> bool:
    return row.assessment is not None and row.assessment.level != AchievementLevel.NOT_EVALUATED


def _unwritten(preview: Preview) -> int:
    """Levels that need their conclusion and have none."""
    found = [row.assessment for row in preview.progress if row.assessment is not None]
    marks = [mark for mark in found if not mark.conclusion.strip()]
    return sum(lacks_conclusion(mark.level, mark.conclusion, preview.evaluation_rules) for mark in marks)
