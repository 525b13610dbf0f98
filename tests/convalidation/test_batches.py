"""Papers of a whole service: issued in the background, each once, whatever fails or dies; and their ZIP."""

from __future__ import annotations

import os
import random
import signal
import time
import uuid
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from attendance.models import WorkFile
from convalidation.enums import BatchItemState, Purpose
from convalidation.models import Batch, BatchItem, IssuedDocument, Packet, SignedCopy
from convalidation.queries.batches import candidates, jobs_told, period_candidates, period_ends
from convalidation.services import issue_packet, save_return_report, start_batch
from convalidation.services.returning import DAYS
from patients.models import Episode
from seho.accounts.enums import AccessKind
from seho.accounts.models import AccessEvent, Membership
from seho.files import open_stored, store_bytes
from seho.jobs import services
from seho.jobs.enums import JobState
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet, ready_episode

# The worker closes the connections that it finds.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("today")]


def episodes_of(cast: Cast, count: int, **values: Any) -> list[Episode]:
    defaults = {"by": cast.coordinator, "days": 10, "school": cast.school, "photos": 0} | values
    return [ready_episode(cast.seho, **defaults) for _ in range(count)]


def asked(cast: Cast, episodes: list[Episode], **values: Any) -> Batch:
    chosen = [(episode.pk, date(2026, 1, 1)) for episode in episodes]
    return start_batch(
        **{"by": cast.coordinator, "seho": cast.seho, "chosen": chosen, "client_id": uuid.uuid4()} | values
    )


def work_through() -> None:
    call_command("run_jobs", batch=True)


def again(batch: Batch) -> Batch:
    return Batch.objects.select_related("job").get(pk=batch.pk)


def numbers(kind: str = "CONSTANCY") -> list[int]:
    return list(IssuedDocument.objects.filter(kind=kind).order_by("pk").values_list("number", flat=True))


def states(batch: Batch) -> list[str]:
    return [item.state for item in batch.items.order_by("pk")]


# --- issuing ---------------------------------------------------------------------------------------


def test_all_are_issued_one_after_another(cast: Cast) -> None:
    episodes = episodes_of(cast, 5)
    batch = asked(cast, episodes)
    assert not Packet.objects.exists(), "nothing is issued while somebody waits for a page"
    work_through()
    batch = again(batch)
    assert (batch.job.state, batch.job.done, batch.job.failed) == (JobState.DONE, 5, 0)
    packets = [item.packet for item in batch.items.order_by("pk")]
    assert [packet.episode for packet in packets] == episodes
    assert [packet.client_id for packet in packets] == [item.client_id for item in batch.items.order_by("pk")]
    assert {packet.issued_by for packet in packets} == {cast.coordinator}
    assert numbers() == [1, 2, 3, 4, 5]
    call_command("verify_papers")


def test_what_fails_does_not_stop_the_others_and_can_be_tried_again(cast: Cast) -> None:
    whole = episodes_of(cast, 3)
    damaged = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school, photos=1)
    no_plan = ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school, photos=0, has_plan=False)
    lost = WorkFile.objects.get(work__episode=damaged)
    photo = lost.print_path
    WorkFile.objects.filter(pk=lost.pk).update(print_path=whole_file("Esto no es una foto."))
    batch = asked(cast, [whole[0], no_plan, damaged, *whole[1:]])
    work_through()
    assert states(batch) == ["ISSUED", "FAILED", "FAILED", "ISSUED", "ISSUED"]
    failed = {item.episode_id: item.problem for item in batch.items.filter(state=BatchItemState.FAILED)}
    assert "plan educativo personalizado" in failed[no_plan.pk]
    assert "Una imagen está dañada" in failed[damaged.pk]
    job = again(batch).job
    assert (job.state, job.done, job.failed) == (JobState.DONE, 3, 2)
    assert numbers() == [1, 2, 3], "no number is lost with what failed"

    WorkFile.objects.filter(pk=lost.pk).update(print_path=photo)
    services.resume(by=cast.coordinator, job=job)
    work_through()
    assert states(batch) == ["ISSUED", "FAILED", "ISSUED", "ISSUED", "ISSUED"]
    assert numbers() == [1, 2, 3, 4]
    job = again(batch).job
    assert (job.done, job.failed) == (4, 1)


