"""Processes that issue are killed at any moment: nothing acknowledged is lost, nothing is half done, no file stays."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.models import Count, Max, Min

from convalidation.enums import PaperState, Purpose
from convalidation.models import IssuedDocument, Packet
from convalidation.queries.chain import faults
from convalidation.services import issue_packet, issuing, save_return_report
from convalidation.services.returning import DAYS
from patients.models import Episode
from seho.accounts.models import AuditEvent
from seho.files import is_intact
from seho.files.storage import stored_paths
from seho.papers.models import PaperCounter
from seho.papers.verification import Checked
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ISSUED_ON, ready_episode

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 54
FEWEST_ISSUED = 20
# The pause after which a process is killed once it says that it is about to write: this is when harm could be done.
WRITING_SECONDS = 0.03
ACKNOWLEDGED, WRITING = b"A", b"W"
_MARK = 1 + 16  # what happened, and the key of the act


@dataclass(frozen=True)
class Work:
    """What a process issues again and again, replacing what is in force."""

    by: Any
    episode: Episode
    purpose: Purpose


@pytest.fixture
def works(cast: Cast) -> list[Work]:
    """Papers of the recognition, and of the return beside them."""
    episode = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school, photos=0, sessions=1)
    texts = ("learning_situation", "socioemotional_situation", "recommendations")
    values = {**dict.fromkeys(texts, "Bien."), **dict.fromkeys(DAYS)}
    save_return_report(by=cast.coordinator, episode=episode, values=values, version=0, today=ISSUED_ON)
    return [Work(cast.coordinator, episode, purpose) for purpose in (Purpose.RECOGNITION, Purpose.RETURN)]


def test_killed_at_any_moment_it_leaves_no_gap_no_half_packet_and_no_file(
    works: list[Work], media: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, began = random.Random(13_05), time.monotonic()
    issued_in = _warm_up(works)
    before = Packet.objects.count()
    acknowledged: list[uuid.UUID] = []
    writing = 0
    for number in range(KILLS):
        waits_for_write = number % 2 == 0
        marks = _run_and_kill(works[number // 2 % 2], chance, issued_in, waits_for_write=waits_for_write)
        acknowledged += [key for kind, key in marks if kind == ACKNOWLEDGED]
        writing += bool(marks) and marks[-1][0] == WRITING
    lost, orphans = _whole(acknowledged), _swept(media)
    issued = Packet.objects.count() - before
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} processes killed, {writing} of them while they wrote; {issued} packets "
            f"issued, {len(acknowledged)} acknowledged, {len(lost)} of them lost; {orphans} files swept; "
            f"{time.monotonic() - began:.0f} s\n"
        )
    assert lost == []
    assert len(acknowledged) >= FEWEST_ISSUED, "too little was done to prove anything"
    assert writing >= KILLS // 6, "too few were killed while they wrote"


def _warm_up(works: list[Work]) -> float:
    """The first packets, in this process: what it forks has everything loaded. The seconds of one issue."""
    for work in works:
        _issue(work, uuid.uuid4())
    began = time.monotonic()
    for work in works * 4:
        _issue(work, uuid.uuid4())
    return (time.monotonic() - began) / 8


def _issue(work: Work, key: uuid.UUID) -> Packet:
    valid = Packet.objects.filter(episode=work.episode, purpose=work.purpose, state=PaperState.VALID).first()
    return issue_packet(
        by=work.by, episode=work.episode, client_id=key, today=ISSUED_ON, purpose=work.purpose, replaces=valid,
        reason="Se corrigió un dato" if valid else "",
    )  # fmt: skip


def _run_and_kill(
    work: Work, chance: random.Random, issued_in: float, *, waits_for_write: bool
) -> list[tuple[bytes, uuid.UUID]]:
    """Fork, let it issue without end, kill it; what it said until then."""
    connections.close_all()  # a connection never lives in two processes
    reading, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        _issue_without_end(work, told)
    os.close(told)
    marks = b""
    if waits_for_write:
        wanted = chance.randint(1, 2)
        while [kind for kind, _ in _read(marks)].count(WRITING) < wanted:
            marks += os.read(reading, _MARK)
        time.sleep(chance.uniform(0, WRITING_SECONDS))
    else:
        time.sleep(chance.uniform(0, 2.5 * issued_in))
    os.kill(pid, signal.SIGKILL)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL, "it ended by itself"
    while more := os.read(reading, 4096):
        marks += more
    os.close(reading)
    return list(_read(marks))


def _issue_without_end(work: Work, told: int) -> None:
    """The child: it says before it writes, and after the service has answered."""
    record = issuing.record_packet

    def say_and_record(act: Any, prepared: Any) -> Packet:
        os.write(told, WRITING + act.client_id.bytes)
        return record(act, prepared)

    issuing.record_packet = say_and_record
    try:
        while True:
            key = uuid.uuid4()
            _issue(work, key)
            os.write(told, ACKNOWLEDGED + key.bytes)
    finally:
        os._exit(1)


def _read(marks: bytes) -> Iterator[tuple[bytes, uuid.UUID]]:
    for start in range(0, len(marks) - _MARK + 1, _MARK):
        yield marks[start : start + 1], uuid.UUID(bytes=marks[start + 1 : start + _MARK])


def _whole(acknowledged: list[uuid.UUID]) -> list[uuid.UUID]:
    """Every record holds together; which acknowledged packets are not there."""
    checked = Checked()
    assert list(faults(checked)) == []
    assert checked.packets == Packet.objects.count()
    assert set(Packet.objects.annotate(papers=Count("documents")).values_list("papers", flat=True)) == {2}
    series = IssuedDocument.objects.order_by().values("kind", "year")
    for row in series.annotate(first=Min("number"), last=Max("number"), count=Count("pk")):
        assert (row["first"], row["last"]) == (1, row["count"])
        assert PaperCounter.objects.get(series__startswith=f"{row['kind']}:", year=row["year"]).last == row["count"]
    for purpose in (Purpose.RECOGNITION, Purpose.RETURN):
        packets = Packet.objects.filter(purpose=purpose)
        assert packets.filter(state=PaperState.VALID).count() == 1
        assert packets.filter(state=PaperState.REPLACED, replaced_by=None).count() == 0
    acts = AuditEvent.objects.filter(act="Emitió documentos").values_list("object_id", flat=True)
    assert sorted(acts) == sorted(str(pk) for pk in Packet.objects.values_list("pk", flat=True))
    known = set(Packet.objects.values_list("client_id", flat=True))
    return [key for key in acknowledged if key not in known]


def _swept(media: Path) -> int:
    """A day later the next start removes what the killed ones left: every file that stays is named, and whole."""
    for file in media.rglob("*"):
        if file.is_file():
            os.utime(file, (1, 1))
    out = StringIO()
    call_command("sweep_files", stdout=out)
    named = {*Packet.objects.values_list("path", flat=True), *IssuedDocument.objects.values_list("path", flat=True)}
    assert set(stored_paths()) == named
    assert all(is_intact(path) for path in named)
    assert not [file for file in (media / ".unfinished").iterdir() if file.is_file()]
    return int("".join(sign for sign in out.getvalue() if sign.isdigit()))
