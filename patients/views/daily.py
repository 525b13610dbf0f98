"""The hospital's daily list: handed over, told its columns, and what it proposes accepted or dismissed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import permissions
from patients.daily_files import table_from_json
from patients.enums import ListState, ProposalKind
from patients.forms.daily import ColumnsForm, DailyListForm, DismissForm
from patients.models import HospitalList, ListProposal
from patients.queries.daily import AT_ONCE, lists_waiting_for_columns, name_of, proposal_groups, proposals_waiting
from patients.querysets import PROPOSAL_DAYS
from patients.rules.daily import OLDEST, PROPOSED, YOUNGEST, Outcome
from patients.services import daily as services
from patients.views.asking import act_page, attempt
from seho.accounts import audit
from seho.accounts.enums import AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.enums import SehoState
from seho.network.models import Hospital, Seho
from seho.text import plural

HANDS_OVER = (Role.COORDINATOR, Role.FOCAL_POINT)
RECENT = 10
_DONE = {
    ProposalKind.REFERRAL: ("aviso registrado", "avisos registrados"),
    ProposalKind.MOVE: ("cambio de sala o cama", "cambios de sala o cama"),
    ProposalKind.DISCHARGE: ("alta", "altas"),
}


@roles(Role.COORDINATOR)
@require_GET
def home(request: SignedRequest) -> HttpResponse:
    """What the list proposes, by kind; nothing of it is a record until it is accepted."""
    user, day = request.user, today()
    groups = proposal_groups(user, day)
    if groups:
        audit.log_access(
            by=user, kind=AccessKind.FILE, obj=ListProposal, request=request, seho=_sehos(user).first(),
            detail=plural(sum(len(group.rows) for group in groups), "propuesta", "propuestas"),
        )  # fmt: skip
    last = HospitalList.objects.visible_to(user).filter(state=ListState.READ).select_related("hospital").first()
    context = {
        "groups": groups,
        "has_marks": any(group.kind in AT_ONCE for group in groups),
        "untold": lists_waiting_for_columns(user).without_rows().select_related("hospital"),
        "last": last,
        "figures": _figures(last) if last else [],
        "days": PROPOSAL_DAYS,
        "youngest": YOUNGEST,
        "oldest": OLDEST,
    }
    return render(request, "patients/daily/home.html", context)


def _figures(row: HospitalList) -> list[tuple[int, str]]:
    """What became of the rows that propose nothing."""
    said = [(row.counts.get(outcome.value, 0), outcome.label) for outcome in Outcome if outcome not in PROPOSED]
    return [(number, label) for number, label in said if number]


@roles(*HANDS_OVER)
@require_http_methods(["GET", "POST"])
def upload(request: SignedRequest) -> HttpResponse:
    """Hand over a list. The focal point sees what they handed over: when, and how many rows; nothing of the service."""
    user = request.user
    hospitals = hospitals_of(user)
    require(permissions.can_hand_over_list(user, hospitals))
    form = DailyListForm(request.POST or None, request.FILES or None, hospitals=hospitals)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        content, is_whole = given["file"].read(), not given["is_partial"]
        row = attempt(
            form,
            lambda: services.receive_list(
                by=user, hospital=given["hospital"], content=content, is_whole=is_whole, today=today()
            ),
        )
        if row is not None:
            return _received(request, row)
    is_team = user.scope.has(Role.COORDINATOR)
    handed = HospitalList.objects.visible_to(user).without_rows()
    context = {
        "form": form, "is_team": is_team, "days": PROPOSAL_DAYS,
        "lists": handed[:RECENT] if is_team else handed.filter(created_by=user)[:RECENT],
    }  # fmt: skip
    return render(request, "patients/daily/upload.html", context)


def _received(request: SignedRequest, row: HospitalList) -> HttpResponse:
    is_team = request.user.scope.has(Role.COORDINATOR)
    if row.state == ListState.COLUMNS:
        if is_team:
            return redirect("patients:daily_columns", row.pk)
        messages.success(request, "Se recibió la lista. El equipo del SEHO indicará qué trae cada columna.")
    elif is_team:
        messages.success(request, f"Se leyó la lista: {plural(row.rows, 'fila', 'filas')}.")
        return redirect("patients:daily")
    else:
        messages.success(request, f"Se recibió la lista: {plural(row.rows, 'fila', 'filas')}. El SEHO la revisará.")
    return redirect("patients:daily_upload")


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def columns(request: SignedRequest, pk: int) -> HttpResponse:
    """Say once what each column of this hospital's list holds; those of health are not asked about."""
    row = _list_or_404(request, pk)
    if row.state != ListState.COLUMNS:
        return redirect("patients:daily")
    table = table_from_json(row.pending or "")
    form = ColumnsForm(request.POST or None, table=table)
    if request.method == "POST" and form.is_valid():
        told = attempt(
            form,
            lambda: services.tell_columns(by=request.user, found=row, columns=form.columns(), today=today()),
        )
        if told is not None:
            messages.success(request, f"Se leyó la lista: {plural(told.rows, 'fila', 'filas')}.")
            return redirect("patients:daily")
    audit.log_access(by=request.user, kind=AccessKind.FILE, obj=row, request=request, seho=_sehos(request.user).first())
    context = {"row": row, "table": table, "form": form, "days": PROPOSAL_DAYS}
    return render(request, "patients/daily/columns.html", context)


