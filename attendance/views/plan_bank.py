"""What the team plans with: the board of plans, the templates, the bank of activities, and its use in one plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.forms.activities import ActivityForm
from attendance.forms.plan_acts import TemplateForm
from attendance.models import Activity, PlanTemplate, PlanVersion
from attendance.permissions import can_change_kept, can_plan, can_write_version
from attendance.queries.activities import MARKS, OWN, ActivityFilters, activities_of, cycles_of
from attendance.queries.plans import (
    CONTENT,
    HOLDS,
    IN_WORK,
    MISSING,
    RETURNED,
    TO_APPROVE,
    TO_REVIEW,
    plans_board,
)
from attendance.views.asking import PupilPage, pupil_page
from attendance.views.plans import TAB, address, grade_of, open_version
from patients.querysets import TEAM
from patients.views.asking import act_page, attempt
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho

ROWS = 20
_PLACES = {
    TO_APPROVE: "Por aprobar",
    RETURNED: "Devueltos",
    TO_REVIEW: "Por revisar",
    MISSING: "Sin plan",
    IN_WORK: "En elaboración",
    HOLDS: "Vigentes",
}


# --- the board ----------------------------------------------------------------------------------------------


@roles(*TEAM)
@require_GET
def board(request: SignedRequest) -> HttpResponse:
    """How the plan of each pupil in attention stands, what asks for an act first; `?estado=` keeps one state."""
    lines = plans_board(request.user, today())
    asked = request.GET.get("estado", "")
    counts = {place: sum(line.place == place for line in lines) for place in _PLACES}
    chips = [{"label": "Todos", "url": request.path, "active": asked not in _PLACES, "count": len(lines)}]
    chips += [
        {"label": label, "url": f"?estado={place}", "active": asked == place, "count": counts[place]}
        for place, label in _PLACES.items()
        if counts[place] or asked == place
    ]
    context = {"lines": [one for one in lines if asked not in _PLACES or one.place == asked], "chips": chips}
    return render(request, "attendance/plan/board.html", context)


# --- the bank -----------------------------------------------------------------------------------------------


@roles(*TEAM)
@require_GET
def activities(request: SignedRequest) -> HttpResponse:
    """The bank: search, marks and the service's own in the address."""
    marks = frozenset(request.GET.getlist("marca"))
    sehos = request.user.scope.seho_ids(*TEAM) if OWN in marks else ()
    filters = ActivityFilters(words=request.GET.get("q", "")[:80], marks=marks, sehos=sehos)
    context = {
        **_page_of(request, filters),
        "chips": _mark_chips(request, [*((key, label) for key, (label, _) in MARKS.items()), (OWN, "De mi servicio")]),
    }
    return render(request, "attendance/plan/activities.html", context)


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def activity_new(request: SignedRequest) -> HttpResponse:
    sehos = Seho.objects.filter(pk__in=request.user.scope.seho_ids(*TEAM)).order_by("short_name")
    form = ActivityForm(request.POST or None, sehos=sehos, day=today())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: services.add_activity(
            by=request.user, seho=values["seho"], client_id=values["client_id"], **form.entry()
        )):  # fmt: skip
            messages.success(request, "La actividad está en el banco.")
            return redirect("attendance:activities")
    return render(request, "attendance/plan/activity_form.html", {"form": form, "activity": None})


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def activity_edit(request: SignedRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    require(can_change_kept(request.user, activity))
    form = ActivityForm(request.POST or None, instance=activity, sehos=Seho.objects.none(), day=today())
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: services.edit_activity(
            by=request.user, activity=activity, version=form.cleaned_data["version"], **form.entry()
        )):  # fmt: skip
            messages.success(request, "Se guardaron los cambios de la actividad.")
            return redirect("attendance:activities")
    return render(request, "attendance/plan/activity_form.html", {"form": form, "activity": activity})


