"""The board of the supervisors and the lists behind its figures."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from patients.models import Patient
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.clock import today
from seho.panel import figures, queries
from seho.panel.queries import SUPERVISORS
from seho.panel.views.scope import sees_rows

ROWS = 25


@roles(Role.COORDINATOR, *SUPERVISORS)
@require_GET
def dashboard(request: SignedRequest) -> HttpResponse:
    """The services of this person: who is attended, what is late, which agreement ends."""
    day = today()
    rows = queries.service_rows(request.user, day)
    context = {
        "day": day,
        "rows": rows,
        "totals": figures.totals(rows, may_open=sees_rows(request)),
        "may_open": sees_rows(request),
        "period_days": queries.LONG_STAY_PERIOD_DAYS,
    }
    return render(request, "panel/dashboard.html", context)


@roles(Role.COORDINATOR, *SUPERVISORS)
@require_GET
def figure_list(request: SignedRequest) -> HttpResponse:
    """The pupils behind one figure, for who may see pupils: coordinator and UGEL specialist."""
    if not sees_rows(request):
        raise PermissionDenied("Su rol ve cifras, no la relación de estudiantes.")
    day = today()
    figure = figures.FIGURES.get(request.GET.get("cifra", ""), figures.DEFAULT)
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
