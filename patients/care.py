"""What stands on a pupil's page beside the considerations for the attention. A higher floor says it in its `ready()`:

from patients import care
care.register(lambda episode, user, today: CareBox(...))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from patients.models import Episode


@dataclass(frozen=True)
class CareLine:
    icon: str
    label: str
    instruction: str
    until: date | None


@dataclass(frozen=True)
class CareBox:
    """What to mind before entering; `edit_url` is empty for whoever only reads it."""

    lines: tuple[CareLine, ...]
    edit_url: str


Provider = Callable[[Episode, Any, date], CareBox | None]
_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def box_of(episode: Episode, user: Any, today: date) -> CareBox | None:
    """None for whoever may not read it."""
    return next((box for provider in _PROVIDERS if (box := provider(episode, user, today)) is not None), None)
