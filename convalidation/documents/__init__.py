"""From the pupil's data to what the papers print. No diagnosis, no ward, and no hospital where the service says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from convalidation.documents import others, packet
from convalidation.documents.shared import Shared
from convalidation.queries.preview import Preview
from convalidation.rules import PaperKind
from seho.files import open_stored
from seho.network.models import Seho
from seho.papers import content
from seho.papers.codes import new_code
from seho.text import search_key

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


def issuer_of(seho: Seho) -> str:
    """How the service is called in the number of a paper: its registration code, else its short name or its UGEL."""
    unnamed = seho.ugel.name if seho.hide_hospital_name else seho.short_name
    name = "-".join(search_key(seho.registration_code or unnamed).upper().split())
    return name if name.startswith("SEHO") else f"SEHO-{name}"


def new_mark(label: str, issued_on: date, *, signed: bool = False) -> content.IssueMark:
    code = new_code()
    page = f"{settings.SITE_URL}{reverse('convalidation:verify')}"
    return content.IssueMark(
        number=label,
        code=code,
        verify_url=f"{settings.SITE_URL}{reverse('convalidation:verify_code', args=[code])}",
        verify_page=page.removeprefix("https://").removeprefix("http://"),
        issued_on=issued_on,
        signed=signed,
    )
