"""The round of the day with its order and precautions, the list of sessions, the sessions of a pupil."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from attendance import services
from attendance.forms.rounds import PrecautionsForm, values_of
from attendance.forms.sessions import filter_form
from attendance.models import Precaution
from attendance.permissions import can_note_precautions, can_order_round
from attendance.queries import (
    SessionFilters,
    Stop,
    attendance_summary,
    by_service,
    months_of,
    round_of,
    sessions_page,
    stops_of,
    teachable,
    with_due,
    worked_of,
)
from attendance.rules import UNSEEN_DAYS, moved
from attendance.views.asking import READERS, STAFF, TEACHERS, pupil_page
from patients.querysets import HELPERS, TEAM
from patients.views.asking import attempt
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho

ROWS = 25


@roles(*READERS)
@require_GET
def today_round(request: SignedRequest) -> HttpResponse:
    """Atención: who is met where, since when not seen, what to mind and what is due, and the way to log a session."""
    user = request.user
    if not user.scope.has(*TEACHERS):
        return redirect("attendance:sessions")
    day = today()
    pupils = with_due(round_of(user, day), user, day)
    ordering = user.scope.seho_ids(*TEAM)
    context = {
        "day": day,
        "services": by_service(pupils),
        "count": len(pupils),
        "seen_today": sum(pupil.last_seen == day for pupil in pupils),
        "unseen": sum(pupil.is_unseen for pupil in pupils),
        "unseen_days": UNSEEN_DAYS,
        "ordering": ordering,
        "is_helper": not ordering,
    }
    return render(request, "attendance/today.html", context)


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def order(request: SignedRequest, pk: int) -> HttpResponse:
    """Ordenar el recorrido: the wards and spaces of one service, each moved up or down by a button."""
    user = request.user
    seho = get_object_or_404(Seho, pk__in=user.scope.seho_ids(*TEACHERS) & {pk})
    require(can_order_round(user, seho.pk))
    stops = stops_of(seho, teachable(user, today()).filter(seho=seho), today())
    if request.method == "POST":
        key, arranged = _arranged(request, stops)
        services.order_round(by=user, seho=seho, stops=[(stop.key, stop.name) for stop in arranged])
        return redirect(f"{reverse('attendance:round_order', args=[seho.pk])}?{urlencode({'movida': key})}")
    context = {"seho": seho, "stops": stops, "moved": request.GET.get("movida", "")}
    return render(request, "attendance/rounds/order.html", context)


def _arranged(request: SignedRequest, stops: list[Stop]) -> tuple[str, list[Stop]]:
    """The stop that a button names, and all of them as they are after it was pressed."""
    act = next((name for name in ("up", "down", "drop") if name in request.POST), "")
    key, known = request.POST.get(act, ""), {stop.key: stop for stop in stops}
    if act == "drop":
        return key, [stop for stop in stops if stop.key != key]
    return key, [known[one] for one in moved(list(known), key, {"up": -1, "down": 1}.get(act, 0))]


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def precautions(request: SignedRequest, pk: int) -> HttpResponse:
    """What to mind before entering, ticked on one page."""
    page = pupil_page(request, pk, "patients:detail")
    require(can_note_precautions(request.user, page.episode))
    rows = Precaution.objects.filter(episode=page.episode).in_force_on(page.day)
    form = PrecautionsForm(request.POST if request.method == "POST" else None, initial=values_of(rows))
    from_round = request.GET.get("de") == "ronda"
    if request.method == "POST" and form.is_valid():
        noted = attempt(
            form,
            lambda: services.note_precautions(
                by=request.user, episode=page.episode, chosen=form.chosen(), today=page.day
            ),
        )
        if noted is not None:
            messages.success(request, "Se guardaron las precauciones.")
            return redirect("attendance:today") if from_round else redirect(page.patient)
    context = {**page.context, "form": form, "from_round": from_round}
    return render(request, "attendance/rounds/precautions.html", context)


@roles(*READERS)
@require_GET
def session_list(request: SignedRequest) -> HttpResponse:
    """Sessions by day, person and space; the filters stand in the address."""
    user = request.user
    day = today()
    form = filter_form(user, request.GET, day)
    filters = form.filters() if form.is_valid() else SessionFilters()
    page = Paginator(sessions_page(user, filters), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "day_chips": _day_chips(request, filters, day),
        "is_filtered": filters != SessionFilters(),
        "may_log": user.scope.has(*TEACHERS),
        "may_take": user.scope.has(*STAFF),
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
