"""What every page knows about the session."""

from typing import Any

from django.http import HttpRequest

from seho.accounts.sessions import idle_minutes


def session(request: HttpRequest) -> dict[str, Any]:
    """`idle_minutes`: after how many minutes without use the session ends; None on an own computer."""
    return {"idle_minutes": idle_minutes(request) if hasattr(request, "session") else None}
