"""Plan: read what holds and its history, begin a version, write it by parts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.class_told import class_told
from attendance.enums import OPEN_PLAN_STATES, PlanKind, PlanState
from attendance.forms.plan_acts import BLANK, CLASS, MAIN, TEMPLATE, AnswerForm, ReviewForm, StartForm
from attendance.forms.plans import PlanForm
from attendance.models import PlanTemplate, PlanVersion
from attendance.permissions import can_approve_plan, can_plan, can_write_version
from attendance.plan_content import PlanContent, PlanGoal
from attendance.queries import pupil_competencies
from attendance.queries.plans import (
    CONTENT,
    PlanStanding,
    contributions_of,
    kind_for,
    main_goals,
    plan_changes,
    plan_standings,
    templates_for,
    versions_by_period,
    versions_of,
)
from attendance.services.activities import count_use
from attendance.services.plans import gaps_of
from attendance.views.asking import STAFF, PupilPage, pupil_page
from patients.queries import enrollment_on
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.curriculum.models import SchoolGrade

TAB = "attendance:plan"
MOST_TEMPLATES = 6


@roles(*STAFF)
@require_GET
def read(request: SignedRequest, pk: int) -> HttpResponse:
    """What holds or is on its way, who waits for whom, the former versions (`?version=` opens one)."""
    page = pupil_page(request, pk, TAB)
    versions = versions_of(request.user, page.episode)
    in_force = next((one for one in versions if one.state == PlanState.IN_FORCE), None)
    draft = next((one for one in versions if one.is_open), None)
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == asked), in_force or draft)
    may_plan = bool(can_plan(request.user, page.episode))
    context = {
        **page.context,
        "in_force": in_force,
        "draft": draft,
        "shown": shown,
        "versions": versions,
        "may_plan": may_plan,
        "may_approve": bool(can_approve_plan(request.user, page.episode)),
        "comments": [one for one in draft.comments.all() if one.resolved_at is None] if draft else [],
        "answer_form": AnswerForm(),
        **_around(page, shown, versions),
    }
    if may_plan:
        context |= _start(request, page) if not versions else _asked_of_team(page, in_force)
    return render(request, "attendance/plan.html", context)


def _around(page: PupilPage, shown: PlanVersion | None, versions: list[PlanVersion]) -> dict[str, Any]:
    """Beside the version that is shown: who wrote it, what it changed, which one held at the end of each period."""
    if shown is None:
        return {"contributions": [], "changes": [], "former": None, "by_period": [], "class_told": None,
                "approved_by_author": False}  # fmt: skip
    former = next((one for one in versions if one.number < shown.number), None)
    return {
        "contributions": contributions_of(shown),
        "class_told": class_told(page.episode),
        "changes": plan_changes(former, shown) if former else [],
        "former": former,
        "by_period": versions_by_period(page.episode, versions, page.day),
        "approved_by_author": shown.approved_by_id is not None
        and {shown.approved_by_id} == {row.written_by_id for row in shown.contributions.all()},
    }


def _asked_of_team(page: PupilPage, in_force: PlanVersion | None) -> dict[str, Any]:
    """What the plan in force asks of whoever may write it: to read it again (R11), to complete a short one."""
    kind, standing = kind_for(page.facts), plan_standings([page.episode.pk]).get(page.episode.pk, PlanStanding())
    return {
        "kind": kind,
        "needs_review": standing.needs_review(page.facts),
        "is_outgrown": in_force is not None and in_force.is_short and kind.kind == PlanKind.FULL,
        "review_form": ReviewForm(),
    }


def _start(request: SignedRequest, page: PupilPage) -> dict[str, Any]:
    """How a first plan may begin."""
    kind = kind_for(page.facts)
    told = class_told(page.episode)
    return {
        "kind": kind,
        "kinds": PlanKind.choices,
        "templates": templates_for(request.user, grade_of(page), kind.kind)[:MOST_TEMPLATES],
        "class_goals": bool(told and told.competency_ids),
    }


@roles(*TEAM)
@require_POST
def open_draft(request: SignedRequest, pk: int) -> HttpResponse:
    """Begin a version: blank, from a template, from what the class works on; a later one as a copy of the last."""
    page = pupil_page(request, pk, TAB)
    require(can_plan(request.user, page.episode))
    form = StartForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {}
    kind = asked.get("kind") or kind_for(page.facts).kind
    content, template = _beginning(request, page, asked.get("start", ""))
    draft = services.open_draft(by=request.user, episode=page.episode, kind=PlanKind(kind), content=content)
    if template is not None and draft.version == 1:
        count_use(template)
    return redirect(address("attendance:plan_edit", page))


def _beginning(request: SignedRequest, page: PupilPage, start: str) -> tuple[PlanContent | None, PlanTemplate | None]:
    """What a first version starts with; None: nothing, or the last version."""
    groups = pupil_competencies(page.episode, page.day)
    own = {one.pk for group in groups for one in group.competencies}
    if start.startswith(TEMPLATE):
        kept = PlanTemplate.objects.visible_to(request.user).kept()
        template = kept.filter(pk=int(start.removeprefix(TEMPLATE))).first()
        return (PlanContent.from_json(template.content).fitting(own), template) if template else (None, None)
    told = class_told(page.episode)
    wanted = {CLASS: told.competency_ids if told else (), MAIN: main_goals(groups)}.get(start, ())
    goals = tuple(PlanGoal(pk) for pk in wanted if pk in own)
    return (PlanContent(goals=goals) if start != BLANK and goals else None), None


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def edit(request: SignedRequest, pk: int) -> HttpResponse:
    """The open version, by parts. The buttons keep it, send it, put it in force, or lead to the bank."""
    page = pupil_page(request, pk, TAB)
    require(can_plan(request.user, page.episode))
    draft = open_version(page)
    if draft is None:
        messages.info(request, "No hay un borrador abierto: ábralo desde aquí.")
        return redirect(address(TAB, page))
    may_write = can_write_version(request.user, draft)
    if not may_write and request.method == "GET":
        messages.info(request, may_write.reason)
        return redirect(address(TAB, page))
    told = class_told(page.episode)
    groups = pupil_competencies(page.episode, page.day)
    form = PlanForm(request.POST or None, instance=draft, groups=groups, class_ids=told.competency_ids if told else ())
    if request.method == "POST" and form.is_valid():
        if saved := _saved(request, page, draft, form):
            return _after_saving(request, page, saved)
    return render(request, "attendance/plan_form.html", _edit_context(request, page, form, draft))


def _saved(request: SignedRequest, page: PupilPage, draft: PlanVersion, form: PlanForm) -> PlanVersion | None:
    entry = form.entry()
    wanted = {"kind-short": PlanKind.SHORT, "kind-full": PlanKind.FULL}.get(request.POST.get("act", ""))
    if wanted:
        entry["values"]["kind"] = wanted
    may_write = can_write_version(request.user, draft)
    try:
        if not may_write:
            raise ValidationError(may_write.reason)
        return services.save_draft(by=request.user, draft=draft, today=page.day, **entry)
    except ValidationError as refusal:
        form.show_refusal(refusal)
        return None


def _edit_context(request: SignedRequest, page: PupilPage, form: PlanForm, draft: PlanVersion) -> dict[str, Any]:
    scope, seho = request.user.scope, page.episode.seho_id
    return {
        **page.context,
        "form": form,
        "draft": draft,
        "gaps": gaps_of(draft),
        "kind": kind_for(page.facts),
        "contributions": {one.part.value: one for one in contributions_of(draft)},
        "class_told": class_told(page.episode),
        "comments": [one for one in draft.comments.all() if one.resolved_at is None],
        "may_approve": bool(can_approve_plan(request.user, page.episode)),
        "is_psychologist": seho in scope.seho_ids(Role.PSYCHOLOGIST) and seho not in scope.seho_ids(Role.TEACHER),
    }


def _after_saving(request: SignedRequest, page: PupilPage, draft: PlanVersion) -> HttpResponse:
    act = request.POST.get("act")
    if act == "activities":
        return redirect(address("attendance:plan_activities", page))
    if act not in ("send", "enforce"):
        messages.success(request, "Se guardó el borrador del plan.")
        return redirect(address("attendance:plan_edit", page))
    try:
        if act == "enforce" and can_approve_plan(request.user, page.episode):
            services.enforce_plan(by=request.user, draft=draft, today=page.day)
            done = "El plan está vigente."
        else:
            services.send_plan(by=request.user, draft=draft)
            done = "Se envió el plan a aprobación."
    except ValidationError as refusal:
        messages.info(request, f"Se guardó el borrador. {' '.join(refusal.messages)}")
        return redirect(address("attendance:plan_edit", page))
    messages.success(request, done)
    return redirect(address(TAB, page))


def open_version(page: PupilPage) -> PlanVersion | None:
    rows = PlanVersion.objects.filter(plan__episode=page.episode, state__in=OPEN_PLAN_STATES)
    return rows.select_related("plan__episode", "teaching_language").prefetch_related(
        *CONTENT, "comments__made_by"
    ).first()  # fmt: skip


def address(name: str, page: PupilPage) -> str:
    return f"{reverse(name, args=[page.patient.pk])}{page.context['query']}"


def grade_of(page: PupilPage) -> SchoolGrade | None:
    enrollment = enrollment_on(page.patient, min(page.day, page.episode.ends_on or page.day))
    return enrollment.school_grade if enrollment else None
