"""What a school answers, on the same pages for who signed in and for who came by the link of a delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from convalidation import permissions, services
from convalidation.forms import AnswerForms
from convalidation.models import Delivery, Packet
from convalidation.queries import answer_rows, norm_text
from seho.clock import today


@dataclass(frozen=True)
class Side:
    """Who answers, signed in (`by`) or by a link (`through`), and the page to which they go back."""

    back_url: str
    back_label: str
    by: Any = None
    through: Delivery | None = None

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "through": self.through}


def answer_url(user: Any, packet: Packet) -> str:
    """Where this person says what the school recognises; empty for who may not."""
    may = permissions.can_recognise(user, packet)
    return reverse("convalidation:recognise", args=[packet.pk]) if may else ""


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
    context = {"packet": packet, "forms": forms, "norm": norm_text(packet), "side": side}
    return render(request, "convalidation/recognise.html", context)
