"""One competency of one pupil: the level, what stands behind it, its conclusion. A page, or a part of the grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attendance import services
from attendance.forms.assessments import MarkForm
from attendance.permissions import can_assess
from attendance.queries import (
    NOTHING,
    Grid,
    GridCell,
    evaluation_grid,
    evidence_behind,
    grid_cell,
    pupil_competencies,
)
from attendance.views.assessments import MarkRow, phrase_asked, phrases_for
from attendance.views.evaluation import AREA, COMPETENCY, GRID_PERIOD, asked_cell, cell_url, grid_url
from patients.querysets import TEAM
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.forms import VersionConflict


@dataclass(frozen=True)
class Way:
    """Where one goes on to: the same competency of the next pupil, the next competency of the same one."""

    grid_url: str
    next_pupil: GridCell | None
    next_pupil_url: str
    next_competency: GridCell | None
    next_competency_url: str


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def cell(request: SignedRequest, pk: int, competency_pk: int) -> HttpResponse:
    """`siguiente` in what is sent says where to go on to; htmx asks for the part that stands beside the grid."""
    episode, period, competency = asked_cell(request, pk, competency_pk)
    require(can_assess(request.user, episode))
    shown = grid_cell(request.user, episode, period, competency, today())
    if not _is_of_the_grade(shown):
        raise Http404
    form = MarkForm(request.POST or None, competency_id=competency.pk, mark=shown.mark)
    is_part = request.headers.get("HX-Request") == "true"
    is_saved = request.method == "POST" and not phrase_asked(request, [form]) and _save(request, shown, form)
    way = None if is_part else _way(request, shown)
    if is_saved and way is not None:
        return redirect(_next_url(request, way))
    if is_saved:
        shown = grid_cell(request.user, episode, period, competency, today())
        form = MarkForm(competency_id=competency.pk, mark=shown.mark)
    context = {
        "cell": shown,
        "one": _row(request, shown, form),
        "way": way,
        "is_saved": is_saved,
        "patient": episode.patient,
        "url": request.get_full_path(),
    }
    page = "_cell_panel.html" if is_part else "cell.html"
    return render(request, f"attendance/evaluation/{page}", context)


def _is_of_the_grade(shown: GridCell) -> bool:
    groups = pupil_competencies(shown.episode, today())
    own = {one.pk for group in groups if group.area.is_graded for one in group.competencies}
    return shown.competency.pk in own or shown.mark is not None


def _save(request: SignedRequest, shown: GridCell, form: MarkForm) -> bool:
    if not form.is_valid():
        return False
    if not form.is_changed:
        return True
    try:
        mark = services.assess(
            by=request.user, episode=shown.episode, period=shown.period, mark=form.mark(), today=today()
        )
    except (VersionConflict, ValidationError) as refusal:
        form.show_refusal(refusal)
        return False
    if request.headers.get("HX-Request") != "true":
        messages.success(request, f"Guardado: {shown.episode.patient.initials}, {mark.level}.")
    return True


def _row(request: SignedRequest, shown: GridCell, form: MarkForm) -> MarkRow:
    episodes = shown.episode.patient.episodes.filter(seho__in=request.user.scope.seho_ids(*TEAM))
    behind = evidence_behind(request.user, list(episodes), shown.episode, shown.period, today())
    groups = pupil_competencies(shown.episode, today())
    area = next((group.area for group in groups if shown.competency in group.competencies), None)
    return MarkRow(
        area, shown.competency, shown.is_goal, shown.episode, shown.period, form,
        behind.get(shown.competency.pk, NOTHING), shown.rules, phrases_for(request, shown.competency),
    )  # fmt: skip


def _way(request: SignedRequest, shown: GridCell) -> Way:
    grid = evaluation_grid(
        request.user,
        today(),
        asked=request.GET.get(GRID_PERIOD, ""),
        area=request.GET.get(AREA, ""),
        competency=request.GET.get(COMPETENCY, ""),
    )
    query = {name: request.GET[name] for name in (GRID_PERIOD, AREA, COMPETENCY) if request.GET.get(name)}
    below, beside = _after(grid, shown)
    return Way(
        grid_url(request),
        below, cell_url(below, query) if below else "",
        beside, cell_url(beside, query) if beside else "",
    )  # fmt: skip


def _after(grid: Grid, shown: GridCell) -> tuple[GridCell | None, GridCell | None]:
    place: Any = None
    for number, row in enumerate(grid.rows):
        for column, one in enumerate(row.cells):
            if one is not None and one.key == shown.key:
                place = number, column
    if place is None:
        return None, None
    number, column = place
    below = next((row.cells[column] for row in grid.rows[number + 1 :] if row.cells[column]), None)
    beside = next((one for one in grid.rows[number].cells[column + 1 :] if one), None)
    return below, beside


def _next_url(request: SignedRequest, way: Way) -> str:
    asked = request.POST.get("siguiente", "")
    urls = {"estudiante": way.next_pupil_url, "competencia": way.next_competency_url, "cuadro": way.grid_url}
    return urls.get(asked) or request.get_full_path()
