"""The coordinator: to whom a packet goes, its link, its mail and its reminders."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from convalidation import letters, permissions, services
from convalidation.enums import Recipient
from convalidation.forms.delivery import DeliverForm
from convalidation.models import Delivery, Packet
from convalidation.queries.delivery import contacts_for, deliveries_of, link_of, may_go_to, papers_of, progress_of
from convalidation.rules.delivering import default_expiry
from convalidation.views.asking import STAFF, packet_or_404
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today

_NO_ADDRESS = "Escriba el correo, o prepare solo el mensaje."
_SENT = "El correo salió hacia {}."
_NOT_SENT = "El correo no se pudo enviar. Intente más tarde, o copie el mensaje y envíelo por otro medio."


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def deliver(request: SignedRequest, pk: int) -> HttpResponse:
    """To whom: proposed from what is known of school and family. It sends nothing yet but the mail, if asked."""
    packet = packet_or_404(request, pk)
    require(permissions.can_deliver(request.user, packet))
    recipient = _recipient(request, packet)
    contacts = contacts_for(packet, recipient)
    form = DeliverForm(request.POST or None, initial=_proposed(request, contacts))
    if request.method == "POST" and form.is_valid() and _has_where_to(request, form):
        try:
            delivery = services.deliver(
                by=request.user, packet=packet, recipient=recipient, today=today(), **form.cleaned_data
            )
        except ValidationError as error:
            form.show_refusal(error)
        else:
            if "send" in request.POST:
                _send(request, delivery)
            return redirect("convalidation:delivery", delivery.pk)
    context = {
        "packet": packet, "form": form, "contacts": list(enumerate(contacts)), "recipient": recipient,
        "chosen": form["name"].value(),
        "others": [one for one in Recipient if one != recipient and may_go_to(packet, one)],
    }  # fmt: skip
    return render(request, "convalidation/deliver.html", context)


@roles(*STAFF)
@require_GET
def delivery(request: SignedRequest, pk: int) -> HttpResponse:
    """The link with its ready message, what was done with it, and what can be done now."""
    found = _delivery_or_404(request, pk)
    progress = progress_of(found, found.packet, today())
    context = {
        "delivery": found,
        "packet": found.packet,
        "progress": progress,
        "papers": papers_of(found),
        "link": link_of(found) if progress.is_open else "",
        "message": letters.message(found) if progress.is_open else "",
        "client_id": uuid.uuid4(),
    }
    response = render(request, "convalidation/delivery.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@roles(*STAFF)
@require_POST
def send_link(request: SignedRequest, pk: int) -> HttpResponse:
    return _acted(request, pk, _send)


@roles(*STAFF)
@require_POST
def remind_of_link(request: SignedRequest, pk: int) -> HttpResponse:
    return _acted(request, pk, _remind)


@roles(*STAFF)
@require_POST
def note_copied(request: SignedRequest, pk: int) -> HttpResponse:
    found = _delivery_or_404(request, pk)
    services.note_copied(by=request.user, delivery=found)
    messages.success(request, "Quedó anotado que envió el mensaje.")
    return redirect("convalidation:delivery", pk)


@roles(*STAFF)
@require_POST
def revoke_link(request: SignedRequest, pk: int) -> HttpResponse:
    services.revoke_link(by=request.user, delivery=_delivery_or_404(request, pk))
    messages.success(request, "El enlace ya no abre los documentos.")
    return redirect("convalidation:delivery", pk)


@roles(*STAFF)
@require_POST
def renew_link(request: SignedRequest, pk: int) -> HttpResponse:
    """Another link for the same person; the old one stops."""
    found = _delivery_or_404(request, pk)
    try:
        key = uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        key = uuid.uuid4()
    try:
        fresh = services.renew_link(by=request.user, delivery=found, client_id=key, today=today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("convalidation:delivery", pk)
    messages.success(request, "El enlace nuevo está listo; el anterior ya no sirve. Envíelo.")
    return redirect("convalidation:delivery", fresh.pk)


def section(request: SignedRequest, packet: Packet) -> dict[str, Any]:
    """What `_deliveries.html` shows on the page of a packet; a director sees nothing of it."""
    user = request.user
    if not user.scope.has(*STAFF):
        return {}
    return {
        "rows": deliveries_of(packet, today()),
        "may_deliver": bool(permissions.can_deliver(user, packet)),
        "may_hold": bool(permissions.can_handle_links(user, packet)),
    }


def _delivery_or_404(request: SignedRequest, pk: int) -> Delivery:
    """A delivery of a packet that this person sees, and whose links they handle."""
    seen = Delivery.objects.visible_to(request.user).select_related(
        "packet__episode__patient",
        "packet__episode__seho__ugel",
        "packet__school",
        "packet__acknowledgement",
        "created_by",
        "revoked_by",
    )
    found: Delivery = get_object_or_404(seen.prefetch_related("events"), pk=pk)
    require(permissions.can_handle_links(request.user, found.packet))
    return found


def _recipient(request: SignedRequest, packet: Packet) -> Recipient:
    """`?para=` in the address; nonsense means the first that the packet has papers for."""
    possible = [one for one in Recipient if may_go_to(packet, one)]
    asked = request.GET.get("para", "")
    return next((one for one in possible if one == asked), possible[0])


def _has_where_to(request: SignedRequest, form: DeliverForm) -> bool:
    """A mail needs an address; a message that is copied does not."""
    if "send" in request.POST and not form.cleaned_data["email"]:
        form.add_error("email", _NO_ADDRESS)
    return form.is_valid()


def _proposed(request: SignedRequest, contacts: list[Any]) -> dict[str, Any]:
    """The contact of `?contacto=`, the best one when it is nonsense, and a key of the act."""
    asked = request.GET.get("contacto", "")
    number = int(asked) if asked.isdecimal() and int(asked) < len(contacts) else 0
    known = contacts[number] if contacts else None
    proposed = {"name": known.name, "post": known.post, "email": known.email} if known else {}
    return {**proposed, "expires_on": default_expiry(today()), "client_id": uuid.uuid4()}


def _acted(request: SignedRequest, pk: int, act: Any) -> HttpResponse:
    found = _delivery_or_404(request, pk)
    try:
        act(request, found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("convalidation:delivery", pk)


def _send(request: SignedRequest, delivery: Delivery) -> None:
    _tell(request, delivery, services.send_link(delivery=delivery, today=today()))


def _remind(request: SignedRequest, delivery: Delivery) -> None:
    _tell(request, delivery, services.remind_of_link(delivery=delivery, today=today()))


def _tell(request: SignedRequest, delivery: Delivery, is_sent: bool) -> None:
    if is_sent:
        messages.success(request, _SENT.format(delivery.email))
    else:
        messages.error(request, _NOT_SENT)
