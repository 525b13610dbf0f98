"""Soporte: the psychologist's work and board, the tab of one pupil, the part of the report (art. 16.2.c)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.enums import SupportWith
from attendance.forms.support import ContactForm, ReportForm, contact_values
from attendance.models import SupportContact
from attendance.permissions import can_change_contact, can_support, can_write_support_report
from attendance.queries import plan_in_force
from attendance.queries.support import (
    CONTACTS_SHOWN,
    ReportPart,
    contacts_of,
    last_contact,
    month_of,
    mood_picture,
    notes_of,
    report_parts,
    support_board,
    support_sessions,
    support_sums,
    week_of,
)
from attendance.views.asking import pupil_page
from patients.models import Episode
from patients.querysets import TEAM
from patients.views.asking import attempt
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho

TAB = "attendance:pupil_support"
# The family of who left some weeks ago is still accompanied (art. 14, 15).
RECENT_DAYS = 60
USUAL_MINUTES = 30


@roles(*TEAM)
@require_GET
def overview(request: SignedRequest) -> HttpResponse:
    """The psychologist's own sums, or those of the service; who waits for what; the work that was logged."""
    user, day = request.user, today()
    own = bool(user.scope.has(Role.PSYCHOLOGIST))
    by_month = request.GET.get("por") == "mes"
    days = month_of(day) if by_month else week_of(day)
    sums = support_sums(user.scope.seho_ids(*TEAM), days, person=user if own else None)
    pager = Paginator(contacts_of(user, person=user if own else None), CONTACTS_SHOWN)
    states = support_board(user, day)
    context = {
        "days": days,
        "by_month": by_month,
        "is_psychologist": own,
        "sums": sums,
        "total": sum(line.minutes for line in sums),
        "waiting": [one for one in states if one.asks],
        "others": [one for one in states if not one.asks],
        "page": pager.get_page(request.GET.get("page")),
        "chips": [
            {"label": "Esta semana", "url": "?por=semana", "active": not by_month, "count": None},
            {"label": "Este mes", "url": "?por=mes", "active": by_month, "count": None},
        ],
    }
    return render(request, "attendance/support/overview.html", context)


@roles(*TEAM)
@require_GET
@never_cache
def pupil(request: SignedRequest, pk: int) -> HttpResponse:
    """Soporte: how the pupil says to feel, what was done, the part of the report; own notes for their author."""
    page = pupil_page(request, pk, TAB)
    user = request.user
    may_support = bool(can_support(user, page.episode.seho_id))
    context = {
        **page.context,
        "picture": mood_picture(page.episode),
        "contacts": list(contacts_of(user, episode=page.episode)),
        "sessions": support_sessions(user, page.episode),
        "parts": report_parts(page.episode, page.day),
        "plan": plan_in_force(page.episode),
        "may_support": may_support,
        "may_write": bool(can_write_support_report(user, page.episode)),
        "notes": notes_of(user, patient=page.patient) if may_support else [],
    }
    return render(request, "attendance/support/pupil.html", context)


# --- support work ----------------------------------------------------------------------------------


@roles(Role.PSYCHOLOGIST)
@require_http_methods(["GET", "POST"])
def create(request: SignedRequest) -> HttpResponse:
    """Registrar trabajo. `?estudiante=` ticks episodes, `?con=` says with whom, `?seho=` chooses the service."""
    day, ticked = today(), request.GET.getlist("estudiante")
    sehos, seho = _asked_seho(request, ticked)
    episodes = _recent(seho, day)
    last = last_contact(request.user, seho.pk)
    asked = request.GET.get("con", "")
    initial = {
        "client_id": uuid.uuid4(),
        "version": 0,
        "held_on": day,
        "minutes": last.minutes if last else USUAL_MINUTES,
        "held_with": asked if asked in SupportWith else (last.held_with if last else SupportWith.FAMILY),
        "pupils": ticked,
    }
    form = ContactForm(request.POST or None, initial=initial, episodes=episodes)
    if request.method == "POST" and form.is_valid():
        logged = attempt(form, lambda: services.log_contact(
            by=request.user, seho=seho, entry=form.entry(), pupils=form.chosen(), today=day,
        ))  # fmt: skip
        if logged is not None:
            undo_url = reverse("attendance:support_cancel", args=[logged.pk])
            messages.success(request, "Se registró su trabajo de soporte.", extra_tags=f"undo={undo_url}")
            return redirect(_back(request))
    chips = [{"label": one.short_name, "url": f"?seho={one.pk}", "active": one == seho, "count": None} for one in sehos]
    context = {"form": form, "contact": None, "back": _back(request), "chips": chips if len(sehos) > 1 else []}
    return render(request, "attendance/support/contact_form.html", context)


