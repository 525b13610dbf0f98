"""Registrar estudiante: search first, then one guided form in sections that keep themselves, then the
summary.
"""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import services
from patients.draft_form import SECTIONS, DraftForm
from patients.forms.registration import SEARCHED, DistinctForm, SearchForm
from patients.forms.stays import stored_scan
from patients.models import Episode, Patient, Referral, RegistrationDraft
from patients.permissions import can_edit_patient, can_register
from patients.queries import Likeness, find_duplicates
from patients.queries.daily import listed_person
from patients.queries.draft import type_preview
from patients.views.pupil import schools_found
from seho import entries
from seho.accounts import audit
from seho.accounts.enums import AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import now, today
from seho.entries import EntryKind, timed
from seho.network.models import Seho

_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 4_000


# --- 1. Search -------------------------------------------------------------------------------


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
@timed(EntryKind.REGISTRATION)
def register(request: SignedRequest) -> HttpResponse:
    """Search by document and names; a likely duplicate must be answered before anything is created.

    What is typed travels in the body of the request, never in the address.
    """
    require(can_register(request.user))
    referral = _referral(request)
    user = request.user
    sehos = Seho.objects.filter(pk__in=user.scope.seho_ids(Role.COORDINATOR)).select_related("ugel")
    form = SearchForm(request.POST or None, sehos=sehos, initial=_initial_of(referral))
    distinct = DistinctForm(request.POST if request.POST.get("answer") == "other" else None)
    found: list[Likeness] = []
    if request.method == "POST" and form.is_valid():
        found = _duplicates(request, form)
        answered = _answer(request, form, distinct, found, referral)
        if answered is not None:
            return answered
    context = {
        "form": form,
        "distinct": distinct,
        "found": found,
        "referral": referral,
        "has_exact": any(one.is_exact_document for one in found),
    }
    return render(request, "patients/register.html", context)


def _referral(request: SignedRequest) -> Referral | None:
    """The notice that the registration starts from; its patient came by transfer."""
    key = request.POST.get("aviso") or request.GET.get("aviso") or ""
    if not key.isdigit():
        return None
    user = request.user
    mine = Referral.objects.visible_to(user).filter(seho_id__in=user.scope.seho_ids(Role.COORDINATOR))
    return mine.select_related("patient").filter(pk=key).first()


def _initial_of(referral: Referral | None) -> dict[str, Any]:
    if referral is None:
        return {}
    initial: dict[str, Any] = {"seho": referral.seho_id, **listed_person(referral)}
    if referral.patient is not None:
        initial |= {name: getattr(referral.patient, name) for name in SEARCHED}
    return initial


def _duplicates(request: SignedRequest, form: SearchForm) -> list[Likeness]:
    values = form.cleaned_data
    return find_duplicates(
        document_type=values["document_type"],
        document_number=values["document_number"],
        names=form.names,
        birth_date=values["birth_date"],
        user=request.user,
        seho_id=values["seho"].pk,
        today=today(),
    )


def _answer(
    request: SignedRequest,
    form: SearchForm,
    distinct: DistinctForm,
    found: list[Likeness],
    referral: Referral | None,
) -> HttpResponse | None:
    """Nothing alike: go on. Alike: the same person, or another one and why; None: it still has to be
    answered.
    """
    answer = request.POST.get("answer", "")
    if answer.startswith("same:"):
        same = next((one for one in found if str(one.patient_id) == answer.removeprefix("same:")), None)
        return _same_person(request, form, same, referral) if same else None
    if not found:
        return _start(request, form, referral=referral)
    has_exact = any(one.is_exact_document for one in found)
    if answer == "other" and not has_exact and distinct.is_valid():
        return _start(request, form, referral=referral, distinct_reason=distinct.cleaned_data["distinct_reason"])
    return None


def _same_person(request: SignedRequest, form: SearchForm, same: Likeness, referral: Referral | None) -> HttpResponse:
    """Their page when open here, the readmission when the file is ours, else the guided form with what is
    known.
    """
    patient = Patient.objects.prefetch_related("episodes").get(pk=same.patient_id)
    if same.is_open_here:
        messages.info(request, "Ya está en atención en su SEHO: este es su expediente.")
        return redirect(patient)
    if same.is_in_scope and not same.is_open and can_edit_patient(request.user, patient):
        messages.info(request, "Ya tiene expediente en su SEHO: registre su reingreso.")
        return redirect("patients:readmit", patient.pk)
    return _start(request, form, referral=referral, patient=patient, is_known=_may_read(request, patient, referral))


def _may_read(request: SignedRequest, patient: Patient, referral: Referral | None) -> bool:
    """The file is ours, or the other SEHO handed it over."""
    is_handed_over = referral is not None and referral.patient_id == patient.pk
    return is_handed_over or Patient.objects.visible_to(request.user).filter(pk=patient.pk).exists()


