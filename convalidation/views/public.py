"""Everybody: is this paper authentic? Nothing here names a pupil, a school or health."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from convalidation.views.limits import address_of, count, is_tired
from seho.accounts.policy import public
from seho.papers.verification import verified

# Generous: a school or a whole UGEL stands behind one address, and 140 bits are not guessed.
MOST, SECONDS = 120, 600


@public
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Where a code is typed; without one, the box alone."""
    typed = request.GET.get("codigo", "").strip()
    return _answer(request, typed) if typed else _page(request, {"typed": "", "asked": False})


@public
@require_GET
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR of a paper leads."""
    return _answer(request, code)


def _answer(request: HttpRequest, typed: str) -> HttpResponse:
    """A wrong code and one that never was answer the same."""
    if _asks_too_much(request):
        response = _page(request, {"typed": "", "asked": False, "is_tired": True}, status=429)
        response["Retry-After"] = str(SECONDS)
        return response
    paper = verified(typed[:80])
    context = {"typed": typed[:80], "asked": True, "paper": paper}
    return _page(request, context, status=200 if paper else 404)


def _page(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    whole = {"paper": None, "is_tired": False, **context}
    response = render(request, "convalidation/verify.html", whole, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _asks_too_much(request: HttpRequest) -> bool:
    key = f"convalidation.verify:{address_of(request)}"
    if is_tired(key, MOST):
        return True
    count(key, SECONDS)
    return False
