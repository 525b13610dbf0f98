"""The agreements of a service: what they say, their signature, their addenda (art. 26, 33.2, 38.a, 38.b)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.queries import history
from seho.clock import today
from seho.network.forms.founding import AddendumForm, ContentsForm, SignForm
from seho.network.models import Agreement, Seho
from seho.network.permissions import can_manage_seho, can_sign_agreement
from seho.network.rules.founding import AGREEMENT_CONTENTS, agreement_gaps
from seho.network.services import agreements as services
from seho.network.views.asking import act, readers, seho_or_404, service_page

PAGE = "network:agreements"


@readers
@require_GET
def agreements(request: SignedRequest, pk: int) -> HttpResponse:
    """Each with its term, what of art. 26 it says, and its addenda."""
    seho = seho_or_404(request, pk)
    rows = list(seho.agreements.select_related("file").prefetch_related("addenda__file"))
    return service_page(
        request, seho, PAGE, "network/agreements.html",
        agreements=rows,
        rows=[(row, _contents(seho, row), agreement_gaps(seho.scope, row.contents)) for row in rows],
        can_sign=bool(can_sign_agreement(request.user, seho)),
        lines=history(*rows, limit=10),
    )  # fmt: skip


def _contents(seho: Seho, row: Agreement) -> list[tuple[str, str, str]]:
    """Letter, label and words of art. 26; of the term its own dates."""
    term = f"Del {row.starts_on:%d/%m/%Y} al {row.ends_on:%d/%m/%Y}"
    return [
        (letter, label, term if label.startswith("Plazo") else row.contents.get(letter, ""))
        for letter, label in AGREEMENT_CONTENTS[seho.scope].items()
    ]


def _agreement(request: SignedRequest, pk: int) -> Agreement:
    rows = Agreement.objects.visible_to(request.user).select_related("seho__ugel__region")
    agreement: Agreement = get_object_or_404(rows, pk=pk)
    return agreement


@readers
@require_http_methods(["GET", "POST"])
def edit_contents(request: SignedRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    require(can_manage_seho(request.user, agreement.seho))
    form = ContentsForm(request.POST or None, request.FILES or None, agreement=agreement)
    return act(
        request, agreement.seho, form,
        lambda values: services.save_contents(
            by=request.user, agreement=agreement, contents=form.contents(), file=values["scan"]
        ),
        title=f"Contenido del convenio {agreement.number}", button="Guardar contenido",
        said="Se guardó el contenido del convenio.", back=PAGE, article="art. 26",
        notes=("El convenio contiene como mínimo cada uno de estos puntos.", "El plazo se toma de sus fechas."),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def sign(request: SignedRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    require(can_sign_agreement(request.user, agreement.seho))
    form = SignForm(request.POST or None, request.FILES or None, initial={"signed_on": today()})
    return act(
        request, agreement.seho, form,
        lambda values: services.sign_agreement(
            by=request.user, agreement=agreement, signed_on=values["signed_on"], file=values["scan"], today=today()
        ),
        title=f"Suscripción del convenio {agreement.number}", button="Registrar suscripción",
        said="Se registró la suscripción del convenio.", back=PAGE, article="art. 38.a y 38.b",
        notes=("La DRE o GRE suscribe los convenios con los que se implementa el servicio.",),
    )  # fmt: skip


@readers
@require_http_methods(["GET", "POST"])
def add_addendum(request: SignedRequest, pk: int) -> HttpResponse:
    agreement = _agreement(request, pk)
    require(can_manage_seho(request.user, agreement.seho))
    form = AddendumForm(request.POST or None, request.FILES or None)
    return act(
        request, agreement.seho, form,
        lambda values: services.add_addendum(
            by=request.user, agreement=agreement, file=values.pop("scan"), today=today(), **values
        ),
        title=f"Adenda del convenio {agreement.number}", button="Registrar adenda", said="Se registró la adenda.",
        back=PAGE, article="art. 33.2",
        notes=(
            "Una adenda cambia el convenio sin reemplazarlo: su plazo, una condición.",
            "También excluye a un servicio que cierra, cuando el convenio comprende otros establecimientos.",
        ),
    )  # fmt: skip
