"""The return to school, followed to its end (art. 14, 15): its list, its page, one act for each screen."""

from __future__ import annotations

import uuid
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from convalidation import permissions
from convalidation.enums import Progress, ReturnOutcome
from convalidation.forms.returning import (
    CloseReturnForm,
    FollowUpForm,
    IncidentChangeForm,
    IncidentForm,
    ReopenReturnForm,
    ReturnPlanForm,
    VisitChangeForm,
    VisitForm,
)
from convalidation.models import FollowUp, Incident, Return, Visit
from convalidation.queries import returns
from convalidation.queries.lists import my_episodes
from convalidation.queries.return_page import return_page
from convalidation.rules.returning import MILESTONES, Weight, closing_gaps, opens_on, return_due
from convalidation.services import following
from convalidation.views.asking import READERS, STAFF, chips, clean_text
from patients.models import Enrollment, Episode, Patient
from patients.queries import head_of
from patients.querysets import HEALTH_READERS
from patients.views.asking import act_page, attempt
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.forms import Form
from seho.network.models import School
from seho.text import date_long

_TROUBLED = (Progress.BADLY, Progress.ABSENT)


@roles(*READERS)
@require_GET
def return_list(request: SignedRequest) -> HttpResponse:
    """Retorno: who is on the way back to school, what is next, what is late."""
    user, day, text = request.user, today(), clean_text(request)
    state = returns.state_asked(request.GET)
    counts = returns.counts(user, day, text, with_closed=state == returns.CLOSED)
    number, total = request.GET.get("page", "1"), counts[state]
    if state == returns.TO_OPEN:
        page = returns.to_open_page(user, day, text=text, page=number, total=total)
    else:
        page = returns.returns_page(user, state, day, text=text, page=number, total=total)
    context = {
        "page": page,
        "is_to_open": state == returns.TO_OPEN,
        "is_closed": state == returns.CLOSED,
        "chips": chips(request, returns.RETURN_STATES, state, counts),
        "text": text,
        "may_open": user.scope.has(*HEALTH_READERS, Role.UGEL_SPECIALIST, Role.DIRECTOR),
        "may_take": user.scope.has(*STAFF),
    }
    return render(request, "convalidation/return_list.html", context)


@roles(*READERS)
@require_GET
def pupil(request: SignedRequest, pk: int) -> HttpResponse:
    """The tab Retorno: the last return whole, those before it by their dates, or what to open."""
    user, day = request.user, today()
    seen = Patient.objects.visible_to(user).select_related("mother_tongue").prefetch_related("episodes__seho")
    patient = get_object_or_404(seen, pk=pk)
    mine = returns.with_facts(Return.objects.visible_to(user).filter(episode__patient=patient))
    found = list(mine.order_by("-episode__ends_on", "-pk"))
    waiting = returns.returns_to_open(user, day, within=None).filter(patient=patient).order_by("-ends_on").first()
    last = _last_end(user, patient)
    context = {
        "head": head_of(patient, user, day, active="convalidation:return_pupil"),
        "shown": return_page(user, found[0], day) if found else None,
        "others": found[1:],
        "waiting": waiting,
        "may_open": waiting is not None and bool(permissions.can_open_return(user, waiting, _school_of(waiting))),
        "due": return_due(last.end_reason, last.setting) if last else None,
    }
    return render(request, "convalidation/return_pupil.html", context)


