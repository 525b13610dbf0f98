"""Files of the portfolio: sent one by one, turned and cropped, taken back, and served."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.forms.work_files import (
    FileLine,
    KeptPhotoForm,
    OneFileForm,
    PhotoEditForm,
    margins_of,
    token_of,
)
from attendance.models import Work, WorkFile
from attendance.permissions import can_change_work, can_keep_works, can_open_files
from attendance.views.asking import READERS, TEACHERS, pupil_page
from patients.models import Episode
from patients.queries import purposes_in_force
from patients.views.asking import attempt
from seho.accounts import audit
from seho.accounts.enums import AccessKind
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.files import Busy, asks_for_rest, serve_stored, turn

TAB = "attendance:portfolio"
_NAMES = {"PHOTO": ("jpg", "image/jpeg"), "PDF": ("pdf", "application/pdf"), "AUDIO": ("mp3", "audio/mpeg")}
_PATHS = {"mini": "thumb_path", "impresion": "print_path", "completo": "path", "original": "original_path"}
# Others are being decoded: whoever sends again in a moment keeps no thread of the server waiting.
_WAIT_SECONDS = 1.0
_BUSY = {"error": "El servidor está ocupado con otras fotos. Intente de nuevo en un momento.", "retry": True}


def owner_of(request: SignedRequest, episode: Episode) -> str:
    """Whose tokens a form takes: those that this person got for this pupil."""
    return f"{request.user.pk}-{episode.pk}"


def purposes_of(episode: Episode) -> frozenset[str]:
    return purposes_in_force(episode.patient, episode.seho_id, today())


# --- On their way into a work --------------------------------------------------------------------------


@roles(*TEACHERS)
@require_POST
def upload(request: SignedRequest, pk: int) -> HttpResponse:
    """One file as soon as it was chosen; the answer is its line in the form, or why it was not taken."""
    page = pupil_page(request, pk, TAB)
    require(can_keep_works(request.user, page.episode))
    try:
        with turn(_WAIT_SECONDS):
            form = OneFileForm(request.POST, request.FILES)
            is_good = form.is_valid()
    except Busy:
        return JsonResponse(_BUSY, status=429, headers={"Retry-After": "1"})
    if not is_good:
        return _refused(form)
    name, file = form.kept
    line = FileLine(file, name, token=token_of(owner_of(request, page.episode), name, file))
    return JsonResponse({"key": line.key, "line": _line(line, pk, page.context["query"])})


@roles(*TEACHERS)
@require_POST
def adjust_kept(request: SignedRequest, pk: int) -> HttpResponseBase:
    """Turn or crop a photo that is not in a work yet; without a frame, the photo as it was kept, to look at."""
    page = pupil_page(request, pk, TAB)
    require(can_keep_works(request.user, page.episode))
    owner = owner_of(request, page.episode)
    if "quarters" not in request.POST:
        form = KeptPhotoForm({**request.POST.dict(), "quarters": "0"}, owner=owner)
        if not form.is_valid():
            return _refused(form)
        _, file = form.cleaned_data["kept"]
        return serve_stored(request, file.original_path, filename="foto.jpg", content_type="image/jpeg", inline=True)
    form = KeptPhotoForm(request.POST, owner=owner)
    if not form.is_valid():
        return _refused(form)
    name, file = form.cleaned_data["kept"]
    changed = attempt(form, lambda: services.edit_kept(file, form.edit))
    if changed is None:
        return _refused(form)
    line = FileLine(changed, name, token=token_of(owner, name, changed), caption=request.POST.get("caption", ""))
    return JsonResponse({"key": line.key, "line": _line(line, pk, page.context["query"])})


def _refused(form: Any) -> JsonResponse:
    """Answered as any page that comes again with what is wrong: nothing failed, the person is told."""
    return JsonResponse({"error": " ".join(text for texts in form.errors.values() for text in texts)})


def _line(line: FileLine, pk: int, query: str) -> str:
    return render_to_string("attendance/portfolio/_file_line.html", {"line": line, "pupil_pk": pk, "query": query})


# --- Of a work ---------------------------------------------------------------------------------------------


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def adjust(request: SignedRequest, pk: int) -> HttpResponse:
    """Turn or crop a photo of a work. What it was before stands in the address of the undo."""
    file = _file_to_change(request, pk)
    before = margins_of(file.edit)
    sent = request.POST if "quarters" in request.POST else request.GET
    form = PhotoEditForm(sent if request.method == "POST" else None, initial=before)
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: services.edit_file(by=request.user, file=file, edit=form.edit))
        if changed is not None and request.accepts("text/html"):
            address = reverse("attendance:work_file_adjust", args=[pk])
            messages.success(request, "Se guardó cómo se ve la foto.", extra_tags=f"undo={address}?{urlencode(before)}")
            return redirect(address)
        if changed is not None:
            line = FileLine(changed, f"Archivo {changed.order}", caption=changed.caption)
            return JsonResponse({"key": line.key, "line": _line(line, file.work.episode.patient_id, "")})
    if request.method == "POST" and not request.accepts("text/html"):
        return _refused(form)
    context = {"file": file, "work": file.work, "form": form, "patient": file.work.episode.patient}
    return render(request, "attendance/portfolio/adjust.html", context)


@roles(*TEACHERS)
@require_POST
def restore(request: SignedRequest, pk: int) -> HttpResponse:
    """Bring back the files that were last taken out of a work."""
    rows = Work.objects.visible_to(request.user).select_related("episode__seho")
    work = get_object_or_404(rows, pk=pk)
    require(can_change_work(request.user, work))
    services.restore_files(by=request.user, work=work)
    messages.success(request, "Los archivos volvieron al trabajo.")
    return redirect("attendance:work_edit", pk)


@roles(*READERS)
@require_GET
def file(request: SignedRequest, pk: int, size: str) -> HttpResponseBase:
    """One stored file: `mini`, `impresion`, `completo`, `original`. A whole one is a reading of its own in the log."""
    row = _file_or_404(request, pk)
    path = getattr(row, _PATHS[size], "") if size in _PATHS else ""
    if not path:
        raise Http404("No encontramos el archivo.")
    require(can_open_files(request.user, row.work, purposes_of(row.work.episode)))
    if size == "original":
        require(can_change_work(request.user, row.work))
    # A reserved one is never shown among others, so its small picture is a reading too.
    if (size != "mini" or row.work.shows_pupil) and not asks_for_rest(request):
        seho = row.work.episode.seho
        audit.log_access(by=request.user, kind=AccessKind.FILE, obj=row, request=request, seho=seho)
    suffix, content_type = _NAMES[row.kind]
    name = f"trabajo-{row.work_id}-{row.order}.{suffix}"
    return serve_stored(request, path, filename=name, content_type=content_type, inline=True, in_parts=row.is_audio)


def _file_or_404(request: SignedRequest, pk: int) -> WorkFile:
    rows = WorkFile.objects.visible_to(request.user).select_related("work__episode__seho", "work__episode__patient")
    found: WorkFile = get_object_or_404(rows, pk=pk)
    return found


def _file_to_change(request: SignedRequest, pk: int) -> WorkFile:
    found = _file_or_404(request, pk)
    if not found.is_photo:
        raise Http404("No encontramos la foto.")
    require(can_open_files(request.user, found.work, purposes_of(found.work.episode)))
    require(can_change_work(request.user, found.work))
    return found
