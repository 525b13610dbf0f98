"""Services, their agreements and their learning spaces."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.queries import history
from seho.clock import today
from seho.network import queries, services
from seho.network.enums import SehoState
from seho.network.forms import AgreementForm, CodeForm, SehoForm, SpaceForm
from seho.network.models import Agreement, LearningSpace
from seho.network.permissions import can_add_seho, can_assign_code
from seho.network.views.asking import act, attempt, managed_seho, readers, seho_or_404, service_page
from seho.text import search_key

TO_WATCH = "convenio"
PER_PAGE = 25


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
    found = [row for row in rows if _is_wanted(row, wanted) and _has_words(row, words)]
    return render(
        request,
        "network/home.html",
        {
            "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
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
        query.pop("page", None)
        query["estado"] = value
        count = sum(_is_wanted(row, value) for row in rows)
        chips.append(Chip(label, f"?{query.urlencode()}", value == wanted, count))
    return chips


@readers
@require_GET
def seho_detail(request: SignedRequest, pk: int) -> HttpResponse:
    """What the service is, with its agreement, spaces and team in short; each has its own tab."""
    seho = seho_or_404(request, pk)
    agreements, spaces = list(seho.agreements.all()), list(seho.spaces.all())
    return service_page(
        request,
        seho,
        "network:seho_detail",
        "network/seho_detail.html",
        agreements=agreements,
        spaces=spaces,
        team=queries.team_of(seho, today=today()),
        can_assign_code=bool(can_assign_code(request.user)),
        lines=history(seho, *agreements, *spaces, limit=10),
    )


@readers
@require_http_methods(["GET", "POST"])
def add_seho(request: SignedRequest) -> HttpResponse:
    require(can_add_seho(request.user))
    form = SehoForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        seho = attempt(form, lambda values: services.save_seho(by=request.user, today=today(), **values))
        if seho:
            messages.success(request, f"Se registró el servicio «{seho}».")
            return redirect("network:seho_detail", pk=seho.pk)
    return render(request, "network/seho_form.html", {"form": form, "seho": None})


@readers
@require_http_methods(["GET", "POST"])
def edit_seho(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    form = SehoForm(request.POST or None, instance=seho, by=request.user)
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda values: services.save_seho(by=request.user, today=today(), seho=seho, **values)):
            messages.success(request, "Se guardaron los datos del servicio.")
            return redirect("network:seho_detail", pk=pk)
    return render(request, "network/seho_form.html", {"form": form, "seho": seho})


@readers
@require_http_methods(["GET", "POST"])
def assign_code(request: SignedRequest, pk: int) -> HttpResponse:
    seho = seho_or_404(request, pk)
    require(can_assign_code(request.user))
    form = CodeForm(request.POST or None, instance=seho)
    return act(
        request, seho, form,
        lambda values: services.assign_code(by=request.user, seho=seho, today=today(), **values),
        title="Código de registro", button="Asignar código", said="Se asignó el código de registro.",
        back="network:seho_detail",
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def add_agreement(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    form = AgreementForm(request.POST or None)
    return act(
        request, seho, form, lambda values: services.add_agreement(by=request.user, seho=seho, **values),
        title="Nuevo convenio", button="Registrar convenio", said="Se registró el convenio.", back="network:agreements",
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def edit_agreement(request: SignedRequest, pk: int) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    seho = managed_seho(request, agreement.seho_id)
    form = AgreementForm(request.POST or None, instance=agreement)
    return act(
        request, seho, form,
        lambda values: services.change_agreement(by=request.user, agreement=agreement, **values),
        title="Convenio", button="Guardar convenio", said="Se guardó el convenio.", back="network:agreements",
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def add_space(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    form = SpaceForm(request.POST or None)
    return act(
        request, seho, form, lambda values: services.add_space(by=request.user, seho=seho, **values),
        title="Nuevo espacio de aprendizaje", button="Registrar espacio",
        said="Se registró el espacio de aprendizaje.", back="network:spaces",
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def edit_space(request: SignedRequest, pk: int) -> HttpResponse:
    """Those who work in a service know its spaces without reading its page; the page decides here."""
    space = get_object_or_404(LearningSpace.objects.visible_to(request.user), pk=pk)
    seho = managed_seho(request, space.seho_id)
    form = SpaceForm(request.POST or None, instance=space)
    return act(
        request, seho, form, lambda values: services.change_space(by=request.user, space=space, **values),
        title="Espacio de aprendizaje", button="Guardar espacio", said="Se guardó el espacio de aprendizaje.",
        back="network:spaces",
    )  # fmt: skip
