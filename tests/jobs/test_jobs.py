"""Jobs: done once, by one process, taken up again when it died, seen by whoever asked."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.jobs import progress, registry, services
from seho.jobs.enums import JobState
from seho.jobs.models import Job
from tests.accounts.factories import make_user
from tests.network.factories import SehoFactory

# The worker closes the connections that it finds.
pytestmark = pytest.mark.django_db(transaction=True)

Work = Callable[[Job], None]


@pytest.fixture
def kind() -> Iterator[Callable[[Work], str]]:
    """A kind of job that does what a test wants."""

    def register(work: Work) -> str:
        registry.register("test", work, page=lambda job: job.get_absolute_url())
        return "test"

    yield register
    registry._KINDS.pop("test", None)


@pytest.fixture
def coordinator() -> Any:
    return make_user(Role.COORDINATOR, SehoFactory())


def started(by: Any, kind: str, total: int = 3) -> Job:
    seho = by.memberships.get().seho
    return services.start(by=by, kind=kind, title="Contar", seho=seho, total=total, client_id=uuid.uuid4())


def work_through() -> None:
    call_command("run_jobs", batch=True)


def all_steps(job: Job) -> None:
    for _ in range(job.total - job.done):
        progress.step_done(job)


def later() -> Any:
    return timezone.now() + 2 * services.SILENT_AFTER


# --- from start to end -----------------------------------------------------------------------------


def test_the_worker_does_what_was_asked(kind: Any, coordinator: Any) -> None:
    job = started(coordinator, kind(all_steps))
    assert (job.state, job.ended_at) == (JobState.WAITING, None)
    work_through()
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (JobState.DONE, 3, 0)
    assert job.ended_at is not None
    assert job.is_over
    assert AuditEvent.objects.filter(object_type="jobs.job", act="Inició un trabajo").count() == 1


def test_the_same_key_asks_once(kind: Any, coordinator: Any) -> None:
    values = {"by": coordinator, "kind": kind(all_steps), "title": "Contar", "seho": None, "total": 1}
    key = uuid.uuid4()
    assert services.start(**values, client_id=key) == services.start(**values, client_id=key)
    assert DBTaskResult.objects.count() == 1


def test_what_is_asked_in_a_transaction_that_fails_is_not_done(kind: Any, coordinator: Any) -> None:
    with transaction.atomic():
        started(coordinator, kind(all_steps))
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_steps_that_failed_can_be_tried_again(kind: Any, coordinator: Any) -> None:
    def fails_first(job: Job) -> None:
        is_first = job.turn == 0
        progress.count(job, done=0 if is_first else 2)
        if is_first:
            progress.step_done(job)
            progress.step_done(job)
            progress.step_failed(job)
        else:
            progress.step_done(job)

    job = started(coordinator, kind(fails_first))
    work_through()
    job.refresh_from_db()
    assert (job.state, job.done, job.failed, job.is_over) == (JobState.DONE, 2, 1, False)
    services.resume(by=coordinator, job=job)
    work_through()
    job.refresh_from_db()
    assert (job.state, job.done, job.failed, job.is_over) == (JobState.DONE, 3, 0, True)
    with pytest.raises(ValidationError, match="ya terminó"):
        services.resume(by=coordinator, job=job)


def test_an_error_of_the_program_stops_it_and_says_so(kind: Any, coordinator: Any, caplog: Any) -> None:
    def breaks(job: Job) -> None:
        progress.step_done(job)
        raise ZeroDivisionError

    job = started(coordinator, kind(breaks))
    work_through()
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.STOPPED, 1)
    assert "error del programa" in job.problem
    assert "ZeroDivisionError" in caplog.text, "whoever runs the program is told"


def test_no_more_steps_than_it_has(kind: Any, coordinator: Any) -> None:
    job = started(coordinator, kind(all_steps), total=1)
    taken = services.Job.objects.get(pk=job.pk)
    assert progress.take(taken.pk, 0)
    progress.step_done(taken)
    with pytest.raises(IntegrityError), transaction.atomic():
        progress.step_done(taken)


# --- interrupted -----------------------------------------------------------------------------------


def test_one_process_takes_a_turn(kind: Any, coordinator: Any) -> None:
    job = started(coordinator, kind(all_steps))
    assert progress.take(job.pk, 0) is not None
    assert progress.take(job.pk, 0) is None


def test_what_a_dead_process_left_is_taken_up(kind: Any, coordinator: Any) -> None:
    job = started(coordinator, kind(all_steps))
    dead = progress.take(job.pk, 0)
    assert dead is not None
    progress.step_done(dead)
    DBTaskResult.objects.update(status="RUNNING")
    assert services.sweep(now=timezone.now()) == 0, "it gave a sign a moment ago"
    assert services.sweep(now=later()) == 1
    work_through()
    job.refresh_from_db()
    assert (job.state, job.done, job.turn) == (JobState.DONE, 3, 1)
    with pytest.raises(progress.Interrupted):
        progress.step_done(dead)


def test_a_process_that_died_before_it_began_is_noticed(kind: Any, coordinator: Any) -> None:
    started(coordinator, kind(all_steps))
    assert services.sweep(now=later()) == 0, "it still waits in the queue"
    DBTaskResult.objects.update(status="RUNNING")
    assert services.sweep(now=later()) == 1


def test_a_job_that_dies_every_time_waits_for_a_person(kind: Any, coordinator: Any) -> None:
    job = started(coordinator, kind(all_steps))
    for turn in range(services.MOST_TURNS + 1):
        assert progress.take(job.pk, turn) is not None
        assert services.sweep(now=later()) == 1
    job.refresh_from_db()
    assert job.state == JobState.STOPPED
    assert "varias veces" in job.problem


def test_a_worker_that_is_asked_to_end_leaves_the_rest_to_the_next(kind: Any, coordinator: Any) -> None:
    def asked_to_end(job: Job) -> None:
        progress.step_done(job)
        if job.turn == 0:
            progress.leave()
        progress.beat(job)
        all_steps(Job.objects.get(pk=job.pk))

    try:
        job = started(coordinator, kind(asked_to_end))
        progress.take(job.pk, 99)  # nothing: another turn
        task = DBTaskResult.objects.get()
        task.task.call(*task.args_kwargs["args"])
    finally:
        progress._leaving.clear()
    job.refresh_from_db()
    assert (job.state, job.done, job.turn) == (JobState.WAITING, 1, 1)
    DBTaskResult.objects.filter(pk=task.pk).delete()
    work_through()
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 3)


def test_who_asked_may_stop_it(kind: Any, coordinator: Any) -> None:
    job = started(coordinator, kind(all_steps))
    taken = progress.take(job.pk, 0)
    assert taken is not None
    services.stop(by=coordinator, job=job)
    with pytest.raises(progress.Interrupted):
        progress.step_done(taken)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.STOPPED, 0)


def test_old_entries_of_the_queue_go_and_what_waits_stays(kind: Any, coordinator: Any) -> None:
    done, dead, waiting = (started(coordinator, kind(all_steps)) for _ in range(3))
    tasks = {row.args_kwargs["args"][0]: row.pk for row in DBTaskResult.objects.all()}
    DBTaskResult.objects.filter(pk=tasks[done.pk]).update(status="SUCCESSFUL")
    DBTaskResult.objects.filter(pk=tasks[dead.pk]).update(status="RUNNING")
    call_command("prune_jobs", verbosity=0)
    assert DBTaskResult.objects.count() == 3
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=15))
    call_command("prune_jobs", verbosity=0)
    assert [row.args_kwargs["args"][0] for row in DBTaskResult.objects.all()] == [waiting.pk]
    assert Job.objects.count() == 3


# --- the pages -------------------------------------------------------------------------------------


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_only_who_asked_sees_it(kind: Any, coordinator: Any) -> None:
    job = started(coordinator, kind(all_steps))
    colleague = make_user(Role.COORDINATOR, job.seho)
    for name in ("job", "resume", "stop"):
        ask = client_of(colleague).get if name == "job" else client_of(colleague).post
        assert ask(reverse(f"jobs:{name}", args=[job.pk])).status_code == 404
    assert "Contar" not in client_of(colleague).get(reverse("jobs:list")).content.decode()
    mine = client_of(coordinator)
    assert "Contar" in mine.get(reverse("jobs:list")).content.decode()
    page = mine.get(job.get_absolute_url()).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "Detener" in page


def test_a_job_that_ended_is_not_asked_for_any_more(kind: Any, coordinator: Any) -> None:
    job = started(coordinator, kind(all_steps))
    work_through()
    page = client_of(coordinator).get(job.get_absolute_url()).content.decode()
    assert "every 2s" not in page
    assert "Se hizo todo: 3 de 3" in page


def test_the_buttons_stop_and_go_on(kind: Any, coordinator: Any) -> None:
    job, client = started(coordinator, kind(all_steps)), client_of(coordinator)
    client.post(reverse("jobs:stop", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.STOPPED
    assert "Continuar" in client.get(job.get_absolute_url()).content.decode()
    client.post(reverse("jobs:resume", args=[job.pk]))
    work_through()
    job.refresh_from_db()
    assert job.is_over


def test_one_that_does_not_begin_says_whom_to_tell(kind: Any, coordinator: Any) -> None:
    job = started(coordinator, kind(all_steps))
    assert "no está en marcha" not in client_of(coordinator).get(job.get_absolute_url()).content.decode()
    Job.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    assert "no está en marcha" in client_of(coordinator).get(job.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    kind: Any, coordinator: Any, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        started(coordinator, kind(all_steps))
    client = client_of(coordinator)
    client.get(reverse("jobs:list"))
    with django_assert_num_queries(5):
        client.get(reverse("jobs:list"))
