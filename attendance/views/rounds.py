"""The round of the day, the list of sessions, the sessions of a pupil."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from attendance.forms.sessions import FilterForm
from attendance.queries import (
    SessionFilters,
    attendance_summary,
    months_of,
    round_of,
    sessions_page,
    teachers_of,
    worked_of,
)
from attendance.rules import UNSEEN_DAYS
from attendance.views.asking import READERS, TEACHERS, pupil_page
from patients.querysets import HELPERS
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho

ROWS = 25


@roles(*READERS)
@require_GET
def today_round(request: SignedRequest) -> HttpResponse:
    """Atención: who is in attention, where, since when not seen, what to mind, and the way to log a session."""
    user = request.user
    if not user.scope.has(*TEACHERS):
        return redirect("attendance:sessions")
    day = today()
    pupils = round_of(user, day)
    services: dict[Seho, list[Any]] = {}
    for pupil in pupils:
        services.setdefault(pupil.episode.seho, []).append(pupil)
    context = {
        "day": day,
        "services": list(services.items()),
        "count": len(pupils),
        "seen_today": sum(pupil.last_seen == day for pupil in pupils),
        "unseen": sum(pupil.unseen > UNSEEN_DAYS for pupil in pupils),
        "unseen_days": UNSEEN_DAYS,
        "is_helper": not user.scope.has(*READERS[:3]),
    }
    return render(request, "attendance/today.html", context)


@roles(*READERS)
@require_GET
def session_list(request: SignedRequest) -> HttpResponse:
    """Sessions by day, person and space; the filters stand in the address."""
    user = request.user
    day = today()
    sehos = user.scope.seho_ids(*TEACHERS)
    ugels = user.scope.ugel_ids(Role.UGEL_SPECIALIST)
    services = Seho.objects.filter(pk__in=sehos) | Seho.objects.filter(ugel_id__in=ugels)
    services = services.order_by("short_name")
    form = FilterForm(request.GET, teachers=teachers_of(services.values("pk"), day), services=services)
    filters = form.filters() if form.is_valid() else SessionFilters()
    page = Paginator(sessions_page(user, filters), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "day_chips": _day_chips(request, filters, day),
        "is_filtered": filters != SessionFilters(),
        "may_log": user.scope.has(*TEACHERS),
        "day": day,
    }
    return render(request, "attendance/session_list.html", context)


def _day_chips(request: SignedRequest, filters: SessionFilters, day: date) -> list[dict[str, Any]]:
    monday = day - timedelta(days=day.weekday())
    spans = (("Hoy", day, day), ("Esta semana", monday, monday + timedelta(days=6)),
             ("Este mes", day.replace(day=1), day))  # fmt: skip
    chips = []
    for label, first, last in spans:
        is_on = (filters.first, filters.last) == (first, last)
        query = request.GET.copy()
        for name in ("page", "desde", "hasta"):
            query.pop(name, None)
        if not is_on:
            query["desde"], query["hasta"] = first.isoformat(), last.isoformat()
        chips.append({"label": label, "url": f"?{query.urlencode()}", "active": is_on, "count": None})
    return chips


@roles(*READERS)
@require_GET
def pupil_sessions(request: SignedRequest, pk: int) -> HttpResponse:
    """A pupil's sessions by month, what they add up to, and what was worked on."""
    page = pupil_page(request, pk, "attendance:pupil_sessions")
    user = request.user
    months = months_of(user, page.episode)
    only_own = user.scope.has(*HELPERS) and not user.scope.has(*READERS[:3])
    context = {
        **page.context,
        "months": months,
        "worked": worked_of(months),
        "summary": None if only_own else attendance_summary(page.episode, page.day),
        "may_log": user.scope.has(*TEACHERS) and page.episode.ends_on is None,
    }
    return render(request, "attendance/pupil_sessions.html", context)
