"""Plan: read the one in force and its history, work on the draft, put it in force."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.enums import PlanState
from attendance.forms.plans import PlanForm
from attendance.models import PlanVersion
from attendance.permissions import can_plan
from attendance.queries import pupil_competencies
from attendance.services.plans import gaps_of
from attendance.views.asking import STAFF, PupilPage, pupil_page
from patients.querysets import TEAM
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles

TAB = "attendance:plan"


@roles(*STAFF)
@require_GET
def read(request: SignedRequest, pk: int) -> HttpResponse:
    """The version in force, the draft on the way, the former ones (`?version=` opens one)."""
    page = pupil_page(request, pk, TAB)
    versions = list(
        PlanVersion.objects.visible_to(request.user)
        .filter(plan__episode=page.episode)
        .select_related("created_by")
        .prefetch_related("competencies__competency")
    )
    in_force = next((one for one in versions if one.state == PlanState.IN_FORCE), None)
    asked = request.GET.get("version", "")
    context = {
        **page.context,
        "in_force": in_force,
        "draft": next((one for one in versions if one.state == PlanState.DRAFT), None),
        "shown": next((one for one in versions if str(one.number) == asked), in_force),
        "versions": versions,
        "may_plan": bool(can_plan(request.user, page.episode)),
    }
    return render(request, "attendance/plan.html", context)


@roles(*TEAM)
@require_POST
def open_draft(request: SignedRequest, pk: int) -> HttpResponse:
    page = pupil_page(request, pk, TAB)
    require(can_plan(request.user, page.episode))
    services.open_draft(by=request.user, episode=page.episode)
    return redirect(_address("attendance:plan_edit", page))


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def edit(request: SignedRequest, pk: int) -> HttpResponse:
    """The draft. «Guardar» keeps it, «Poner en vigencia» keeps it and asks for what is missing."""
    page = pupil_page(request, pk, TAB)
    require(can_plan(request.user, page.episode))
    draft = _draft(page)
    if draft is None:
        messages.info(request, "No hay un borrador abierto: ábralo desde aquí.")
        return redirect(_address(TAB, page))
    form = PlanForm(request.POST or None, instance=draft, groups=pupil_competencies(page.episode, page.day))
    if request.method == "POST" and form.is_valid():
        try:
            draft = services.save_draft(
                by=request.user, draft=draft, values=form.values(), goals=form.goals(),
                version=form.cleaned_data["version"], today=page.day,
            )  # fmt: skip
        except ValidationError as refusal:
            form.show_refusal(refusal)
        else:
            return _after_saving(request, page, draft)
    context = {**page.context, "form": form, "draft": draft, "gaps": gaps_of(draft)}
    return render(request, "attendance/plan_form.html", context)


def _after_saving(request: SignedRequest, page: PupilPage, draft: PlanVersion) -> HttpResponse:
    if request.POST.get("act") != "enforce":
        messages.success(request, "Se guardó el borrador del plan.")
        return redirect(_address("attendance:plan_edit", page))
    try:
        services.enforce_plan(by=request.user, draft=draft, today=page.day)
    except ValidationError:
        messages.info(request, "Se guardó el borrador; todavía no está vigente.")
        return redirect(_address("attendance:plan_edit", page))
    messages.success(request, "El plan está vigente.")
    return redirect(_address(TAB, page))


def _draft(page: PupilPage) -> PlanVersion | None:
    drafts = PlanVersion.objects.filter(plan__episode=page.episode, state=PlanState.DRAFT)
    return drafts.prefetch_related("competencies").first()


def _address(name: str, page: PupilPage) -> str:
    return f"{reverse(name, args=[page.patient.pk])}{page.context['query']}"
