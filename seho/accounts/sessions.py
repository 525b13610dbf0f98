"""When a session ends: twelve hours after signing in; on a shared computer also after fifteen idle minutes.

A shared session also ends with the browser. The moment of the last use is written at most once a minute,
so that a page does not cost a write.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

LONGEST_SECONDS = 12 * 3600
IDLE_MINUTES = 15
_IDLE_SECONDS = IDLE_MINUTES * 60
_STAMP_EVERY_SECONDS = 60

_STARTED = "signed_in_at"
_SEEN = "seen_at"
_SHARED = "shared_device"

ENDED_IDLE = "Su sesión terminó porque este equipo es compartido y pasaron 15 minutos sin uso. Ingrese otra vez."
ENDED_LONG = "Su sesión terminó después de 12 horas. Ingrese otra vez."


def start(request: HttpRequest, *, shared: bool) -> None:
    """Mark the session of whoever has just signed in."""
    moment = int(time.time())
    request.session[_STARTED] = moment
    request.session[_SHARED] = shared
    request.session[_SEEN] = moment
    request.session.set_expiry(0 if shared else LONGEST_SECONDS)


def idle_minutes(request: HttpRequest) -> int | None:
    """After how many minutes without use this session ends; None when it does not end by that."""
    return IDLE_MINUTES if request.session.get(_SHARED) else None


def browser_lock(user: Any) -> str:
    """What locks what this person's browser keeps; given only to their own pages, never kept there in the open."""
    return salted_hmac("seho.draft", str(user.pk), algorithm="sha256").hexdigest()


def browser_owner(user: Any) -> str:
    """Whose lock it is, told without the lock: what a device writes beside what it keeps locked."""
    return hashlib.sha256(f"owner:{browser_lock(user)}".encode()).hexdigest()[:16]


class SessionEndMiddleware:
    """Stands after authentication and messages, before the policy looks at the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _STARTED in request.session:
            _end_or_stamp(request)
        return self.get_response(request)


def _end_or_stamp(request: HttpRequest) -> None:
    moment = int(time.time())
    session = request.session
    idle = moment - session.get(_SEEN, 0) if session.get(_SHARED) else 0
    if idle > _IDLE_SECONDS:
        _end(request, ENDED_IDLE)
    elif moment - session[_STARTED] > LONGEST_SECONDS:
        _end(request, ENDED_LONG)
    elif idle >= _STAMP_EVERY_SECONDS:
        session[_SEEN] = moment


def _end(request: HttpRequest, sentence: str) -> None:
    logout(request)
    messages.info(request, sentence)
