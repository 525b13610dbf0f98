"""What the papers owe, to whom and since when; what the line of a pupil's way shows of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from convalidation.models import Packet
from convalidation.queries import due_for, episodes_owing_papers, lists
from convalidation.services import Answer, acknowledge, annul_packet, recognise, save_return_report
from patients.due import LATE, NOW
from patients.enums import EpisodeEnd, Setting
from patients.models import Episode
from patients.queries import pupil_facts
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ENDED_ON, ISSUED_ON, issued_packet, ready_episode

pytestmark = pytest.mark.django_db
TELLING = {
    "learning_situation": "Lee.", "socioemotional_situation": "Bien.", "recommendations": "Acompañar.",
    "told_guardian_on": ENDED_ON, "told_director_on": ENDED_ON, "written_guardian_on": ENDED_ON,
    "written_director_on": date(2026, 6, 7),
}  # fmt: skip


def kinds(person: Any, day: date) -> list[str]:
    """Of the papers; what a return owes is tried in test_returns.py."""
    return [item.kind for item in due_for(person, day) if not item.kind.startswith("return_open")]


def bare_episode(cast: Cast, **values: Any) -> Episode:
    return ready_episode(
        cast.seho, by=cast.coordinator, days=10, school=cast.school, photos=0, sessions=0, levels={}, **values
    )


@pytest.fixture
def packet(cast: Cast) -> Packet:
    found = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    save_return_report(by=cast.teacher, episode=found.episode, values=TELLING, version=0, today=ISSUED_ON)
    return found


def test_an_ended_attention_owes_papers_until_they_are_in_force(cast: Cast) -> None:
    episode = bare_episode(cast)
    assert list(episodes_owing_papers(ENDED_ON)) == [episode]
    assert not episodes_owing_papers(ENDED_ON - timedelta(days=1)).exists()
    packet = issued_packet(by=cast.coordinator, episode=episode)
    assert not episodes_owing_papers(ISSUED_ON).exists()
    annul_packet(by=cast.coordinator, packet=packet, reason="Motivo")
    assert episodes_owing_papers(ISSUED_ON).exists()


@pytest.mark.parametrize(
    "change",
    [{"setting": Setting.UNTYPED}, {"end_reason": EpisodeEnd.DECEASED}, {"ends_on": None, "end_reason": ""}],
    ids=["R21", "deceased", "open"],
)
def test_who_owes_no_packet(cast: Cast, change: dict[str, Any]) -> None:
    episode = bare_episode(cast)
    Episode.objects.filter(pk=episode.pk).update(**change)
    assert not episodes_owing_papers(ISSUED_ON).exists()


@pytest.mark.parametrize(("days", "urgency"), [(5, NOW), (6, LATE)])
def test_papers_are_late_after_five_days(cast: Cast, days: int, urgency: int) -> None:
    save_return_report(by=cast.teacher, episode=bare_episode(cast), values=TELLING, version=0, today=ISSUED_ON)
    (item,) = due_for(cast.coordinator, ENDED_ON + timedelta(days=days))
    assert (item.kind, item.urgency) == ("papers", urgency)
    assert item.due_on == ENDED_ON + timedelta(days=5)
    assert "Quispe" not in item.text


def test_the_report_of_the_return_is_due_until_all_four_are_told(cast: Cast) -> None:
    episode = bare_episode(cast)
    save_return_report(
        by=cast.teacher, episode=episode, values=TELLING | {"told_director_on": None}, version=0, today=ISSUED_ON
    )
    assert "return_report" in kinds(cast.coordinator, ISSUED_ON)
    save_return_report(by=cast.teacher, episode=episode, values=TELLING, version=1, today=ISSUED_ON)
    assert "return_report" not in kinds(cast.coordinator, ISSUED_ON)


@pytest.mark.parametrize(("days", "expected"), [(7, []), (8, ["not_acknowledged"])])
def test_a_school_that_is_silent_for_a_week_is_told(cast: Cast, packet: Packet, days: int, expected: list[str]) -> None:
    day = _issue_day(packet) + timedelta(days=days)
    assert kinds(cast.coordinator, day) == expected


@pytest.mark.parametrize(("days", "expected"), [(15, []), (16, ["not_recognised"])])
def test_a_school_that_does_not_decide_is_told(cast: Cast, packet: Packet, days: int, expected: list[str]) -> None:
    acknowledge(by=cast.director, packet=packet)
    assert kinds(cast.coordinator, _issue_day(packet) + timedelta(days=days)) == expected
    recognise(by=cast.director, packet=packet, answers=[Answer("RECOGNISED")], today=ISSUED_ON)
    assert kinds(cast.coordinator, _issue_day(packet) + timedelta(days=days)) == []


def test_a_director_receives_then_recognises_then_is_done(cast: Cast, packet: Packet) -> None:
    day = _issue_day(packet)
    assert kinds(cast.director, day) == ["to_acknowledge"]
    assert kinds(cast.other_director, day) == []
    assert [item.urgency for item in due_for(cast.director, day + timedelta(days=8))] == [LATE]
    acknowledge(by=cast.director, packet=packet)
    assert kinds(cast.director, day) == ["to_recognise"]
    recognise(by=cast.director, packet=packet, answers=[Answer("RECOGNISED")], today=day)
    assert kinds(cast.director, day) == []


def test_nobody_else_has_papers_due(cast: Cast, packet: Packet) -> None:
    for person in (cast.teacher, cast.psychologist, cast.volunteer, cast.specialist, cast.stranger):
        assert kinds(person, date(2026, 12, 1)) == []


def test_the_way_of_the_pupil_shows_the_papers(cast: Cast) -> None:
    episode = bare_episode(cast)
    assert _steps(episode) == {"documents": None, "returned": None}
    packet = issued_packet(by=cast.coordinator, episode=episode)
    assert _steps(episode) == {"documents": _issue_day(packet), "returned": None}


DUE_QUERIES = 10


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_due_asks_as_often_for_three_as_for_one(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        bare_episode(cast)
    cast.coordinator.scope  # noqa: B018 - read before counting
    with django_assert_num_queries(DUE_QUERIES):
        due_for(cast.coordinator, ISSUED_ON)


def test_each_state_counts_the_packets_of_its_list(cast: Cast, packet: Packet) -> None:
    def states() -> set[str]:
        counts = lists.packet_counts(cast.coordinator, "")
        found = {state: len(lists.packets_found(cast.coordinator, state, text="")) for state in counts}
        assert counts == found
        return {state for state, number in counts.items() if number}

    assert states() == {lists.ISSUED, lists.SILENT}
    acknowledge(by=cast.director, packet=packet)
    assert states() == {lists.ISSUED, lists.UNDECIDED}
    recognise(by=cast.director, packet=packet, answers=[Answer("RECOGNISED")], today=ISSUED_ON)
    assert states() == {lists.ISSUED, lists.ANSWERED}
    annul_packet(by=cast.coordinator, packet=packet, reason="Motivo")
    assert states() == {lists.ANNULLED}
    assert not any(lists.packet_counts(cast.stranger, "").values())


def _issue_day(packet: Packet) -> date:
    return packet.issued_at.astimezone().date()


def _steps(episode: Episode) -> dict[str, date | None]:
    facts = pupil_facts(Episode.objects.get(pk=episode.pk), ISSUED_ON)
    return {step.key: step.on for step in facts.journey if step.key in ("documents", "returned")}
