"""The list of pupils."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from patients.enums import Setting
from patients.filters import MISSING, SORT_LABELS, STATES, TYPES, read_filters
from patients.permissions import can_register
from patients.queries import PupilFilters, pupils_page, state_counts
from patients.queries.head import SEES_TYPE
from patients.queries.lists import SORTS
from patients.querysets import TEAM
from patients.views.asking import READERS, TELLERS
from seho.accounts.enums import EMERGENCY_ROLES, Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.clock import today


@roles(*READERS)
@require_GET
def pupil_list(request: SignedRequest) -> HttpResponse:
    """Estudiantes: the same page whole or, for htmx, the part that it picks from it."""
    user = request.user
    day, filters = today(), read_filters(request.GET)
    is_team = user.scope.has(*TEAM)
    counts = state_counts(user, filters)
    context = {
        "page": pupils_page(user, filters, counts, day),
        "filters": filters,
        "state_chips": _state_chips(request, filters, counts),
        "more_chips": _more_chips(request, filters, user),
        "sorts": [(key, SORT_LABELS[key], key == filters.sort) for key in SORTS],
        "sees_type": user.scope.has(*SEES_TYPE),
        "is_team": is_team,
        "may_register": bool(can_register(user)),
        "may_take": user.scope.has(*TEAM, Role.UGEL_SPECIALIST),
        "may_refer": user.scope.has(*TELLERS),
        "may_open_elsewhere": user.scope.has(*EMERGENCY_ROLES),
    }
    return render(request, "patients/list.html", context)


def _state_chips(request: SignedRequest, filters: PupilFilters, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": _address(request, estado=key),
            "active": filters.state == key,
            "count": counts[key],
        }
        for key, label in STATES
    ]


def _more_chips(request: SignedRequest, filters: PupilFilters, user: Any) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    if user.scope.has(*SEES_TYPE):
        groups.append(_group(request, "Tipo", "tipo", TYPES, filters.type))
        groups.append(_group(request, "Ámbito", "ambito", Setting.choices, filters.setting))
    if user.scope.has(*TEAM):
        groups.append(_group(request, "Falta", "falta", MISSING, filters.missing))
    return groups


def _group(request: SignedRequest, label: str, name: str, choices: Any, chosen: str) -> dict[str, Any]:
    chips = [
        {
            "label": text,
            "url": _address(request, **{name: "" if key == chosen else key}),
            "active": key == chosen,
        }
        for key, text in choices
    ]
    return {"label": label, "chips": [{**chip, "count": None} for chip in chips], "is_open": bool(chosen)}


def _address(request: SignedRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    return f"?{query.urlencode()}" if query else request.path
