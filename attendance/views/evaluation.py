"""The grid of the service, cell by cell or all at once, and who is not finished."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.forms.assessments import LEVEL_CHOICES, LevelForm
from attendance.models import Assessment
from attendance.permissions import can_assess
from attendance.queries import Grid, GridCell, GridRow, evaluation_board, evaluation_grid, grid_cell, touched_periods
from patients.models import Episode, Patient
from patients.querysets import TEAM
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.curriculum.models import Competency, Period
from seho.forms import VersionConflict
from seho.text import plural

NO_PERIOD = "sin"
PERIOD, AREA, COMPETENCY, GRID_PERIOD = "bimestre", "area", "competencia", "cuadro"


@dataclass(frozen=True)
class Shown:
    """A cell on the page: what stands in its list, and why it was not saved, if it was not."""

    cell: GridCell
    label: str
    value: str
    url: str
    save_url: str
    problem: str

    @property
    def behind(self) -> str:
        sessions, works = self.cell.sessions, self.cell.works
        told = [plural(sessions, "sesión", "sesiones")] * bool(sessions)
        told += [plural(works, "trabajo", "trabajos")] * bool(works)
        return " · ".join(told)

    @property
    def says(self) -> bool:
        return bool(self.problem) or self.cell.lacks_conclusion or self.cell.is_without_evidence

    @property
    def controls(self) -> SafeString:
        """Its list and what travels with it, written as widgets are: a grid has hundreds of cells."""
        return format_html(
            '<select class="form-select" name="{0}-level" id="{0}" aria-label="{1}">{2}</select>'
            '<input type="hidden" name="{0}-was" value="{3}"><input type="hidden" name="{0}-version" value="{4}">',
            self.cell.key, self.label, _options(self.value), self.cell.value, str(self.cell.version),
        )  # fmt: skip


@lru_cache(maxsize=64)
def _options(chosen: str) -> SafeString:
    """The same choices in every cell, once for each of them that is chosen."""
    marked = ((value, mark_safe(" selected") if value == chosen else "", text) for value, text in LEVEL_CHOICES)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


@dataclass
class Sheet:
    """What was sent of the whole grid and was not saved, by the key of the cell."""

    saved: int = 0
    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def grid(request: SignedRequest) -> HttpResponse:
    """Pupils by competency in one period: `?bimestre=`, `?area=` and `?competencia=` choose what stands in it."""
    day = today()
    shown = _asked_grid(request)
    sheet = Sheet()
    if request.method == "POST":
        sheet = _save_sheet(request, shown)
        if not sheet.problems:
            messages.success(request, f"Evaluación guardada: {plural(sheet.saved, 'cambio', 'cambios')}.")
            return redirect(request.get_full_path())
        messages.warning(request, f"Guardado: {plural(sheet.saved, 'cambio', 'cambios')}. Lo demás dice por qué no.")
        shown = _asked_grid(request)
    cells = _Cells(sheet, _query(request, shown))
    services_shown = [
        (seho, [(row, [cells.shown(cell) for cell in row.cells]) for row in rows]) for seho, rows in shown.services
    ]
    context = {
        "day": day,
        "grid": shown,
        "services": services_shown,
        "period_chips": _chips(request, PERIOD, [(str(one.pk), one.name) for one in shown.periods], shown.asked_key),
        "area_choices": [("", "Del plan de cada estudiante"), *((one, one) for one in shown.areas)],
        "kept_fields": [(PERIOD, request.GET[PERIOD])] if request.GET.get(PERIOD) else [],
        "column_urls": [(one, _with(request, COMPETENCY, str(one.pk))) for one in shown.columns],
        "all_columns_url": _with(request, COMPETENCY, ""),
        "is_one_column": bool(request.GET.get(COMPETENCY)) and len(shown.columns) == 1,
        "unfinished": sum(not row.is_finished for row in shown.rows),
    }
    return render(request, "attendance/evaluation/grid.html", context)


def _asked_grid(request: SignedRequest) -> Grid:
    return evaluation_grid(
        request.user,
        today(),
        asked=request.GET.get(GRID_PERIOD, "") or request.GET.get(PERIOD, ""),
        area=request.GET.get(AREA, ""),
        competency=request.GET.get(COMPETENCY, ""),
    )


class _Cells:
    """The cells of a page, with the addresses of each from one asking."""

    def __init__(self, sheet: Sheet, query: Mapping[str, str]) -> None:
        self._sheet, self._query = sheet, f"&{urlencode(query)}" if query else ""
        self._page, self._save = _address("attendance:assessment_cell"), _address("attendance:assessment_level")

    def shown(self, cell: GridCell | None) -> Shown | None:
        if cell is None:
            return None
        keys, key = (cell.episode.pk, cell.competency.pk), cell.key
        period = f"?{PERIOD}={_period_key(cell)}"
        return Shown(
            cell,
            f"{cell.competency}: {cell.episode.patient}",
            self._sheet.typed.get(key, cell.value),
            f"{self._page.format(*keys)}{period}{self._query}",
            f"{self._save.format(*keys)}{period}",
            self._sheet.problems.get(key, ""),
        )


def _address(name: str) -> str:
    """With room for the two keys of a cell."""
    return reverse(name, args=[0, 0]).replace("/0/0/", "/{}/{}/")


def _save_sheet(request: SignedRequest, shown: Grid) -> Sheet:
    """Write each cell that differs from what the page showed; one that is refused keeps no other from being saved."""
    sheet = Sheet()
    for row in shown.rows:
        for cell in filter(None, row.cells):
            sent = request.POST.get(f"{cell.key}-level")
            if sent is None or sent == request.POST.get(f"{cell.key}-was", ""):
                continue
            problem = _save_cell(request, row, cell, sent)
            if problem:
                sheet.typed[cell.key], sheet.problems[cell.key] = sent, problem
            else:
                sheet.saved += 1
    return sheet


def _save_cell(request: SignedRequest, row: GridRow, cell: GridCell, sent: str) -> str:
    form = LevelForm({"level": sent, "version": request.POST.get(f"{cell.key}-version", "")})
    if not form.is_valid():
        return _first_error(form)
    try:
        _write_level(request, cell.episode, row.period, cell.competency, form)
    except VersionConflict as conflict:
        told = _told(conflict.current)
        return f"Otra persona guardó {told}. Lo de usted sigue aquí: vuelva a guardar si es lo correcto."
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def _write_level(
    request: SignedRequest, episode: Episode, period: Period | None, competency: Competency, form: LevelForm
) -> Assessment | None:
    """What was taken back, when the level was; None otherwise."""
    if form.is_cleared:
        return services.clear_assessment(
            by=request.user, episode=episode, period=period, competency_id=competency.pk,
            version=form.cleaned_data["version"], today=today(),
        )  # fmt: skip
    mark = form.mark(competency.pk)
    services.set_level(by=request.user, episode=episode, period=period, mark=mark, today=today())
    return None


def _first_error(form: LevelForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _told(current: Any) -> str:
    return f"«{current.get_level_display()}»" if current else "otro nivel"


@roles(*TEAM)
@require_POST
def level(request: SignedRequest, pk: int, competency_pk: int) -> HttpResponse:
    """One cell of the grid, saved by itself; the answer is how the cell stands now."""
    episode, period, competency = asked_cell(request, pk, competency_pk)
    require(can_assess(request.user, episode))
    form = LevelForm(request.POST)
    problem, current, cleared = "", None, None
    if form.is_valid():
        try:
            cleared = _write_level(request, episode, period, competency, form)
        except VersionConflict as conflict:
            problem, current = "conflict", conflict.current
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
    else:
        problem = _first_error(form)
    cell = grid_cell(request.user, episode, period, competency, today())
    context = {
        "cell": cell,
        "problem": problem,
        "current": current,
        "sent": request.POST.get("level", ""),
        "undo": _undo(cleared) if cleared else "",
    }
    return render(request, "attendance/evaluation/_cell_update.html", context)


def _undo(cleared: Assessment) -> str:
    """What the page of the cell is sent to put back what was taken away, its conclusion too."""
    names = ("level", "not_evaluated_reason", "conclusion")
    told = {f"c{cleared.competency_id}-{name}": getattr(cleared, name) for name in names}
    return json.dumps({**told, f"c{cleared.competency_id}-version": 0})


def asked_cell(request: SignedRequest, pk: int, competency_pk: int) -> tuple[Episode, Period | None, Competency]:
    """The pupil's time in the service, the period of the pupil's own school (`?bimestre=`), the competency."""
    seen = Patient.objects.visible_to(request.user)
    episodes = Episode.objects.filter(patient__in=seen).select_related("patient__mother_tongue", "seho")
    episode = get_object_or_404(episodes, pk=pk)
    competency = get_object_or_404(Competency, pk=competency_pk)
    asked = request.GET.get(PERIOD, "")
    if asked == NO_PERIOD:
        return episode, None, competency
    own = touched_periods(episode, today())
    if not asked:
        return episode, own[-1] if own else None, competency
    period = next((one for one in own if str(one.pk) == asked), None)
    if period is None:
        raise Http404
    return episode, period, competency


def cell_url(cell: GridCell, query: Mapping[str, str]) -> str:
    """The page of one cell; `query` leads back to the grid from which it was opened."""
    own = {PERIOD: _period_key(cell), **query}
    return reverse("attendance:assessment_cell", args=[cell.episode.pk, cell.competency.pk]) + f"?{urlencode(own)}"


def _period_key(cell: GridCell) -> str:
    return str(cell.period.pk) if cell.period else NO_PERIOD


def _query(request: SignedRequest, shown: Grid) -> dict[str, str]:
    asked = {GRID_PERIOD: shown.asked_key, AREA: shown.area, COMPETENCY: request.GET.get(COMPETENCY, "")}
    return {name: value for name, value in asked.items() if value}


def grid_url(request: SignedRequest) -> str:
    asked = {name: request.GET.get(name, "") for name in (AREA, COMPETENCY)}
    asked[PERIOD] = request.GET.get(GRID_PERIOD, "")
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("attendance:assessments") + (f"?{query}" if query else "")


def _with(request: SignedRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query.pop(COMPETENCY, None)
    query.pop(name, None)
    if value:
        query[name] = value
    return f"?{query.urlencode()}"


def _chips(request: SignedRequest, name: str, choices: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": _with(request, name, value), "active": value == chosen, "count": None}
        for value, label in choices
    ]


@roles(*TEAM)
@require_GET
def board(request: SignedRequest) -> HttpResponse:
    """Who is not finished in the last period that each stay touches, what is missing, and the days that are left."""
    day = today()
    lines = evaluation_board(request.user, day)
    left = [line for line in lines if not line.is_finished]
    context = {"day": day, "unfinished": left, "finished": [line for line in lines if line.is_finished]}
    return render(request, "attendance/evaluation/board.html", context)