def _start(
    request: SignedRequest,
    form: SearchForm,
    *,
    referral: Referral | None,
    patient: Patient | None = None,
    is_known: bool = False,
    distinct_reason: str = "",
) -> HttpResponse:
    typed = {name: _kept(str(request.POST.get(name, ""))) for name in SEARCHED}
    data: dict[str, Any] = {
        "pupil": typed,
        "search": {"distinct_reason": distinct_reason, "is_known": is_known},
    }
    if patient is not None and is_known:
        data |= known_data(patient)
    draft = services.open_draft(
        by=request.user, seho=form.cleaned_data["seho"], data=data, referral=referral, patient=patient
    )
    return redirect("patients:draft_section", draft.pk, "pupil")


def known_data(patient: Patient) -> dict[str, Any]:
    """What the file holds already, as if it were typed."""
    names = (*SEARCHED, "sex", "siagie_code", "special_needs_note", "address", "address_district")
    pupil = {name: _as_typed(getattr(patient, name)) for name in names}
    pupil["mother_tongue"] = str(patient.mother_tongue_id)
    if patient.has_special_needs:
        pupil["has_special_needs"] = "on"
    data: dict[str, Any] = {"pupil": pupil}
    if guardian := patient.guardians.first():
        fields = ("relationship", "full_name", "document_type", "document_number", "phone", "email")
        data["guardian"] = {name: _as_typed(getattr(guardian, name)) for name in fields}
    if enrollment := patient.enrollments.filter(ends_on=None).first():
        school_fields = ("section", "tutor_name", "tutor_phone", "tutor_email", "starts_on")
        data["enrollment"] = {
            "school": str(enrollment.school_id),
            "school_grade": str(enrollment.school_grade_id),
            **{name: _as_typed(getattr(enrollment, name)) for name in school_fields},
        }
    return data


