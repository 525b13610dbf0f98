"""Of many who left, whose last day stands in papers in force: asked at once, as it is asked of one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from attendance.frozen import frozen_among, frozen_by
from convalidation.enums import Purpose
from convalidation.models import IssuedDocument, Packet
from convalidation.rules import PaperKind
from tests.accounts.factories import UserFactory
from tests.network.factories import SehoFactory
from tests.panel import work

DAY = date(2026, 5, 20)


@pytest.mark.django_db
def test_the_same_is_said_of_many_as_of_one(django_assert_num_queries: Any) -> None:
    seho, by = SehoFactory(), UserFactory()

    def left(**papers: Any) -> Any:
        time = work.time_in(seho, by, DAY - timedelta(days=20), DAY)
        if papers:
            _with_document(work.packet(time, DAY + timedelta(days=2), by, **papers))
        return time

    told = left(purpose=Purpose.RECOGNITION)
    left()
    left(purpose=Purpose.RETURN)
    left(purpose=Purpose.RECOGNITION, annulled_on=DAY + timedelta(days=3))
    left(purpose=Purpose.PERIOD, ends_on=DAY - timedelta(days=1))
    days = {time.pk: DAY for time in seho.episodes.all()}
    with django_assert_num_queries(1):
        assert frozen_among(days) == {told.pk}
    assert {pk for pk in days if frozen_by([pk], [DAY])} == {told.pk}


def _with_document(packet: Packet) -> None:
    IssuedDocument.objects.create(
        packet=packet, kind=PaperKind.CONSTANCY, seho=packet.episode.seho, year=DAY.year, number=packet.pk, label="N.º",
        code=packet.code, content={}, path=packet.path, sha256=packet.sha256, bytes=1, seal=packet.sha256,
        previous_seal=packet.code, issued_on=DAY,
    )  # fmt: skip


def test_of_nobody_nothing_is_asked() -> None:
    assert frozen_among({}) == set()
