"""What the informe de progreso will take of an evaluation, for the page on which it is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from attendance.informe import ReportPlace
from convalidation.queries.preparing import preparing_url
from convalidation.queries.preview import packet_preview
from convalidation.rules import PaperKind
from patients.models import Episode
from patients.querysets import TEAM


def report_place(user: Any, episode: Episode, day: date) -> ReportPlace | None:
    """The report takes the last level of each competency and its conclusion, as they stand: nothing is typed again."""
    if episode.seho_id not in user.scope.seho_ids(*TEAM):
        return None
    preview = packet_preview(episode, day)
    if PaperKind.PROGRESS_REPORT not in preview.kinds:
        return None
    if not preview.verdict.grading.is_graded:
        words = "Van al informe de progreso las conclusiones; por los días de atención, todavía sin el nivel de logro."
    elif not preview.evaluation_rules.prints_level:
        words = "Van al informe de progreso las conclusiones; en su nivel educativo se imprime sin la letra."
    else:
        words = "Van al informe de progreso el último nivel de cada competencia y su conclusión."
    return ReportPlace(words, preparing_url(episode, None))
