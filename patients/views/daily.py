"""The hospital's daily list: handed over, told its columns, and what it proposes accepted or dismissed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import permissions
from patients.daily_files import table_from_json
from patients.enums import ListState, ProposalKind
from patients.forms.daily import AnswerForm, ColumnsForm, DailyListForm, DismissForm
from patients.models import HospitalList, ListProposal
from patients.queries.daily import (
    ProposalGroup,
    ProposalRow,
    lists_waiting_for_columns,
    name_of,
    proposal_groups,
    proposals_waiting,
)
from patients.querysets import PROPOSAL_DAYS
from patients.rules.daily import OLDEST, PROPOSED, YOUNGEST, Outcome
from patients.services import daily as services
from patients.services.daily_answers import Answer, accept_proposal, dismiss_proposal
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
    ProposalKind.ADMISSION: ("ingreso", "ingresos"),
    ProposalKind.MOVE: ("cambio de sala o cama", "cambios de sala o cama"),
    ProposalKind.DISCHARGE: ("alta", "altas"),
    ProposalKind.ABSENCE: ("alta de quien ya no figura", "altas de quienes ya no figuran"),
}

_ASKED_AS = {"starts_on": "day", "ends_on": "day", "issued_on": "paper_on"}


@roles(Role.COORDINATOR)
@require_GET
def home(request: SignedRequest) -> HttpResponse:
    """What the list proposes, by kind; nothing of it is a record until it is accepted."""
    return _shown(request)


class Answerable(NamedTuple):
    """A proposal with what is asked of it (`form`, where the list does not say enough), as it is marked."""

    row: ProposalRow
    form: AnswerForm | None
    is_marked: bool


def _answerable(
    request: SignedRequest, groups: Iterable[ProposalGroup], refused: Mapping[int, AnswerForm]
) -> list[tuple[ProposalGroup, list[Answerable]]]:
    """As they stand, or as they were typed and marked a moment ago."""
    typed = request.POST or None
    marked = request.POST.getlist("proposal")

    def one(row: ProposalRow) -> Answerable:
        proposal = row.proposal
        form = refused.get(proposal.pk)
        if form is None and AnswerForm.asks(proposal):
            form = AnswerForm(typed, proposal=proposal)
        return Answerable(row, form, str(proposal.pk) in marked if typed else row.is_marked)

    return [(group, [one(row) for row in group.rows]) for group in groups]


def _shown(request: SignedRequest, refused: Mapping[int, AnswerForm] | None = None) -> HttpResponse:
    user, day = request.user, today()
    groups = proposal_groups(user, day)
    if groups:
        audit.log_access(
            by=user, kind=AccessKind.FILE, obj=ListProposal, request=request, seho=_sehos(user).first(),
            detail=plural(sum(len(group.rows) for group in groups), "propuesta", "propuestas"),
        )  # fmt: skip
    last = HospitalList.objects.visible_to(user).filter(state=ListState.READ).select_related("hospital").first()
    context = {
        "groups": _answerable(request, groups, refused or {}),
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
                by=user,
                hospital=given["hospital"],
                content=content,
                is_whole=is_whole,
                today=today(),
                listed_on=given["listed_on"],
                name=given["file"].name,
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
    refused: dict[int, AnswerForm] = {}
    for proposal in asked.select_related("patient", "source__hospital"):
        form = AnswerForm(request.POST, proposal=proposal) if AnswerForm.asks(proposal) else None
        if _accept(request, proposal, form):
            done[ProposalKind(proposal.kind)] += 1
        elif form is not None:
            refused[proposal.pk] = form
    if done:
        said = ", ".join(plural(done[kind], *words) for kind, words in _DONE.items() if done[kind])
        messages.success(request, f"Se aceptó: {said}.")
    elif not asked:
        messages.info(request, "No marcó ninguna propuesta, o ya fueron respondidas.")
    return _shown(request, refused) if refused else redirect("patients:daily")


def _accept(request: SignedRequest, proposal: ListProposal, form: AnswerForm | None) -> bool:
    """What is refused is told beside what was typed; without anything to type, above the page."""
    if form is not None and not form.is_valid():
        return False
    answer = Answer(**form.cleaned_data) if form is not None else Answer()
    try:
        require(permissions.can_answer_proposal(request.user, proposal))
        seho = _seho_of(request.user, proposal)
        accept_proposal(by=request.user, proposal=proposal, seho=seho, today=today(), answer=answer)
    except PermissionDenied as refusal:
        messages.error(request, f"{name_of(proposal)}: {refusal}")
        return False
    except ValidationError as refusal:
        if form is not None:
            form.show_refusal(_beside(refusal))
        else:
            messages.error(request, f"{name_of(proposal)}: {' '.join(refusal.messages)}")
        return False
    return True


def _beside(refusal: ValidationError) -> ValidationError:
    """What a stay or a paper was refused for, beside what the list asked."""
    told: dict[str, list[str]] = {}
    for name, sentences in getattr(refusal, "message_dict", {NON_FIELD_ERRORS: refusal.messages}).items():
        told.setdefault(_ASKED_AS.get(name, name), []).extend(sentences)
    return ValidationError(told)


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
            lambda: dismiss_proposal(by=request.user, proposal=proposal, seho=seho, reason=reason),
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
