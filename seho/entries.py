"""How long an entry took, from the opening of its form to its saving, told to whoever keeps it.

    @timed(EntryKind.SESSION)
    def create(request):
        ...
        entries.made(request, seho_id=session.seho_id, happened_on=session.held_on)

The moment of the opening travels in a signed cookie of half an hour, so no script is needed and nothing of it is in
the form. A form that stood open for longer has no time: nobody worked on it all the while. Losing a time never loses
what was entered, and nobody's name goes with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django.db import DatabaseError, transaction
from django.db.models import TextChoices
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from seho.clock import now, today

LONGEST_SECONDS = 30 * 60

log = logging.getLogger(__name__)


class EntryKind(TextChoices):
    """What is entered one by one, by hand."""

    SESSION = "SESSION", "Sesión"
    EVALUATION = "EVALUATION", "Evaluación de un periodo"
    WORK = "WORK", "Trabajo del portafolio"
    REGISTRATION = "REGISTRATION", "Registro de una o un estudiante"
    PACKET = "PACKET", "Emisión de documentos"


@dataclass(frozen=True)
class Entry:
    """One entry: `seconds` None where the time is not known, `happened_on` None where it is of no single day."""

    kind: EntryKind
    seho_id: int
    saved_on: date
    happened_on: date | None = None
    seconds: int | None = None


Listener = Callable[[Entry], object]
View = Callable[..., HttpResponseBase]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """The floor that keeps the times says so in its app's `ready()`."""
    if listener not in _listeners:
        _listeners.append(listener)


def timed(kind: EntryKind, *, goes_on: bool = False) -> Callable[[View], View]:
    """Begin to count when the page of the form is asked for; with `goes_on` an earlier page of the form began."""

    def decorate(view: View) -> View:
        @wraps(view)
        def measured(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            asked_at = int(now().timestamp())
            response = view(request, *args, **kwargs)
            made_here = getattr(request, "entry_made", None)
            if made_here is not None:
                tell(Entry(kind, saved_on=today(), seconds=_seconds(request, kind, asked_at), **made_here))
                response.delete_cookie(_name(kind))
            elif request.method == "GET" and response.status_code == 200 and not goes_on:
                _open(response, kind, asked_at)
            return response

        return measured

    return decorate


def made(request: HttpRequest, *, seho_id: int, happened_on: date | None = None) -> None:
    """For the view that wrote the entry: of which service it is, and of which day if it is of one."""
    request.entry_made = {"seho_id": seho_id, "happened_on": happened_on}  # type: ignore[attr-defined]


def tell(entry: Entry) -> None:
    """Hand it to who keeps it. A failure is written in the log and nowhere else: the entry itself is saved."""
    for listener in _listeners:
        try:
            with transaction.atomic():
                listener(entry)
        except DatabaseError:
            log.exception("The time of an entry was not kept.")


def _open(response: HttpResponseBase, kind: EntryKind, moment: int) -> None:
    response.set_signed_cookie(
        _name(kind), str(moment), salt=_name(kind), max_age=LONGEST_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _seconds(request: HttpRequest, kind: EntryKind, asked_at: int) -> int | None:
    """From the opening to the sending; None without an opening, or when it is too long ago."""
    try:
        opened: Any = request.get_signed_cookie(_name(kind), salt=_name(kind), max_age=LONGEST_SECONDS)
    except (KeyError, BadSignature):
        return None
    seconds = asked_at - int(opened)
    return seconds if 0 <= seconds <= LONGEST_SECONDS else None


def _name(kind: EntryKind) -> str:
    return f"opened_{kind.value.lower()}"
