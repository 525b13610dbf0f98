"""Issuing for a whole service, and many papers as one ZIP."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from convalidation import services
from convalidation.enums import Purpose
from convalidation.forms import BatchForm
from convalidation.models import Batch, Packet
from convalidation.queries import batches
from convalidation.views.asking import READERS
from seho.accounts import audit
from seho.accounts.enums import AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.clock import lima_date, today
from seho.files.zipping import serve_zip
from seho.jobs.views import is_slow
from seho.network.models import Seho

MOST_IN_A_ZIP = 500


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def batch_new(request: SignedRequest) -> HttpResponse:
    """Who is due in a service: those who are ready are issued together, the others say what they lack."""
    sehos = Seho.objects.filter(pk__in=request.user.scope.seho_ids(Role.COORDINATOR)).order_by("short_name")
    seho = _seho_asked(request, sehos)
    sent = Batch.objects.visible_to(request.user).filter(client_id=_key(request)).first()
    if sent is not None:  # the same form again
        return redirect(sent)
    until, ends = _until_asked(request), batches.period_ends(seho.pk, today())
    found = batches.period_candidates(seho.pk, today(), until) if until else batches.candidates(seho.pk, today())
    ready = [one for one in found if one.is_ready]
    form = BatchForm(request.POST or None, ready=ready, initial={"client_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid() and (batch := _started(request, form, seho, until)) is not None:
        return redirect(batch)
    context = {
        "form": form,
        "seho": seho,
        "until": until,
        "ends": ends,
        "sehos": sehos,
        "ready": ready,
        "chosen": set(form["chosen"].value() or []) if form.is_bound else {one.key for one in ready},
        "blocked": [one for one in found if not one.is_ready],
    }
    return render(request, "convalidation/batch_new.html", context)


def _seho_asked(request: SignedRequest, sehos: QuerySet[Seho]) -> Seho:
    asked = request.GET.get("seho", "")
    if not asked:
        return sehos[0]
    found: Seho = get_object_or_404(sehos, pk=asked if asked.isdecimal() else 0)
    return found


def _key(request: SignedRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return None


def _until_asked(request: SignedRequest) -> date | None:
    """The end of the period whose papers are asked for; without one, those of the egress."""
    try:
        return date.fromisoformat(request.GET.get("hasta", ""))
    except ValueError:
        return None


def _started(request: SignedRequest, form: BatchForm, seho: Seho, until: date | None) -> Batch | None:
    try:
        return services.start_batch(
            by=request.user,
            seho=seho,
            chosen=form.pairs(),
            client_id=form.cleaned_data["client_id"],
            purpose=Purpose.PERIOD if until else Purpose.RECOGNITION,
            until=until,
        )
    except ValidationError as error:
        form.show_refusal(error)
        return None


@roles(Role.COORDINATOR)
@require_GET
def batch(request: SignedRequest, pk: int) -> HttpResponse:
    """How far it is, what was issued, and what could not be, with why."""
    found = _batch_or_404(request, pk)
    context = {
        "batch": found,
        "job": found.job,
        "items": batches.batch_items(found),
        "is_slow": is_slow(found.job),
    }
    return render(request, "convalidation/batch.html", context)


@roles(Role.COORDINATOR)
@require_GET
def batch_zip(request: SignedRequest, pk: int) -> HttpResponseBase:
    """What was issued so far, as one ZIP."""
    found = _batch_or_404(request, pk)
    files = batches.zip_files(batches.issued_in(found), request.user)
    if not files:
        messages.warning(request, "Todavía no se emitió ningún documento.")
        return redirect(found)
    audit.log_access(
        by=request.user, kind=AccessKind.EXPORT, obj=found, request=request, detail=f"ZIP: {len(files)} archivos"
    )
    return serve_zip(request, files, filename=f"documentos-{lima_date(found.created_at)}.zip")


@roles(*READERS)
@require_GET
def packets_zip(request: SignedRequest) -> HttpResponseBase:
    """The packets that were ticked in a list, as one ZIP."""
    keys = {int(key) for key in request.GET.getlist("paquete") if key.isdecimal() and len(key) < 19}
    if not keys or len(keys) > MOST_IN_A_ZIP:
        text = f"Marque hasta {MOST_IN_A_ZIP} paquetes para descargarlos." if keys else "Marque al menos un paquete."
        messages.warning(request, text)
        return redirect("convalidation:list")
    packets = Packet.objects.visible_to(request.user).filter(pk__in=keys)
    if packets.count() < len(keys):
        raise Http404("No encontramos todos los documentos.")
    _log_by_service(request, packets)
    files = batches.zip_files(packets, request.user)
    return serve_zip(request, files, filename=f"documentos-{today():%Y-%m-%d}.zip")


def _log_by_service(request: SignedRequest, packets: QuerySet[Packet]) -> None:
    for seho in Seho.objects.filter(pk__in=packets.order_by().values("episode__seho_id")):
        numbers = packets.filter(episode__seho=seho).order_by("pk").values_list("pk", flat=True)
        detail = f"ZIP: paquetes {', '.join(map(str, numbers))}"[:200]
        audit.log_access(by=request.user, kind=AccessKind.EXPORT, obj=Packet, request=request, detail=detail, seho=seho)


def _batch_or_404(request: SignedRequest, pk: int) -> Batch:
    seen: Any = Batch.objects.visible_to(request.user).select_related("job", "seho")
    found: Batch = get_object_or_404(seen, pk=pk)
    return found
