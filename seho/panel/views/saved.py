"""Vistas guardadas: a page as it was filtered, to come back to and to share."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.querysets import TEAM
from patients.views.asking import act_page, attempt
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.panel.forms import ViewForm
from seho.panel.models import SavedView
from seho.panel.models.views import Page
from seho.panel.permissions import can_change_view
from seho.panel.queries import SUPERVISORS
from seho.panel.queries.saved import pages_of, views_for
from seho.panel.rules.saved import kept_filters
from seho.panel.services import saved_views as services

SAVERS = (*TEAM, *SUPERVISORS)
_NOTES = (
    "Se guardan los filtros de la página, no lo que buscó por nombre o por documento.",
    "Al abrirla verá los datos de ese momento.",
    "Quien la abre ve solo lo que su rol le permite.",
)


@roles(*SAVERS)
@require_GET
def view_list(request: SignedRequest) -> HttpResponse:
    """The own views and those that others share, by the page that each one opens."""
    found = views_for(request.user)
    groups = [(page.label, [view for view in found if view.page == page.value]) for page in Page]
    context = {"groups": [(label, rows) for label, rows in groups if rows]}
    return render(request, "panel/views.html", context)


@roles(*SAVERS)
@require_http_methods(["GET", "POST"])
def view_new(request: SignedRequest) -> HttpResponse:
    """`?pagina=` is the page, the rest of the address its filters, `nombre` what the view may be called."""
    page = request.GET.get("pagina", "")
    if page not in pages_of(request.user):
        raise Http404("No such page, or not theirs.")
    initial = {"client_id": uuid.uuid4(), "name": request.GET.get("nombre", "")[:80], "shared_with": ""}
    form = ViewForm(request.POST or None, user=request.user, initial=initial)
    asked = kept_filters(page, request.GET.dict().items())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        view = attempt(form, lambda: services.save_view(
            by=request.user, client_id=values["client_id"] or uuid.uuid4(), page=page, asked=asked,
            name=values["name"], shared_with=form.unit(),
        ))  # fmt: skip
        if view is not None:
            _told(request, f"Se guardó la vista «{view.name}».", view)
            return redirect(view.get_absolute_url())
    back = SavedView(page=page, query=urlencode(asked)).get_absolute_url()
    return act_page(
        request, title="Guardar esta vista", form=form, act_label="Guardar la vista", back_url=back,
        back_label=Page(page).label, notes=_NOTES,
    )  # fmt: skip


@roles(*SAVERS)
@require_http_methods(["GET", "POST"])
def view_edit(request: SignedRequest, pk: int) -> HttpResponse:
    view = _view_or_404(request, pk)
    require(can_change_view(request.user, view))
    unit = (view.shared_kind, view.shared_unit_id)
    form = ViewForm(request.POST or None, user=request.user, kept=unit, initial=ViewForm.values_of(view))
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: services.change_view(
            by=request.user, view=view, name=form.cleaned_data["name"], shared_with=form.unit()
        ))  # fmt: skip
        if changed is not None:
            messages.success(request, f"Se cambió la vista «{changed.name}».")
            return redirect("panel:views")
    return act_page(
        request, title="Cambiar la vista", form=form, act_label="Guardar los cambios", back_url=reverse("panel:views"),
        back_label="Vistas guardadas", notes=_NOTES[1:],
    )  # fmt: skip


@roles(*SAVERS)
@require_POST
def view_remove(request: SignedRequest, pk: int) -> HttpResponse:
    view = _view_or_404(request, pk)
    require(can_change_view(request.user, view))
    services.remove_view(by=request.user, view=view)
    undo_url = reverse("panel:view_restore", args=[view.pk])
    messages.success(request, f"Se quitó la vista «{view.name}».", extra_tags=f"undo={undo_url}")
    return redirect("panel:views")


@roles(*SAVERS)
@require_POST
def view_restore(request: SignedRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    require(can_change_view(request.user, view))
    services.restore_view(by=request.user, view=view)
    messages.success(request, f"La vista «{view.name}» volvió a su lista.")
    return redirect("panel:views")


def _view_or_404(request: SignedRequest, pk: int) -> SavedView:
    view: SavedView = get_object_or_404(SavedView.objects.visible_to(request.user).kept(), pk=pk)
    return view


def _told(request: SignedRequest, words: str, view: SavedView) -> None:
    messages.success(request, words, extra_tags=f"undo={reverse('panel:view_remove', args=[view.pk])}")
