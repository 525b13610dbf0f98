"""Salud y estancias: the stays with their papers, and every act that changes where the pupil is."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import permissions, services
from patients.enums import Setting, StayKind
from patients.forms.registration import rest_dates_help
from patients.forms.stays import (
    AccreditForm,
    CorrectStayForm,
    DiagnosisForm,
    DischargeForm,
    EndForm,
    NewStayForm,
    ReadmitForm,
    TransferForm,
)
from patients.models import Accreditation, Diagnosis, Patient, Stay
from patients.profile import stays_of
from patients.queries import PupilFacts, head_of, pupil_facts
from patients.queries.daily import listed_end, listed_start
from patients.querysets import HEALTH_READERS, TEAM
from patients.views.asking import attempt, pupil_act_page, pupil_or_404
from patients.views.pupil import serve_scan
from seho.accounts import audit
from seho.accounts.enums import AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.text import date_short

_page = partial(pupil_act_page, tab="patients:stays")


@roles(*TEAM)
@require_GET
def stays(request: SignedRequest, pk: int) -> HttpResponse:
    patient, day = pupil_or_404(request, pk), today()
    require(permissions.can_see_stays(request.user, patient))
    facts = pupil_facts(patient, day)
    return render(request, "patients/stays.html", _stays_context(request, facts))


def _stays_context(request: SignedRequest, facts: PupilFacts) -> dict[str, Any]:
    patient, user = facts.patient, request.user
    reads_health = bool(permissions.can_read_health(user, patient))
    return {
        "head": head_of(patient, user, facts.today, active="patients:stays", facts=facts),
        "patient": patient,
        "facts": facts,
        "stays": stays_of(facts, user),
        "reads_health": reads_health,
        "may_edit": bool(permissions.can_edit_stays(user, patient)),
        "has_open_hospital": facts.stay is not None
        and facts.stay.kind == StayKind.HOSPITAL
        and facts.stay.ends_on is None,
        "revealed": None,
    }


@roles(*HEALTH_READERS)
@require_POST
def reveal_diagnosis(request: SignedRequest, pk: int, stay_pk: int) -> HttpResponse:
    """Show the diagnosis of one stay, once, and write down who read it (art. 6.d; Ley 29733)."""
    patient, stay = _stay(request, pk, stay_pk, to_read_health=True)
    diagnosis = get_object_or_404(Diagnosis.objects.visible_to(request.user), stay=stay)
    facts = pupil_facts(patient, today())
    seho = facts.episode.seho if facts.episode else None
    audit.log_access(by=request.user, kind=AccessKind.HEALTH, obj=diagnosis, request=request, seho=seho)
    context = {**_stays_context(request, facts), "revealed": diagnosis}
    if request.headers.get("HX-Request") == "true":
        return render(
            request,
            "patients/_diagnosis.html",
            {"diagnosis": diagnosis, "may_edit": context["may_edit"], "patient": patient},
        )
    return render(request, "patients/stays.html", context)


@roles(*HEALTH_READERS)
@require_http_methods(["GET", "POST"])
def edit_diagnosis(request: SignedRequest, pk: int, stay_pk: int) -> HttpResponse:
    patient, stay = _stay(request, pk, stay_pk, to_read_health=True)
    require(permissions.can_write_health(request.user, patient))
    diagnosis = Diagnosis.objects.filter(stay=stay).first()
    if diagnosis is not None and request.method == "GET":
        facts = pupil_facts(patient, today())
        seho = facts.episode.seho if facts.episode else None
        audit.log_access(by=request.user, kind=AccessKind.HEALTH, obj=diagnosis, request=request, seho=seho)
    form = DiagnosisForm(request.POST or None, diagnosis=diagnosis)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: services.set_diagnosis(by=request.user, stay=stay, **values)) is not None:
            messages.success(request, "Se guardó el dato reservado.")
            return redirect("patients:stays", pk)
    notes = ("Se guarda cifrado. No aparece en documentos, listas ni avisos.",)
    return _page(request, patient, "Dato de salud reservado", form, "Guardar", notes=notes, article="art. 6.d")


@roles(*HEALTH_READERS)
@require_GET
def accreditation_file(request: SignedRequest, pk: int, accreditation_pk: int) -> HttpResponseBase:
    patient = pupil_or_404(request, pk)
    require(permissions.can_read_health(request.user, patient))
    papers = Accreditation.objects.visible_to(request.user).exclude(file="")
    row = get_object_or_404(papers, pk=accreditation_pk, stay__patient=patient)
    facts = pupil_facts(patient, today())
    seho = facts.episode.seho if facts.episode else None
    audit.log_access(by=request.user, kind=AccessKind.HEALTH, obj=row, request=request, seho=seho)
    return serve_scan(request, row.file, f"acreditacion-{row.pk}")


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def discharge(request: SignedRequest, pk: int) -> HttpResponse:
    """Registrar alta: back to school, or on at home with a certified rest."""
    patient = _to_edit(request, pk)
    facts = pupil_facts(patient, today())
    if not _has_open_hospital(facts):
        return redirect("patients:end" if facts.is_in_attention else "patients:stays", pk)
    assert facts.episode is not None
    initial = {"version": facts.episode.version, "ends_on": today(), **listed_end(request.user, patient, today())}
    form = DischargeForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: _discharge(request, patient, form)) is not None:
            messages.success(request, _said_of_discharge(patient))
            return redirect("patients:stays", pk)
    notes = (
        f"Hospitalización desde el {date_short(facts.stay.starts_on)}." if facts.stay else "",
        "Con el alta se cierra la estancia y los días quedan contados.",
        "Continuar en domicilio requiere un descanso médico de 31 días o más.",
    )
    return _page(
        request,
        patient,
        "Registrar alta",
        form,
        "Registrar alta",
        notes=notes,
        article="art. 8.2.b, art. 14.1",
    )


def _discharge(request: SignedRequest, patient: Patient, form: DischargeForm) -> bool:
    values = form.cleaned_data
    home = None
    if form.continues_at_home:
        home = services.HomeCare(form.home_paper(), values["modality"] or "IN_PERSON")
    services.discharge(
        by=request.user,
        patient=patient,
        version=values["version"],
        ends_on=values["ends_on"],
        home=home,
        today=today(),
    )
    return True


def _said_of_discharge(patient: Patient) -> str:
    facts = pupil_facts(Patient.objects.get(pk=patient.pk), today())
    if facts.is_in_attention:
        return f"Se registró el alta. La atención continúa en su domicilio: {facts.verdict.label}."
    return f"Se registró el alta: {facts.stay_days} días en el SEHO, {facts.verdict.label}."


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def end(request: SignedRequest, pk: int) -> HttpResponse:
    """Registrar egreso, when no discharge of the hospital says it."""
    patient = _to_edit(request, pk)
    facts = pupil_facts(patient, today())
    if facts.episode is None or not facts.is_in_attention:
        messages.info(request, "Ya tiene registrado su egreso.")
        return redirect("patients:stays", pk)
    initial = {"version": facts.episode.version, "ends_on": facts.to_close or today()}
    form = EndForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = attempt(form, lambda: services.end_episode(by=request.user, patient=patient, today=today(), **values))
        if done is not None:
            messages.success(request, "Se registró el egreso.")
            return redirect("patients:stays", pk)
    notes = ("El egreso cierra la cuenta de días en el SEHO y define los documentos que corresponden.",)
    return _page(
        request,
        patient,
        "Registrar egreso",
        form,
        "Registrar egreso",
        notes=notes,
        article="art. 13.5, art. 14.1",
    )


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def transfer(request: SignedRequest, pk: int) -> HttpResponse:
    patient = _to_edit(request, pk)
    facts = pupil_facts(patient, today())
    if facts.episode is None or not facts.is_in_attention:
        messages.info(request, "Ya tiene registrado su egreso.")
        return redirect("patients:stays", pk)
    initial = {"version": facts.episode.version, "ends_on": today()}
    form = TransferForm(request.POST or None, initial=initial, seho=facts.episode.seho)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = attempt(form, lambda: services.transfer_out(by=request.user, patient=patient, today=today(), **values))
        if done is not None:
            messages.success(request, f"Se registró el traslado. {done.seho} recibió el aviso.")
            return redirect("patients:stays", pk)
    notes = (
        "Se cierra la atención en su SEHO y el otro equipo recibe un aviso con su nombre para registrarlo.",
        "Los días de ambos servicios se suman en el año escolar; el día del traslado cuenta una sola vez.",
    )
    return _page(
        request,
        patient,
        "Trasladar a otro SEHO",
        form,
        "Trasladar",
        notes=notes,
        article="art. 5.10, art. 13.5",
    )


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def readmit(request: SignedRequest, pk: int) -> HttpResponse:
    """Registrar reingreso: a new stay of a pupil whose file and authorisation this SEHO has."""
    patient = _to_edit(request, pk)
    facts = pupil_facts(patient, today())
    if facts.is_in_attention or facts.episode is None:
        messages.info(request, "Ya está en atención en un SEHO.")
        return redirect("patients:stays", pk)
    seho = facts.episode.seho
    initial = {
        "client_id": str(uuid.uuid4()),
        "setting": Setting.HOSPITAL,
        "registered_on": today(),
        "kind": "HOSPITALIZATION",
        **listed_start(request.user, patient, today()),
    }
    form = ReadmitForm(request.POST or None, request.FILES or None, initial=initial, seho=seho)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        episode = attempt(
            form,
            lambda: services.readmit(
                by=request.user,
                patient=patient,
                seho=seho,
                setting=values["setting"],
                modality=values["modality"],
                starts_on=values["registered_on"],
                stay=values,
                paper=form.stay_paper(),
                client_id=values["client_id"],
                today=today(),
            ),
        )
        if episode is not None:
            messages.success(request, "Se registró el reingreso.")
            return redirect("patients:detail", pk)
    notes = (rest_dates_help(), "Si la autorización de la familia fue retirada, regístrela antes.")
    return _page(
        request,
        patient,
        "Registrar reingreso",
        form,
        "Registrar reingreso",
        notes=notes,
        article="art. 9, art. 10.1",
    )


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def stay_new(request: SignedRequest, pk: int) -> HttpResponse:
    patient = _to_edit(request, pk)
    facts = pupil_facts(patient, today())
    assert facts.episode is not None
    initial = listed_start(request.user, patient, today())
    form = NewStayForm(request.POST or None, request.FILES or None, initial=initial, seho=facts.episode.seho)
    if request.method == "POST" and form.is_valid():
        row = attempt(
            form,
            lambda: services.add_stay(
                by=request.user,
                patient=patient,
                kind=StayKind.HOSPITAL,
                values=form.values(),
                paper=form.paper(),
                today=today(),
            ),
        )
        if row is not None:
            messages.success(request, "Se registró la estancia.")
            return redirect("patients:stays", pk)
    notes = ("Los días que dos estancias comparten se cuentan una sola vez.",)
    return _page(
        request,
        patient,
        "Agregar hospitalización",
        form,
        "Agregar estancia",
        notes=notes,
        article="art. 9.1, art. 9.2",
    )


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def correct(request: SignedRequest, pk: int, stay_pk: int) -> HttpResponse:
    """Correct dates with a reason; the page that follows tells what changed with them."""
    patient, stay = _stay(request, pk, stay_pk)
    require(permissions.can_edit_stays(request.user, patient))
    form = CorrectStayForm(request.POST or None, stay=stay)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        told = attempt(
            form,
            lambda: services.correct_stay(
                by=request.user,
                stay=stay,
                version=values["version"],
                values=form.values(),
                reason=values["reason"],
                today=today(),
            ),
        )
        if told is not None:
            _tell_consequences(request, told)
            return redirect("patients:stays", pk)
        if form.has_error(NON_FIELD_ERRORS, code="conflict"):
            form = CorrectStayForm(stay=Stay.objects.get(pk=stay_pk), initial={"reason": values["reason"]})
            messages.warning(request, "Otra persona corrigió esta estancia mientras usted escribía: revise sus fechas.")
    notes = ("La corrección queda en el historial con su motivo.", "El tipo y los días se calculan de nuevo.")
    return _page(
        request,
        patient,
        f"Corregir: {stay.get_kind_display().lower()}",
        form,
        "Guardar corrección",
        notes=notes,
    )


def _tell_consequences(request: SignedRequest, told: services.Consequences) -> None:
    changes = "; ".join(f"{what}: {before} → {after}" for what, before, after in told.lines)
    messages.success(request, f"Se corrigió la estancia. {changes or 'El tipo y los días no cambian'}.")


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def accredit(request: SignedRequest, pk: int, stay_pk: int) -> HttpResponse:
    """One more paper: it accredits the stay, prolongs a rest or brings a new estimate."""
    patient, stay = _stay(request, pk, stay_pk)
    require(permissions.can_edit_stays(request.user, patient))
    form = AccreditForm(request.POST or None, request.FILES or None, stay=stay)
    if request.method == "POST" and form.is_valid():
        add = services.add_accreditation
        paper = form.paper(**form.dates())
        if attempt(form, lambda: add(by=request.user, stay=stay, paper=paper, today=today())) is not None:
            messages.success(request, "Se registró la acreditación.")
            return redirect("patients:stays", pk)
    notes = ("Dos certificados continuos que juntos llegan a 31 días dan el tipo C desde el segundo.",)
    return _page(
        request,
        patient,
        "Registrar acreditación",
        form,
        "Registrar acreditación",
        notes=notes if stay.kind == StayKind.HOME_REST else (),
        article="art. 8.2",
    )


# --- Small things ----------------------------------------------------------------------------


def _has_open_hospital(facts: PupilFacts) -> bool:
    stay = facts.stay
    return facts.is_in_attention and stay is not None and stay.kind == StayKind.HOSPITAL and stay.ends_on is None


def _stay(request: SignedRequest, pk: int, stay_pk: int, *, to_read_health: bool = False) -> tuple[Patient, Stay]:
    patient = pupil_or_404(request, pk)
    check = permissions.can_read_health if to_read_health else permissions.can_see_stays
    require(check(request.user, patient))
    return patient, get_object_or_404(Stay.objects.select_related("patient"), pk=stay_pk, patient=patient)


def _to_edit(request: SignedRequest, pk: int) -> Patient:
    patient = pupil_or_404(request, pk)
    require(permissions.can_edit_stays(request.user, patient))
    return patient
