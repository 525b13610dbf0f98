"""Days that stand in an issued paper: what was logged on them is no longer changed without saying why.

Papers belong to a higher floor, which says in its `ready()` who answers for them:

    from attendance import frozen
    frozen.register(lambda episode_ids, days, since: Frozen(...))
    frozen.register_many(lambda day_of_episode: {episode_id, ...})
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
Batch = Callable[[Mapping[int, date]], set[int]]
_PROVIDERS: list[Provider] = []
_BATCHES: list[Batch] = []


def register(provider: Provider) -> None:
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def register_many(batch: Batch) -> None:
    if batch not in _BATCHES:
        _BATCHES.append(batch)


def frozen_among(day_of_episode: Mapping[int, date]) -> set[int]:
    """Of many times in the service, those whose own day stands in a paper in force."""
    return set().union(*(batch(day_of_episode) for batch in _BATCHES)) if day_of_episode else set()


def frozen_by(episode_ids: Iterable[int], days: Iterable[date], *, since: datetime | None = None) -> Frozen | None:
    """A paper in force of one of these times in the service that covers one of these days; None when there is none.

    `since` when something was logged: papers issued before cannot tell of it.
    """
    ids, dates = frozenset(episode_ids), frozenset(days)
    if not ids or not dates:
        return None
    return next((found for provider in _PROVIDERS if (found := provider(ids, dates, since)) is not None), None)