@roles(*READERS)
@require_GET
def one(request: SignedRequest, pk: int) -> HttpResponse:
    shown = return_page(request.user, _return_or_404(request, pk), today())
    return render(request, "convalidation/return.html", {"shown": shown})


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def open_return(request: SignedRequest, pk: int) -> HttpResponse:
    """After the egress: say what will be followed, and open it; once it is open, go to it."""
    mine = Q(pk__in=my_episodes(request.user).values("pk")) | returns.enrolled_with(request.user)
    episode = get_object_or_404(Episode.objects.filter(mine).select_related("patient", "seho"), pk=pk)
    school = _school_of(episode)
    require(permissions.can_open_return(request.user, episode, school))
    known = Return.objects.visible_to(request.user).filter(episode=episode).first()
    if known is not None:
        return redirect(known)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act = partial(following.open_return, by=request.user, episode=episode, today=today())
        if (opened := attempt(form, act)) is not None:
            messages.success(request, "Se abrió el seguimiento de su retorno. Acuerde el plan con la IE y la familia.")
            return redirect("convalidation:return_plan", pk=opened.pk)
    notes = (
        f"Se sigue su reincorporación en {school}." if school else "",
        "El plan se acuerda con la IE y la familia: primer día, días por semana, ajustes y quién responde en la IE.",
        "Desde su primer día de clases se hacen seguimientos a los 7, 30, 60 y 90 días.",
        "Se cierra cuando haya concluido de manera satisfactoria.",
    )
    return act_page(
        request, title=f"Retorno de {episode.patient}", form=form, act_label="Abrir retorno", notes=notes,
        back_url=reverse("convalidation:returns"), back_label="Retorno", article="art. 14, 15",
    )  # fmt: skip


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def plan(request: SignedRequest, pk: int) -> HttpResponse:
    row = _return_or_404(request, pk)
    require(permissions.can_follow_return(request.user, row))
    form = ReturnPlanForm(
        request.POST or None, instance=row, initial=_known_contact(row),
        with_voice=permissions.reads_voice(request.user, row),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        save = partial(
            following.save_plan, by=request.user, school_return=row, values=values, version=version, today=today()
        )
        if attempt(form, save):
            messages.success(request, "Se guardó el plan de retorno.")
            return redirect(row)
    return render(request, "convalidation/return_plan.html", {"row": row, "form": form})


@roles(*READERS)
@require_POST
def move(request: SignedRequest, pk: int) -> HttpResponse:
    """The pupil changed school on the way back: the return goes along, its plan is agreed anew."""
    row = _return_or_404(request, pk)
    require(permissions.can_close_return(request.user, row))
    try:
        following.move_return(by=request.user, school_return=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "El retorno pasó a su IE actual. Acuerde el plan con ella.")
    return redirect(row)


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def follow_up(request: SignedRequest, pk: int, day: int) -> HttpResponse:
    """What was found at one milestone; trouble leads on to the incident that it is."""
    if day not in MILESTONES:
        raise Http404
    row = _return_or_404(request, pk)
    require(permissions.can_follow_return(request.user, row))
    known = FollowUp.objects.filter(school_return=row, day=day).first()
    form = FollowUpForm(request.POST or None, instance=known, initial={} if known else {"done_on": today()})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        act = partial(
            following.save_follow_up, by=request.user, school_return=row, day=day, values=values, version=version,
            today=today(),
        )  # fmt: skip
        if attempt(form, act):
            messages.success(request, f"Se guardó el seguimiento de los {day} días.")
            if values["progress"] in _TROUBLED:
                messages.warning(request, "Hay problemas: registre la incidencia y la orientación que se dio.")
                return redirect("convalidation:return_incident_new", pk=row.pk)
            return redirect(row)
    notes = (_when(row.starts_on, day), "Si encuentra un problema, después podrá registrarlo como incidencia.")
    return _act(request, row, form, f"Seguimiento de los {day} días", "Guardar seguimiento", notes)


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def incident_new(request: SignedRequest, pk: int) -> HttpResponse:
    row = _return_or_404(request, pk)
    require(permissions.can_follow_return(request.user, row))
    form = IncidentForm(request.POST or None, initial={"client_id": uuid.uuid4(), "happened_on": today()})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        add = partial(following.add_incident, client_id=values.pop("client_id"), values=values)
        if attempt(form, partial(add, by=request.user, school_return=row, today=today())):
            messages.success(request, "Se registró la incidencia.")
            return redirect(row)
    return _act(request, row, form, "Incidencia del retorno", "Registrar incidencia", _INCIDENT_NOTES)


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def incident(request: SignedRequest, pk: int) -> HttpResponse:
    seen = Incident.objects.visible_to(request.user).select_related(*_JOINED)
    known: Incident = get_object_or_404(seen, pk=pk)
    row = known.school_return
    require(permissions.can_follow_return(request.user, row))
    form = IncidentChangeForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        change = partial(following.change_incident, version=values.pop("version"), values=values)
        if attempt(form, partial(change, by=request.user, incident=known, today=today())):
            messages.success(request, "Se guardó la incidencia.")
            return redirect(row)
    return _act(request, row, form, "Incidencia del retorno", "Guardar incidencia", _INCIDENT_NOTES)


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def visit_new(request: SignedRequest, pk: int) -> HttpResponse:
    row = _return_or_404(request, pk)
    require(permissions.can_visit_school(request.user, row))
    form = VisitForm(request.POST or None, initial={"client_id": uuid.uuid4(), "visited_on": today()})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        add = partial(following.add_visit, client_id=values.pop("client_id"), values=values)
        if attempt(form, partial(add, by=request.user, school_return=row, today=today())):
            messages.success(request, "Se registró la visita.")
            return redirect(row)
    return _act(request, row, form, "Visita a la IE", "Registrar visita", _VISIT_NOTES)


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def visit(request: SignedRequest, pk: int) -> HttpResponse:
    known: Visit = get_object_or_404(Visit.objects.visible_to(request.user).select_related(*_JOINED), pk=pk)
    row = known.school_return
    require(permissions.can_visit_school(request.user, row))
    form = VisitChangeForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        change = partial(following.change_visit, version=values.pop("version"), values=values)
        if attempt(form, partial(change, by=request.user, visit=known, today=today())):
            messages.success(request, "Se guardó la visita.")
            return redirect(row)
    return _act(request, row, form, "Visita a la IE", "Guardar visita", _VISIT_NOTES)


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def close(request: SignedRequest, pk: int) -> HttpResponse:
    """What still stands against a satisfactory end, then the end."""
    row = _return_or_404(request, pk)
    require(permissions.can_close_return(request.user, row))
    facts = returns.return_facts(row)
    gaps = closing_gaps(facts, today())
    form = CloseReturnForm(request.POST or None, initial={"outcome": _likely_end(facts.readmitted_on, gaps)})
    if request.method == "POST" and form.is_valid():
        outcome, note = form.cleaned_data["outcome"], form.cleaned_data["closing_note"]
        act = partial(following.close_return, by=request.user, school_return=row, outcome=outcome, note=note)
        if attempt(form, partial(act, today=today())):
            messages.success(request, "Se cerró el retorno. Gracias por acompañarlo.")
            return redirect(row)
    return render(request, "convalidation/return_close.html", {"row": row, "form": form, "gaps": gaps})


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def reopen(request: SignedRequest, pk: int) -> HttpResponse:
    row = _return_or_404(request, pk)
    require(permissions.can_reopen_return(request.user, row))
    form = ReopenReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(following.reopen_return, by=request.user, school_return=row, reason=form.cleaned_data["reason"])
        if attempt(form, act):
            messages.success(request, "Se volvió a abrir el retorno.")
            return redirect(row)
    notes = (
        "El retorno sigue desde donde quedó, con sus seguimientos.",
        "El motivo queda en el historial.",
    )
    return _act(request, row, form, "Volver a abrir el retorno", "Volver a abrir", notes)


_JOINED = ("school_return__episode__patient", "school_return__episode__seho", "school_return__school")
_INCIDENT_NOTES = (
    "El SEHO registra lo que afecta el retorno y brinda la orientación necesaria, en coordinación con la UGEL.",
    "Lo verán el equipo del SEHO, la UGEL y la dirección de la IE.",
)
_VISIT_NOTES = ("La verán el equipo del SEHO y la dirección de la IE.", "Los compromisos de la IE quedan por escrito.")


def _return_or_404(request: SignedRequest, pk: int) -> Return:
    row: Return = get_object_or_404(returns.with_facts(Return.objects.visible_to(request.user)), pk=pk)
    return row


def _school_of(episode: Episode) -> School | None:
    rows = Enrollment.objects.filter(patient=episode.patient_id, ends_on=None).select_related("school")
    enrollment = rows.first()
    return enrollment.school if enrollment else None


def _last_end(user: Any, patient: Patient) -> Episode | None:
    """The last egress that this person may know of; none while the pupil is in attention."""
    episodes = [one for one in patient.episodes.all() if one.ends_on is None or one.end_reason]
    last = max(episodes, key=lambda one: (one.starts_on, one.pk), default=None)
    return last if last is not None and last.ends_on is not None else None


def _known_contact(row: Return) -> dict[str, str]:
    """Who answers in the school, from the enrolment, until the plan says it."""
    if row.contact_name or row.agreed_on:
        return {}
    rows = Enrollment.objects.filter(patient=row.episode.patient_id, school=row.school_id).order_by("-starts_on")
    enrollment = rows.first()
    if enrollment is None or not enrollment.tutor_name:
        return {}
    return {
        "contact_name": enrollment.tutor_name, "contact_post": "Tutora o tutor",
        "contact_phone": enrollment.tutor_phone,
    }  # fmt: skip


def _when(starts_on: date | None, day: int) -> str:
    if starts_on is None:
        return "Anote primero en el plan su primer día de clases."
    return (
        f"Se hace desde el {date_long(opens_on(starts_on, day))}: cuenta desde su primer día, {date_long(starts_on)}."
    )


def _likely_end(readmitted_on: date | None, gaps: Any) -> str:
    if readmitted_on is not None:
        return ReturnOutcome.READMITTED
    return "" if any(gap.weight == Weight.BLOCKS for gap in gaps) else ReturnOutcome.SATISFACTORY


def _act(
    request: SignedRequest, row: Return, form: Any, title: str, label: str, notes: tuple[str, ...]
) -> HttpResponse:
    return act_page(
        request, title=title, form=form, act_label=label, notes=notes, article="art. 15",
        back_url=row.get_absolute_url(), back_label=f"Retorno de {row.episode.patient}",
    )  # fmt: skip
