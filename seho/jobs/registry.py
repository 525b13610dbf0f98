"""Which function does which kind of job. Each room registers its own in its app's `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seho.jobs.models import Job

Work = Callable[["Job"], None]


@dataclass(frozen=True)
class Kind:
    """`work` does what is left of a job, step by step; `page` is the address of what it makes.

    `is_own`: what it makes is for whoever asked alone, so nobody else sees the job.
    """

    work: Work
    page: Callable[[Job], str]
    is_own: bool = False


_KINDS: dict[str, Kind] = {}


def register(kind: str, work: Work, *, page: Callable[[Job], str], is_own: bool = False) -> None:
    _KINDS[kind] = Kind(work, page, is_own)


def own_kinds() -> list[str]:
    return [name for name, kind in _KINDS.items() if kind.is_own]


def kind_of(job: Job) -> Kind:
    return _KINDS[job.kind]
