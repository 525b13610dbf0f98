"""What the home school told of the class, for whoever plans (art. 11.4). The floor above keeps it and says where:

from attendance import class_told
class_told.set_source(told_of)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from patients.models import Episode


@dataclass(frozen=True)
class ClassTold:
    """`told_by` is the named person of the school with their post, as far as the school gave them."""

    told_on: date
    told_by: str
    period: str
    topics: str
    assessments: str
    competency_ids: tuple[int, ...]


Source = Callable[[Episode], ClassTold | None]

_SOURCES: list[Source] = []


def set_source(source: Source) -> None:
    _SOURCES[:] = [source]


def class_told(episode: Episode) -> ClassTold | None:
    """The last that the school told; None where it told nothing."""
    return _SOURCES[0](episode) if _SOURCES else None
