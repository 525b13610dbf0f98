"""Services, their agreements and their learning spaces."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.accounts.queries import history
from seho.clock import today
from seho.network import queries, services
from seho.network.enums import SehoState
from seho.network.forms import AgreementForm, CodeForm, SehoForm, SpaceForm
from seho.network.models import Agreement, LearningSpace, Seho
from seho.network.permissions import can_add_seho, can_assign_code, can_manage_seho
from seho.network.querysets import SERVICE_READERS
from seho.network.rules import agreement_term
from seho.text import search_key

readers = roles(*SERVICE_READERS)

TO_WATCH = "convenio"


@dataclass(frozen=True)
class Chip:
    label: str
    url: str
    active: bool
    count: int


@readers
@require_GET
def home(request: SignedRequest) -> HttpResponse:
    """The services that this person sees, those in operation first."""
    rows = queries.services_overview(request.user, today=today())
    wanted, text = request.GET.get("estado", SehoState.ACTIVE), request.GET.get("q", "")
    words = search_key(text).split()
    return render(
        request,
        "network/home.html",
        {
            "rows": [row for row in rows if _is_wanted(row, wanted) and _has_words(row, words)],
            "chips": _chips(request, rows, wanted),
            "can_add": can_add_seho(request.user),
            "are_any": bool(rows),
        },
    )


def _is_wanted(row: queries.ServiceRow, wanted: str) -> bool:
    return row.needs_agreement if wanted == TO_WATCH else wanted in (row.seho.state, "todos")


def _has_words(row: queries.ServiceRow, words: list[str]) -> bool:
    seho = row.seho
    text = search_key(f"{seho.name} {seho.short_name} {seho.hospital or ''} {seho.ugel} {seho.ugel.region}")
    return all(word in text for word in words)


def _chips(request: SignedRequest, rows: list[queries.ServiceRow], wanted: str) -> list[Chip]:
    choices = [
        (SehoState.ACTIVE.value, "En funcionamiento"),
        (TO_WATCH, "Convenio por atender"),
        (SehoState.PLANNED.value, "En implementación"),
        (SehoState.CLOSED.value, "Cerrados"),
        ("todos", "Todos"),
    ]
    chips = []
    for value, label in choices:
        query = request.GET.copy()
        query["estado"] = value
        count = sum(_is_wanted(row, value) for row in rows)
        chips.append(Chip(label, f"?{query.urlencode()}", value == wanted, count))
    return chips


@readers
@require_GET
def seho_detail(request: SignedRequest, pk: int) -> HttpResponse:
    seho = _seho(request, pk)
    agreements, spaces = list(seho.agreements.all()), list(seho.spaces.all())
    last = max((agreement.ends_on for agreement in agreements), default=None)
    is_closed = seho.state == SehoState.CLOSED
    return render(
        request,
        "network/seho_detail.html",
        {
            "seho": seho,
            "agreements": agreements,
            "spaces": spaces,
            "team": queries.team_of(seho, today=today()),
            "term": None if is_closed else agreement_term(last, today=today()),
            "today": today(),
            "can_manage": can_manage_seho(request.user, seho),
            "can_assign_code": can_assign_code(request.user),
            "lines": history(seho, *agreements, *spaces, limit=10),
        },
    )


@readers
@require_http_methods(["GET", "POST"])
def add_seho(request: SignedRequest) -> HttpResponse:
    require(can_add_seho(request.user))
    form = SehoForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        seho = _try(form, services.save_seho, by=request.user, today=today(), **form.cleaned_data)
        if seho:
            messages.success(request, f"Se registró el servicio «{seho}».")
            return redirect("network:seho_detail", pk=seho.pk)
    return render(request, "network/seho_form.html", {"form": form, "seho": None})


@readers
@require_http_methods(["GET", "POST"])
def edit_seho(request: SignedRequest, pk: int) -> HttpResponse:
    seho = _managed_seho(request, pk)
    form = SehoForm(request.POST or None, instance=seho, by=request.user)
    if request.method == "POST" and form.is_valid():
        if _try(form, services.save_seho, by=request.user, today=today(), seho=seho, **form.cleaned_data):
            messages.success(request, "Se guardaron los datos del servicio.")
            return redirect("network:seho_detail", pk=pk)
    return render(request, "network/seho_form.html", {"form": form, "seho": seho})


@readers
@require_http_methods(["GET", "POST"])
def assign_code(request: SignedRequest, pk: int) -> HttpResponse:
    seho = _seho(request, pk)
    require(can_assign_code(request.user))
    form = CodeForm(request.POST or None, instance=seho)
    if request.method == "POST" and form.is_valid():
        if _try(form, services.assign_code, by=request.user, seho=seho, **form.cleaned_data):
            messages.success(request, "Se asignó el código de registro.")
            return redirect("network:seho_detail", pk=pk)
    return _part_page(request, seho, form, "Código de registro", "Asignar código")


@readers
@require_http_methods(["GET", "POST"])
def add_agreement(request: SignedRequest, pk: int) -> HttpResponse:
    seho = _managed_seho(request, pk)
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _try(form, services.add_agreement, by=request.user, seho=seho, **form.cleaned_data):
            messages.success(request, "Se registró el convenio.")
            return redirect("network:seho_detail", pk=pk)
    return _part_page(request, seho, form, "Nuevo convenio", "Registrar convenio")


@readers
@require_http_methods(["GET", "POST"])
def edit_agreement(request: SignedRequest, pk: int) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    seho = _managed_seho(request, agreement.seho_id)
    form = AgreementForm(request.POST or None, instance=agreement)
    if request.method == "POST" and form.is_valid():
        if _try(form, services.change_agreement, by=request.user, agreement=agreement, **form.cleaned_data):
            messages.success(request, "Se guardó el convenio.")
            return redirect("network:seho_detail", pk=seho.pk)
    return _part_page(request, seho, form, "Convenio", "Guardar convenio")


@readers
@require_http_methods(["GET", "POST"])
def add_space(request: SignedRequest, pk: int) -> HttpResponse:
    seho = _managed_seho(request, pk)
    form = SpaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _try(form, services.add_space, by=request.user, seho=seho, **form.cleaned_data):
            messages.success(request, "Se registró el espacio de aprendizaje.")
            return redirect("network:seho_detail", pk=pk)
    return _part_page(request, seho, form, "Nuevo espacio de aprendizaje", "Registrar espacio")


@readers
@require_http_methods(["GET", "POST"])
def edit_space(request: SignedRequest, pk: int) -> HttpResponse:
    """Those who work in a service know its spaces without reading its page; the page decides here."""
    space = get_object_or_404(LearningSpace.objects.visible_to(request.user), pk=pk)
    seho = _managed_seho(request, space.seho_id)
    form = SpaceForm(request.POST or None, instance=space)
    if request.method == "POST" and form.is_valid():
        if _try(form, services.change_space, by=request.user, space=space, **form.cleaned_data):
            messages.success(request, "Se guardó el espacio de aprendizaje.")
            return redirect("network:seho_detail", pk=seho.pk)
    return _part_page(request, seho, form, "Espacio de aprendizaje", "Guardar espacio")


def _seho(request: SignedRequest, pk: int) -> Seho:
    sehos = Seho.objects.visible_to(request.user).select_related("ugel__region", "hospital")
    seho: Seho = get_object_or_404(sehos, pk=pk)
    return seho


def _managed_seho(request: SignedRequest, pk: int) -> Seho:
    seho = _seho(request, pk)
    require(can_manage_seho(request.user, seho))
    return seho


def _try(form: BaseForm, service: Any, **values: Any) -> Any:
    """What the service made, or None with its refusal beside the fields."""
    try:
        return service(**values)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _part_page(request: SignedRequest, seho: Seho, form: BaseForm, title: str, act: str) -> HttpResponse:
    context = {"seho": seho, "form": form, "page_title": title, "act": act}
    return render(request, "network/seho_part_form.html", context)
