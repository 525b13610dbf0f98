"""What the views of a service share: the service that this person may open, a service tried, the page of one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from seho.accounts.http import SignedRequest
from seho.accounts.permissions import Permission, require
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.enums import SehoState
from seho.network.models import Seho
from seho.network.permissions import can_manage_seho
from seho.network.querysets import SERVICE_READERS
from seho.network.rules import AgreementTerm, agreement_term

readers = roles(*SERVICE_READERS)


def seho_or_404(request: SignedRequest, pk: int) -> Seho:
    sehos = Seho.objects.visible_to(request.user).select_related("ugel__region", "hospital")
    seho: Seho = get_object_or_404(sehos, pk=pk)
    return seho


def managed_seho(request: SignedRequest, pk: int) -> Seho:
    """The service, for the specialist of its UGEL alone."""
    seho = seho_or_404(request, pk)
    require(can_manage_seho(request.user, seho))
    return seho


def permitted_seho(request: SignedRequest, pk: int, permission: Callable[[Any, Seho], Permission]) -> Seho:
    seho = seho_or_404(request, pk)
    require(permission(request.user, seho))
    return seho


def term_of(seho: Seho, last: date | None) -> AgreementTerm | None:
    """How the agreement stands; a closed service has none to watch."""
    return None if seho.state == SehoState.CLOSED else agreement_term(last, today=today())


def service_page(request: SignedRequest, seho: Seho, here: str, template: str, **context: Any) -> HttpResponse:
    """A part of a service, under its head and its tabs; `here` is the url name of the part."""
    if "term" not in context:
        ends = [agreement.ends_on for agreement in context.get("agreements") or seho.agreements.all()]
        context["term"] = term_of(seho, max(ends, default=None))
    shared = {
        "seho": seho,
        "here": here,
        "today": today(),
        "can_manage": bool(can_manage_seho(request.user, seho)),
    }
    return render(request, template, shared | context)


def act(
    request: SignedRequest,
    seho: Seho,
    form: Any,
    do: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    button: str,
    said: str,
    back: str,
    template: str = "network/seho_part_form.html",
    **more: Any,
) -> HttpResponse:
    """One act on one page: done, its sentence and back to its part; else the form with what was refused."""
    if request.method == "POST" and form.is_valid() and attempt(form, do) is not None:
        messages.success(request, said)
        return redirect(back, pk=seho.pk)
    context = {
        "seho": seho,
        "form": form,
        "page_title": title,
        "act": button,
        "back_url": reverse(back, args=[seho.pk]),
    }
    return render(request, template, context | more)


def attempt(form: Any, do: Callable[[dict[str, Any]], Any]) -> Any:
    """What the service made of the clean values, or None with its refusal beside the fields."""
    try:
        return do(dict(form.cleaned_data))
    except ValidationError as error:
        form.show_refusal(error)
        return None
