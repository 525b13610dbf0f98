"""A volunteer's or an intern's own tasks and hours."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance.forms.helpers import FinishForm, HoursForm
from attendance.models import HelperCertificate, HelperEntry, HelperTask
from attendance.permissions.helpers import can_do_task
from attendance.queries.helpers import months_of_weeks, own_posts, sessions_of_day, weeks_of
from attendance.services import helpers as services
from patients.querysets import HELPERS
from patients.views.asking import act_page, attempt
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.papers.templatetags.papers import duration


@roles(*HELPERS)
@require_http_methods(["GET", "POST"])
def task_done(request: SignedRequest, pk: int) -> HttpResponse:
    """Say that it is done: the minutes, and a word."""
    user, day = request.user, today()
    task = _own_task(request, pk)
    if task.done_on is not None:
        messages.info(request, "Esta tarea ya está hecha.")
        return redirect("attendance:my_hours")
    form = FinishForm(request.POST or None, task=task, sessions=sessions_of_day(user, task.seho_id, day), today=day)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.finish_task(by=user, task=task, today=day, **form.values()))
        if done is not None:
            undo = reverse("attendance:task_reopen", args=[pk])
            words = f"Tarea hecha: {duration(done.minutes or 0)}. ¡Gracias!"
            messages.success(request, words, extra_tags=f"undo={undo}")
            return redirect("attendance:today")
    with_whom = f"Con {task.episode.patient}" if task.episode else ""
    return act_page(
        request, title=task.what, form=form, act_label="Marcar como hecha", back_url=reverse("attendance:today"),
        back_label="Atención", lead=with_whom,
    )  # fmt: skip


@roles(*HELPERS)
@require_POST
def task_reopen(request: SignedRequest, pk: int) -> HttpResponse:
    task = _own_task(request, pk)
    try:
        services.reopen_task(by=request.user, task=task)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, "La tarea está otra vez pendiente.")
    return redirect("attendance:today")


@roles(*HELPERS)
@require_GET
def my_hours(request: SignedRequest) -> HttpResponse:
    """The own hours by week, in each service; what the coordinator confirmed; the certificates."""
    day = today()
    posts = own_posts(request.user, day)
    certificates = HelperCertificate.objects.filter(helper=request.user).select_related("seho")
    context = {
        "own": [{"post": post, "months": months_of_weeks(weeks_of(post, day))} for post in posts],
        "several": len({post.seho_id for post in posts}) > 1,
        "certificates": certificates,
        "day": day,
    }
    return render(request, "attendance/helpers/my_hours.html", context)


@roles(*HELPERS)
@require_http_methods(["GET", "POST"])
def hours_new(request: SignedRequest) -> HttpResponse:
    """Write hours down. `?seho=` chooses among several services."""
    user, day = request.user, today()
    posts = own_posts(user, day)
    asked = request.GET.get("seho", "")
    post = next((one for one in posts if str(one.seho_id) == asked), posts[0])
    assert post.seho is not None
    form = HoursForm(request.POST or None, initial={"client_id": uuid.uuid4(), "held_on": day})
    if request.method == "POST" and form.is_valid():
        seho: Any = post.seho
        row = attempt(form, lambda: services.log_hours(by=user, seho=seho, entry=form.entry(), today=day))
        if row is not None:
            undo = reverse("attendance:hours_remove", args=[row.pk])
            messages.success(request, f"Se anotaron {duration(row.minutes)}.", extra_tags=f"undo={undo}")
            return redirect("attendance:my_hours")
    notes = (
        "Las sesiones y tareas que registra ya cuentan: anote aquí su entrada y salida, o lo que hizo aparte.",
        "Lo que ocurre a la misma hora cuenta una sola vez. La coordinación confirma cada semana.",
    )
    return act_page(
        request, title="Anotar horas", form=form, act_label="Anotar horas", back_url=reverse("attendance:my_hours"),
        back_label="Mis horas", lead=str(post.seho.short_name) if len(posts) > 1 else "", notes=notes,
    )  # fmt: skip


@roles(*HELPERS)
@require_POST
def hours_remove(request: SignedRequest, pk: int) -> HttpResponse:
    entry = _own_entry(request, pk)
    try:
        services.withdraw_hours(by=request.user, entry=entry)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        undo = reverse("attendance:hours_restore", args=[pk])
        messages.info(request, "Se quitaron esas horas.", extra_tags=f"undo={undo}")
    return redirect("attendance:my_hours")


@roles(*HELPERS)
@require_POST
def hours_restore(request: SignedRequest, pk: int) -> HttpResponse:
    entry = _own_entry(request, pk)
    try:
        services.restore_hours(by=request.user, entry=entry)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, "Esas horas cuentan otra vez.")
    return redirect("attendance:my_hours")


def _own_task(request: SignedRequest, pk: int) -> HelperTask:
    seen = HelperTask.objects.visible_to(request.user).filter(cancelled_at=None).select_related("episode__patient")
    task = get_object_or_404(seen, pk=pk)
    require(can_do_task(request.user, task))
    return task


def _own_entry(request: SignedRequest, pk: int) -> HelperEntry:
    return get_object_or_404(HelperEntry, pk=pk, helper=request.user)