def whole_file(text: str) -> str:
    from seho.files import store_bytes

    return store_bytes("works", text.encode(), ".jpg")


def test_what_somebody_issued_in_between_is_not_issued_twice(cast: Cast) -> None:
    first, second = episodes_of(cast, 2)
    batch = asked(cast, [first, second])
    issue_packet(by=cast.coordinator, episode=first, client_id=uuid.uuid4(), today=date(2026, 6, 10))
    work_through()
    assert states(batch) == ["FAILED", "ISSUED"]
    assert "ya fueron emitidos" in batch.items.first().problem
    assert Packet.objects.filter(episode=first).count() == 1


def test_who_coordinates_no_more_issues_no_more(cast: Cast) -> None:
    batch = asked(cast, episodes_of(cast, 1))
    Membership.objects.filter(user=cast.coordinator).update(ends_on=date(2026, 6, 9))
    work_through()
    assert states(batch) == ["FAILED"]
    assert not Packet.objects.exists()


def test_the_same_form_asks_once_and_an_empty_one_not_at_all(cast: Cast) -> None:
    episodes, key = episodes_of(cast, 1), uuid.uuid4()
    assert asked(cast, episodes, client_id=key) == asked(cast, episodes, client_id=key)
    with pytest.raises(ValidationError, match="Elija"):
        asked(cast, [])
    assert BatchItem.objects.count() == 1


# --- killed ----------------------------------------------------------------------------------------

COUNT, KILLS = 6, 3


@pytest.fixture
def worker() -> Iterator[Any]:
    """Starts the worker in a process of its own."""
    running: list[int] = []

    def start() -> int:
        connections.close_all()
        forkserver._forkserver._stop()  # the processes of the pool are to be its own
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                work_through()
                code = 0
            finally:
                os._exit(code)
        running.append(pid)
        return pid

    yield start
    for pid in running:
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            continue


def test_a_worker_that_is_killed_leaves_nothing_half_and_the_next_goes_on(cast: Cast, worker: Any) -> None:
    batch = asked(cast, episodes_of(cast, COUNT))
    chance, before = random.Random(7), []
    for _ in range(KILLS):
        done = Packet.objects.count()
        pid = worker()
        wait_for(lambda least=done: Packet.objects.count() > least or again(batch).job.is_over)
        time.sleep(chance.random() * 0.3)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        before.append(Packet.objects.count())
        services.sweep(now=timezone.now() + 2 * services.SILENT_AFTER)
    assert before[0] < COUNT, "it was killed in the middle"
    assert before == sorted(before), "nothing issued is lost"
    pid = worker()
    _, status = os.waitpid(pid, 0)
    assert status == 0
    batch = again(batch)
    assert (batch.job.state, batch.job.done, batch.job.failed) == (JobState.DONE, COUNT, 0)
    assert Packet.objects.count() == COUNT, "each once"
    assert states(batch) == ["ISSUED"] * COUNT
    assert numbers() == list(range(1, COUNT + 1))
    assert numbers("PORTFOLIO") == list(range(1, COUNT + 1))
    call_command("verify_papers")


def wait_for(happened: Any) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline, "nothing happens"
        time.sleep(0.02)


# --- the pages -------------------------------------------------------------------------------------


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, *args: Any) -> str:
    return reverse(f"convalidation:{name}", args=args)


