"""Who would be lost if a service closed today. Rooms on higher floors add theirs in `AppConfig.ready`:

from seho.network import closing_guards
closing_guards.add(open_episodes)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from seho.network.models import Seho


@dataclass(frozen=True)
class Held:
    """Something of a service that is open. What does not block goes on after the closing, and `then` says how."""

    key: str
    count: int
    label: str
    then: str
    url_name: str  # takes the service's pk when `takes_pk`
    takes_pk: bool = False
    blocks: bool = True
    order: int = 0
    act: str = "Ver"


Guard = Callable[[Seho, date], Held]
_GUARDS: list[Guard] = []


def add(guard: Guard) -> None:
    if guard not in _GUARDS:
        _GUARDS.append(guard)


def held(seho: Seho, today: date) -> list[Held]:
    """What is open, that of people first; what counts nothing is left out."""
    found = (guard(seho, today) for guard in _GUARDS)
    return sorted((one for one in found if one.count), key=lambda one: one.order)
