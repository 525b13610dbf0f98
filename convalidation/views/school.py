"""The school: what it received, and what it answers (art. 13.4, 13.5, 40.g)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from convalidation import permissions, services
from convalidation.forms import AcknowledgeForm
from convalidation.models import Packet
from convalidation.queries import lists, school_side, seen_episodes
from convalidation.views.answering import Side, class_report_page, pending_page, recognition_page
from convalidation.views.asking import READERS, chips, clean_text, packet_or_404
from patients.models import Episode, Patient
from patients.permissions import can_confirm_siagie
from patients.queries import head_of
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today

STATES = (
    (lists.ISSUED, "Todos"),
    (lists.SILENT, "Por recibir"),
    (lists.UNDECIDED, "Por reconocer"),
    (lists.ANSWERED, "Reconocidos"),
    (lists.ANNULLED, "Anulados"),
)

_ASK = "Pídalo a su docente o tutor(a): así el SEHO trabaja lo mismo que el aula (art. 11.4)."
_TELL = "Cuéntelo, o pídalo a su docente: así el SEHO trabaja lo mismo que el aula (art. 11.4)."


@roles(Role.DIRECTOR)
@require_GET
def school_home(request: SignedRequest) -> HttpResponse:
    """Documentos recibidos: what came to the schools of this director."""
    asked, text = request.GET.get("estado", ""), clean_text(request)
    state = asked if asked in dict(STATES) else lists.ISSUED
    user = request.user
    counts = lists.packet_counts(user, text)
    number = request.GET.get("page", "1")
    context = {
        "page": lists.packets_page(user, state, text=text, page=number, total=counts[state]),
        "chips": chips(request, STATES, state, counts),
        "state": state,
        "text": text,
    }
    return render(request, "convalidation/school_home.html", context)


@roles(*READERS)
@require_POST
def acknowledge(request: SignedRequest, pk: int) -> HttpResponse:
    packet = packet_or_404(request, pk)
    require(permissions.can_answer(request.user, packet))
    form = AcknowledgeForm(request.POST)
    try:
        note = form.cleaned_data["note"] if form.is_valid() else ""
        services.acknowledge(by=request.user, packet=packet, note=note)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Quedó registrado que la IE recibió los documentos.")
    return redirect(packet)


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def recognise(request: SignedRequest, pk: int) -> HttpResponse:
    packet = packet_or_404(request, pk)
    require(permissions.can_recognise(request.user, packet))
    return recognition_page(request, packet, _side(request, packet))


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def pending(request: SignedRequest, pk: int) -> HttpResponse:
    packet = packet_or_404(request, pk)
    require(permissions.can_recognise(request.user, packet))
    return pending_page(request, packet, _side(request, packet))


@roles(*READERS)
@require_GET
def school_tab(request: SignedRequest, pk: int) -> HttpResponse:
    """The tab IE: whom to coordinate with, what the class is studying, what the school answered so far."""
    seen = Patient.objects.visible_to(request.user).select_related("mother_tongue").prefetch_related("episodes__seho")
    patient = get_object_or_404(seen, pk=pk)
    side = school_side(patient, request.user)
    may_report = side.episode is not None and bool(permissions.can_report_class(request.user, side.episode))
    context = {
        "head": head_of(patient, request.user, today(), active="convalidation:school_tab"),
        "patient": patient,
        "side": side,
        "may_report": may_report,
        "ask": _TELL if request.user.scope.has(Role.DIRECTOR) else _ASK,
        "may_confirm": side.status is not None
        and not side.status.confirmed_on
        and bool(can_confirm_siagie(request.user, side.status)),
    }
    return render(request, "convalidation/school_tab.html", context)


@roles(*READERS)
@require_http_methods(["GET", "POST"])
def class_report(request: SignedRequest, pk: int) -> HttpResponse:
    """The director tells what the class is studying, or the team writes down what the school told."""
    episode: Episode = get_object_or_404(seen_episodes(request.user), pk=pk)
    require(permissions.can_report_class(request.user, episode))
    home = reverse("convalidation:school_tab", args=[episode.patient_id])
    side = Side(back_url=home, back_label=str(episode.patient), by=request.user)
    is_team = episode.seho_id in request.user.scope.seho_ids(*TEAM)
    return class_report_page(request, episode, side, is_team=is_team)


def _side(request: SignedRequest, packet: Packet) -> Side:
    label = f"Documentos de {packet.episode.patient}"
    return Side(back_url=packet.get_absolute_url(), back_label=label, by=request.user)
