"""Notices of potential pupils: told by the team, the focal point or a school; contacted, oriented, closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import services
from patients.enums import NotAttendedReason, ReferralChannel, StayKind
from patients.forms.referrals import CloseForm, ContactForm, ReferralForm, enrolled_answer
from patients.models import Referral
from patients.permissions import can_handle_referral, can_refer, can_register
from patients.queries.referrals import OPEN_REFERRAL, REFERRAL_STATES, referral_state, referrals_in
from patients.querysets import HEALTH_READERS, TEAM
from patients.rules import Answer, Setting, Situation, siagie_state
from patients.views.asking import TELLERS, attempt
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho


@roles(*TELLERS)
@require_GET
def referral_list(request: SignedRequest) -> HttpResponse:
    """Those of the SEHO for its team; for focal point and director, their own with the state of each."""
    state = referral_state(request.GET)
    rows = referrals_in(request.user, state).select_related("seho", "patient")
    chips = [
        {
            "label": label,
            "url": f"?estado={key}",
            "active": key == state,
            "count": referrals_in(request.user, key).count(),
        }
        for key, label in REFERRAL_STATES
    ]
    context = {
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
        "chips": chips,
        "is_team": _is_team(request),
        "may_register": bool(can_register(request.user)),
        "daily_url": _daily_url(request),
    }
    return render(request, "patients/referral_list.html", context)


def _daily_url(request: SignedRequest) -> str:
    """The hospital's list: what it proposes for the coordinator, where to hand it over for the focal point."""
    if request.user.scope.has(Role.COORDINATOR):
        return reverse("patients:daily")
    return reverse("patients:daily_upload") if request.user.scope.has(Role.FOCAL_POINT) else ""


@roles(*TELLERS)
@require_http_methods(["GET", "POST"])
def referral_new(request: SignedRequest) -> HttpResponse:
    require(can_refer(request.user))
    is_team = _is_team(request)
    form = ReferralForm(request.POST or None, sehos=sehos_to_tell(request.user), is_team=is_team)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if not is_team:
            values["channel"] = _channel_of(request.user)
        add = services.add_referral
        referral = attempt(
            form, lambda: add(by=request.user, seho=form.cleaned_data["seho"], values=values, today=today())
        )
        if referral is not None:
            messages.success(request, "Se registró el aviso.")
            return redirect("patients:referral", referral.pk)
    return render(request, "patients/referral_form.html", {"form": form, "is_team": is_team})


@roles(*TELLERS)
@require_GET
def referral_detail(request: SignedRequest, pk: int) -> HttpResponse:
    referral = _referral(request, pk)
    is_open = referral.state in OPEN_REFERRAL
    may_handle = bool(can_handle_referral(request.user, referral))
    context = {
        "referral": referral,
        "is_team": _is_team(request),
        "is_open": is_open,
        "may_handle": may_handle,
        "may_register": bool(can_register(request.user, referral.seho_id)) and is_open,
        "contact_form": ContactForm(initial={"enrolled": _as_answer(referral.is_enrolled)}),
        "close_form": CloseForm(),
        "siagie": siagie_of_refusal(referral),
    }
    return render(request, "patients/referral_detail.html", context)


@roles(*HEALTH_READERS)
@require_POST
def referral_contact(request: SignedRequest, pk: int) -> HttpResponse:
    referral = _to_handle(request, pk)
    form = ContactForm(request.POST)
    if form.is_valid():
        answer = enrolled_answer(form.cleaned_data["enrolled"])
        contact = services.contact_referral
        _told(
            request,
            form,
            lambda: contact(by=request.user, referral=referral, is_enrolled=answer, today=today()),
            "Se anotó el contacto con la familia.",
        )
    return redirect("patients:referral", pk)


@roles(*HEALTH_READERS)
@require_POST
def referral_orient(request: SignedRequest, pk: int) -> HttpResponse:
    referral = _to_handle(request, pk)
    orient = services.orient_referral
    _told(
        request,
        ContactForm(request.POST),
        lambda: orient(by=request.user, referral=referral, today=today()),
        "Se anotó la orientación a la familia.",
    )
    return redirect("patients:referral", pk)


@roles(*HEALTH_READERS)
@require_POST
def referral_close(request: SignedRequest, pk: int) -> HttpResponse:
    referral = _to_handle(request, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Elija el motivo por el que no se atiende.")
        return redirect("patients:referral", pk)
    reason, close = form.cleaned_data["not_attended_reason"], services.close_referral
    _told(
        request,
        form,
        lambda: close(by=request.user, referral=referral, reason=reason, today=today()),
        "Se cerró el aviso.",
    )
    return redirect("patients:referral", pk)


@roles(*HEALTH_READERS)
@require_POST
def referral_reopen(request: SignedRequest, pk: int) -> HttpResponse:
    referral = _to_handle(request, pk)
    reopen = services.reopen_referral
    _told(
        request, ContactForm(request.POST), lambda: reopen(by=request.user, referral=referral), "Se reabrió el aviso."
    )
    return redirect("patients:referral", pk)


def siagie_of_refusal(referral: Referral) -> Any:
    """State b or a that the school registers when the family refuses or there is no service (art. 10.3)."""
    causes: dict[NotAttendedReason, dict[str, Any]] = {
        NotAttendedReason.GUARDIAN_REFUSED: {"answer": Answer.REFUSED},
        NotAttendedReason.NO_SERVICE: {"has_service": False},
    }
    told = causes.get(NotAttendedReason(referral.not_attended_reason)) if referral.not_attended_reason else None
    if told is None:
        return None
    where = Setting.HOSPITAL if referral.setting == StayKind.HOSPITAL else Setting.HOME
    return siagie_state(Situation(setting=where, is_enrolled=referral.is_enrolled is not False, **told))


def sehos_to_tell(user: Any) -> QuerySet[Seho]:
    """The team tells its own SEHO; a focal point those of the hospital; a director those of the region."""
    active = Seho.objects.active().select_related("ugel")
    scope = user.scope
    if sehos := scope.seho_ids(*TEAM):
        return active.filter(pk__in=sehos)
    own = active.filter(hospital_id__in=scope.hospital_ids(Role.FOCAL_POINT))
    schools = scope.school_ids(Role.DIRECTOR)
    return (own | active.filter(ugel__region__ugels__schools__in=schools)).distinct()


def _channel_of(user: Any) -> str:
    return ReferralChannel.FOCAL_POINT if user.scope.has(Role.FOCAL_POINT) else ReferralChannel.SCHOOL


def _is_team(request: SignedRequest) -> bool:
    user = request.user
    return bool(user.scope.has(*TEAM))


def _referral(request: SignedRequest, pk: int) -> Referral:
    seen = Referral.objects.visible_to(request.user).select_related("seho", "patient")
    return get_object_or_404(seen, pk=pk)


def _to_handle(request: SignedRequest, pk: int) -> Referral:
    referral = _referral(request, pk)
    require(can_handle_referral(request.user, referral))
    return referral


def _told(request: SignedRequest, form: Any, act: Any, sentence: str) -> None:
    """Do it and say so; a refusal becomes a message, since these acts are single buttons."""
    form.is_valid()
    if attempt(form, act) is not None:
        messages.success(request, sentence)
        return
    for error in (one for errors in form.errors.values() for one in errors):
        messages.error(request, error)


def _as_answer(is_enrolled: bool | None) -> str:
    return {True: "yes", False: "no"}.get(is_enrolled, "") if is_enrolled is not None else ""
