"""Notas privadas: of their author alone. No draft of them is kept in the browser, no title tells of whom they are."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.forms.support import NoteForm
from attendance.models import PrivateNote
from attendance.permissions import can_support
from attendance.queries.support import notes_of
from patients.models import Patient
from patients.views.asking import attempt
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho

PUPIL = "attendance:pupil_support"


@roles(Role.PSYCHOLOGIST)
@require_GET
@never_cache
def read(request: SignedRequest) -> HttpResponse:
    """All of the author's notes, general ones and of pupils; those taken away can be brought back."""
    removed = "quitadas" in request.GET
    context = {"notes": notes_of(request.user, removed=removed), "shows_removed": removed}
    return render(request, "attendance/support/notes.html", context)


@roles(Role.PSYCHOLOGIST)
@require_http_methods(["GET", "POST"])
@never_cache
def create(request: SignedRequest) -> HttpResponse:
    """`?estudiante=` is the pupil whom the note is about; without it it is a general one."""
    day, patient = today(), _asked_patient(request)
    seho = _seho_of(request, patient)
    require(can_support(request.user, seho.pk))
    form = NoteForm(request.POST or None, initial=NoteForm.first_values(uuid.uuid4(), day))
    back = reverse(PUPIL, args=[patient.pk]) if patient else reverse("attendance:private_notes")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        kept = attempt(form, lambda: services.keep_note(
            by=request.user, client_id=values["client_id"], seho=seho, patient=patient,
            noted_on=values["noted_on"], text=values["text"], today=day,
        ))  # fmt: skip
        if kept is not None:
            messages.success(request, "Nota guardada: solo usted la lee.")
            return redirect(back)
    context = {"form": form, "note": None, "about": patient, "back": back}
    return render(request, "attendance/support/note_form.html", context)


@roles(Role.PSYCHOLOGIST)
@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: SignedRequest, pk: int) -> HttpResponse:
    note = _note_or_404(request, pk)
    form = NoteForm(request.POST or None, initial=NoteForm.values_of(note))
    back = reverse(PUPIL, args=[note.patient_id]) if note.patient_id else reverse("attendance:private_notes")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        saved = attempt(form, lambda: services.edit_note(
            by=request.user, note=note, noted_on=values["noted_on"], text=values["text"],
            version=values["version"], today=today(),
        ))  # fmt: skip
        if saved is not None:
            messages.success(request, "Nota corregida.")
            return redirect(back)
    context = {"form": form, "note": note, "about": note.patient, "back": back}
    return render(request, "attendance/support/note_form.html", context)


@roles(Role.PSYCHOLOGIST)
@require_POST
def remove(request: SignedRequest, pk: int) -> HttpResponse:
    note = _note_or_404(request, pk)
    services.remove_note(by=request.user, note=note)
    undo_url = reverse("attendance:private_note_restore", args=[note.pk])
    messages.success(request, "Se quitó la nota.", extra_tags=f"undo={undo_url}")
    return redirect("attendance:private_notes")


@roles(Role.PSYCHOLOGIST)
@require_POST
def restore(request: SignedRequest, pk: int) -> HttpResponse:
    note = _note_or_404(request, pk)
    services.restore_note(by=request.user, note=note)
    messages.success(request, "La nota volvió a su lista.")
    return redirect("attendance:private_notes")


def _note_or_404(request: SignedRequest, pk: int) -> PrivateNote:
    rows = PrivateNote.objects.visible_to(request.user).select_related("patient", "seho")
    return get_object_or_404(rows, pk=pk)


def _asked_patient(request: SignedRequest) -> Patient | None:
    asked = request.GET.get("estudiante", "")
    if not asked.isdecimal():
        return None
    return get_object_or_404(Patient.objects.of_team(request.user).filter(pk__in=[asked]))


def _seho_of(request: SignedRequest, patient: Patient | None) -> Seho:
    """The psychologist's service that attends the pupil, or attended last; without a pupil their first one."""
    mine = Seho.objects.filter(pk__in=request.user.scope.seho_ids(Role.PSYCHOLOGIST))
    if patient is not None:
        mine = mine.filter(episodes__patient=patient).order_by("-episodes__starts_on", "-episodes__pk")
        return get_object_or_404(mine[:1])
    return mine.order_by("short_name")[0]
