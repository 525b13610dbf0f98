"""What the school answers below the link of a delivery: the pages of who signs in, without an account."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from convalidation.enums import Recipient
from convalidation.models import Delivery
from convalidation.queries import asked_of_school, standing_state
from convalidation.views.answering import Side, class_report_page, pending_page, recognition_page, siagie_page
from convalidation.views.links import through_link
from seho.accounts.policy import public


@public
@require_http_methods(["GET", "POST"])
@through_link(only=Recipient.SCHOOL)
def link_recognise(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    if not _is_asked(delivery, "link_recognise"):
        return _home(delivery)
    prefetch_related_objects([delivery.packet], "recognitions__competency")
    return recognition_page(request, delivery.packet, _side(delivery))


@public
@require_http_methods(["GET", "POST"])
@through_link(only=Recipient.SCHOOL)
def link_pending(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    if not _is_asked(delivery, "link_pending"):
        return _home(delivery)
    return pending_page(request, delivery.packet, _side(delivery))


@public
@require_http_methods(["GET", "POST"])
@through_link(only=Recipient.SCHOOL)
def link_class_report(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    if not _is_asked(delivery, "link_class_report"):
        return _home(delivery)
    return class_report_page(request, delivery.packet.episode, _side(delivery))


@public
@require_http_methods(["GET", "POST"])
@through_link(only=Recipient.SCHOOL)
def link_siagie(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Once confirmed there is nothing to do here any more."""
    state = standing_state(delivery.packet)
    if not _is_asked(delivery, "link_siagie") or state is None or state.confirmed_on:
        return _home(delivery)
    return siagie_page(request, state, _side(delivery))


def _is_asked(delivery: Delivery, page: str) -> bool:
    return any(one.page == page for one in asked_of_school(delivery.packet))


def _home(delivery: Delivery) -> HttpResponse:
    return redirect("convalidation:link", delivery.secret)


def _side(delivery: Delivery) -> Side:
    home = reverse("convalidation:link", args=[delivery.secret])
    return Side(back_url=home, back_label="Documentos recibidos", through=delivery)
