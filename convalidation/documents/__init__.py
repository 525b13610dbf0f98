"""From the pupil's data to what the papers print. No diagnosis, no ward, and no hospital where the service says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convalidation.documents import others, packet
from convalidation.documents.shared import Shared
from convalidation.queries.preview import Preview
from convalidation.rules import PaperKind
from seho.files import open_stored
from seho.papers import content

# The series of numbers of each paper, as it is printed before the number.
STEMS: Mapping[PaperKind, str] = {
    PaperKind.CONSTANCY: "CONSTANCIA",
    PaperKind.PORTFOLIO: "PORTAFOLIO",
    PaperKind.PROGRESS_REPORT: "INFORME",
    PaperKind.EDUCATION_PLAN: "PEP",
    PaperKind.OFFICIAL_COMMUNICATION: "OFICIO",
    PaperKind.RETURN_REPORT: "INFORME DE REINCORPORACIÓN",
    PaperKind.FAMILY_RETURN_REPORT: "INFORME PARA LA FAMILIA",
    PaperKind.PARTICIPATION: "CONSTANCIA DE PARTICIPACIÓN",
}
COVER = "COVER"

_MAKERS: Mapping[PaperKind, Any] = {
    PaperKind.CONSTANCY: packet.constancy,
    PaperKind.PORTFOLIO: packet.portfolio,
    PaperKind.PROGRESS_REPORT: packet.progress_report,
    PaperKind.EDUCATION_PLAN: packet.education_plan,
    PaperKind.OFFICIAL_COMMUNICATION: others.communication,
    PaperKind.RETURN_REPORT: others.return_report,
    PaperKind.FAMILY_RETURN_REPORT: others.family_return_report,
    PaperKind.PARTICIPATION: others.participation,
}


def compose(preview: Preview, marks: Mapping[str, content.IssueMark] | None = None) -> list[content.Paper]:
    """The papers that are due, headed by their list where the school has to recognise them. Drafts without `marks`.

    `marks` has one for `COVER` and one for each kind that is due.
    """
    marks = marks or {}
    shared = Shared.of(preview)
    papers = [_MAKERS[kind](preview, shared, marks.get(kind)) for kind in preview.kinds]
    if preview.band is None:
        return papers
    return [packet.packet_note(preview, shared, marks.get(COVER)), *papers]


def images_of(preview: Preview) -> dict[str, bytes]:
    """The pictures of the works at the size of a paper, by the keys that `compose` names; PaperError if one is lost."""
    if PaperKind.PORTFOLIO not in preview.kinds:
        return {}
    found = {}
    for work in preview.works:
        for file in work.files.all():
            if file.is_photo:
                found[packet.image_key(file.pk)] = _picture(file.print_path, work.title)
    return found


def _picture(path: str, title: str) -> bytes:
    try:
        with open_stored(path) as stored:
            return stored.read()
    except FileNotFoundError as error:
        raise content.PaperError(f"Falta una imagen del trabajo «{title}»: vuelva a subirla.") from error
