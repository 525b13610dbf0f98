"""Spaces with their conditions and needs, equipment, materials received (art. 17 to 20, 31, 32)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from seho.accounts import audit
from seho.accounts.enums import AccessKind
from seho.accounts.http import SignedRequest
from seho.accounts.queries import history
from seho.clock import today
from seho.files import serve_stored
from seho.network.enums import SpaceKind
from seho.network.forms.resources import (
    EquipmentForm,
    FollowNeedForm,
    NeedForm,
    ReceiptForm,
    SpaceCheckForm,
    WriteOffForm,
)
from seho.network.models import ConditioningNeed, Equipment, LearningSpace, Receipt, SehoFile
from seho.network.queries.resources import equipment_of, materials_of, needs_of, receipts_of, spaces_of
from seho.network.rules.resources import conditions_article
from seho.network.services import resources as services
from seho.network.views.asking import act, managed_seho, readers, seho_or_404, service_page

SPACES, MATERIALS = "network:spaces", "network:materials"


@readers
@require_GET
def spaces(request: SignedRequest, pk: int) -> HttpResponse:
    seho = seho_or_404(request, pk)
    rows, needs, equipment = spaces_of(seho, today=today()), needs_of(seho), equipment_of(seho)
    return service_page(
        request, seho, SPACES, "network/spaces.html",
        rows=rows,
        needs=[need for need in needs if need.done_on is None],
        attended=[need for need in needs if need.done_on is not None],
        equipment=[row for row in equipment if row.written_off_on is None],
        gone=[row for row in equipment if row.written_off_on is not None],
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def check_space(request: SignedRequest, pk: int) -> HttpResponse:
    space = get_object_or_404(LearningSpace.objects.visible_to(request.user), pk=pk)
    seho = managed_seho(request, space.seho_id)
    form = SpaceCheckForm(request.POST or None, space=space, initial={"checked_on": today()})
    return act(
        request, seho, form,
        lambda values: services.check_space(
            by=request.user, space=space, client_id=values["client_id"], checked_on=values["checked_on"],
            conditions=form.answers(), note=values["note"], today=today(),
        ),
        title=f"Condiciones de «{space.name}»", button="Guardar verificación", said="Se guardó la verificación.",
        back=SPACES, article=f"{conditions_article(SpaceKind(space.kind))}, 39.f",
        notes=(
            "La UGEL verifica las condiciones y el mantenimiento de los espacios del servicio.",
            "Lo que no se cumple se atiende como necesidad de acondicionamiento.",
        ),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def add_need(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    form = NeedForm(request.POST or None, seho=seho, initial={"found_on": today()})
    return act(
        request, seho, form,
        lambda values: services.add_need(by=request.user, seho=seho, today=today(), **values),
        title="Necesidad de acondicionamiento", button="Registrar necesidad", said="Se registró la necesidad.",
        back=SPACES, article="art. 31",
        notes=(
            "La UGEL hace el diagnóstico de las necesidades, con asistencia técnica de la DRE.",
            "El aula hogar no se acondiciona.",
        ),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def follow_need(request: SignedRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(ConditioningNeed.objects.visible_to(request.user), pk=pk)
    seho = managed_seho(request, need.seho_id)
    told = {"followed_on": today(), "follow_up": need.follow_up, "due_on": need.due_on}
    form = FollowNeedForm(request.POST or None, initial=told)
    return act(
        request, seho, form,
        lambda values: services.follow_need(by=request.user, need=need, today=today(), **values),
        title="Seguimiento de la necesidad", lead=need.description, button="Guardar seguimiento",
        said="Se guardó el seguimiento.", back=SPACES,
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def add_equipment(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    told = {"since": today(), "quantity": 1, "client_id": uuid.uuid4()}
    form = EquipmentForm(request.POST or None, seho=seho, initial=told)
    return act(
        request, seho, form,
        lambda values: services.add_equipment(by=request.user, seho=seho, today=today(), **_keyed(values)),
        title="Nuevo equipo", button="Registrar equipo", said="Se registró el equipo.", back=SPACES,
    )  # fmt: skip


def _keyed(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"client_id": values.get("client_id") or uuid.uuid4()}


@readers
@require_http_methods(["GET", "POST"])
def edit_equipment(request: SignedRequest, pk: int) -> HttpResponse:
    equipment = get_object_or_404(Equipment.objects.visible_to(request.user), pk=pk)
    seho = managed_seho(request, equipment.seho_id)
    form = EquipmentForm(request.POST or None, instance=equipment, seho=seho)
    del form.fields["client_id"]
    return act(
        request, seho, form,
        lambda values: services.change_equipment(by=request.user, equipment=equipment, today=today(), **values),
        title="Equipo", button="Guardar equipo", said="Se guardó el equipo.", back=SPACES,
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def write_off(request: SignedRequest, pk: int) -> HttpResponse:
    equipment = get_object_or_404(Equipment.objects.visible_to(request.user), pk=pk)
    seho = managed_seho(request, equipment.seho_id)
    form = WriteOffForm(request.POST or None, initial={"written_off_on": today()})
    return act(
        request, seho, form,
        lambda values: services.write_off(
            by=request.user, equipment=equipment, day=values["written_off_on"], reason=values["reason"], today=today()
        ),
        title=f"Dar de baja: {equipment.name}", button="Dar de baja", said="Se dio de baja el equipo.", back=SPACES,
        notes_title="Qué pasará", notes=("Deja de figurar en el inventario; la línea y su motivo se conservan.",),
    )  # fmt: skip


# --- Materials -------------------------------------------------------------------------------------


@readers
@require_GET
def materials(request: SignedRequest, pk: int) -> HttpResponse:
    seho = seho_or_404(request, pk)
    receipts = receipts_of(seho)
    return service_page(
        request, seho, MATERIALS, "network/materials.html",
        receipts=receipts, sums=materials_of(seho), lines=history(*receipts, limit=10) if receipts else [],
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def add_receipt(request: SignedRequest, pk: int) -> HttpResponse:
    seho = managed_seho(request, pk)
    form = ReceiptForm(request.POST or None, request.FILES or None, initial={"received_on": today()})
    return act(
        request, seho, form,
        lambda values: services.save_receipt(
            by=request.user, seho=seho, client_id=values["client_id"], items=form.items(), today=today(),
            **form.values(),
        ),
        title="Materiales recibidos", button="Registrar entrega", said="Se registró la entrega.", back=MATERIALS,
        template="network/receipt_form.html",
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def edit_receipt(request: SignedRequest, pk: int) -> HttpResponse:
    receipt = get_object_or_404(Receipt.objects.visible_to(request.user).select_related("seho"), pk=pk)
    seho = managed_seho(request, receipt.seho_id)
    form = ReceiptForm(request.POST or None, request.FILES or None, receipt=receipt)
    return act(
        request, seho, form,
        lambda _: services.save_receipt(
            by=request.user, seho=seho, receipt=receipt, items=form.items(), today=today(), **form.values()
        ),
        title="Materiales recibidos", button="Guardar entrega", said="Se guardó la entrega.", back=MATERIALS,
        template="network/receipt_form.html",
    )  # fmt: skip


@readers
@require_GET
def file(request: SignedRequest, pk: int) -> HttpResponseBase:
    """A paper of a service, for whoever reads the service."""
    row = get_object_or_404(SehoFile.objects.visible_to(request.user), pk=pk)
    audit.log_access(by=request.user, kind=AccessKind.FILE, obj=row, request=request)
    suffix = row.path.rpartition(".")[2]
    return serve_stored(request, row.path, filename=f"{row.title}.{suffix}", content_type=row.content_type)
