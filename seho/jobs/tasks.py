"""What the queue of django-tasks carries: which job, and which turn of it."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from seho.jobs import progress, registry

_PROBLEM = "Ocurrió un error del programa. Continúe; si vuelve a pasar, avise a quien administra el programa."


@task()
def do(pk: int, turn: int) -> None:
    """Do what is left of a job. An error of the program stops it, and is told to the log."""
    job = progress.take(pk, turn)
    if job is None:
        return
    try:
        registry.kind_of(job).work(job)
        progress.finish(job)
    except progress.Interrupted:
        return
    except progress.Leaving:
        with transaction.atomic():
            do.enqueue(pk, progress.give_back(job).turn)
    except Exception:
        progress.fail(job, _PROBLEM)
        raise