def test_the_page_offers_who_is_ready_and_says_what_the_others_lack(cast: Cast) -> None:
    ready = episodes_of(cast, 2, paternal_surname="Lista")
    ready_episode(
        cast.seho, by=cast.coordinator, days=20, school=cast.school, photos=0, has_plan=False, paternal_surname="Falta"
    )
    elsewhere = ready_episode(by=cast.stranger, days=10, paternal_surname="Ajena")
    client = client_of(cast.coordinator)
    page = client.get(address("batch_new")).content.decode()
    assert page.count('name="chosen"') == 2
    assert "plan educativo personalizado" in page
    assert "Ajena" not in page
    key = uuid.uuid4()
    form = {"client_id": key, "chosen": [f"{ready[0].pk}:2026-01-01"]}
    response = client.post(address("batch_new"), form)
    batch = Batch.objects.get()
    assert response["Location"] == batch.get_absolute_url()
    assert [item.episode for item in batch.items.all()] == [ready[0]]
    assert client.post(address("batch_new"), form)["Location"] == batch.get_absolute_url()
    foreign = {"client_id": uuid.uuid4(), "chosen": [f"{elsewhere.pk}:2026-01-01"]}
    assert "Revise la lista" in client.post(address("batch_new"), foreign).content.decode()
    assert Batch.objects.count() == 1


def test_a_batch_shows_its_end_and_gives_its_papers(cast: Cast) -> None:
    batch = asked(cast, episodes_of(cast, 2))
    client = client_of(cast.coordinator)
    going_on = client.get(address("batch", batch.pk)).content.decode()
    assert "every 2s" in going_on
    assert address("batch_zip", batch.pk) not in going_on
    assert client.get(address("batch_zip", batch.pk)).status_code == 302
    work_through()
    done = client.get(address("batch", batch.pk)).content.decode()
    assert "every 2s" not in done
    assert address("batch_zip", batch.pk) in done
    assert "Se hizo todo: 2 de 2" in done

    response = client.get(address("batch_zip", batch.pk))
    assert response.streaming
    assert read_zip(response) == {
        f"CONSTANCIA-{number:03d}-2026.pdf": content(packet)
        for number, packet in enumerate(Packet.objects.order_by("pk"), start=1)
    }
    event = AccessEvent.objects.get(kind=AccessKind.EXPORT)
    assert (event.by, event.seho) == (cast.coordinator, cast.seho)


def content(packet: Packet) -> bytes:
    with open_stored(packet.path) as stored:
        return stored.read()


