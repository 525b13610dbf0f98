"""Voluntariado y prácticas: who helps, their checks, tasks and hours, as the team sees and leads them (art. 21, 22)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance.forms.helpers import TaskForm, WeekForm
from attendance.models import HelperCertificate, HelperTask, HelperWeek
from attendance.permissions.helpers import can_certify, can_lead_helpers
from attendance.queries.helpers import (
    confirmed_weeks,
    episodes_helped,
    helper_posts,
    helper_rows,
    months_of_weeks,
    team_checks,
    weeks_of,
)
from attendance.services import helpers as services
from patients.querysets import HELPERS, TEAM
from patients.views.asking import act_page, attempt
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.models import Membership, User
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho
from seho.papers.templatetags.papers import duration
from seho.text import date_short

TASKS_SHOWN = 20


@roles(*TEAM)
@require_GET
def overview(request: SignedRequest) -> HttpResponse:
    """The people, what of them needs the coordinator, and what is asked of whoever can."""
    user, day = request.user, today()
    sehos = user.scope.seho_ids(*TEAM)
    rows = helper_rows(sehos, day)
    open_to_all = HelperTask.objects.open().filter(seho__in=sehos, helper=None)
    context = {
        "rows": [row for row in rows if not row.is_former],
        "former": [row for row in rows if row.is_former],
        "open_to_all": open_to_all.select_related("episode__patient", "created_by"),
        "team": team_checks(sehos, day),
        "several": len(sehos) > 1,
        "leads": user.scope.has(Role.COORDINATOR),
        "day": day,
    }
    return render(request, "attendance/helpers/overview.html", context)


@roles(*TEAM)
@require_GET
def person(request: SignedRequest, pk: int) -> HttpResponse:
    """One helper: checks, pupils, tasks, hours by week, certificates."""
    user, day = request.user, today()
    post = post_or_404(request, pk)
    weeks = weeks_of(post, day)
    certificates = HelperCertificate.objects.visible_to(user).filter(seho=post.seho, helper=post.user)
    tasks = HelperTask.objects.visible_to(user).filter(seho=post.seho)
    done = tasks.filter(done_by=post.user).order_by("-done_on", "-pk")
    may_certify = can_certify(user, post.seho_id or 0)
    context = {
        "post": post,
        "background": post.background_on(day),
        "pupils": episodes_helped(post.seho_id or 0, day, post.user_id),
        "open_tasks": tasks.open().filter(helper=post.user).select_related("episode__patient", "created_by"),
        "done_tasks": done.select_related("episode__patient")[:TASKS_SHOWN],
        "months": months_of_weeks(weeks),
        "awaiting": sum(week.awaits for week in weeks),
        "certificates": certificates.select_related("issued_by"),
        "may_certify": may_certify,
        "to_certify": len(confirmed_weeks(post)) if may_certify else 0,
        "day": day,
        "is_former": post.ends_on is not None and post.ends_on < day,
    }
    return render(request, "attendance/helpers/person.html", context)


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def task_new(request: SignedRequest) -> HttpResponse:
    """Ask something small. `?persona=` names a post, `?seho=` a service."""
    user, day = request.user, today()
    post = _asked_post(request)
    seho = post.seho if post else _asked_seho(request)
    assert seho is not None
    require(can_lead_helpers(user, seho.pk))
    posts = helper_posts([seho.pk], day).active_on(day)
    form = TaskForm(
        request.POST or None,
        initial={"client_id": uuid.uuid4(), "due_on": day, "helper": post.user_id if post else None},
        helpers=User.objects.filter(pk__in=posts.order_by().values("user_id"), is_active=True),
        episodes=episodes_helped(seho.pk, day),
    )
    if request.method == "POST" and form.is_valid():
        task = attempt(form, lambda: services.ask_task(by=user, seho=seho, entry=form.entry(), today=day))
        if task is not None:
            undo = reverse("attendance:task_cancel", args=[task.pk])
            who = task.helper.short_name if task.helper else "quien pueda del servicio"
            messages.success(request, f"Se encargó la tarea a {who}.", extra_tags=f"undo={undo}")
            return redirect(_after_task(task))
    back = reverse("attendance:helper", args=[post.pk]) if post else reverse("attendance:helpers")
    label = post.user.short_name if post else "Voluntariado y prácticas"
    notes = (
        "La verá lo primero en su página de hoy, y la marcará como hecha con sus minutos.",
        "Si es con una o un estudiante, la ve solo quien la o lo tiene asignado.",
    )
    return act_page(
        request, title="Encargar una tarea", form=form, act_label="Encargar tarea", back_url=back, back_label=label,
        notes=notes, article="art. 21.1, art. 22.2",
    )  # fmt: skip


@roles(*TEAM)
@require_POST
def task_cancel(request: SignedRequest, pk: int) -> HttpResponse:
    task = _task_to_lead(request, pk)
    try:
        services.cancel_task(by=request.user, task=task)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        undo = reverse("attendance:task_restore", args=[pk])
        messages.info(request, "Se retiró la tarea.", extra_tags=f"undo={undo}")
    return redirect(_after_task(task))


@roles(*TEAM)
@require_POST
def task_restore(request: SignedRequest, pk: int) -> HttpResponse:
    task = _task_to_lead(request, pk)
    services.restore_task(by=request.user, task=task)
    messages.info(request, "La tarea está otra vez pendiente.")
    return redirect(_after_task(task))


@roles(Role.COORDINATOR)
@require_POST
def week_confirm(request: SignedRequest, pk: int) -> HttpResponse:
    """One touch: the week as it was shown."""
    post = _post_to_certify(request, pk)
    monday, seen = _monday(request.POST.get("semana", "")), request.POST.get("seen", "")
    try:
        week = services.confirm_week(
            by=request.user, post=post, monday=monday, seen=int(seen) if seen.isdigit() else -1, today=today()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        undo = reverse("attendance:week_unconfirm", args=[week.pk])
        words = f"Se confirmaron {duration(week.minutes)} de la semana del {date_short(monday)}."
        messages.success(request, words, extra_tags=f"undo={undo}")
    return redirect("attendance:helper", pk=pk)


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def week_correct(request: SignedRequest, pk: int) -> HttpResponse:
    """`?semana=` another amount than what was counted, with its reason."""
    post, day = _post_to_certify(request, pk), today()
    monday = _monday(request.GET.get("semana", ""))
    week = next((one for one in weeks_of(post, day) if one.monday == monday), None)
    if week is None:
        raise Http404
    minutes = week.confirmed.minutes if week.confirmed else week.counted
    initial = {"hours": minutes // 60, "rest": minutes % 60, "seen": week.counted}
    form = WeekForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        row = attempt(
            form,
            lambda: services.confirm_week(
                by=request.user, post=post, monday=monday, seen=values["seen"], today=day, minutes=form.minutes,
                reason=values["reason"],
            ),
        )  # fmt: skip
        if row is not None:
            messages.success(request, f"Se confirmaron {duration(row.minutes)}.")
            return redirect("attendance:helper", pk=pk)
    return act_page(
        request, title=f"Corregir la semana del {date_short(monday)}", form=form, act_label="Confirmar lo corregido",
        back_url=reverse("attendance:helper", args=[pk]), back_label=post.user.short_name,
        lead=f"Registradas: {duration(week.counted)}",
        notes=("Lo registrado no cambia; se confirma otra cantidad, con su motivo.",),
    )  # fmt: skip


@roles(Role.COORDINATOR)
@require_POST
def week_unconfirm(request: SignedRequest, pk: int) -> HttpResponse:
    week = get_object_or_404(HelperWeek.objects.visible_to(request.user), pk=pk)
    require(can_certify(request.user, week.seho_id))
    posts = Membership.objects.filter(user=week.helper_id, seho=week.seho_id, role__in=HELPERS)
    try:
        services.unconfirm_week(by=request.user, week=week)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, "La semana está otra vez por confirmar.")
    return redirect("attendance:helper", pk=posts.latest("starts_on").pk)


# --- small things -------------------------------------------------------------------------------


def post_or_404(request: SignedRequest, pk: int) -> Membership:
    """A volunteer's or an intern's post in a service of whose team this person is."""
    posts = Membership.objects.filter(role__in=HELPERS, seho__in=request.user.scope.seho_ids(*TEAM))
    return get_object_or_404(posts.select_related("user", "seho__ugel").with_checks(), pk=pk)


def _post_to_certify(request: SignedRequest, pk: int) -> Membership:
    post = post_or_404(request, pk)
    require(can_certify(request.user, post.seho_id or 0))
    return post


def _asked_post(request: SignedRequest) -> Membership | None:
    asked = request.GET.get("persona", "")
    return post_or_404(request, int(asked)) if asked.isdigit() else None


def _asked_seho(request: SignedRequest) -> Seho:
    mine = Seho.objects.filter(pk__in=request.user.scope.seho_ids(*TEAM)).order_by("short_name")
    asked = request.GET.get("seho", "")
    found = mine.filter(pk=asked).first() if asked.isdigit() else None
    return found or mine[0]


def _task_to_lead(request: SignedRequest, pk: int) -> HelperTask:
    task = get_object_or_404(HelperTask.objects.visible_to(request.user).select_related("helper"), pk=pk)
    require(can_lead_helpers(request.user, task.seho_id))
    return task


def _after_task(task: HelperTask) -> str:
    posts = Membership.objects.filter(user=task.helper_id, seho=task.seho_id, role__in=HELPERS)
    post: Any = posts.order_by("-starts_on", "-pk").first() if task.helper_id else None
    return reverse("attendance:helper", args=[post.pk]) if post else reverse("attendance:helpers")


def _monday(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