@roles(*TEAM)
@require_POST
def activity_retire(request: SignedRequest, pk: int) -> HttpResponse:
    """Off the bank, or back."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    require(can_change_kept(request.user, activity))
    is_retired = request.GET.get("devolver") is None
    services.retire_activity(by=request.user, activity=activity, is_retired=is_retired)
    undo = f"{reverse('attendance:activity_retire', args=[pk])}?devolver=1"
    _told(request, is_retired, "Se retiró la actividad del banco.", "La actividad volvió al banco.", undo)
    return redirect("attendance:activities")


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def plan_activities(request: SignedRequest, pk: int) -> HttpResponse:
    """The bank beside one plan: one touch puts an activity in, another takes it out."""
    page = pupil_page(request, pk, TAB)
    require(can_plan(request.user, page.episode))
    draft = open_version(page)
    if draft is None:
        messages.info(request, "No hay un borrador abierto: ábralo desde aquí.")
        return redirect(address(TAB, page))
    require(can_write_version(request.user, draft))
    if request.method == "POST":
        return _used(request, page, draft)
    chosen = {row.competency_id for row in draft.competencies.all()}
    whole = request.GET.get("todas") is not None or not chosen
    filters = ActivityFilters(
        words=request.GET.get("q", "")[:80],
        marks=frozenset(request.GET.getlist("marca")),
        grade=grade_of(page),
        competencies=() if whole else chosen,
    )
    context = {
        **page.context,
        **_page_of(request, filters),
        "draft": draft,
        "used": {row.activity_id for row in draft.planned_activities.all()},
        "chips": [*_whole_chips(request, whole, bool(chosen)),
                  *_mark_chips(request, [(key, label) for key, (label, _) in MARKS.items()])],
    }  # fmt: skip
    return render(request, "attendance/plan/plan_activities.html", context)


def _used(request: SignedRequest, page: PupilPage, draft: PlanVersion) -> HttpResponse:
    key = request.POST.get("activity", "")
    activity = get_object_or_404(
        Activity.objects.visible_to(request.user), pk=key if key.isdecimal() and len(key) < 10 else 0
    )
    services.use_activity(by=request.user, draft=draft, activity=activity, is_used="remove" not in request.POST)
    return redirect(f"{request.get_full_path()}#actividad-{activity.pk}")


def _page_of(request: SignedRequest, filters: ActivityFilters) -> dict[str, Any]:
    page = Paginator(activities_of(request.user, filters), ROWS).get_page(request.GET.get("page"))
    rows = [
        {"activity": one, "cycles": cycles_of(one), "may_change": bool(can_change_kept(request.user, one))}
        for one in page
    ]
    return {"page": page, "rows": rows, "is_filtered": bool(filters.words or filters.marks)}


def _mark_chips(request: SignedRequest, marks: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Each mark goes on and off by itself; the rest of the address stays."""
    chosen = [mark for mark in request.GET.getlist("marca") if mark in dict(marks)]
    chips = []
    for key, label in marks:
        query = request.GET.copy()
        query.pop("page", None)
        query.setlist("marca", [mark for mark in chosen if mark != key] + ([] if key in chosen else [key]))
        chips.append({"label": label, "url": f"?{query.urlencode()}", "active": key in chosen, "count": None})
    return chips


def _whole_chips(request: SignedRequest, whole: bool, has_goals: bool) -> list[dict[str, Any]]:
    if not has_goals:
        return []
    query = request.GET.copy()
    for name in ("page", "todas"):
        query.pop(name, None)
    if not whole:
        query["todas"] = "1"
    return [{"label": "Todas las de su grado", "url": f"?{query.urlencode()}", "active": whole, "count": None}]


# --- the templates ------------------------------------------------------------------------------------------


@roles(*TEAM)
@require_GET
def templates(request: SignedRequest) -> HttpResponse:
    rows = PlanTemplate.objects.visible_to(request.user).kept().select_related("seho", "level", "created_by")
    shown = [(one, bool(can_change_kept(request.user, one))) for one in rows.order_by("-uses", "title", "pk")]
    return render(request, "attendance/plan/templates.html", {"rows": shown})


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def template_new(request: SignedRequest, pk: int) -> HttpResponse:
    """Keep the pupil's plan as a template: the version on its way, else the one in force."""
    page = pupil_page(request, pk, TAB)
    require(can_plan(request.user, page.episode))
    rows = PlanVersion.objects.filter(plan__episode=page.episode).select_related("plan__episode__patient")
    version = rows.prefetch_related(*CONTENT).order_by("-number").first()
    if version is None:
        messages.info(request, "Todavía no hay plan que guardar como plantilla.")
        return redirect(address(TAB, page))
    form = TemplateForm(request.POST or None, grade=grade_of(page))
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: services.keep_template(by=request.user, version=version, **form.entry())):
            messages.success(request, "Se guardó la plantilla: se ofrecerá al empezar otros planes.")
            return redirect(address(TAB, page))
    return act_page(
        request, title="Guardar como plantilla", form=form, act_label="Guardar plantilla",
        back_url=address(TAB, page), back_label="Plan",
        lead="Otros planes podrán empezar con sus competencias, adaptaciones y actividades.",
    )  # fmt: skip


@roles(*TEAM)
@require_POST
def template_retire(request: SignedRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(PlanTemplate.objects.visible_to(request.user), pk=pk)
    require(can_change_kept(request.user, template))
    is_retired = request.GET.get("devolver") is None
    services.retire_template(by=request.user, template=template, is_retired=is_retired)
    undo = f"{reverse('attendance:plan_template_retire', args=[pk])}?devolver=1"
    _told(request, is_retired, "Se retiró la plantilla.", "La plantilla volvió.", undo)
    return redirect("attendance:plan_templates")


def _told(request: SignedRequest, is_retired: bool, gone: str, back: str, undo: str) -> None:
    if is_retired:
        messages.success(request, gone, extra_tags=f"undo={undo}")
    else:
        messages.success(request, back)
