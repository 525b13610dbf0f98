"""What every page knows about the session."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from seho.accounts.sessions import idle_minutes


def session(request: HttpRequest) -> dict[str, Any]:
    """`idle_minutes` (None unless the computer is shared) and `demo` (the demonstration is on)."""
    minutes = idle_minutes(request) if hasattr(request, "session") else None
    return {"idle_minutes": minutes, "demo": settings.SEHO_DEMO}
