"""Which function does which kind of job. Each room registers its own in its app's `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seho.jobs.models import Job

Work = Callable[[Job], None]


@dataclass(frozen=True)
class Kind:
    """`work` does what is left of a job, step by step; `page` is the address of what it makes."""

    work: Work
    page: Callable[[Job], str]


_KINDS: dict[str, Kind] = {}


def register(kind: str, work: Work, *, page: Callable[[Job], str]) -> None:
    _KINDS[kind] = Kind(work, page)


def kind_of(job: Job) -> Kind:
    return _KINDS[job.kind]
