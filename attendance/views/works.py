"""Portafolio: the works of a pupil, adding with the camera, correcting, taking out and back, serving files."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.forms.works import WorkForm, values_of
from attendance.models import Session, Work, WorkFile
from attendance.permissions import can_change_work, can_keep_works, changeable
from attendance.queries import pupil_competencies
from attendance.views.asking import READERS, TEACHERS, pupil_page
from patients.models import Episode
from patients.queries import purposes_in_force
from seho.accounts import audit
from seho.accounts.enums import AccessKind
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.files import serve_stored

TAB = "attendance:portfolio"
SIZES = {"mini": "thumb_path", "impresion": "print_path", "completo": "path"}


@roles(*READERS)
@require_GET
def portfolio(request: SignedRequest, pk: int) -> HttpResponse:
    """The works that this person may see; opening the page is one reading of their small pictures."""
    page = pupil_page(request, pk, TAB)
    works = list(
        Work.objects.visible_to(request.user)
        .filter(episode=page.episode, removed_at=None)
        .select_related("competency", "session", "created_by")
        .prefetch_related("files")
        .order_by("-made_on", "-pk")
    )
    if works:
        audit.log_access(
            by=request.user, kind=AccessKind.FILE, obj=page.episode, request=request, seho=page.episode.seho,
            detail=f"Portafolio: {len(works)} trabajos",
        )  # fmt: skip
    context = {
        **page.context,
        "works": works,
        "changeable": changeable(request.user, page.episode, works),
        "may_add": bool(can_keep_works(request.user, page.episode)),
        "images_allowed": images_allowed(page.episode),
    }
    return render(request, "attendance/portfolio.html", context)


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def create(request: SignedRequest, pk: int) -> HttpResponse:
    page = pupil_page(request, pk, TAB)
    require(can_keep_works(request.user, page.episode))
    initial = {
        "client_id": uuid.uuid4(),
        "made_on": min(page.day, page.episode.ends_on or page.day),
        "in_book": True,
        "session": request.GET.get("sesion"),
        "competency": request.GET.get("competencia", ""),
    }
    form = _form(request, page.episode, initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_work(
                by=request.user, episode=page.episode, entry=form.entry(), files=form.all_files(),
                today=page.day,
            )  # fmt: skip
        except ValidationError as refusal:
            form.show_refusal(refusal)
        else:
            messages.success(request, "Se guardó el trabajo en el portafolio.")
            return redirect(f"{reverse(TAB, args=[pk])}{page.context['query']}")
    context = {**page.context, "form": form, "work": None, "images_allowed": images_allowed(page.episode)}
    return render(request, "attendance/work_form.html", context)


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def edit(request: SignedRequest, pk: int) -> HttpResponse:
    work = _work_to_change(request, pk)
    form = _form(request, work.episode, values_of(work), work)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_work(by=request.user, work=work, entry=form.entry(), files=form.all_files(), today=today())
        except ValidationError as refusal:
            form.show_refusal(refusal)
        else:
            messages.success(request, "Se guardaron los cambios del trabajo.")
            return redirect(TAB, work.episode.patient_id)
    context = {
        "form": form, "work": work, "patient": work.episode.patient, "query": "",
        "images_allowed": images_allowed(work.episode),
    }  # fmt: skip
    return render(request, "attendance/work_form.html", context)


@roles(*TEACHERS)
@require_POST
def remove(request: SignedRequest, pk: int) -> HttpResponse:
    work = _work_to_change(request, pk)
    services.remove_work(by=request.user, work=work)
    undo_url = reverse("attendance:work_restore", args=[work.pk])
    messages.success(request, "Se retiró el trabajo del portafolio.", extra_tags=f"undo={undo_url}")
    return redirect(TAB, work.episode.patient_id)


@roles(*TEACHERS)
@require_POST
def restore(request: SignedRequest, pk: int) -> HttpResponse:
    work = _work_to_change(request, pk)
    services.restore_work(by=request.user, work=work)
    messages.success(request, "El trabajo volvió al portafolio.")
    return redirect(TAB, work.episode.patient_id)


@roles(*READERS)
@require_GET
def file(request: SignedRequest, pk: int, size: str) -> HttpResponseBase:
    """One stored file: `mini`, `impresion` or `completo`. A whole one is a reading of its own in the log."""
    row = get_object_or_404(WorkFile.objects.visible_to(request.user).select_related("work__episode__seho"), pk=pk)
    path = getattr(row, SIZES[size], "") if size in SIZES else ""
    if not path:
        raise Http404("No encontramos el archivo.")
    if size != "mini":
        seho = row.work.episode.seho
        audit.log_access(by=request.user, kind=AccessKind.FILE, obj=row, request=request, seho=seho)
    name = f"trabajo-{row.work_id}-{row.order}.{'jpg' if row.is_photo else 'pdf'}"
    kind = "image/jpeg" if row.is_photo else "application/pdf"
    return serve_stored(request, path, filename=name, content_type=kind, inline=True)


def images_allowed(episode: Episode) -> bool:
    return "IMAGES" in purposes_in_force(episode.patient, episode.seho_id, today())


def _form(request: SignedRequest, episode: Episode, initial: dict[str, Any], work: Work | None = None) -> WorkForm:
    sessions = Session.objects.visible_to(request.user).filter(
        participations__episode=episode, participations__attended=True, cancelled_at=None
    )
    if work is not None and work.session_id:
        sessions = sessions | Session.objects.filter(pk=work.session_id)
    groups = pupil_competencies(episode, min(today(), episode.ends_on or today()))
    return WorkForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        competencies=[one for group in groups for one in group.competencies],
        sessions=sessions.distinct(),
        images_allowed=images_allowed(episode),
        work=work,
        owner=f"{request.user.pk}-{episode.pk}",
    )


def _work_to_change(request: SignedRequest, pk: int) -> Work:
    rows = Work.objects.visible_to(request.user).select_related("episode__patient__mother_tongue", "episode__seho")
    work = get_object_or_404(rows, pk=pk)
    require(can_change_work(request.user, work))
    return work
