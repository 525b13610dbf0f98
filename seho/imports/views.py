"""Importaciones: the State's files, shown before anything is written, and taken back as a whole."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.imports import services
from seho.imports.enums import OPEN_STATES, Catalogue, Change, ImportState
from seho.imports.forms import BeginForm, ConfirmForm
from seho.imports.models import Import
from seho.imports.queries import change_rows
from seho.jobs.models import Job
from seho.network.querysets import CATALOGUE_KEEPERS

PAGE_SIZE = 25
CHANGES_A_PAGE = 50


@roles(*CATALOGUE_KEEPERS)
@require_GET
def import_list(request: SignedRequest) -> HttpResponse:
    """The history of imports, the last one first."""
    rows = Import.objects.visible_to(request.user).select_related("created_by")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "imports/list.html", {"page": page})


@roles(*CATALOGUE_KEEPERS)
@require_http_methods(["GET", "POST"])
def begin(request: SignedRequest) -> HttpResponse:
    form = BeginForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            found = services.begin_import(
                by=request.user, catalogue=Catalogue(given["catalogue"]), is_whole=not given["is_partial"],
                file_name=given["file"].name, content=given["file"].read(), client_id=given["client_id"],
            )  # fmt: skip
        except ValidationError as refusal:
            form.show_refusal(refusal)
        else:
            return redirect(found)
    return render(request, "imports/begin.html", {"form": form})


@roles(*CATALOGUE_KEEPERS)
@require_GET
def detail(request: SignedRequest, pk: int) -> HttpResponse:
    """How far it is; then what is new, changed, gone and wrong, and the way to confirm, discard or undo."""
    return render(request, "imports/detail.html", _shown(_import_or_404(request, pk), ConfirmForm()))


def _shown(row: Import, form: ConfirmForm) -> dict[str, object]:
    keys = (row.client_id, row.write_key)
    return {
        "row": row,
        "job": Job.objects.filter(client_id__in=keys).order_by("-pk").first() if row.state in OPEN_STATES else None,
        "is_ready": row.state == ImportState.READY,
        "doubt": services.doubt_of(row) if row.state == ImportState.READY else "",
        "form": form,
        "may_undo": services.may_be_undone(row),
        "counts": [_counted(row, change) for change in Change],
    }


def _counted(row: Import, change: Change) -> tuple[Change, int, str]:
    """How many, and the address of their list where there is one."""
    count = getattr(row, change.value.lower())
    return change, count, reverse("imports:changes", args=[row.pk, change.path]) if count else ""


@roles(*CATALOGUE_KEEPERS)
@require_GET
def changes(request: SignedRequest, pk: int, kind: str) -> HttpResponse:
    """The differences of one kind, with the row of the file and the reason."""
    row = _import_or_404(request, pk)
    change = next((one for one in Change if one.path == kind), None)
    if change is None or not row.changes_path:
        raise Http404
    page = Paginator(range(getattr(row, change.value.lower())), CHANGES_A_PAGE).get_page(request.GET.get("page"))
    rows = change_rows(row, change, start=max(0, page.start_index() - 1), count=CHANGES_A_PAGE)
    return render(request, "imports/changes.html", {"row": row, "change": change, "page": page, "changes": rows})


@roles(*CATALOGUE_KEEPERS)
@require_POST
def confirm(request: SignedRequest, pk: int) -> HttpResponse:
    row = _import_or_404(request, pk)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        try:
            return redirect(
                services.confirm_import(by=request.user, found=row, accepts_gone=form.cleaned_data["accepts_gone"])
            )
        except ValidationError as refusal:
            form.show_refusal(refusal)
    return render(request, "imports/detail.html", _shown(row, form))


@roles(*CATALOGUE_KEEPERS)
@require_POST
def discard(request: SignedRequest, pk: int) -> HttpResponse:
    try:
        services.discard_import(by=request.user, found=_import_or_404(request, pk))
        messages.info(request, "Se descartó: el catálogo quedó como estaba.")
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect("imports:list")


@roles(*CATALOGUE_KEEPERS)
@require_POST
def undo(request: SignedRequest, pk: int) -> HttpResponse:
    row = _import_or_404(request, pk)
    try:
        row = services.undo_import(by=request.user, found=row)
        messages.success(request, "Se deshizo la importación: el catálogo quedó como antes.")
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect(row)


def _import_or_404(request: SignedRequest, pk: int) -> Import:
    found: Import = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    return found
