"""Asking for a job: start, stop, go on with it; and queueing again what a process that died left unfinished."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from seho.accounts import audit
from seho.jobs import tasks
from seho.jobs.enums import JobState
from seho.jobs.models import Job
from seho.network.models import Seho

# Who works gives a sign every few seconds (`progress.beat`); without one for so long, the process is gone.
SILENT_AFTER = timedelta(seconds=40)
MOST_TURNS = 6
_OPEN = (JobState.WAITING, JobState.RUNNING)
_GAVE_UP = "Se interrumpió varias veces. Continúe; si vuelve a pasar, avise a quien administra el programa."


def start(*, by: Any, kind: str, title: str, seho: Seho | None, total: int, client_id: uuid.UUID) -> Job:
    """Queue a job; the same `client_id` answers the same one."""
    with transaction.atomic():
        known = Job.objects.filter(client_id=client_id).first()
        if known is not None:
            return known
        now = timezone.now()
        job = Job(client_id=client_id, kind=kind, title=title, by=by, seho=seho, total=total, asked_at=now, beat_at=now)
        job.full_clean()
        job.save()
        audit.record(by=by, act="Inició un trabajo", obj=job, after={"title": title, "total": total})
        tasks.do.enqueue(job.pk, job.turn)
    return job


def resume(*, by: Any, job: Job) -> Job:
    """Do what is left: of a job that was interrupted, or the steps that failed."""
    with transaction.atomic():
        job = _locked(job)
        if job.state in _OPEN:
            return job
        if job.is_over:
            raise ValidationError("Este trabajo ya terminó: no queda nada por hacer.")
        audit.record(by=by, act="Continuó un trabajo", obj=job)
        return _queue(job)


def stop(*, by: Any, job: Job) -> Job:
    """Leave it as it is; the step that is being done now is the last one."""
    with transaction.atomic():
        job = _locked(job)
        if job.state not in _OPEN:
            return job
        audit.record(by=by, act="Detuvo un trabajo", obj=job)
        return _set(job, state=JobState.STOPPED, ended_at=timezone.now(), problem="Lo detuvo usted.")


def sweep(*, now: datetime) -> int:
    """Queue again what a process that is gone left unfinished; returns how many jobs. Ask at each start, and often."""
    silent = Job.objects.filter(state__in=_OPEN, beat_at__lt=now - SILENT_AFTER)
    swept = 0
    for one in silent:
        with transaction.atomic():
            job = _locked(one)
            if job.state in _OPEN and job.beat_at == one.beat_at and not _waits_its_turn(job):
                swept += 1
                if job.turn >= MOST_TURNS:
                    _set(job, state=JobState.STOPPED, ended_at=now, problem=_GAVE_UP)
                else:
                    _queue(job)
    return swept


def _queue(job: Job) -> Job:
    job = _set(job, state=JobState.WAITING, turn=job.turn + 1, beat_at=timezone.now(), ended_at=None, problem="")
    tasks.do.enqueue(job.pk, job.turn)
    return job


def _waits_its_turn(job: Job) -> bool:
    """No process has taken it yet: others are before it."""
    if job.state != JobState.WAITING:
        return False
    waiting = DBTaskResult.objects.ready().filter(task_path=tasks.do.module_path)
    return any(asked["args"] == [job.pk, job.turn] for asked in waiting.values_list("args_kwargs", flat=True))


def _locked(job: Job) -> Job:
    found: Job = Job.objects.select_for_update().get(pk=job.pk)
    return found


def _set(job: Job, **values: Any) -> Job:
    for name, value in values.items():
        setattr(job, name, value)
    job.full_clean()
    job.save()
    return job
