"""A pupil's page: summary, history, data, family, authorisations, school, volunteers, SIAGIE, files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import permissions, services
from patients.forms.people import AssignForm, AuthorizeForm, DayForm, EditPatientForm, GuardianForm
from patients.forms.registration import EnrollmentForm
from patients.forms.stays import stored_scan
from patients.history import events_of, narrowed
from patients.models import Assignment, Authorization, Guardian, Patient, SiagieStatus
from patients.profile import profile_of
from patients.queries import head_of, pupil_facts
from patients.querysets import TEAM
from patients.views.asking import READERS, attempt, pupil_act_page, pupil_or_404
from seho.accounts import audit
from seho.accounts.enums import AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.accounts.queries import history_lines
from seho.clock import today
from seho.files import serve_stored
from seho.forms import VersionConflict
from seho.network.queries import search_schools

ACTS_ON_A_PAGE = 50


@roles(*READERS)
@require_GET
def detail(request: SignedRequest, pk: int) -> HttpResponse:
    """Resumen: clocks, what is missing, family, school, permissions; each role what it may read."""
    patient, day = pupil_or_404(request, pk), today()
    facts = pupil_facts(patient, day)
    context = {
        "head": head_of(patient, request.user, day, active="patients:detail", facts=facts),
        "profile": profile_of(facts, request.user),
    }
    return render(request, "patients/detail.html", context)


@roles(*TEAM)
@require_GET
def history(request: SignedRequest, pk: int) -> HttpResponse:
    patient = pupil_or_404(request, pk)
    require(permissions.can_see_history(request.user, patient))
    page = Paginator(events_of(patient, request.user), ACTS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "head": head_of(patient, request.user, today(), active="patients:history"),
        "page": page,
        "lines": history_lines(narrowed(patient, page)),
    }
    return render(request, "patients/history.html", context)


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def edit(request: SignedRequest, pk: int) -> HttpResponse:
    patient = _to_edit(request, pk)
    form = EditPatientForm(request.POST or None, instance=patient)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version, by = values.pop("version"), request.user
        try:
            saved = attempt_unless_conflict(
                form,
                lambda: services.edit_patient(by=by, patient=patient, version=version, values=values, today=today()),
            )
        except VersionConflict:
            form.show_conflict(Patient.objects.get(pk=pk))
            saved = None
        if saved is not None:
            messages.success(request, "Se guardaron los datos.")
            return redirect(patient)
    return pupil_act_page(request, patient, "Corregir datos del estudiante", form, "Guardar datos")


def attempt_unless_conflict(form: Any, act: Any) -> Any:
    """As `attempt`, but lets a conflict of versions through, which the form shows field by field."""

    def guarded() -> Any:
        try:
            return act()
        except VersionConflict as conflict:
            raise _Conflict from conflict

    try:
        return attempt(form, guarded)
    except _Conflict:
        raise VersionConflict from None


class _Conflict(Exception):
    pass


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def guardian(request: SignedRequest, pk: int, guardian_pk: int | None = None) -> HttpResponse:
    """Add a guardian or correct one."""
    patient = _to_edit(request, pk)
    row = get_object_or_404(Guardian, pk=guardian_pk, patient=patient) if guardian_pk else None
    form = GuardianForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        save = services.save_guardian
        values = form.cleaned_data
        if attempt(form, lambda: save(by=request.user, patient=patient, values=values, guardian=row)) is not None:
            messages.success(request, "Se guardaron los datos de la familia.")
            return redirect(patient)
    return pupil_act_page(request, patient, "Madre, padre, tutor(a) o apoderado(a)", form, "Guardar familiar")


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def authorize(request: SignedRequest, pk: int) -> HttpResponse:
    patient = _to_edit(request, pk)
    form = AuthorizeForm(request.POST or None, request.FILES or None, patient=patient)
    if request.method == "POST" and form.is_valid():
        values, episode = form.cleaned_data, pupil_facts(patient, today()).episode
        assert episode is not None
        rows = attempt(
            form,
            lambda: services.authorize(
                by=request.user,
                guardian=values["guardian"],
                seho=episode.seho,
                decisions=form.decisions(),
                decided_on=values["decided_on"],
                file=stored_scan(values["scan"]),
                today=today(),
            ),
        )
        if rows is not None:
            messages.success(request, "Se registró la autorización.")
            return redirect(patient)
    notes = ("Cada finalidad se decide por separado; lo que no marque queda como estaba.",)
    return pupil_act_page(
        request,
        patient,
        "Registrar autorización",
        form,
        "Registrar autorización",
        notes=notes,
        article="art. 10.1; Ley 29733",
    )


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def revoke(request: SignedRequest, pk: int, authorization_pk: int) -> HttpResponse:
    patient = _to_edit(request, pk)
    row = get_object_or_404(Authorization, pk=authorization_pk, patient=patient, granted=True)
    form = DayForm(request.POST or None, name="revoked_on", label="Fecha en que la familia la retira", today=today())
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["revoked_on"]
        revoke_it = services.revoke_authorization
        if attempt(form, lambda: revoke_it(by=request.user, authorization=row, revoked_on=day, today=today())):
            messages.success(request, "Se registró el retiro de la autorización.")
            return redirect(patient)
    notes = ("Si es la del ingreso o la de datos de salud, la atención en el SEHO termina ese día.",)
    title = f"Retirar la autorización: {row.get_purpose_display().lower()}"
    return pupil_act_page(request, patient, title, form, "Retirar autorización", notes=notes, is_danger=True)


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def enroll(request: SignedRequest, pk: int) -> HttpResponse:
    """The first enrolment, a correction, or a new school (example 46)."""
    patient = _to_edit(request, pk)
    current = patient.enrollments.filter(ends_on=None).first()
    form = EnrollmentForm(request.POST or None, instance=current, school_url=reverse("network:school_search"))
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        values["starts_on"] = values["starts_on"] or (current.starts_on if current else today().replace(month=1, day=1))
        change = services.change_enrollment
        if attempt(form, lambda: change(by=request.user, patient=patient, values=values, today=today())) is not None:
            messages.success(request, "Se guardó la matrícula.")
            return redirect(patient)
    context = {
        "form": form,
        "patient": patient,
        "current": current,
        "schools": schools_found(request),
    }
    return render(request, "patients/enroll.html", context)


def schools_found(request: SignedRequest) -> Any:
    """The schools that a person without script searched for, in the same form."""
    text = request.POST.get("school_query", "").replace("\x00", "")
    return search_schools(text, limit=15) if text and not request.POST.get("school") else []


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def assign(request: SignedRequest, pk: int) -> HttpResponse:
    patient = _to_edit(request, pk)
    episode = get_object_or_404(patient.episodes.all(), ends_on=None)
    form = AssignForm(request.POST or None, seho_id=episode.seho_id, today=today())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        row = attempt(form, lambda: services.assign(by=request.user, episode=episode, today=today(), **values))
        if row is not None:
            messages.success(request, "Se asignó a la persona de apoyo.")
            return redirect(patient)
    notes = ("Verá solo el nombre y las consideraciones para la atención, y podrá anotar sus sesiones.",)
    return pupil_act_page(request, patient, "Asignar apoyo", form, "Asignar", notes=notes, article="art. 21, art. 22")


@roles(Role.COORDINATOR)
@require_POST
def unassign(request: SignedRequest, pk: int, assignment_pk: int) -> HttpResponse:
    patient = _to_edit(request, pk)
    row = get_object_or_404(Assignment, pk=assignment_pk, episode__patient=patient, ends_on=None)
    services.unassign(by=request.user, assignment=row, ends_on=today())
    messages.success(request, "Terminó la asignación.")
    return redirect(patient)


# --- SIAGIE ----------------------------------------------------------------------------------


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def siagie_communicate(request: SignedRequest, pk: int, status_pk: int) -> HttpResponse:
    patient = _to_edit(request, pk)
    status = get_object_or_404(SiagieStatus, pk=status_pk, patient=patient, ends_on=None)
    form = DayForm(
        request.POST or None, name="communicated_on", label="Fecha de la comunicación a la IE", today=today()
    )
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["communicated_on"]
        tell = services.communicate_siagie
        if attempt(form, lambda: tell(by=request.user, status=status, on=day, today=today())) is not None:
            messages.success(request, "Se registró la comunicación a la IE.")
            return redirect(patient)
    notes = (f"Estado que comunica: {status}.", "La comunicación no lleva datos de salud.")
    return pupil_act_page(
        request,
        patient,
        "Registrar la comunicación a la IE",
        form,
        "Registrar comunicación",
        notes=notes,
        article="art. 10.4",
    )


@roles(Role.DIRECTOR)
@require_http_methods(["GET", "POST"])
def siagie_confirm(request: SignedRequest, pk: int, status_pk: int) -> HttpResponse:
    """The director says that the state is registered in SIAGIE; saying it twice changes nothing."""
    patient = pupil_or_404(request, pk)
    status = get_object_or_404(SiagieStatus, pk=status_pk, patient=patient)
    require(permissions.can_confirm_siagie(request.user, status))
    form = DayForm(request.POST or None, name="confirmed_on", label="Fecha del registro en SIAGIE", today=today())
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["confirmed_on"]
        confirm = services.confirm_siagie
        if attempt(form, lambda: confirm(by=request.user, status=status, on=day, today=today())) is not None:
            messages.success(request, "Gracias: quedó confirmado el registro en SIAGIE.")
            return redirect(patient)
    notes = (f"Estado que corresponde: {status}, desde el {status.starts_on:%d/%m/%Y}.",)
    return pupil_act_page(
        request,
        patient,
        "Confirmar el registro en SIAGIE",
        form,
        "Confirmar registro",
        notes=notes,
        article="art. 10.3, art. 40.a",
    )


# --- Files -----------------------------------------------------------------------------------


@roles(*TEAM)
@require_GET
def authorization_file(request: SignedRequest, pk: int, authorization_pk: int) -> HttpResponseBase:
    patient = pupil_or_404(request, pk)
    require(permissions.can_see_stays(request.user, patient))
    row = get_object_or_404(Authorization.objects.exclude(file=""), pk=authorization_pk, patient=patient)
    audit.log_access(by=request.user, kind=AccessKind.FILE, obj=row, request=request, seho=row.seho)
    return serve_scan(request, row.file, f"autorizacion-{row.pk}")


def serve_scan(request: SignedRequest, path: str, name: str) -> HttpResponseBase:
    suffix = path.rpartition(".")[2]
    content_type = "application/pdf" if suffix == "pdf" else "image/jpeg"
    return serve_stored(request, path, filename=f"{name}.{suffix}", content_type=content_type)


# --- Small things ----------------------------------------------------------------------------


def _to_edit(request: SignedRequest, pk: int) -> Patient:
    patient = pupil_or_404(request, pk)
    require(permissions.can_edit_patient(request.user, patient))
    return patient