def _as_typed(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _kept(text: str) -> str:
    """What a draft can keep of whatever was typed: JSON in PostgreSQL refuses some characters; a mark
    stands for them.
    """
    return _UNKEEPABLE.sub("\ufffd", text)[:_LONGEST]


# --- 2. Sections -----------------------------------------------------------------------------


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def draft_section(request: SignedRequest, pk: uuid.UUID, section: str) -> HttpResponse:
    """One section. Saving keeps it as typed, right or not; htmx saves while one types and tells the hour."""
    draft = _draft(request, pk)
    if section not in SECTIONS:
        return redirect("patients:draft", pk)
    if request.method == "GET":
        if section == "health" and draft.diagnosis:
            audit.log_access(by=request.user, kind=AccessKind.HEALTH, obj=draft, request=request)
        return _section_page(request, draft, section, DraftForm(draft, today()).form(section))
    draft = services.save_section(by=request.user, draft=draft, section=section, values=_typed(request))
    whole = DraftForm(draft, today())
    if request.headers.get("HX-Request") == "true":
        context = {"saved_at": now(), "preview": _preview(whole), "is_stay": section == "stay"}
        return render(request, "patients/_draft_saved.html", context)
    if "search_school" in request.POST:
        return _section_page(request, draft, section, whole.unchecked(section, request.POST))
    form = whole.form(section, typed=request.POST, files=request.FILES)
    is_valid = form.is_valid()
    _keep_scans(request, draft, form)
    if not is_valid:
        return _section_page(request, RegistrationDraft.objects.get(pk=pk), section, form)
    for warning in getattr(form, "warnings", []):
        messages.warning(request, warning)
    following = whole.after(section)
    return redirect("patients:draft_section", pk, following) if following else redirect("patients:draft", pk)


def _typed(request: SignedRequest) -> dict[str, str]:
    """The fields of the request as text, without what is not of the form."""
    left_out = {"csrfmiddlewaretoken", "search_school"}
    return {name: _kept(str(value)) for name, value in request.POST.items() if name not in left_out}


def _keep_scans(request: SignedRequest, draft: RegistrationDraft, form: Any) -> None:
    cleaned = getattr(form, "cleaned_data", {})
    for name, field in (
        ("authorization_scan", "authorization_file"),
        ("accreditation_scan", "accreditation_file"),
    ):
        if scan := cleaned.get(name):
            services.keep_file(by=request.user, draft=draft, field=field, path=stored_scan(scan))


def _section_page(request: SignedRequest, draft: RegistrationDraft, section: str, form: Any) -> HttpResponse:
    whole = DraftForm(draft, today())
    context = {
        "draft": draft,
        "name": whole.name,
        "section": section,
        "label": SECTIONS[section],
        "form": form,
        "sections": whole.sections(active=section),
        "preview": _preview(whole),
        "schools": schools_found(request) if section == "enrollment" else [],
        "has_file": bool(draft.accreditation_file if section == "health" else draft.authorization_file),
    }
    return render(request, "patients/draft_section.html", context)


def _preview(whole: DraftForm) -> Any:
    values = whole.stay_values
    return type_preview(
        setting=values.get("setting") or "",
        starts_on=values.get("starts_on"),
        estimated_days=values.get("estimated_days"),
        rest_ends_on=values.get("rest_ends_on"),
        is_accredited=True,
        patient=whole.draft.patient,
        today=whole.today,
    )


# --- 3. Summary ------------------------------------------------------------------------------


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
@timed(EntryKind.REGISTRATION, goes_on=True)
def draft(request: SignedRequest, pk: uuid.UUID) -> HttpResponse:
    """Resumen: what is missing, the type, and the one button; sending it twice registers once."""
    done = _already_registered(request, pk)
    if done is not None:
        return redirect(done.patient)
    row = _draft(request, pk)
    whole = DraftForm(row, today())
    problems: list[str] = []
    if request.method == "POST":
        if whole.is_complete:
            try:
                episode = services.register(by=request.user, registration=_registration(request, whole), today=today())
            except ValidationError as error:
                problems = list(error.messages)
            else:
                entries.made(request, seho_id=episode.seho_id, happened_on=episode.starts_on)
                messages.success(request, "Se registró a la o el estudiante en el SEHO.")
                return redirect(episode.patient)
        else:
            problems = ["Complete lo que falta antes de registrar."]
    context = {
        "draft": row,
        "name": whole.name,
        "sections": whole.sections(),
        "preview": _preview(whole),
        "problems": problems + _unanswered(request, whole),
        "is_complete": whole.is_complete,
        "is_refused": whole.is_refused,
        "transfer_from": _open_elsewhere(row),
        "missing": whole.missing,
    }
    return render(request, "patients/draft.html", context)


def _registration(request: SignedRequest, whole: DraftForm) -> services.Registration:
    """All sections as one registration; a duplicate that appeared meanwhile must be answered first."""
    if unanswered := _unanswered(request, whole):
        raise ValidationError(unanswered)
    row = whole.draft
    is_known = bool(row.data.get("search", {}).get("is_known"))
    return whole.registration(keeps_identity=row.patient_id is not None and not is_known)


def _unanswered(request: SignedRequest, whole: DraftForm) -> list[str]:
    """The data of the child were changed after the search, and now look like somebody registered."""
    row = whole.draft
    if row.patient_id or row.data.get("search", {}).get("distinct_reason"):
        return []
    form = whole.forms["pupil"]
    if not form.is_valid():
        return []
    values = form.cleaned_data
    names = f"{values['paternal_surname']} {values['maternal_surname']} {values['given_names']}"
    found = find_duplicates(
        document_type=values["document_type"],
        document_number=values["document_number"],
        names=names,
        birth_date=values["birth_date"],
        user=request.user,
        seho_id=row.seho_id,
        today=whole.today,
    )
    if not found:
        return []
    sentence = (
        "Ya hay una o un estudiante muy parecido. Vuelva a «Registrar estudiante», búsquelo y diga si es "
        "la misma persona."
    )
    return [sentence]


def _open_elsewhere(row: RegistrationDraft) -> Episode | None:
    if row.patient_id is None:
        return None
    return Episode.objects.filter(patient=row.patient_id, ends_on=None).select_related("seho").first()


def _already_registered(request: SignedRequest, pk: uuid.UUID) -> Episode | None:
    """The draft became a registration: the address of the draft leads to the pupil."""
    user = request.user
    sehos = user.scope.seho_ids(Role.COORDINATOR)
    return Episode.objects.filter(client_id=pk, seho_id__in=sehos).select_related("patient").first()


@roles(Role.COORDINATOR)
@require_POST
def draft_refuse(request: SignedRequest, pk: uuid.UUID) -> HttpResponse:
    """The family does not authorise the entry: no record is made, the notice is closed with its reason
    (art. 10.3).
    """
    row = _draft(request, pk)
    whole = DraftForm(row, today())
    if not whole.is_refused:
        messages.error(request, "Marque antes, en la autorización, que la familia no autoriza el ingreso.")
        return redirect("patients:draft_section", pk, "authorization")
    referral = services.refuse_entry(
        by=request.user, draft=row, person=whole.name, setting=whole.setting, today=today()
    )
    messages.success(request, "Se anotó que la familia no autoriza. No se creó ningún expediente.")
    return redirect("patients:referral", referral.pk)


@roles(Role.COORDINATOR)
@require_POST
def draft_discard(request: SignedRequest, pk: uuid.UUID) -> HttpResponse:
    services.discard_draft(by=request.user, draft=_draft(request, pk))
    messages.success(request, "Se descartó el borrador.")
    return redirect("patients:list")


@roles(Role.COORDINATOR)
@require_GET
def draft_list(request: SignedRequest) -> HttpResponse:
    rows = RegistrationDraft.objects.visible_to(request.user).select_related("seho", "created_by")[:100]
    drafts = [(DraftForm(row, today()).name, row) for row in rows]
    return render(request, "patients/draft_list.html", {"drafts": drafts, "new_url": reverse("patients:register")})


def _draft(request: SignedRequest, pk: uuid.UUID) -> RegistrationDraft:
    mine = RegistrationDraft.objects.visible_to(request.user).select_related("seho__ugel", "referral", "patient")
    return get_object_or_404(mine, pk=pk)
