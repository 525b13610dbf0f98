"""The way of a new service: proposal, dossier, opinion, resolution, code, start (art. 24 to 29, 37 to 39)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.queries import history
from seho.clock import today
from seho.network import demand
from seho.network.enums import DossierPart, FoundingStep, Verdict
from seho.network.forms.founding import (
    AskOpinionForm,
    CodeRequestForm,
    CostsForm,
    DemandForm,
    OpinionForm,
    ProposalForm,
    ResolutionForm,
    StartForm,
    WithdrawForm,
)
from seho.network.models import Opinion, Proposal, Seho
from seho.network.permissions import (
    can_add_seho,
    can_assign_code,
    can_give_opinion,
    can_manage_seho,
    can_sign_agreement,
)
from seho.network.queries.founding import dossier_of, facts_of, proposal_of
from seho.network.rules.founding import CRITERIA, withdrawal_problem
from seho.network.services import founding as services
from seho.network.views.asking import (
    act,
    attempt,
    managed_seho,
    permitted_seho,
    readers,
    seho_or_404,
    service_page,
)

PAGE = "network:founding"


@readers
@require_http_methods(["GET", "POST"])
def add_proposal(request: SignedRequest) -> HttpResponse:
    require(can_add_seho(request.user))
    form = ProposalForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        proposal = attempt(form, lambda values: services.propose(by=request.user, today=today(), **values))
        if proposal:
            messages.success(request, f"Se abrió la propuesta de «{proposal.seho}».")
            return redirect(PAGE, pk=proposal.seho_id)
    return render(request, "network/seho_form.html", {"form": form, "seho": None, "is_proposal": True})


@readers
@require_GET
def founding(request: SignedRequest, pk: int) -> HttpResponse:
    """How far the service is, what its dossier lacks and who acts next."""
    seho = seho_or_404(request, pk)
    proposal = proposal_of(seho)
    context: dict[str, Any] = {
        "proposal": proposal,
        "criteria": CRITERIA[seho.scope],
        "can_open": seho.state == "PLANNED",
    }
    if proposal is not None:
        context |= _progress(request, seho, proposal)
    return service_page(request, seho, PAGE, "network/founding.html", **context)


def _progress(request: SignedRequest, seho: Seho, proposal: Proposal) -> dict[str, Any]:
    found = dossier_of(proposal, today=today())
    papers = {paper.part: paper for paper in proposal.papers.all()}
    opinions = list(proposal.opinions.all())
    sent = next((one for one in opinions if one.is_waiting or one.verdict == Verdict.FAVOURABLE), None)
    agreements = list(proposal.seho.agreements.all())
    return {
        "dossier": found,
        "papers": papers,
        "parts": [(item, papers.get(item.part)) for item in found.items],
        "opinions": opinions[::-1],
        "grounds": [(letter, label, proposal.grounds.get(letter)) for letter, label in CRITERIA[seho.scope].items()],
        "agreements": agreements,
        "awaits": {step.value: found.awaits(step) for step in FoundingStep},
        "figures": _figures(request, seho, proposal, sent),
        "is_sent": sent is not None,
        "is_region": not _reads_all_figures(request, seho),
        "is_open": sent is None and proposal.withdrawn_on is None and bool(can_manage_seho(request.user, seho)),
        "can_withdraw": not withdrawal_problem(facts_of(proposal)) and bool(can_manage_seho(request.user, seho)),
        "can_give_opinion": bool(can_give_opinion(request.user, seho)),
        "can_assign_code": bool(can_assign_code(request.user)),
        "can_sign": bool(can_sign_agreement(request.user, seho)),
        "lines": history(proposal, *papers.values(), *opinions, limit=10),
    }


def _reads_all_figures(request: SignedRequest, seho: Seho) -> bool:
    return bool(can_manage_seho(request.user, seho) or can_give_opinion(request.user, seho))


def _figures(
    request: SignedRequest, seho: Seho, proposal: Proposal, sent: Opinion | None
) -> demand.DemandFigures | None:
    """Those that were sent; before, those of the report. Whole for the UGEL and MINEDU; the DRE has its own view."""
    kept = sent.demand if sent is not None else proposal.demand
    if not kept:
        return None
    found = demand.DemandFigures.from_json(kept)
    if _reads_all_figures(request, seho):
        return found
    return found.for_region() if can_sign_agreement(request.user, seho) else None


@readers
@require_POST
def open_proposal(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    try:
        services.open_proposal(by=request.user, seho=seho, today=today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Se abrió el expediente del servicio.")
    return redirect(PAGE, pk=pk)


def _proposal(seho: Seho) -> Proposal:
    proposal: Proposal = get_object_or_404(Proposal.objects.select_related("seho"), seho=seho)
    return proposal


@readers
@require_http_methods(["GET", "POST"])
def edit_demand(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    proposal = _proposal(seho)
    paper = proposal.papers.filter(part=DossierPart.DEMAND).first()
    form = DemandForm(
        request.POST or None, request.FILES or None, proposal=proposal, paper=paper,
        years=demand.years(today()), usual_year=demand.usual_year(today()),
    )  # fmt: skip
    return act(
        request, seho, form,
        lambda values: services.save_demand(
            by=request.user, proposal=proposal, grounds=form.grounds(), paper=form.paper(), today=today(),
            year=values.get("year"),
        ),
        title="Informe sobre la demanda de atención", button="Guardar informe", said="Se guardó el informe.",
        back=PAGE, article="art. 25.2 y 29",
        notes=(
            "El informe lleva la información estadística que sustenta la demanda.",
            "El programa cuenta lo que los servicios de la UGEL registraron en el año que elija; al guardar, de nuevo.",
            "Desarrolla los criterios de focalización: basta con que se cumpla alguno.",
            "Sin número y fecha queda «en preparación».",
        ),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def edit_costs(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    proposal = _proposal(seho)
    paper = proposal.papers.filter(part=DossierPart.COSTS).first()
    told = {name: getattr(proposal, name) for name in services.COST_FIELDS}
    form = CostsForm(request.POST or None, request.FILES or None, paper=paper, initial=told)
    return act(
        request, seho, form,
        lambda _: services.save_costs(
            by=request.user, proposal=proposal, amounts=form.amounts(), paper=form.paper(), today=today()
        ),
        title="Recursos y costos", button="Guardar costos", said="Se guardaron los recursos y costos.", back=PAGE,
        notes=(
            "Identifica los recursos y costos del funcionamiento: plazas, materiales y otros.",
            "El servicio se financia con el presupuesto de los pliegos involucrados (art. 27).",
        ),
        article="art. 25.2 y 27",
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def ask_opinion(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    proposal = _proposal(seho)
    form = AskOpinionForm(request.POST or None, initial={"asked_on": today()})
    return act(
        request, seho, form,
        lambda values: services.ask_opinion(by=request.user, proposal=proposal, today=today(), **values),
        title="Solicitar la opinión del Minedu", button="Solicitar opinión", said="Se solicitó la opinión del Minedu.",
        back=PAGE, notes_title="Qué pasará", article="art. 25.2",
        notes=(
            "El expediente queda como está mientras el Minedu lo lee, también sus cifras de la demanda.",
            "El Minedu lo verá en su página «Hoy».",
            "Si lo observa, volverá a usted con lo que debe corregir.",
        ),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def withdraw_proposal(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    proposal = _proposal(seho)
    form = WithdrawForm(request.POST or None)
    return act(
        request, seho, form,
        lambda values: services.withdraw_proposal(by=request.user, proposal=proposal, today=today(), **values),
        title="Retirar la propuesta", button="Retirar propuesta", said="La propuesta quedó retirada.", back=PAGE,
        notes_title="Qué pasará", article="art. 25.1 y 25.2",
        notes=(
            "Nadie verá la propuesta entre lo pendiente. Si el Minedu iba a opinar, la solicitud se retira con ella.",
            "Su expediente, su motivo y su historial quedan para leerlos.",
            "Podrá retomarla donde quedó.",
        ),
    )  # fmt: skip


@readers
@require_POST
def resume_proposal(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    try:
        services.resume_proposal(by=request.user, proposal=_proposal(seho))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, "Se retomó la propuesta.")
    return redirect(PAGE, pk=pk)


@readers
@require_http_methods(["GET", "POST"])
def give_opinion(request: SignedRequest, pk: int) -> HttpResponse:
    seho = permitted_seho(request, pk, can_give_opinion)
    proposal = _proposal(seho)
    form = OpinionForm(request.POST or None, request.FILES or None, initial={"issued_on": today()})
    return act(
        request, seho, form,
        lambda values: services.give_opinion(
            by=request.user, proposal=proposal, today=today(), file=values.pop("scan"),
            verdict=Verdict(values.pop("verdict")), **values,
        ),
        title="Opinión sobre el proyecto", button="Registrar opinión", said="Se registró la opinión.", back=PAGE,
        notes_title="Qué pasará", article="art. 25.2 y 25.3",
        notes=(
            "Con opinión favorable, la UGEL expide la resolución de implementación.",
            "Con observaciones, el expediente vuelve a la UGEL.",
        ),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def issue_resolution(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    proposal = _proposal(seho)
    form = ResolutionForm(request.POST or None, request.FILES or None, initial={"issued_on": today()})
    return act(
        request, seho, form,
        lambda values: services.issue_resolution(
            by=request.user, proposal=proposal, today=today(), file=values.pop("scan"), **values
        ),
        title="Resolución de implementación", button="Registrar resolución", said="Se registró la resolución.",
        back=PAGE, article="art. 25.3 y 39.a",
        notes=("La UGEL la expide una vez que cuenta con la opinión favorable del Minedu.",),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def ask_code(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    proposal = _proposal(seho)
    form = CodeRequestForm(request.POST or None, initial={"code_asked_on": today()})
    return act(
        request, seho, form,
        lambda values: services.ask_code(
            by=request.user, proposal=proposal, asked_on=values["code_asked_on"], request=values["code_request"],
            today=today(),
        ),
        title="Solicitar el código de registro", button="Solicitar código", said="Se solicitó el código de registro.",
        back=PAGE, article="art. 24.b, 28 y 39.b",
        notes=(
            "El Minedu asigna el código a solicitud de la UGEL.",
            "Registra la dirección del establecimiento de salud o, si el servicio es solo domiciliario, la de la UGEL.",
        ),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def start_service(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    proposal = _proposal(seho)
    form = StartForm(request.POST or None, initial={"opened_on": today()})
    return act(
        request, seho, form,
        lambda values: services.start_service(by=request.user, proposal=proposal, today=today(), **values),
        title="Inicio del funcionamiento", button="Registrar inicio", said="El servicio está en funcionamiento.",
        back=PAGE, notes_title="Qué pasará", article="art. 25",
        notes=(
            "Desde ese día el equipo puede registrar estudiantes.",
            "Si el código de registro todavía no llega, los documentos lo llevarán cuando el Minedu lo asigne.",
        ),
    )  # fmt: skip
