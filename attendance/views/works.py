"""Portafolio: the works of a pupil, adding with the camera, correcting, taking out and back, several at once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.forms.work_files import PhotoEditForm
from attendance.forms.works import ManyForm, WorkForm, values_of
from attendance.models import Session, Work
from attendance.permissions import can_change_work, can_keep_works, can_open_files, changeable
from attendance.queries import pupil_competencies
from attendance.queries.works import portfolio_works, removed_works, sessions_attended, storage_of
from attendance.rules import DAYS_TO_RESTORE, portfolio_needs_consent
from attendance.views.asking import READERS, TEACHERS, PupilPage, pupil_page
from attendance.views.work_files import TAB, owner_of, purposes_of
from patients.models import Episode
from patients.views.asking import attempt
from seho import entries
from seho.accounts import audit
from seho.accounts.enums import AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.curriculum.models import Competency
from seho.entries import EntryKind, timed
from seho.network.models import Seho


@dataclass(frozen=True)
class ShownWork:
    """A work as this person sees it: `is_chosen` is None where nothing can be chosen."""

    row: Work
    is_reserved: bool
    may_open: bool
    may_change: bool
    is_chosen: bool | None


@roles(*READERS)
@require_GET
def portfolio(request: SignedRequest, pk: int) -> HttpResponse:
    """The works that this person may see; opening the page is one reading of their small pictures."""
    page = pupil_page(request, pk, TAB)
    return _portfolio(request, page)


def _portfolio(request: SignedRequest, page: PupilPage, many: ManyForm | None = None) -> HttpResponse:
    user, episode = request.user, page.episode
    works = list(portfolio_works(user, episode))
    if works:
        audit.log_access(
            by=user, kind=AccessKind.FILE, obj=episode, request=request, seho=episode.seho,
            detail=f"Portafolio: {len(works)} trabajos",
        )  # fmt: skip
    purposes = purposes_of(episode)
    may_add = bool(can_keep_works(user, episode))
    can_change = changeable(user, episode, works)
    is_choosable = len(can_change) > 1
    if many is None and is_choosable and request.GET.get("elegir"):
        many = _many_form(request, page)
    chosen = set(request.POST.getlist("works"))
    context = {
        **page.context,
        "works": [
            ShownWork(
                row=work,
                is_reserved=portfolio_needs_consent(purposes, shows_pupil=work.shows_pupil),
                may_open=bool(can_open_files(user, work, purposes)),
                may_change=work.pk in can_change,
                is_chosen=str(work.pk) in chosen if many is not None and work.pk in can_change else None,
            )
            for work in works
        ],
        "many": many,
        "choosable": is_choosable,
        "choose_query": f"?{urlencode({**request.GET.dict(), 'elegir': '1'})}",
        "may_add": may_add,
        "images_allowed": "IMAGES" in purposes,
        "removed": [work for work in removed_works(user, episode) if can_change_work(user, work)] if may_add else [],
        "days": DAYS_TO_RESTORE,
        "is_coordinator": episode.seho_id in user.scope.seho_ids(Role.COORDINATOR),
    }
    return render(request, "attendance/portfolio.html", context)


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
@timed(EntryKind.WORK)
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
        work = attempt(form, lambda: services.keep_work(
            by=request.user, episode=page.episode, entry=form.entry(), files=form.all_files(), today=page.day,
        ))  # fmt: skip
        if work is not None:
            entries.made(request, seho_id=page.episode.seho_id, happened_on=work.made_on)
            messages.success(request, "Se guardó el trabajo en el portafolio.")
            return redirect(f"{reverse(TAB, args=[pk])}{page.context['query']}#trabajo-{work.pk}")
    context = {
        **page.context,
        "form": form,
        "work": None,
        "adjust_form": _adjust_form(),
        "images_allowed": "IMAGES" in purposes_of(page.episode),
    }
    return render(request, "attendance/work_form.html", context)


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def edit(request: SignedRequest, pk: int) -> HttpResponse:
    work = _work_to_change(request, pk)
    form = _form(request, work.episode, values_of(work), work)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: services.edit_work(
            by=request.user, work=work, entry=form.entry(), files=form.all_files(), today=today(),
            arrangement=form.arrangement(),
        ))  # fmt: skip
        if saved is not None:
            undo = f"undo={reverse('attendance:work_files_restore', args=[pk])}" if form.arrangement().removed else ""
            messages.success(request, "Se guardaron los cambios del trabajo.", extra_tags=undo)
            return redirect(f"{reverse(TAB, args=[work.episode.patient_id])}#trabajo-{pk}")
    context = {
        "form": form, "work": work, "adjust_form": _adjust_form(), "patient": work.episode.patient, "query": "",
        "images_allowed": "IMAGES" in purposes_of(work.episode),
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
    try:
        services.restore_work(by=request.user, work=work)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "El trabajo volvió al portafolio.")
    return redirect(TAB, work.episode.patient_id)


@roles(*TEACHERS)
@require_POST
def set_many(request: SignedRequest, pk: int) -> HttpResponse:
    """The same competency, session or place in the book for the works that were ticked."""
    page = pupil_page(request, pk, TAB)
    require(can_keep_works(request.user, page.episode))
    form = _many_form(request, page, request.POST)
    if not form.is_valid():
        return _portfolio(request, page, form)
    changed = services.set_for_many(by=request.user, works=form.cleaned_data["works"], change=form.change())
    words = f"Se cambiaron {changed} trabajos." if changed > 1 else "Se cambió un trabajo."
    messages.success(request, words if changed else "Los trabajos marcados ya estaban así.")
    return redirect(f"{reverse(TAB, args=[pk])}{page.context['query']}")


@roles(Role.COORDINATOR)
@require_GET
def storage(request: SignedRequest) -> HttpResponse:
    """What the portfolios of the coordinator's services take."""
    services_of = Seho.objects.filter(pk__in=request.user.scope.seho_ids(Role.COORDINATOR)).order_by("short_name")
    rows = [(seho, storage_of(seho)) for seho in services_of]
    return render(request, "attendance/portfolio/storage.html", {"rows": rows, "days": DAYS_TO_RESTORE})


def _adjust_form() -> PhotoEditForm:
    return PhotoEditForm(auto_id="adjust_%s")


def _many_form(request: SignedRequest, page: PupilPage, data: Any = None) -> ManyForm:
    works = Work.objects.visible_to(request.user).filter(episode=page.episode, removed_at=None)
    return ManyForm(
        data,
        works=works.filter(pk__in=changeable(request.user, page.episode, works)),
        competencies=_competencies(page.episode),
        sessions=sessions_attended(request.user, page.episode),
    )


def _competencies(episode: Episode) -> list[Competency]:
    groups = pupil_competencies(episode, min(today(), episode.ends_on or today()))
    return [one for group in groups for one in group.competencies]


def _form(request: SignedRequest, episode: Episode, initial: dict[str, Any], work: Work | None = None) -> WorkForm:
    sessions = sessions_attended(request.user, episode)
    if work is not None and work.session_id:
        sessions = (sessions | Session.objects.filter(pk=work.session_id)).distinct()
    return WorkForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        competencies=_competencies(episode),
        sessions=sessions,
        images_allowed="IMAGES" in purposes_of(episode),
        work=work,
        owner=owner_of(request, episode),
    )


def _work_to_change(request: SignedRequest, pk: int) -> Work:
    rows = Work.objects.visible_to(request.user).select_related("episode__patient__mother_tongue", "episode__seho")
    work = get_object_or_404(rows, pk=pk)
    require(can_change_work(request.user, work))
    return work
