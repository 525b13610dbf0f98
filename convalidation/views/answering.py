"""What a school answers, on the same pages for who signed in and for who came by the link of a delivery."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from attendance.queries import pupil_competencies
from convalidation import permissions, services
from convalidation.forms import AnswerForms, ClassReportForm, PendingForms
from convalidation.models import Delivery, Packet
from convalidation.queries import AnswerRow, PendingRow, answer_rows, norm_text, pending_rows
from convalidation.queries.class_reports import contact_of
from patients.forms.people import DayForm
from patients.models import Episode, SiagieStatus
from seho.clock import today


@dataclass(frozen=True)
class Side:
    """Who answers, signed in (`by`) or by a link (`through`), and the page to which they go back."""

    back_url: str
    back_label: str
    by: Any = None
    through: Delivery | None = None

    @property
    def frame(self) -> str:
        """The frame of the page: who came by a link finds no places to go to."""
        return "base_plain.html" if self.through else "base.html"

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "through": self.through}


def recognition_page(request: HttpRequest, packet: Packet, side: Side) -> HttpResponse:
    """All at once, or one decision for each graded competency with what the report says of it."""
    forms = AnswerForms(request.POST if request.method == "POST" else None, answer_rows(packet))
    if request.method == "POST" and forms.is_valid():
        try:
            services.recognise(**side.who, packet=packet, answers=forms.answers(), today=today())
        except ValidationError as error:
            forms.show_refusal(error)
        else:
            messages.success(request, "Quedó registrado lo que la IE decidió. Gracias.")
            return redirect(side.back_url)
    return render(request, "convalidation/recognise.html", _about(packet, side) | {"forms": forms})


def pending_page(request: HttpRequest, packet: Packet, side: Side) -> HttpResponse:
    """How the school evaluates each area that was left pending, and when it did."""
    forms = PendingForms(request.POST if request.method == "POST" else None, pending_rows(packet))
    if request.method == "POST" and forms.is_valid():
        try:
            services.settle_pending(**side.who, packet=packet, areas=forms.areas(), today=today())
        except ValidationError as error:
            forms.show_refusal(error)
        else:
            messages.success(request, "Quedó registrado cómo se evaluarán las áreas pendientes. Gracias.")
            return redirect(side.back_url)
    return render(request, "convalidation/pending.html", _about(packet, side) | {"forms": forms})


def class_report_page(request: HttpRequest, episode: Episode, side: Side, *, is_team: bool = False) -> HttpResponse:
    """What the class is studying; a new report begins with what the last one said of the person to contact."""
    groups = pupil_competencies(episode, today())
    initial = {"client_id": uuid.uuid4(), **contact_of(episode, side.through)}
    form = ClassReportForm(request.POST if request.method == "POST" else None, groups=groups, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.report_class(
                **side.who, episode=episode, values=form.values(), client_id=form.cleaned_data["client_id"],
                today=today(),
            )  # fmt: skip
        except ValidationError as error:
            form.show_refusal(error)
        else:
            messages.success(request, "Quedó guardado qué trabaja el aula. Su SEHO ya puede leerlo.")
            return redirect(side.back_url)
    context = {"form": form, "side": side, "lead": str(episode.patient), "is_team": is_team}
    return render(request, "convalidation/class_report.html", context)


def siagie_page(request: HttpRequest, status: SiagieStatus, side: Side) -> HttpResponse:
    """By the link: the state is registered in SIAGIE (art. 10.3)."""
    assert side.through is not None, "who signed in has a page of the pupil's for it"
    form = DayForm(request.POST or None, name="confirmed_on", label="Fecha del registro en SIAGIE", today=today())
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_siagie_through(
                through=side.through, status=status, on=form.cleaned_data["confirmed_on"], today=today()
            )
        except ValidationError as error:
            form.show_refusal(error)
        else:
            messages.success(request, "Gracias: quedó confirmado el registro en SIAGIE.")
            return redirect(side.back_url)
    context = {"form": form, "status": status, "side": side, "lead": str(status.patient)}
    return render(request, "convalidation/siagie.html", context)


@dataclass(frozen=True)
class Answers:
    """What the school answered on a packet, and where this reader may answer (else empty)."""

    rows: list[AnswerRow]
    pending: list[PendingRow]
    answer_url: str = ""
    pending_url: str = ""


def answers_of(packet: Packet, user: Any) -> Answers:
    rows, pending = answer_rows(packet), pending_rows(packet)
    if not permissions.can_recognise(user, packet):
        return Answers(rows, pending)
    urls = (reverse(f"convalidation:{name}", args=[packet.pk]) for name in ("recognise", "pending"))
    return Answers(rows, pending, *urls)


def _about(packet: Packet, side: Side) -> dict[str, Any]:
    lead = f"{packet.episode.patient} · {packet.enrollment.school_grade}"
    return {"norm": norm_text(packet), "side": side, "lead": lead}
