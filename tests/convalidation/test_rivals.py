"""Several people issue at the same moment, as from several processes; and what would happen without the check."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from convalidation.enums import Purpose
from convalidation.models import IssuedDocument, Packet
from convalidation.rules import PaperKind
from convalidation.services import issue_packet, issuing, save_return_report
from convalidation.services.recording import foreseen_number
from convalidation.services.returning import DAYS, TEXTS
from seho.papers.models import PaperCounter
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ISSUED_ON, ready_episode

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 4


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Each act in a thread of its own with its own connection; what they returned."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Without the lock of one process, all foresee the same numbers the first time; one entry for each layout."""
    made: list[None] = []
    barrier, real = threading.Barrier(RIVALS), issuing._prepare
    first = threading.local()

    def prepare(preview: Any) -> Any:
        prepared = real(preview)
        made.append(None)
        if not getattr(first, "passed", False):
            first.passed = True
            barrier.wait(60)
        return prepared

    monkeypatch.setattr(issuing, "_ONE_AT_A_TIME", nullcontext())
    monkeypatch.setattr(issuing, "_prepare", prepare)
    return made


@pytest.mark.parametrize(
    ("purpose", "kinds"),
    [
        (Purpose.RECOGNITION, ("CONSTANCY", "PORTFOLIO")),
        (Purpose.RETURN, ("RETURN_REPORT", "FAMILY_RETURN_REPORT")),
    ],
)
def test_rivals_get_numbers_without_gaps_or_repeats(
    cast: Cast, layouts: list[None], purpose: Purpose, kinds: tuple[str, str]
) -> None:
    by = cast.coordinator
    episodes = [ready_episode(cast.seho, by=by, days=10, school=cast.school, photos=0) for _ in range(RIVALS)]
    for episode in episodes:
        values = {**dict.fromkeys(TEXTS, "Bien."), **dict.fromkeys(DAYS)}
        save_return_report(by=by, episode=episode, values=values, version=0, today=ISSUED_ON)

    def issue(episode: Any) -> Packet:
        return issue_packet(by=by, episode=episode, client_id=uuid.uuid4(), today=ISSUED_ON, purpose=purpose)

    packets = at_once([lambda episode=episode: issue(episode) for episode in episodes])
    assert len({packet.pk for packet in packets}) == RIVALS
    for kind in kinds:
        numbers = IssuedDocument.objects.filter(kind=kind).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, RIVALS + 1))
    assert len(layouts) >= RIVALS + RIVALS - 1, "they were rivals indeed: who lost laid out again"
    call_command("verify_papers")


def test_the_same_form_sent_at_once_issues_once(cast: Cast, layouts: list[None]) -> None:
    episode, key = ready_episode(cast.seho, by=cast.coordinator, days=10, school=cast.school, photos=0), uuid.uuid4()

    def issue() -> Packet:
        return issue_packet(by=cast.coordinator, episode=episode, client_id=key, today=ISSUED_ON)

    packets = at_once([issue] * RIVALS)
    assert {packet.pk for packet in packets} == {Packet.objects.get().pk}
    assert PaperCounter.objects.get(series__startswith="CONSTANCY").last == 1


def test_without_taking_and_comparing_all_rivals_would_print_the_same_number(cast: Cast) -> None:
    """The control: foreseeing alone gives every rival number 1."""
    barrier = threading.Barrier(RIVALS)

    def foresee_and_keep() -> int:
        number = foreseen_number(cast.seho, PaperKind.CONSTANCY, 2026)
        barrier.wait(60)
        PaperCounter.objects.update_or_create(series=f"CONSTANCY:{cast.seho.pk}", year=2026, defaults={"last": number})
        return number

    assert at_once([foresee_and_keep] * RIVALS) == [1] * RIVALS
