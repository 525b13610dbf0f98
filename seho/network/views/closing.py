"""The closing of a service: where it stands, who would be lost, and each of its steps (art. 33, 34)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.queries import history
from seho.accounts.templatetags.ui import url_or_empty
from seho.clock import today
from seho.network.closing_guards import Held, held
from seho.network.enums import ClosingGround, ClosingStep, SehoState
from seho.network.forms.closing import ClosingForm, StepForm
from seho.network.models import Closing, Seho
from seho.network.permissions import can_forward_closing, can_judge_closing, can_manage_seho
from seho.network.queries import inventory_of
from seho.network.queries.closing import closing_of, ending_with, way_of
from seho.network.rules.closing import DEMANDS, Demand, inside
from seho.network.services import closing as services
from seho.network.views.asking import act, managed_seho, readers, seho_or_404, service_page
from seho.text import plural

PAGE = "network:closing"
_MAY = {
    Role.UGEL_SPECIALIST: can_manage_seho,
    Role.DRE_SPECIALIST: can_forward_closing,
    Role.MINEDU: can_judge_closing,
}


@dataclass(frozen=True)
class Waiting:
    """A step that can be done now, with its page where this person does it; `why_not` where something is before it."""

    demand: Demand
    url: str
    why_not: str


@dataclass(frozen=True)
class HeldRow:
    one: Held
    url: str


@readers
@require_GET
def closing(request: SignedRequest, pk: int) -> HttpResponse:
    seho = seho_or_404(request, pk)
    found = closing_of(seho)
    is_open = found is not None and seho.state != SehoState.CLOSED
    rows = held(seho, today()) if seho.state == SehoState.ACTIVE else []
    way = way_of(found, today=today()) if found else None
    acts = list(found.acts.select_related("file", "recorded_by")) if found else []
    return service_page(
        request, seho, PAGE, "network/closing/closing.html",
        closing=found, way=way, acts=acts, is_open=is_open,
        held=_held_rows(request, seho, rows), is_held=any(row.blocks for row in rows),
        waiting=[_waiting(request, seho, demand, way.is_held) for demand in way.waiting] if way else [],
        inventory=inventory_of(seho),
        draft_url=url_or_empty("papers:closing_draft", seho.pk),
        given_up=list(seho.closings.exclude(withdrawn_on=None)),
        lines=history(*([found] if found else []), *acts, limit=10),
    )  # fmt: skip


def _held_rows(request: SignedRequest, seho: Seho, rows: list[Held]) -> list[HeldRow]:
    """Numbers of persons for those who resolve it and for MINEDU; the DRE knows that something is open (art. 6.d)."""
    user = request.user
    resolves = can_manage_seho(user, seho) or seho.pk in user.scope.seho_ids(Role.COORDINATOR)
    if not resolves and not user.scope.is_minedu:
        return []
    return [HeldRow(row, _url_of(row, seho) if resolves else "") for row in rows]


def _url_of(row: Held, seho: Seho) -> str:
    return url_or_empty(row.url_name, seho.pk) if row.takes_pk else url_or_empty(row.url_name)


def _waiting(request: SignedRequest, seho: Seho, demand: Demand, is_held: bool) -> Waiting:
    stopped = demand.step is ClosingStep.RESOLUTION and is_held
    may = bool(_MAY[demand.actor](request.user, seho)) and not stopped
    url = url_or_empty("network:closing_step", seho.pk, demand.step.path) if may else ""
    return Waiting(demand, url, "Antes, que nadie quede sin atención: vea lo pendiente." if stopped else "")


@readers
@require_http_methods(["GET", "POST"])
def open_closing(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    form = ClosingForm(request.POST or None)
    return act(
        request, seho, form,
        lambda values: services.open_closing(
            by=request.user, seho=seho, ground=ClosingGround(values["ground"]), motive=values["motive"],
            client_id=values["client_id"], today=today(),
        ),
        title="Iniciar el cierre del servicio", button="Iniciar el cierre", said="Se inició el cierre del servicio.",
        back=PAGE, notes_title="Qué pasará", article="art. 33 y 34",
        notes=(
            "El servicio sigue funcionando hasta su resolución de cierre.",
            "Se le mostrará cada paso de la norma, quién lo hace y lo que falta antes de cerrar.",
            "Nadie queda sin atención: las y los estudiantes pasan antes a otro servicio.",
        ),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def edit_closing(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    found = _closing_or_404(seho)
    form = ClosingForm(request.POST or None, initial={"ground": found.ground, "motive": found.motive})
    return act(
        request, seho, form,
        lambda values: services.correct_closing(
            by=request.user, closing=found, ground=ClosingGround(values["ground"]), motive=values["motive"]
        ),
        title="Criterio y motivo del cierre", button="Guardar", said="Se guardó el motivo del cierre.", back=PAGE,
        notes=("El cierre se sustenta en uno de estos criterios.",), article="art. 33.3 y 34",
    )  # fmt: skip


@readers
@require_POST
def withdraw_closing(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    try:
        services.withdraw_closing(by=request.user, closing=_closing_or_404(seho), today=today())
        messages.info(request, "El cierre quedó sin efecto: el servicio sigue funcionando.")
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect(PAGE, pk=pk)


@readers
@require_http_methods(["GET", "POST"])
def record_step(request: SignedRequest, pk: int, step: str) -> HttpResponse:
    """One step of art. 33.1 or 33.2, by who does it: the UGEL, the DRE or MINEDU."""
    seho = seho_or_404(request, pk)
    asked = next((one for one in ClosingStep if one.path == step), None)
    if asked is None:
        raise Http404("No such step")
    found, demand = _closing_or_404(seho), DEMANDS[asked]
    require(_MAY[demand.actor](request.user, seho))
    form = StepForm(request.POST or None, request.FILES or None, step=asked, initial={"done_on": today()})
    return act(
        request, seho, form,
        lambda values: services.record_step(
            by=request.user, closing=found, step=asked, file=values.pop("scan"), today=today(), **values
        ),
        title=_TITLES.get(asked, asked.label), button="Registrar", back=PAGE,
        said=f"Se registró: {inside(asked.label)}.",
        lead=f"{demand.words} ({demand.article}).", article=demand.article,
        notes=_ends_with(seho) if asked is ClosingStep.RESOLUTION else _NOTES.get(asked, ()),
        notes_title="Qué pasará",
    )  # fmt: skip


_TITLES = {ClosingStep.OPINION: "Opinión sobre el cierre", ClosingStep.AGREEMENT: "Qué pasa con el convenio"}
_NOTES: dict[ClosingStep, tuple[str, ...]] = {
    ClosingStep.TOLD: ("La DRE o GRE lo verá en su página «Hoy» cuando usted solicite la opinión.",),
    ClosingStep.ASKED: (
        "La solicitud va al Minedu a través de la DRE o GRE, que la traslada.",
        "La norma no da plazo para la opinión.",
    ),
    ClosingStep.FORWARDED: ("El Minedu lo verá en su página «Hoy».",),
    ClosingStep.OPINION: (
        "Con opinión favorable, la UGEL emite la resolución de cierre.",
        "Con observaciones, la solicitud vuelve a la UGEL.",
    ),
    ClosingStep.ANNULLED: ("El código no se vuelve a usar; los documentos que lo llevan siguen valiendo.",),
    ClosingStep.INVENTORY: ("El programa lista lo que el servicio tiene registrado: revíselo con lo que hay.",),
    ClosingStep.AGREEMENT: (
        "Si el convenio sigue para otros establecimientos de salud, registre la adenda en la parte «Convenio».",
    ),
}


def _ends_with(seho: Seho) -> tuple[str, ...]:
    """What the resolution brings with it, said before it is written down."""
    ending = ending_with(seho, today())
    team = f"{plural(ending.memberships.count(), 'rol', 'roles')} y {plural(ending.posts.count(), 'puesto', 'puestos')}"
    agreements = [
        f"También deja de regir el convenio {one.number}, cuyo plazo llegaba al {one.ends_on:%d/%m/%Y} (art. 33.2)."
        for one in ending.agreements
    ]
    return (
        f"El servicio queda cerrado. Ese día terminan por sí solos {team} de su equipo.",
        *agreements,
        "Su historia queda para leerla: estudiantes, sesiones y documentos no se pierden.",
        "Esto no se deshace.",
    )


def _closing_or_404(seho: Seho) -> Closing:
    found: Closing = get_object_or_404(seho.closings, withdrawn_on=None)
    return found
