"""What an egress owes stands in one line: the next act that is possible, and in words what follows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from convalidation.queries import due_for
from convalidation.services import save_return_report
from convalidation.services.following import open_return
from patients.due import LATE, NOW, DueItem
from patients.enums import EpisodeEnd
from patients.models import Episode
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ENDED_ON, ISSUED_ON, issued_packet
from tests.convalidation.test_queries import TELLING, bare_episode

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KINDS = ("return_report", "papers", "return_open")


def lines(person: Any, day: date) -> list[DueItem]:
    return [item for item in due_for(person, day) if item.kind in KINDS]


def told(person: Any, day: date) -> list[tuple[str, int]]:
    return [(item.kind, item.urgency) for item in lines(person, day)]


def tell(cast: Cast, episode: Episode) -> None:
    save_return_report(by=cast.teacher, episode=episode, values=TELLING, version=0, today=ISSUED_ON)


def test_report_and_papers_are_one_line_and_the_return_waits_for_them(cast: Cast) -> None:
    bare_episode(cast)
    (item,) = lines(cast.coordinator, ENDED_ON + 5 * DAY)
    assert (item.kind, item.urgency, item.due_on) == ("return_report", NOW, ENDED_ON + 5 * DAY)
    assert "su informe de reincorporación y emitir los documentos de su egreso (art. 13.5 y 14.1)" in item.text
    assert "retorno" not in item.text
    assert "Quispe" not in item.text
    assert lines(cast.psychologist, ENDED_ON + 5 * DAY) == []


def test_a_return_that_is_late_by_itself_waits_for_nothing(cast: Cast) -> None:
    bare_episode(cast)
    (item,) = lines(cast.coordinator, ENDED_ON + 8 * DAY)
    assert (item.kind, item.urgency, item.due_on) == ("return_report", LATE, ENDED_ON + 5 * DAY)
    assert item.text.endswith("y abrir el seguimiento de su retorno (art. 13.5, 14.1 y 15)")
    assert told(cast.psychologist, ENDED_ON + 7 * DAY) == []
    assert told(cast.psychologist, ENDED_ON + 8 * DAY) == [("return_open", LATE)]


def test_each_act_makes_room_for_the_next(cast: Cast) -> None:
    episode = bare_episode(cast)
    tell(cast, episode)
    assert told(cast.coordinator, ISSUED_ON) == [("papers", NOW)]
    issued_packet(by=cast.coordinator, episode=episode)
    for person in (cast.coordinator, cast.psychologist):
        assert told(person, ISSUED_ON) == [("return_open", NOW)]
    open_return(by=cast.coordinator, episode=episode, today=ISSUED_ON)
    for person in (cast.coordinator, cast.psychologist):
        assert told(person, ISSUED_ON + 30 * DAY) == []


def test_the_report_alone_is_still_owed_after_the_papers(cast: Cast) -> None:
    episode = bare_episode(cast)
    issued_packet(by=cast.coordinator, episode=episode)
    (item,) = lines(cast.coordinator, ISSUED_ON)
    assert item.kind == "return_report"
    assert item.text.endswith("falta completar su informe de reincorporación (art. 14.1)")


@pytest.mark.parametrize("reason", [EpisodeEnd.TRANSFER, EpisodeEnd.SETTING_CHANGE])
def test_who_goes_on_in_a_service_owes_papers_alone(cast: Cast, reason: str) -> None:
    episode = bare_episode(cast)
    Episode.objects.filter(pk=episode.pk).update(end_reason=reason)
    assert told(cast.coordinator, ENDED_ON + 30 * DAY) == [("papers", LATE)]
    assert told(cast.psychologist, ENDED_ON + 30 * DAY) == []


def test_papers_are_owed_however_old_and_the_rest_is_history(cast: Cast) -> None:
    bare_episode(cast)
    assert told(cast.coordinator, ENDED_ON + 120 * DAY) == [("return_report", LATE)]
    assert told(cast.coordinator, ENDED_ON + 121 * DAY) == [("papers", LATE)]
    assert told(cast.psychologist, ENDED_ON + 121 * DAY) == []


def test_a_later_time_in_a_service_is_followed_instead(cast: Cast) -> None:
    episode = bare_episode(cast)
    tell(cast, episode)
    issued_packet(by=cast.coordinator, episode=episode)
    Episode.objects.create(
        patient=episode.patient, seho=cast.seho, setting=episode.setting, starts_on=ENDED_ON + 3 * DAY,
        registered_by=cast.coordinator, registered_at=episode.registered_at,
    )  # fmt: skip
    assert told(cast.coordinator, ISSUED_ON + 3 * DAY) == []


def test_nobody_else_is_told_of_them(cast: Cast) -> None:
    bare_episode(cast)
    for person in (cast.teacher, cast.volunteer, cast.stranger, cast.other_director):
        assert lines(person, ENDED_ON + 8 * DAY) == []
