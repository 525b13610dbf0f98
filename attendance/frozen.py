"""Days that stand in an issued paper: what was logged on them is no longer changed without saying why.

Papers belong to a higher floor, which says in its `ready()` who answers for them:

    from attendance import frozen
    frozen.register(lambda episode_ids, days, since: Frozen(...))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from seho.text import date_long


@dataclass(frozen=True)
class Frozen:
    """The paper in force that tells of such a day: its name with its number, and when it was issued."""

    paper: str
    issued_on: date

    def __str__(self) -> str:
        return f"{self.paper}, del {date_long(self.issued_on)}"


Provider = Callable[[frozenset[int], frozenset[date], datetime | None], Frozen | None]
_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def frozen_by(episode_ids: Iterable[int], days: Iterable[date], *, since: datetime | None = None) -> Frozen | None:
    """A paper in force of one of these times in the service that covers one of these days; None when there is none.

    `since` when something was logged: papers issued before cannot tell of it.
    """
    ids, dates = frozenset(episode_ids), frozenset(days)
    if not ids or not dates:
        return None
    return next((found for provider in _PROVIDERS if (found := provider(ids, dates, since)) is not None), None)
