"""An Excel whose process is killed between two pieces: nothing of it stays, and the next turn makes it whole."""

from __future__ import annotations

import os
import signal
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from seho import sheets
from seho.accounts.enums import Role
from seho.clock import today
from seho.files import open_stored
from seho.jobs import progress
from seho.jobs import services as jobs
from seho.jobs.enums import JobState
from seho.jobs.models import Job
from seho.panel.exports import services
from tests.accounts.factories import make_user
from tests.network.factories import SehoFactory
from tests.patients.factories import EpisodeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_killed_between_two_pieces_it_is_made_whole_by_the_next(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    seho = SehoFactory()
    EpisodeFactory.create_batch(3, seho=seho)
    monkeypatch.setattr(sheets, "ROWS_A_BEAT", 1)
    export = services.start_export(
        by=make_user(Role.COORDINATOR, seho), what="estudiantes", query="estado=todos", title="Excel", total=3,
        client_id=uuid.uuid4(),
    )  # fmt: skip
    turn = progress.take(export.job_id, 0)
    assert turn is not None
    assert _killed_after_a_piece(turn) == signal.SIGKILL
    job = Job.objects.get(pk=export.job_id)
    assert (job.state, job.done) == (JobState.RUNNING, 1)
    export.refresh_from_db()
    assert (export.made_at, export.path) == (None, "")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert jobs.sweep(now=timezone.now() + timedelta(hours=1)) == 1
    again = progress.take(job.pk, 1)
    assert again is not None
    services.make(again, today())
    export.refresh_from_db()
    assert export.rows == 3
    open_stored(export.path).close()


def _killed_after_a_piece(job: Job) -> int:
    """Make it in a process of its own, which is killed after the first piece; the signal that ended it."""
    # The two share no connection.
    connections.close_all()
    said, says = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _make_slowly(job, says)
        finally:
            os._exit(1)
    os.close(says)
    with os.fdopen(said, "rb") as pipe:
        told = pipe.read(1)
    os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    assert told == b"1", "it came as far as its first piece"
    return os.WTERMSIG(status)


def _make_slowly(job: Job, says: int) -> None:
    """As the worker does it, and waits after the first piece."""
    beat = progress.beat

    def wait(job: Job) -> None:
        beat(job)
        os.write(says, b"1")
        signal.pause()

    progress.beat = wait
    services.make(job, today())
