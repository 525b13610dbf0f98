"""The worker: does what waits in the queue, and takes up again what a process that died left unfinished."""

from __future__ import annotations

import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from seho.jobs import progress, services

SWEEP_EVERY_SECONDS = 15


class Worker(db_worker.Worker):
    """Asked to end, it leaves a long job after the step that it is doing; at a second Ctrl+C, at once."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        if not self.running and signum == signal.SIGINT:
            sys.exit(1)
        progress.leave()
        self.running = False
        if not self.running_task:
            sys.exit(0)


class Command(BaseCommand):
    help = "Hace los trabajos en segundo plano, y retoma los que quedaron a medias. Ctrl+C lo cierra."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="Termina cuando no queda nada en la cola.")

    def handle(self, *, batch: bool, **options: Any) -> None:
        services.sweep(now=timezone.now())
        worker = Worker(
            queue_names=["default"],
            excluded_queue_names=[],
            backend_name="default",
            worker_id=get_random_string(32),
            interval=1,
            startup_delay=False,
            max_tasks=None,
            batch=batch,
        )
        if batch:
            worker.run()
            return
        worker.configure_signals()
        with _swept_again_and_again():
            worker.run()


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
