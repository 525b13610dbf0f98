"""How a plan comes into force: sent, taken back, read by the coordinator, its comments answered, read again (R11)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from attendance import services
from attendance.enums import PlanSection, PlanState
from attendance.forms.plan_acts import AnswerForm, DecideForm, ReviewForm
from attendance.models import PlanComment, PlanVersion
from attendance.permissions import can_approve_plan, can_plan
from attendance.queries.plans import contributions_of, plan_changes, versions_of
from attendance.services.plans import gaps_of
from attendance.views.asking import PupilPage, pupil_page
from attendance.views.plans import TAB, address, open_version
from patients.querysets import TEAM
from patients.views.asking import attempt
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles


@roles(*TEAM)
@require_POST
def send(request: SignedRequest, pk: int) -> HttpResponse:
    """Ask for the approval from the plan's page; `take_back` goes on writing."""
    page, draft = _asked(request, pk)
    if draft is None:
        return redirect(address(TAB, page))
    if "take_back" in request.POST:
        services.recall_plan(by=request.user, draft=draft)
        return redirect(address("attendance:plan_edit", page))
    try:
        services.send_plan(by=request.user, draft=draft)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(address("attendance:plan_edit", page))
    messages.success(request, "Se envió el plan a aprobación.")
    return redirect(address(TAB, page))


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def decide(request: SignedRequest, pk: int) -> HttpResponse:
    """The coordinator reads the version that waits, comments by section, and approves or returns it."""
    page, draft = _asked(request, pk)
    require(can_approve_plan(request.user, page.episode))
    if draft is None or draft.state != PlanState.SENT:
        messages.info(request, "No hay un plan por aprobar.")
        return redirect(address(TAB, page))
    last = min(page.day, page.episode.ends_on or page.day)
    form = DecideForm(
        request.POST or None, initial={"version": draft.version, "in_force_from": draft.in_force_from or last}
    )
    done = None
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _decide(request, page, draft, form))
    if done is not None:
        returned = request.POST.get("act") == "return"
        messages.success(request, "Se devolvió el plan con sus comentarios." if returned else "El plan está vigente.")
        return redirect(address(TAB, page))
    return render(request, "attendance/plan/decide.html", _decide_context(request, page, draft, form))


def _decide(request: SignedRequest, page: PupilPage, draft: PlanVersion, form: DecideForm) -> PlanVersion:
    version = form.cleaned_data["version"]
    if request.POST.get("act") == "return":
        return services.return_plan(by=request.user, draft=draft, comments=form.comments(), version=version)
    return services.enforce_plan(
        by=request.user, draft=draft, today=page.day, version=version,
        in_force_from=form.cleaned_data["in_force_from"],
    )  # fmt: skip


def _decide_context(request: SignedRequest, page: PupilPage, draft: PlanVersion, form: DecideForm) -> dict[str, Any]:
    former = next((one for one in versions_of(request.user, page.episode) if one.number < draft.number), None)
    return {
        **page.context,
        "form": form,
        "draft": draft,
        "gaps": gaps_of(draft),
        "contributions": contributions_of(draft),
        "changes": plan_changes(former, draft) if former else [],
        "former": former,
        "sections": [(section, form[section.value]) for section in PlanSection],
        "earlier": [one for one in draft.comments.all() if one.resolved_at is not None],
        "is_own": draft.sent_by_id == request.user.pk,
    }


@roles(*TEAM)
@require_POST
def answer(request: SignedRequest, pk: int) -> HttpResponse:
    """A comment is answered by the team, or only marked as attended."""
    comment = get_object_or_404(PlanComment.objects.visible_to(request.user), pk=pk)
    episode = comment.plan_version.plan.episode
    require(can_plan(request.user, episode))
    form = AnswerForm(request.POST)
    if form.is_valid():
        services.answer_comment(by=request.user, comment=comment, answer=form.cleaned_data["answer"])
        messages.success(request, "Quedó atendido el comentario.")
    else:
        messages.error(request, " ".join(map(str, form.errors["answer"])))
    back = "attendance:plan_edit" if "edit" in request.POST else TAB
    return redirect(back, episode.patient_id)


@roles(*TEAM)
@require_POST
def reviewed(request: SignedRequest, pk: int) -> HttpResponse:
    """The type changed, the plan was read again, and goes on as it is (R11)."""
    page = pupil_page(request, pk, TAB)
    require(can_plan(request.user, page.episode))
    version = PlanVersion.objects.filter(plan__episode=page.episode, state=PlanState.IN_FORCE).first()
    form = ReviewForm(request.POST)
    if version is not None and form.is_valid():
        services.review_plan(by=request.user, version=version, note=form.cleaned_data["note"], today=page.day)
        messages.success(request, "Quedó anotado que el plan se revisó y sigue igual.")
    elif version is not None:
        messages.error(request, f"Diga por qué sigue igual. {' '.join(map(str, form.errors['note']))}")
    return redirect(address(TAB, page))


def _asked(request: SignedRequest, pk: int) -> tuple[PupilPage, PlanVersion | None]:
    page = pupil_page(request, pk, TAB)
    require(can_plan(request.user, page.episode))
    return page, open_version(page)