@roles(Role.PSYCHOLOGIST)
@require_http_methods(["GET", "POST"])
def correct(request: SignedRequest, pk: int) -> HttpResponse:
    contact, day = _contact_to_change(request, pk), today()
    taken = list(contact.pupils.select_related("patient"))
    episodes = sorted({*_recent(contact.seho, day), *taken}, key=lambda one: (one.patient.search_name, one.pk))
    form = ContactForm(request.POST or None, initial=contact_values(contact), episodes=episodes)
    if request.method == "POST" and form.is_valid():
        corrected = attempt(form, lambda: services.correct_contact(
            by=request.user, contact=contact, entry=form.entry(), pupils=form.chosen(),
            version=form.cleaned_data["version"], today=day,
        ))  # fmt: skip
        if corrected is not None:
            messages.success(request, "Se corrigió; lo anterior queda en el historial.")
            return redirect("attendance:support")
    context = {"form": form, "contact": contact, "back": reverse("attendance:support"), "chips": []}
    return render(request, "attendance/support/contact_form.html", context)


@roles(Role.PSYCHOLOGIST)
@require_POST
def cancel(request: SignedRequest, pk: int) -> HttpResponse:
    contact = _contact_to_change(request, pk)
    services.cancel_contact(by=request.user, contact=contact)
    undo_url = reverse("attendance:support_restore", args=[contact.pk])
    messages.success(request, "Se anuló: ya no cuenta en sus horas.", extra_tags=f"undo={undo_url}")
    return redirect("attendance:support")


@roles(Role.PSYCHOLOGIST)
@require_POST
def restore(request: SignedRequest, pk: int) -> HttpResponse:
    contact = _contact_to_change(request, pk)
    services.restore_contact(by=request.user, contact=contact)
    messages.success(request, "Volvió a la lista y cuenta otra vez.")
    return redirect("attendance:support")


# --- the part of the report ------------------------------------------------------------------------


@roles(Role.PSYCHOLOGIST, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def report(request: SignedRequest, pk: int) -> HttpResponse:
    """The socio-emotional part of one period (`?bimestre=`): the informe de progreso prints it."""
    page = pupil_page(request, pk, TAB)
    require(can_write_support_report(request.user, page.episode))
    parts = report_parts(page.episode, page.day)
    part = _asked_part(request, parts)
    form = ReportForm(request.POST or None, initial=ReportForm.values_of(part.report))
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: services.save_support_report(
            by=request.user, episode=page.episode, period=part.period,
            text=form.cleaned_data["text"], version=form.cleaned_data["version"],
        ))  # fmt: skip
        if saved is not None:
            messages.success(request, "Se guardó: irá en el informe de progreso.")
            return redirect(f"{reverse(TAB, args=[pk])}{page.context['query']}")
    context = {
        **page.context,
        "form": form,
        "part": part,
        "earlier": [one for one in parts if one.report and one != part],
        "chips": _period_chips(request, parts, part),
        "picture": mood_picture(page.episode),
    }
    return render(request, "attendance/support/report_form.html", context)


def _asked_part(request: SignedRequest, parts: list[ReportPart]) -> ReportPart:
    """The period of the address, else the last one that has begun."""
    asked = request.GET.get("bimestre", "")
    return next((one for one in parts if _key(one) == asked), parts[0])


def _key(part: ReportPart) -> str:
    return str(part.period.pk) if part.period else "sin"


def _period_chips(request: SignedRequest, parts: list[ReportPart], chosen: ReportPart) -> list[dict[str, Any]]:
    chips = []
    for one in reversed(parts):
        query = request.GET.copy()
        query["bimestre"] = _key(one)
        label = f"{one.period.name} {one.period.starts_on.year}" if one.period else "Sin periodo"
        chips.append({"label": label, "url": f"?{query.urlencode()}", "active": one == chosen, "count": None})
    return chips if len(chips) > 1 else []


# --- what they share -------------------------------------------------------------------------------


def _asked_seho(request: SignedRequest, ticked: list[str]) -> tuple[list[Seho], Seho]:
    """The psychologist's services, and the one of the address, else that of the first ticked pupil, else the first."""
    sehos = list(Seho.objects.filter(pk__in=request.user.scope.seho_ids(Role.PSYCHOLOGIST)).order_by("short_name"))
    asked = request.GET.get("seho", "")
    if not asked and ticked and ticked[0].isdecimal():
        asked = str(Episode.objects.filter(pk=ticked[0]).values_list("seho_id", flat=True).first() or "")
    return sehos, next((one for one in sehos if str(one.pk) == asked), sehos[0])


def _recent(seho: Seho, day: date) -> list[Episode]:
    """Who is in attention in the service, and who left not long ago, by name."""
    is_recent = Q(ends_on=None) | Q(ends_on__gte=day - timedelta(days=RECENT_DAYS))
    rows = Episode.objects.filter(is_recent, seho=seho).select_related("patient")
    return list(rows.order_by("patient__search_name", "pk"))


def _contact_to_change(request: SignedRequest, pk: int) -> SupportContact:
    rows = SupportContact.objects.visible_to(request.user).select_related("seho")
    contact = get_object_or_404(rows, pk=pk)
    require(can_change_contact(request.user, contact))
    return contact


def _back(request: SignedRequest) -> str:
    """The page that asked, when it is one of ours."""
    asked = request.GET.get("volver", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if is_ours else reverse("attendance:support")
