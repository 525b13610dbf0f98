"""Where what is evaluated is printed. The papers stand on a higher floor, which says in its `ready()` who answers:

from attendance import informe
informe.register(lambda user, episode, day: ReportPlace(...) or None)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from patients.models import Episode


@dataclass(frozen=True)
class ReportPlace:
    """What the informe de progreso will take of the evaluation, as a sentence, and where its draft is read."""

    words: str
    url: str


Provider = Callable[[Any, Episode, date], ReportPlace | None]
_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def place_of(user: Any, episode: Episode, day: date) -> ReportPlace | None:
    """None while no informe is due for this time in the service, or this person does not prepare it."""
    return next((found for provider in _PROVIDERS if (found := provider(user, episode, day)) is not None), None)