@roles(Role.COORDINATOR)
@require_POST
def discard(request: SignedRequest, pk: int) -> HttpResponse:
    try:
        services.discard_list(by=request.user, found=_list_or_404(request, pk))
        messages.info(request, "Se descartó la lista: no quedó nada de ella.")
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect("patients:daily")


@roles(Role.COORDINATOR)
@require_POST
def accept(request: SignedRequest) -> HttpResponse:
    """Do those that were marked, or the one whose button was touched; what is refused stays, with its reason."""
    keys = request.POST.getlist("only") or request.POST.getlist("proposal")
    asked = proposals_waiting(request.user, today()).filter(pk__in=[key for key in keys if key.isdigit()][:500])
    done: Counter[ProposalKind] = Counter()
    for proposal in asked.select_related("patient", "source__hospital"):
        try:
            require(permissions.can_answer_proposal(request.user, proposal))
            seho = _seho_of(request.user, proposal)
            services.accept_proposal(by=request.user, proposal=proposal, seho=seho, today=today())
            done[ProposalKind(proposal.kind)] += 1
        except (ValidationError, PermissionDenied) as refusal:
            said = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            messages.error(request, f"{name_of(proposal)}: {said}")
    if done:
        said = ", ".join(plural(done[kind], *words) for kind, words in _DONE.items() if done[kind])
        messages.success(request, f"Se aceptó: {said}.")
    elif not asked:
        messages.info(request, "No marcó ninguna propuesta, o ya fueron respondidas.")
    return redirect("patients:daily")


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def dismiss(request: SignedRequest, pk: int) -> HttpResponse:
    waiting = proposals_waiting(request.user, today()).select_related("patient", "source__hospital")
    proposal = get_object_or_404(waiting, pk=pk)
    require(permissions.can_answer_proposal(request.user, proposal))
    form = DismissForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seho, reason = _seho_of(request.user, proposal), form.cleaned_data["dismiss_reason"]
        done = attempt(
            form,
            lambda: services.dismiss_proposal(by=request.user, proposal=proposal, seho=seho, reason=reason),
        )
        if done is not None:
            messages.success(request, "Se descartó la propuesta.")
            return redirect("patients:daily")
    notes = (
        "Lo que se leyó de la lista se borra.",
        "La lista de mañana no la propone otra vez, salvo que traiga un ingreso nuevo.",
    )
    return act_page(
        request,
        title="Descartar una propuesta",
        form=form,
        act_label="Descartar propuesta",
        back_url=reverse("patients:daily"),
        back_label="Lista del hospital",
        lead=f"{proposal.get_kind_display()}: {name_of(proposal)}",
        notes=notes,
    )


def hospitals_of(user: Any) -> QuerySet[Hospital]:
    """Those whose list this person may hand over: of the own service, or the focal point's, with a service."""
    scope = user.scope
    served = Seho.objects.active().filter(hospital__isnull=False)
    mine = served.filter(pk__in=scope.seho_ids(Role.COORDINATOR))
    told = served.filter(hospital__in=scope.hospital_ids(Role.FOCAL_POINT))
    return Hospital.objects.filter(pk__in=(mine | told).values("hospital_id"))


def _sehos(user: Any) -> QuerySet[Seho]:
    return Seho.objects.filter(pk__in=user.scope.seho_ids(Role.COORDINATOR)).order_by("pk")


def _seho_of(user: Any, proposal: ListProposal) -> Seho:
    """The person's own service in the hospital of the list."""
    mine = _sehos(user).filter(hospital=proposal.source.hospital)
    return mine.filter(state=SehoState.ACTIVE).first() or mine[0]


def _list_or_404(request: SignedRequest, pk: int) -> HospitalList:
    hospitals = _sehos(request.user).values("hospital_id")
    seen = HospitalList.objects.visible_to(request.user).filter(hospital__in=hospitals).select_related("hospital")
    found: HospitalList = get_object_or_404(seen, pk=pk)
    return found
