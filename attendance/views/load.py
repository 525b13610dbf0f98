"""Carga de trabajo: what the entries of a service cost in time."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attendance.queries.load import load_of, months_until, weeks_until
from attendance.rules.load import SHOWN_FROM
from attendance.views.asking import STAFF
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho

MONTHLY = "mes"


@roles(*STAFF)
@require_GET
def load(request: SignedRequest) -> HttpResponse:
    """The usual time of each kind of entry and how many are made on the day itself; of no person (`?seho=`, `?por=`).

    Whoever is counted reads the same page as who directs them.
    """
    day = today()
    sehos = _sehos(request)
    seho = next((one for one in sehos if str(one.pk) == request.GET.get("seho", str(one.pk))), None)
    if sehos and seho is None:
        raise Http404("No encontramos el servicio.")
    is_monthly = request.GET.get("por") == MONTHLY
    span = months_until(day) if is_monthly else weeks_until(day)
    kinds = load_of(request.user, seho, span) if seho else []
    context = {
        "day": day,
        "seho": seho,
        "first": span.first,
        "kinds": kinds,
        "charts": [kind for kind in kinds if len(kind.times) > 1],
        "is_monthly": is_monthly,
        "shown_from": SHOWN_FROM,
        "seho_chips": [_chip(request, one.short_name, seho == one, seho=one.pk) for one in sehos],
        "span_chips": [
            _chip(request, "Por semana", not is_monthly, por="semana"),
            _chip(request, "Por mes", is_monthly, por=MONTHLY),
        ],
    }
    return render(request, "attendance/load/load.html", context)


def _sehos(request: SignedRequest) -> list[Seho]:
    scope = request.user.scope
    own = Seho.objects.filter(pk__in=scope.seho_ids(*TEAM))
    of_ugel = Seho.objects.filter(ugel_id__in=scope.ugel_ids(Role.UGEL_SPECIALIST))
    return list((own | of_ugel).order_by("short_name"))


def _chip(request: SignedRequest, label: str, is_on: bool, **values: Any) -> dict[str, Any]:
    query = request.GET.copy()
    for name, value in values.items():
        query[name] = str(value)
    return {"label": label, "url": f"?{query.urlencode()}", "active": is_on, "count": None}
