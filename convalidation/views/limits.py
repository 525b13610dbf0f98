"""How often a page for everybody may be asked: attempts are counted by a key, and forgotten after a while."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def is_tired(key: str, most: int) -> bool:
    return int(cache.get(key, 0)) >= most


def count(key: str, seconds: int) -> None:
    """One more attempt; the first one starts the time."""
    if cache.add(key, 1, seconds):
        return
    try:
        cache.incr(key)
    except ValueError:  # it ended in between
        cache.add(key, 1, seconds)


def address_of(request: HttpRequest) -> str:
    """Who asks; behind our proxy, whom the proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return (forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", ""))[:60]
