"""Tablero: the figures of supervision, and the lists behind them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from patients.models import Patient
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.panel import figures
from seho.panel.board.asked import BoardAsked, Part, read_asked
from seho.panel.board.opening import FIGURES_ONLY, may_open, narrowed
from seho.panel.board.page import READS, page_of
from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.reading import reading_once
from seho.panel.indicators.values import Asked, Indicator
from seho.panel.queries import SUPERVISORS
from seho.panel.queries.saved import views_for
from seho.panel.services import snapshots
from seho.panel.views.scope import sees_rows

READERS = (Role.COORDINATOR, *SUPERVISORS)
ROWS = 25


@roles(*READERS)
@require_GET
def dashboard(request: SignedRequest) -> HttpResponse:
    """The figures of a scope and a period, in parts; what is computed in the background says how far it is."""
    asked = read_asked(request.user, request.GET, today())
    context = {
        "asked": asked,
        "parts": Part,
        "views": views_for(request.user, "panel:dashboard"),
        "may_open_load": sees_rows(request),
        "is_minedu": request.user.scope.is_minedu,
        **_figures_of(request, asked),
    }
    return render(request, "panel/board/board.html", context)


def _figures_of(request: SignedRequest, asked: BoardAsked) -> dict[str, Any]:
    if asked.scope is None or asked.period is None or not asked.scope.seho_ids:
        return {"shown": None, "has_before": False}
    with reading_once():
        shown = snapshots.figures_for(asked.scope, asked.period, asked.today, asked.calendar, READS[asked.part])
        if shown.figures is None:
            return {"shown": shown, "has_before": shown.before_period is not None}
        return {"shown": shown, **page_of(request.user, asked, asked.scope, shown)}


@roles(*READERS)
@require_POST
def compute(request: SignedRequest) -> HttpResponse:
    """«Calcular ahora»: of few services at once, of many in the background; the page of the same address shows it."""
    asked = read_asked(request.user, request.GET, today())
    if asked.scope is None or asked.period is None or not asked.scope.seho_ids:
        raise Http404("Nothing to compute.")
    job = snapshots.ask(by=request.user, scope=asked.scope, period=asked.period, today=asked.today)
    if request.headers.get("HX-Request") != "true":
        messages.info(request, _ASKED if job else _COMPUTED)
    return redirect(asked.address())


_ASKED = "Se están calculando las cifras. Puede seguir con lo suyo."
_COMPUTED = "Las cifras se calcularon de nuevo."


# --- the lists behind the figures ------------------------------------------------------------------


@roles(*READERS)
@require_GET
def figure_list(request: SignedRequest) -> HttpResponse:
    """What a figure of the panel counts, for who may see it; «Hoy» leads to lists of its own."""
    key = request.GET.get("cifra", "")
    if key in INDICATORS:
        return _behind(request, INDICATORS[key])
    return _due_list(request, figures.FIGURES.get(key, figures.DEFAULT))


def _behind(request: SignedRequest, indicator: Indicator) -> HttpResponse:
    asked = read_asked(request.user, request.GET, today())
    if asked.scope is None or asked.period is None:
        return redirect(asked.address())
    require(may_open(request.user, asked.scope, indicator))
    assert indicator.behind is not None, "it may be opened"
    assert indicator.rows is not None, "it may be opened"
    found = indicator.behind(Asked(asked.scope.seho_ids, asked.period.days, asked.today))
    page = Paginator(narrowed(request.user, indicator.rows, found), ROWS).get_page(request.GET.get("page"))
    context = {
        "indicator": indicator,
        "asked": asked,
        "page": page,
        "unseen": found.count() - page.paginator.count,
        "words": _WORDS[indicator.rows],
        "sheet_url": f"{reverse('panel:sheet_figure')}?{request.GET.urlencode()}" if sees_rows(request) else "",
        "template": f"panel/board/rows/{indicator.rows.value}.html",
    }
    return render(request, "panel/board/list.html", context)


_WORDS = {
    "episodes": "atención,atenciones",
    "referrals": "aviso,avisos",
    "sessions": "sesión,sesiones",
    "packets": "paquete de documentos,paquetes de documentos",
    "returns": "retorno,retornos",
    "sehos": "servicio,servicios",
}


def _due_list(request: SignedRequest, figure: figures.Figure) -> HttpResponse:
    """The pupils of a line of «Hoy», for who may see pupils: coordinator and UGEL specialist."""
    if not sees_rows(request):
        require(FIGURES_ONLY)
    day = today()
    sehos = figures.sehos_asked(request.user, request.GET.get("seho", ""))
    found = figure.rows([seho.pk for seho in sehos], day)
    visible = set(
        Patient.objects.visible_to(request.user)
        .filter(pk__in=[row.patient.pk for row in found])
        .values_list("pk", flat=True)
    )
    page = Paginator([row for row in found if row.patient.pk in visible], ROWS).get_page(request.GET.get("page"))
    acting = figure.with_acts(page.object_list, may_act=request.user.scope.has(Role.COORDINATOR))
    context = {"figure": figure, "page": page, "rows": acting, "sehos": sehos, "day": day}
    return render(request, "panel/figure_list.html", context)
