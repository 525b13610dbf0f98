"""The return: who returns, milestones, what is next, what stands against closing (art. 14, 15)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from convalidation.enums import ReturnOutcome
from convalidation.rules.returning import (
    MILESTONES,
    PlanDays,
    ReturnFacts,
    Weight,
    check_closing,
    check_follow_up,
    check_incident,
    check_plan,
    check_visit,
    closing_gaps,
    is_late,
    milestones,
    next_step,
    opens_on,
    return_due,
    steps,
)
from patients.due import LATE, LATER, NOW, SOON
from patients.enums import EpisodeEnd, Setting
from seho.clock import today as lima_today

ENDED = date(2026, 3, 6)
START = date(2026, 3, 9)
DAY = timedelta(days=1)
AGREED: dict[str, Any] = {"ended_on": ENDED, "starts_on": START, "agreed_on": ENDED}


def states(done: dict[int, date], today: date, start: date = START) -> list[str]:
    return [one.state.value for one in milestones(start, done, today)]


@pytest.mark.parametrize(
    ("reason", "setting", "is_due"),
    [
        pytest.param(EpisodeEnd.DISCHARGE, Setting.HOSPITAL, True, id="art-14.1-discharge"),
        pytest.param(EpisodeEnd.REST_ENDED, Setting.HOME, True, id="art-14.1-rest-ended"),
        pytest.param(EpisodeEnd.WITHDRAWAL, Setting.HOSPITAL, True, id="art-14.1-withdrawal"),
        pytest.param(EpisodeEnd.TRANSFER, Setting.HOSPITAL, False, id="transfer"),
        pytest.param(EpisodeEnd.SETTING_CHANGE, Setting.HOSPITAL, False, id="other-setting"),
        pytest.param(EpisodeEnd.DECEASED, Setting.HOSPITAL, False, id="deceased"),
        pytest.param(EpisodeEnd.DISCHARGE, Setting.UNTYPED, False, id="R21-untyped"),
    ],
)
def test_who_returns(reason: str, setting: str, is_due: bool) -> None:
    answer = return_due(reason, setting)
    assert answer.is_due is is_due
    assert answer.reason
    assert answer.article.startswith("art.")


def test_milestones_are_counted_from_the_first_day_back() -> None:
    assert milestones(None, {}, START) == ()
    assert [one.due_on - START for one in milestones(START, {}, START)] == [timedelta(days=n) for n in (7, 30, 60, 90)]


@pytest.mark.parametrize(
    ("after", "state"),
    [(3, "waiting"), (4, "due"), (7, "due"), (8, "late")],
    ids=["four-days-before", "three-days-before", "on-the-day", "the-day-after"],
)
def test_a_milestone_is_announced_due_and_late(after: int, state: str) -> None:
    assert states({}, START + after * DAY)[0] == state


def test_what_was_done_is_done_and_covers_what_was_not() -> None:
    done = {30: START + 29 * DAY}
    assert states(done, START + 200 * DAY) == ["covered", "done", "late", "late"]
    first, second, *_ = milestones(START, done, START + 200 * DAY)
    assert first.reason == "No se hizo en su día; el seguimiento de los 30 días lo cubre."
    assert second.reason == "Se hizo el 7 de abril de 2026."


@pytest.mark.parametrize(
    ("start", "day", "due_on"),
    [
        pytest.param(date(2028, 2, 22), 7, date(2028, 2, 29), id="on-29-february"),
        pytest.param(date(2028, 2, 29), 7, date(2028, 3, 7), id="from-29-february"),
        pytest.param(date(2026, 12, 1), 30, date(2026, 12, 31), id="on-31-december"),
        pytest.param(date(2026, 12, 31), 90, date(2027, 3, 31), id="from-31-december"),
        pytest.param(date(2027, 12, 31), 60, date(2028, 2, 29), id="over-both"),
    ],
)
def test_milestones_at_the_edges_of_the_calendar(start: date, day: int, due_on: date) -> None:
    found = {one.day: one for one in milestones(start, {}, due_on)}
    assert found[day].due_on == due_on
    assert found[day].state == "due"
    assert {one.day: one.state for one in milestones(start, {}, due_on + DAY)}[day] == "late"


def test_at_half_past_eleven_in_lima_it_is_not_late_yet() -> None:
    """In London it is the next day already."""
    with time_machine.travel(datetime(2026, 3, 16, 23, 30, tzinfo=ZoneInfo("America/Lima"))):
        day = lima_today()
    assert day == START + 7 * DAY
    assert states({}, day)[0] == "due"


# --- What is next --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "today", "key", "urgency"),
    [
        pytest.param({"ended_on": ENDED}, ENDED + 7 * DAY, "plan", NOW, id="plan-within-the-week"),
        pytest.param({"ended_on": ENDED}, ENDED + 8 * DAY, "plan", LATE, id="plan-late"),
        pytest.param({**AGREED, "starts_on": None}, ENDED, "plan", NOW, id="agreed-without-its-first-day"),
        pytest.param(AGREED, START - DAY, "starts", LATER, id="before-the-first-day"),
        pytest.param(AGREED, START, "wait", LATER, id="nothing-but-waiting"),
        pytest.param(AGREED, START + 6 * DAY, "follow_up", SOON, id="follow-up-announced"),
        pytest.param(AGREED, START + 7 * DAY, "follow_up", NOW, id="follow-up-today"),
        pytest.param(AGREED, START + 8 * DAY, "follow_up", LATE, id="follow-up-late"),
        pytest.param({**AGREED, "open_incidents": (START,)}, START + DAY, "incident", SOON, id="incident"),
        pytest.param({**AGREED, "open_incidents": (START,)}, START + 7 * DAY, "follow_up", NOW, id="the-urgent-first"),
        pytest.param(
            {**AGREED, "done": {7: START + 7 * DAY}, "open_incidents": (START,)}, START + 8 * DAY, "incident", LATE,
            id="incident-over-a-week",
        ),
        pytest.param({**AGREED, "done": {90: START + 90 * DAY}}, START + 90 * DAY, "close", NOW, id="ready-to-close"),
        pytest.param({**AGREED, "readmitted_on": START + DAY}, START + 99 * DAY, "readmitted", NOW, id="readmitted"),
    ],
)  # fmt: skip
def test_what_is_next(facts: dict[str, Any], today: date, key: str, urgency: int) -> None:
    step = next_step(ReturnFacts(**facts), today)
    assert step is not None
    assert (step.key, step.urgency) == (key, urgency)
    assert is_late(ReturnFacts(**facts), today) is (urgency == LATE)
    assert step.words


def test_of_two_late_follow_ups_the_later_one_is_asked_for() -> None:
    found = steps(ReturnFacts(**AGREED), START + 61 * DAY)
    assert [(step.key, step.day) for step in found] == [("follow_up", 60)]
    soon = steps(ReturnFacts(**AGREED), START + 28 * DAY)
    assert [(step.day, step.urgency) for step in soon] == [(7, LATE)]


def test_a_closed_return_has_no_next_step() -> None:
    facts = ReturnFacts(ended_on=ENDED, closed_on=ENDED, open_incidents=(ENDED,))
    assert steps(facts, ENDED + 99 * DAY) == ()
    assert next_step(facts, ENDED + 99 * DAY) is None
    assert not is_late(facts, ENDED + 99 * DAY)


# --- Closing -------------------------------------------------------------------------------------

END = START + 90 * DAY
WHOLE = {**AGREED, "done": dict.fromkeys(MILESTONES, END)}


def test_nothing_stands_against_a_whole_return() -> None:
    assert closing_gaps(ReturnFacts(**WHOLE), END) == ()
    assert check_closing(ReturnOutcome.SATISFACTORY, "", ReturnFacts(**WHOLE), END) == []


@pytest.mark.parametrize(
    ("change", "weight", "article"),
    [
        pytest.param({"open_incidents": (START,)}, Weight.BLOCKS, "art. 15", id="open-incident"),
        pytest.param({"starts_on": None, "done": {}}, Weight.BLOCKS, "art. 14.1", id="not-back-yet"),
        pytest.param({"starts_on": END + DAY}, Weight.BLOCKS, "art. 14.1", id="back-tomorrow"),
        pytest.param({"readmitted_on": START}, Weight.BLOCKS, "art. 15", id="readmitted"),
        pytest.param({"done": {7: END, 30: END, 60: END}}, Weight.REASON, "art. 15", id="last-milestone"),
        pytest.param({"done": {90: END}}, Weight.WARNS, "art. 15", id="milestones-missed"),
        pytest.param({"agreed_on": None}, Weight.WARNS, "art. 14.2, 40.d", id="plan-not-agreed"),
        pytest.param({"is_told": False}, Weight.WARNS, "art. 14.1", id="report-not-given"),
        pytest.param({"is_recognised": False}, Weight.WARNS, "art. 13.4, 13.5", id="not-recognised"),
    ],
)
def test_what_stands_against_closing(change: dict[str, Any], weight: Weight, article: str) -> None:
    facts = ReturnFacts(**{**WHOLE, **change})
    assert [(gap.weight, gap.article) for gap in closing_gaps(facts, END)] == [(weight, article)]
    refused = {problem.field for problem in check_closing(ReturnOutcome.SATISFACTORY, "", facts, END)}
    assert refused == {Weight.BLOCKS: {"outcome"}, Weight.REASON: {"closing_note"}, Weight.WARNS: set()}[weight]
    explained = check_closing(ReturnOutcome.SATISFACTORY, "Concluyó antes.", facts, END)
    assert bool(explained) is (weight == Weight.BLOCKS)


def test_the_heaviest_gap_stands_first() -> None:
    facts = ReturnFacts(ended_on=ENDED, starts_on=START, is_told=False, open_incidents=(START,))
    assert [gap.weight for gap in closing_gaps(facts, END)] == [
        Weight.BLOCKS, Weight.REASON, Weight.WARNS, Weight.WARNS,
    ]  # fmt: skip


def test_another_end_says_why() -> None:
    for outcome in (ReturnOutcome.LEFT, ReturnOutcome.NOT_REACHED):
        assert [one.field for one in check_closing(outcome, "", ReturnFacts(ENDED), END)] == ["closing_note"]
        assert check_closing(outcome, "Se mudó.", ReturnFacts(ENDED), END) == []


def test_only_who_was_readmitted_is_closed_so() -> None:
    assert [one.field for one in check_closing("READMITTED", "", ReturnFacts(ENDED), END)] == ["outcome"]
    assert check_closing("READMITTED", "", ReturnFacts(ENDED, readmitted_on=START), END) == []


# --- What is written -----------------------------------------------------------------------------


def plan(
    starts: date | None = START, full: date | None = None, agreed: date | None = None, *, who: str = "", **more: Any
) -> list[str]:
    values: dict[str, Any] = {"began_on": ENDED - 20 * DAY, "ended_on": ENDED, "done": {}, "today": START} | more
    return [one.field for one in check_plan(PlanDays(starts, full, agreed), who, **values)]


def test_a_plan_may_be_empty_or_whole() -> None:
    assert plan(None) == []
    assert plan(ENDED, ENDED + DAY, START, who="Tutora") == []
    assert plan(START + 366 * DAY) == []


@pytest.mark.parametrize(
    ("days", "more", "field"),
    [
        pytest.param((ENDED - DAY,), {}, "starts_on", id="before-the-egress"),
        pytest.param((START + 367 * DAY,), {}, "starts_on", id="in-more-than-a-year"),
        pytest.param((None,), {"done": {7: START + DAY}}, "starts_on", id="emptied-after-a-follow-up"),
        pytest.param((START + 2 * DAY,), {"done": {7: START + DAY}}, "starts_on", id="after-a-follow-up"),
        pytest.param((START, START - DAY), {}, "full_from", id="whole-before-the-first-day"),
        pytest.param((None, START), {}, "full_from", id="whole-without-a-first-day"),
        pytest.param((START, None, START + DAY), {"who": "Tutora"}, "agreed_on", id="agreed-tomorrow"),
        pytest.param((START, None, ENDED - 21 * DAY), {"who": "Tutora"}, "agreed_on", id="agreed-before-registration"),
        pytest.param((START, None, START), {}, "contact_name", id="agreed-with-nobody"),
    ],
)
def test_a_plan_that_cannot_be(days: tuple[date | None, ...], more: dict[str, Any], field: str) -> None:
    assert plan(*days, **more) == [field]


@pytest.mark.parametrize(
    ("day", "after", "is_accepted"),
    [(7, -1, False), (7, 0, True), (30, 7, False), (30, 8, True), (90, 60, False), (90, 61, True), (7, 12, False)],
)
def test_a_follow_up_stands_in_its_own_stretch(day: int, after: int, is_accepted: bool) -> None:
    today = START + (11 if day == 7 else 99) * DAY
    assert (check_follow_up(day, START + after * DAY, START, today=today) == []) is is_accepted


def test_a_follow_up_needs_the_first_day() -> None:
    assert [one.field for one in check_follow_up(7, START, None, today=START)] == ["done_on"]
    assert opens_on(START, 7) == START


@pytest.mark.parametrize(
    ("happened", "resolved", "guidance", "field"),
    [
        (ENDED - DAY, None, "", "happened_on"),
        (START + DAY, None, "", "happened_on"),
        (START, START - DAY, "Se habló.", "resolved_on"),
        (START, START + DAY, "Se habló.", "resolved_on"),
        (START, START, "", "guidance"),
    ],
)
def test_an_incident_that_cannot_be(happened: date, resolved: date | None, guidance: str, field: str) -> None:
    assert [one.field for one in check_incident(happened, resolved, guidance, ended_on=ENDED, today=START)] == [field]


def test_an_incident_is_resolved_with_its_guidance() -> None:
    assert check_incident(START, START, "Se habló.", ended_on=ENDED, today=START) == []
    assert check_incident(ENDED, None, "", ended_on=ENDED, today=START) == []


def test_a_visit_follows_the_egress() -> None:
    assert check_visit(ENDED, ended_on=ENDED, today=START) == []
    assert [one.field for one in check_visit(ENDED - DAY, ended_on=ENDED, today=START)] == ["visited_on"]
    assert [one.field for one in check_visit(START + DAY, ended_on=ENDED, today=START)] == ["visited_on"]
