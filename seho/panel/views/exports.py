"""Lists as Excel sheets, at once or in the background, and the files that were made for somebody."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from patients.querysets import TEAM
from patients.sheets import STAFF
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.files import serve_stored
from seho.jobs.views import is_slow
from seho.panel.exports import services
from seho.panel.exports.catalogue import kind_of
from seho.panel.exports.forms import AskForm
from seho.panel.exports.permissions import can_fetch, can_take
from seho.panel.exports.sheets import SHEETS, STAFF_AND_FIGURES
from seho.panel.models import Export
from seho.sheets import serve_sheet, write_listing

TAKERS = (*TEAM, Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, Role.MINEDU)
# A longer list is made in the background: nobody waits half a minute for an answer.
AT_ONCE = 5_000


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def pupils(request: SignedRequest) -> HttpResponseBase:
    return _sheet(request, "estudiantes")


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def referrals(request: SignedRequest) -> HttpResponseBase:
    return _sheet(request, "avisos")


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def sessions(request: SignedRequest) -> HttpResponseBase:
    return _sheet(request, "sesiones")


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def papers(request: SignedRequest) -> HttpResponseBase:
    return _sheet(request, "documentos")


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def returns(request: SignedRequest) -> HttpResponseBase:
    return _sheet(request, "retornos")


@roles(*STAFF_AND_FIGURES)
@require_http_methods(["GET", "POST"])
def figure(request: SignedRequest) -> HttpResponseBase:
    """The list behind a figure of the panel, under the same address as its page."""
    return _sheet(request, "cifra")


@roles(*STAFF_AND_FIGURES)
@require_http_methods(["GET", "POST"])
def services_table(request: SignedRequest) -> HttpResponseBase:
    return _sheet(request, "servicios")


def _sheet(request: SignedRequest, what: str) -> HttpResponseBase:
    """The list of this address as an Excel sheet; a long one is offered to be made in the background."""
    user, day, kind = request.user, today(), SHEETS[what]
    require(can_take(user, kind))
    listing = kind.make(user, request.GET.dict(), day)
    form = AskForm(request.POST if request.method == "POST" else None, initial={"client_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        export = services.start_export(
            by=user, what=what, query=request.GET.urlencode(), title=f"Excel: {listing.title}",
            total=max(1, listing.count), client_id=form.cleaned_data["client_id"],
        )  # fmt: skip
        return redirect(export)
    if request.method == "POST" or listing.count > AT_ONCE:
        context = {"listing": listing, "form": form, "back_url": f"{reverse(kind.page)}?{request.GET.urlencode()}"}
        return render(request, "panel/exports/ask.html", context)
    detail = services.detail_of(listing)
    services.note_taken(by=user, model=kind.model, seho_ids=listing.seho_ids, detail=detail, request=request)
    return serve_sheet(write_listing(listing, made_on=day), name=listing.name, made_on=day)


@roles(*TAKERS)
@require_GET
def export(request: SignedRequest, pk: int) -> HttpResponse:
    """How far the file is; then the button to fetch it, until when, and its hash."""
    found = _export_or_404(request, pk)
    context = {
        "export": found,
        "job": found.job,
        "is_slow": is_slow(found.job),
        "may_fetch": can_fetch(request.user, found),
        "page_url": reverse(kind_of(found.what).page),
    }
    return render(request, "panel/exports/export.html", context)


@roles(*TAKERS)
@require_GET
def export_file(request: SignedRequest, pk: int) -> HttpResponseBase:
    """The file, as long as whoever asked holds the posts with which it was made."""
    found = _export_or_404(request, pk)
    kind = kind_of(found.what)
    require(can_take(request.user, kind))
    require(can_fetch(request.user, found))
    services.note_taken(
        by=request.user, model=kind.model, seho_ids=found.seho_ids, detail=found.detail, request=request
    )
    services.note_fetched(export=found)
    return serve_stored(
        request, found.path, filename=found.file_name, content_type=_TYPES[found.path.rpartition(".")[2]]
    )


_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "pdf": "application/pdf",
}


def _export_or_404(request: SignedRequest, pk: int) -> Export:
    seen = Export.objects.visible_to(request.user).select_related("job", "by")
    found: Export = get_object_or_404(seen, pk=pk)
    return found
