"""Certificates of volunteers and interns: issued by the coordinator, read by the person, annulled with a reason."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from attendance.forms.helpers import AnnulForm, CertificateForm
from attendance.models import HelperCertificate
from attendance.permissions.helpers import can_certify
from attendance.queries.helpers import confirmed_weeks, weeks_of
from attendance.services.certificates import annul_certificate, issue_certificate
from attendance.views.helpers import post_or_404
from patients.querysets import HELPERS, TEAM
from patients.views.asking import act_page, attempt
from seho.accounts import audit
from seho.accounts.enums import AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.models import Membership
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.files import serve_stored

_DETAILS = ("registry_number", "practice", "training_center", "career")


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def create(request: SignedRequest, pk: int) -> HttpResponse:
    """See what is confirmed, choose the weeks, issue."""
    post, day = post_or_404(request, pk), today()
    require(can_certify(request.user, post.seho_id or 0))
    weeks = confirmed_weeks(post)
    initial = {"client_id": uuid.uuid4(), "practice": "preprofesionales", **_last_details(post)}
    form = CertificateForm(request.POST or None, initial=initial, role=post.role, weeks=weeks)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, lambda: issue_certificate(by=request.user, post=post, asked=form.asked(), today=day))
        if row is not None:
            messages.success(request, f"Se emitió el {row.label}.")
            return redirect("attendance:helper", pk=pk)
    context = {
        "form": form,
        "post": post,
        "weeks": weeks,
        "minutes": sum(week.minutes for week in weeks),
        "awaiting": _awaiting(post, weeks[0].monday if weeks else day, day),
    }
    return render(request, "attendance/helpers/certificate.html", context)


@roles(*TEAM, *HELPERS)
@require_GET
def file(request: SignedRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(HelperCertificate.objects.visible_to(request.user), pk=pk)
    audit.log_access(by=request.user, kind=AccessKind.PAPER, obj=row, request=request, seho=row.seho)
    return serve_stored(
        request, row.path, filename=f"{row.label}.pdf", content_type="application/pdf", unchanged_since=row.issued_at
    )


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def annul(request: SignedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(HelperCertificate.objects.visible_to(request.user).select_related("helper"), pk=pk)
    require(can_certify(request.user, row.seho_id))
    posts = Membership.objects.filter(user=row.helper_id, seho=row.seho_id, role__in=HELPERS)
    back = reverse("attendance:helper", args=[posts.latest("starts_on").pk])
    form = AnnulForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: annul_certificate(by=request.user, certificate=row, reason=reason)) is not None:
            messages.success(request, f"Se anuló el {row.label}.")
            return redirect(back)
    notes = (
        "Quien verifique su código leerá que está anulado.",
        "El papel y su motivo se conservan; sus semanas pueden certificarse de nuevo.",
    )
    return act_page(
        request, title=f"Anular el {row.label}", form=form, act_label="Anular certificado", back_url=back,
        back_label=row.helper.short_name, notes=notes, is_danger=True,
    )  # fmt: skip


def _last_details(post: Membership) -> dict[str, Any]:
    """What the last certificate of this person said of them is offered again."""
    issued = HelperCertificate.objects.filter(seho=post.seho, helper=post.user, role=post.role)
    last = issued.order_by("-issued_at", "-pk").first()
    return {name: last.content[name] for name in _DETAILS if name in last.content} if last else {}


def _awaiting(post: Membership, since: date, day: date) -> int:
    return sum(week.awaits for week in weeks_of(post, day) if week.monday >= since)
