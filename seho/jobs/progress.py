"""How whoever does a job says how far it is; a step of a turn that is over is refused.

Work that was interrupted is done again from where it was left: doing a step twice must do nothing the second time, and
each turn begins by counting what is done already (`count`).
"""

from __future__ import annotations

import threading
from typing import Any

from django.db.models import F
from django.utils import timezone

from seho.jobs.enums import JobState
from seho.jobs.models import Job


class Interrupted(Exception):
    """The job was stopped, or another process has taken it up: leave it."""


class Leaving(Exception):
    """This process is asked to end: leave the job after this step; the next process goes on."""


_leaving = threading.Event()


def leave() -> None:
    """Make the next step of whatever is being done here the last one."""
    _leaving.set()


def take(pk: int, turn: int) -> Job | None:
    """The job, if nobody took or stopped this turn of it."""
    mine = Job.objects.filter(pk=pk, turn=turn, state=JobState.WAITING)
    if not mine.update(state=JobState.RUNNING, beat_at=timezone.now()):
        return None
    job: Job = Job.objects.select_related("by", "seho").get(pk=pk)
    return job


def count(job: Job, *, done: int, failed: int = 0) -> None:
    """How far it is, said once at the beginning of a turn."""
    _mine(job, done=done, failed=failed)


def step_done(job: Job) -> None:
    _mine(job, done=F("done") + 1)


def step_failed(job: Job) -> None:
    _mine(job, failed=F("failed") + 1)


def beat(job: Job) -> None:
    """A sign of life, during a long step and between two. Not within a transaction: it may say to leave."""
    _mine(job)
    if _leaving.is_set():
        raise Leaving


def give_back(job: Job) -> Job:
    """Let another process go on: to be queued again by the caller, in the same transaction."""
    _mine(job, state=JobState.WAITING, turn=F("turn") + 1)
    job.refresh_from_db()
    return job


def finish(job: Job) -> None:
    _mine(job, state=JobState.DONE, ended_at=timezone.now())


def fail(job: Job, problem: str) -> None:
    """It cannot go on: somebody has to look at it and continue it."""
    _mine(job, state=JobState.STOPPED, ended_at=timezone.now(), problem=problem)


def _mine(job: Job, **values: Any) -> None:
    """Write only while this turn goes on; raises Interrupted otherwise."""
    mine = Job.objects.filter(pk=job.pk, turn=job.turn, state=JobState.RUNNING)
    if not mine.update(beat_at=timezone.now(), **values):
        raise Interrupted
