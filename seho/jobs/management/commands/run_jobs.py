"""The worker: does what waits in the queue, and takes up again what a process that died left unfinished."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connections
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from seho.jobs import services

SWEEP_EVERY_SECONDS = 15


class Command(db_worker.Command):
    help = "Hace los trabajos en segundo plano, y retoma los que quedaron a medias. Termina con Ctrl+C."

    def configure_logging(self, verbosity: int) -> None:
        """What is logged is said by the settings (LOG_LEVEL)."""

    def handle(self, *, batch: bool, **options: Any) -> None:
        services.sweep(now=timezone.now())
        if batch:
            super().handle(batch=True, **options)
            return
        with _swept_again_and_again():
            super().handle(batch=False, **options)


@contextmanager
def _swept_again_and_again() -> Iterator[None]:
    """The worker itself is busy for minutes with one job: another thread looks after the others."""
    end = threading.Event()

    def sweep() -> None:
        while not end.wait(SWEEP_EVERY_SECONDS):
            try:
                services.sweep(now=timezone.now())
            except DatabaseError:
                continue  # the next time
            finally:
                connections.close_all()

    thread = threading.Thread(target=sweep, name="sweep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
