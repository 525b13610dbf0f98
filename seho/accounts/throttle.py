"""Limits by account, never by address: a whole hospital stands behind one address."""

from __future__ import annotations

import math
import time
from collections import deque

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from seho.text import plural

SIGN_IN = "login_failed"
RESET = "reset_password_letter"
CHANGE = "change_password_guess"
EMERGENCY = "emergency_access"

_APP = "allauth.account"
# Of our own, beside those of ACCOUNT_RATE_LIMITS.
_OWN = {RESET: "5/15m/key", CHANGE: "5/5m/key", EMERGENCY: "5/h/key"}


def consume(request: HttpRequest, action: str, key: str) -> bool:
    """Count one more attempt; False when there were too many."""
    usage = ratelimit.consume(request, app=_APP, action=action, key=key, config=_config(action))
    return usage is not None


def clear(request: HttpRequest, action: str, key: str) -> None:
    ratelimit.clear(request, app=_APP, action=action, key=key, config=_config(action))


def seconds_to_wait(request: HttpRequest, action: str, key: str) -> int:
    """How long until one more attempt is taken; 0 when it would be taken now."""
    rates = ratelimit.get_rates(app=_APP, action=action, config=_config(action))
    return max((_wait_for(request, action, rate, key) for rate in rates), default=0)


def waiting_sentence(seconds: int) -> str:
    """The time to wait as a person reads it: "Espere 4 minutos"."""
    if seconds < 60:
        return f"Espere {plural(max(seconds, 1), 'segundo', 'segundos')}"
    return f"Espere {plural(math.ceil(seconds / 60), 'minuto', 'minutos')}"


class Pace:
    """So many in so many seconds by each key, counted in this process alone: it costs no write, and is meant for a
    device that went wild, not for whoever guesses.
    """

    def __init__(self, most: int, seconds: int) -> None:
        self.most, self.seconds = most, seconds
        self._moments: dict[object, deque[float]] = {}

    def keeps(self, key: object) -> bool:
        """Count one more; False when there were too many."""
        now = time.monotonic()
        moments = self._moments.setdefault(key, deque(maxlen=self.most))
        if len(moments) == self.most and now - moments[0] < self.seconds:
            return False
        moments.append(now)
        return True


def _config(action: str) -> dict[str, str] | None:
    return _OWN if action in _OWN else None


def _wait_for(request: HttpRequest, action: str, rate: ratelimit.Rate, key: str) -> int:
    address = ratelimit.get_cache_key(request, app=_APP, action=action, rate=rate, key=key)
    recent = [moment for moment in cache.get(address, []) if moment > time.time() - rate.duration]
    if len(recent) < rate.amount:
        return 0
    # The newest stands first: room is made when the oldest of the last `amount` attempts leaves.
    return math.ceil(recent[rate.amount - 1] + rate.duration - time.time())