def read_zip(response: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(b"".join(response))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("who", ["stranger", "colleague", "teacher", "specialist", "director"])
def test_nobody_else_sees_a_batch_or_its_papers(cast: Cast, who: str) -> None:
    from seho.accounts.enums import Role
    from tests.accounts.factories import make_user

    batch = asked(cast, episodes_of(cast, 1, paternal_surname="Reservada"))
    work_through()
    person = make_user(Role.COORDINATOR, cast.seho) if who == "colleague" else getattr(cast, who)
    for name in ("batch", "batch_zip"):
        response = client_of(person).get(address(name, batch.pk))
        assert response.status_code == (404 if who in ("stranger", "colleague") else 403)
        assert "Reservada" not in response.content.decode()


def test_ticked_packets_leave_as_one_zip_and_strange_ones_do_not(cast: Cast) -> None:
    mine = [issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school, photos=0) for _ in range(2)]
    strange = issued_packet(by=cast.stranger, days=10, photos=0, seho=cast.stranger.memberships.get().seho)
    client, page = client_of(cast.coordinator), address("packets_zip")
    names = read_zip(client.get(page, {"paquete": [packet.pk for packet in mine]}))
    assert names == {"CONSTANCIA-001-2026.pdf": content(mine[0]), "CONSTANCIA-002-2026.pdf": content(mine[1])}
    assert AccessEvent.objects.get(kind=AccessKind.EXPORT).seho == cast.seho
    assert client.get(page, {"paquete": [mine[0].pk, strange.pk]}).status_code == 404
    assert client.get(page, {"paquete": "9" * 30}).status_code == 302
    assert client.get(page).status_code == 302
    assert AccessEvent.objects.filter(kind=AccessKind.EXPORT).count() == 1, "what was refused was not given"


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_the_same_for_one_and_for_three(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    batch = asked(cast, episodes_of(cast, count))
    work_through()
    client = client_of(cast.coordinator)
    client.get(address("batch", batch.pk))
    with django_assert_num_queries(6):
        client.get(address("batch", batch.pk))
    with django_assert_num_queries(8):
        b"".join(client.get(address("batch_zip", batch.pk)))


def test_what_was_checked_to_be_signed_goes_beside_its_packet_to_who_may_have_it(cast: Cast) -> None:
    packet = return_packet(cast)
    own, theirs = (packet.documents.get(kind=kind) for kind in ("RETURN_REPORT", "FAMILY_RETURN_REPORT"))
    for document, kind, is_intact in (
        (own, "EXTERNAL", True), (theirs, "EXTERNAL", True), (own, "SCAN", False), (own, "OWN", True),
    ):  # fmt: skip
        path = store_bytes("signed", f"{document.kind} {kind}".encode(), ".pdf")
        SignedCopy.objects.create(
            document=document, kind=kind, path=path, sha256=Path(path).stem, bytes=1, is_intact=is_intact,
            added_at=packet.issued_at, added_by=cast.coordinator,
        )  # fmt: skip
    team, school = (
        read_zip(client_of(person).get(address("packets_zip"), {"paquete": packet.pk}))
        for person in (cast.coordinator, cast.director)
    )
    kept = {name: data for name, data in team.items() if "firmado" in name}
    assert sorted(kept.values()) == [b"FAMILY_RETURN_REPORT EXTERNAL", b"RETURN_REPORT EXTERNAL"]
    assert all(name.endswith("-2026-firmado.pdf") for name in kept)
    assert [data for name, data in school.items() if "firmado" in name] == [b"RETURN_REPORT EXTERNAL"]


def return_packet(cast: Cast) -> Packet:
    """With a report for the director and one for the family (art. 14.1)."""
    episode = ready_episode(cast.seho, by=cast.coordinator, school=cast.school, days=20)
    told = dict.fromkeys(("learning_situation", "socioemotional_situation", "recommendations"), "Va bien.")
    day = date(2026, 6, 10)
    values = told | dict.fromkeys(DAYS)
    save_return_report(by=cast.coordinator, episode=episode, values=values, version=0, today=day)
    return issue_packet(
        by=cast.coordinator, episode=episode, client_id=uuid.uuid4(), today=day, purpose=Purpose.RETURN
    )  # fmt: skip


def test_who_is_due_in_another_service_is_no_candidate(cast: Cast) -> None:
    ready_episode(days=10, photos=0)
    assert candidates(cast.seho.pk, date(2026, 6, 10)) == []


def test_hoy_tells_who_asked_how_it_ended_and_nobody_else(cast: Cast) -> None:
    batch = asked(cast, episodes_of(cast, 1))
    assert [item.text for item in jobs_told(cast.coordinator)] == [f"{batch.title}: 0 de 1, en curso"]
    work_through()
    told = jobs_told(cast.coordinator)
    assert [(item.text, item.url) for item in told] == [(f"{batch.title}: 1 de 1, listo", batch.get_absolute_url())]
    assert jobs_told(cast.stranger) == jobs_told(cast.teacher) == []


def test_who_goes_on_in_attention_gets_the_papers_of_the_period(cast: Cast) -> None:
    episode = episodes_of(cast, 1, days=60)[0]
    Episode.objects.filter(pk=episode.pk).update(ends_on=None, end_reason="")
    day = date(2026, 6, 10)
    until = period_ends(cast.seho.pk, day)[0]
    (one,) = period_candidates(cast.seho.pk, day, until)
    assert one.missing == []
    chosen = [(one.episode.pk, one.window_starts_on)]
    asked(cast, [], chosen=chosen, purpose=Purpose.PERIOD, until=until)
    work_through()
    packet = Packet.objects.get()
    assert (packet.purpose, packet.ends_on) == (Purpose.PERIOD, until)
    assert period_candidates(cast.seho.pk, day, until) == []
