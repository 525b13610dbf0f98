"""The link of a delivery: whoever holds it and knows the pupil's document number, without an account.

A page below the link begins so, and gets the delivery in place of the secret:

    @public
    @require_http_methods(["GET", "POST"])
    @through_link(only=Recipient.SCHOOL)
    def link_recognise(request: HttpRequest, delivery: Delivery) -> HttpResponse: ...

A link that ended, was revoked or locked, and one that never was, answer with the very same page.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from convalidation import services
from convalidation.enums import Recipient
from convalidation.forms.delivery import factor_form
from convalidation.models import Delivery, IssuedDocument, Packet, SignedCopy
from convalidation.queries import asked_of_school, norm_text
from convalidation.queries.delivery import (
    asks_birth_date,
    has_whole,
    link_page,
    open_delivery,
    papers_of,
    signed_copies_of,
)
from convalidation.views import limits
from seho.accounts import audit
from seho.accounts.enums import AccessKind
from seho.accounts.policy import public
from seho.clock import today
from seho.files import serve_stored

LASTS_SECONDS = 2 * 3600
# Wrong secrets and numbers from one address (a whole UGEL may stand behind it), wrong numbers on one link.
MOST_OF_ADDRESS, MOST_OF_LINK, SECONDS = 60, 5, 900
_SESSION = "delivery_links"
_PDF = "application/pdf"
_WRONG = "No coincide. Revise el número en el documento y escríbalo completo."
_WAIT = "Se escribieron varios datos equivocados. Espere quince minutos e intente de nuevo."


def opened(request: HttpRequest, secret: str, only: Recipient | None = None) -> Delivery | HttpResponse:
    """The delivery of this link, once its holder has shown to know the pupil; else the page that answers instead.

    `only`: a page for the school or for the family alone; the other's link answers as one that is not.
    """
    if limits.is_tired(_address_key(request), MOST_OF_ADDRESS):
        return _tired(request)
    delivery = open_delivery(secret, today())
    if delivery is None:
        limits.count(_address_key(request), SECONDS)
        return _gone(request)
    if only is not None and delivery.recipient != only:
        return _gone(request)
    if not _is_known(request, delivery):
        return _ask(request, delivery, secret)
    return delivery


def through_link(*, only: Recipient | None = None) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
    """Hand the delivery to the view in place of the secret, and keep its answer out of caches and search engines."""

    def decorate(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, secret: str, **named: Any) -> HttpResponseBase:
            found = opened(request, secret, only)
            return guarded(found if isinstance(found, HttpResponse) else view(request, found, **named))

        return page

    return decorate


def guarded(response: HttpResponseBase) -> HttpResponseBase:
    """No cache keeps it, no search engine lists it, no address that it leads to learns the secret.

    An issued file says itself how it is kept (`seho.files.serving`): it is asked for here each time.
    Not "no-referrer": with it a browser sends `Origin: null` with a form, and the form is refused.
    """
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


# --- Pages -----------------------------------------------------------------------------------


@public
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponseBase:
    """What was sent and what is asked; before that, the second factor."""
    return guarded(_unlock(request, secret)) if request.method == "POST" else _page(request, secret=secret)


@through_link()
def _page(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    packet = delivery.packet
    context = {
        "delivery": delivery,
        "packet": packet,
        "patient": packet.episode.patient,
        "is_school": delivery.recipient == Recipient.SCHOOL,
        "page": link_page(delivery),
        "norm": norm_text(packet),
        "asked": asked_of_school(packet) if delivery.recipient == Recipient.SCHOOL else [],
    }
    return render(request, "convalidation/link.html", context)


@public
@require_GET
@through_link()
def link_packet(request: HttpRequest, delivery: Delivery) -> HttpResponseBase:
    """All in one file, for whoever may have all of it."""
    if not has_whole(delivery):
        return _gone(request)
    packet = delivery.packet
    name = f"documentos-{packet.code[:8]}.pdf"
    return _file(request, delivery, packet, what="Todo en un PDF", filename=name, since=packet.issued_at)


@public
@require_GET
@through_link()
def link_document(request: HttpRequest, delivery: Delivery, pk: int) -> HttpResponseBase:
    """One paper of this delivery; any other is not there."""
    document = next((one for one in papers_of(delivery) if one.pk == pk), None)
    if document is None:
        return _gone(request)
    what, since = document.get_kind_display(), delivery.packet.issued_at
    return _file(request, delivery, document, what=what, filename=f"{_name_of(document)}.pdf", since=since)


@public
@require_GET
@through_link()
def link_signed(request: HttpRequest, delivery: Delivery, pk: int) -> HttpResponseBase:
    """The signed copy of a paper of this delivery; that of any other is not there."""
    copy = next((one for one in signed_copies_of(papers_of(delivery)) if one.pk == pk), None)
    if copy is None:
        return _gone(request)
    what, name = f"{copy.document.get_kind_display()} (copia firmada)", f"{_name_of(copy.document)}-firmado.pdf"
    return _file(request, delivery, copy, what=what, filename=name, since=copy.added_at)


def _name_of(document: IssuedDocument) -> str:
    """It tells neither whose the paper is nor where it comes from."""
    return f"{document.kind.lower().replace('_', '-')}-{document.code[:8]}"


def _file(
    request: HttpRequest,
    delivery: Delivery,
    kept: Packet | IssuedDocument | SignedCopy,
    *,
    what: str,
    filename: str,
    since: datetime,
) -> HttpResponseBase:
    """Its file; who has it by which link is told to the team and stays in the log."""
    services.note_downloaded(delivery=delivery, what=what)
    seho = delivery.packet.episode.seho
    audit.log_access(by=None, kind=AccessKind.PAPER, obj=kept, detail=services.BY_LINK, seho=seho)
    return serve_stored(request, kept.path, filename=filename, content_type=_PDF, unchanged_since=since)


@public
@require_POST
@through_link()
def link_acknowledge(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    try:
        services.confirm_receipt(delivery=delivery)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Gracias. Quedó registrado que recibió los documentos.")
    return redirect("convalidation:link", delivery.secret)


@public
@require_POST
@through_link()
def link_close(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """On a borrowed telephone: the number will be asked again."""
    known = request.session.get(_SESSION, {})
    known.pop(str(delivery.pk), None)
    request.session[_SESSION] = known
    return redirect("convalidation:link", delivery.secret)


# --- The second factor -----------------------------------------------------------------------


def _unlock(request: HttpRequest, secret: str) -> HttpResponse:
    """Check what was typed; the answer to a link that has just been locked is that of one that is not."""
    if limits.is_tired(_address_key(request), MOST_OF_ADDRESS):
        return _tired(request)
    delivery = open_delivery(secret, today())
    if delivery is None:
        limits.count(_address_key(request), SECONDS)
        return _gone(request)
    form = factor_form(request.POST, asks_birth_date=asks_birth_date(delivery.packet.episode.patient), back="")
    if limits.is_tired(_link_key(delivery), MOST_OF_LINK):
        form.errors.clear()
        form.add_error(None, _WAIT)
    elif form.is_valid():
        if services.open_link(delivery=delivery, answer=form.cleaned_data["answer"], today=today()):
            _remember(request, delivery)
            return redirect(_back(secret, form.cleaned_data["back"]))
        limits.count(_address_key(request), SECONDS)
        limits.count(_link_key(delivery), SECONDS)
        if open_delivery(secret, today()) is None:
            return _gone(request)
        form.add_error("answer", _WRONG)
    return render(request, "convalidation/link_ask.html", {"form": form, "action": _address(secret)})


def _ask(request: HttpRequest, delivery: Delivery, secret: str) -> HttpResponse:
    form = factor_form(None, asks_birth_date=asks_birth_date(delivery.packet.episode.patient), back=request.path)
    return render(request, "convalidation/link_ask.html", {"form": form, "action": _address(secret)})


def _back(secret: str, asked: str) -> str:
    """The page below this link that was asked for; any other address is not gone to."""
    home = _address(secret)
    return asked if asked.startswith(home) and "//" not in asked and "\\" not in asked else home


def _address(secret: str) -> str:
    return reverse("convalidation:link", args=[secret])


def _is_known(request: HttpRequest, delivery: Delivery) -> bool:
    return time.time() - request.session.get(_SESSION, {}).get(str(delivery.pk), 0) < LASTS_SECONDS


def _remember(request: HttpRequest, delivery: Delivery) -> None:
    """In this browser alone, for two hours; under a new key, so that no session that was planted learns it."""
    request.session[_SESSION] = {**request.session.get(_SESSION, {}), str(delivery.pk): int(time.time())}
    request.session.cycle_key()


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "convalidation/link_gone.html", {"is_tired": False}, status=404)


def _tired(request: HttpRequest) -> HttpResponse:
    response = render(request, "convalidation/link_gone.html", {"is_tired": True}, status=429)
    response["Retry-After"] = str(SECONDS)
    return response


def _address_key(request: HttpRequest) -> str:
    return f"convalidation.links:{limits.address_of(request)}"


def _link_key(delivery: Delivery) -> str:
    return f"convalidation.link:{delivery.pk}"
