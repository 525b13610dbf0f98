"""To whom which paper goes (art. 13.5, 14.1), how long a link answers, and when a letter leaves by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from convalidation.enums import DeliveryEventKind, Recipient
from convalidation.rules import FULL_PACKET, PaperKind
from convalidation.rules.delivering import FAMILY_WORDS, MOST_FAILURES, is_open, letter_due, papers_for, takes_whole

DAY = date(2026, 6, 10)
SENT, FAILED, COPIED, REMINDED, OPENED, REFUSED = (
    DeliveryEventKind.SENT, DeliveryEventKind.NOT_SENT, DeliveryEventKind.COPIED, DeliveryEventKind.REMINDED,
    DeliveryEventKind.OPENED, DeliveryEventKind.REFUSED,
)  # fmt: skip
RETURN = (PaperKind.RETURN_REPORT, PaperKind.FAMILY_RETURN_REPORT)


@pytest.mark.parametrize("recipient", Recipient)
def test_the_papers_of_art_13_5_go_to_both_and_whole(recipient: Recipient) -> None:
    assert papers_for(recipient, FULL_PACKET) == FULL_PACKET
    assert takes_whole(recipient, FULL_PACKET)


@pytest.mark.parametrize(
    ("recipient", "kinds", "expected"),
    [
        (Recipient.SCHOOL, RETURN, (PaperKind.RETURN_REPORT,)),
        (Recipient.GUARDIAN, RETURN, (PaperKind.FAMILY_RETURN_REPORT,)),
        (Recipient.GUARDIAN, (PaperKind.OFFICIAL_COMMUNICATION,), ()),
    ],
    ids=["art. 14.1 director", "art. 14.1 familia", "art. 10.4 familia"],
)
def test_each_has_its_own_report_of_the_return(
    recipient: Recipient, kinds: tuple[PaperKind, ...], expected: tuple[PaperKind, ...]
) -> None:
    assert papers_for(recipient, kinds) == expected
    assert not takes_whole(recipient, kinds), "the whole packet holds the other's paper"


def test_every_paper_goes_to_somebody_and_a_family_is_told_what_it_is() -> None:
    for kind in PaperKind:
        assert any(papers_for(recipient, (kind,)) for recipient in Recipient)
        assert (kind in FAMILY_WORDS) == bool(papers_for(Recipient.GUARDIAN, (kind,)))


@pytest.mark.parametrize(
    ("days", "is_revoked", "failures", "expected"),
    [
        (0, False, 0, True),
        (60, False, MOST_FAILURES - 1, True),
        (61, False, 0, False),
        (0, True, 0, False),
        (0, False, MOST_FAILURES, False),
    ],
    ids=["first day", "last day", "the day after", "revoked", "locked"],
)
def test_a_link_answers_through_its_last_day(days: int, is_revoked: bool, failures: int, expected: bool) -> None:
    today, expires_on = DAY + timedelta(days=days), DAY + timedelta(days=60)
    assert is_open(today=today, expires_on=expires_on, is_revoked=is_revoked, failures=failures) is expected


@pytest.mark.parametrize(
    ("told", "after", "expected"),
    [
        ([], 30, None),
        ([SENT], 4, None),
        ([SENT], 5, REMINDED),
        ([COPIED], 5, REMINDED),
        ([SENT, REFUSED], 5, REMINDED),
        ([SENT, OPENED], 30, None),
        ([SENT, REMINDED, REMINDED], 5, REMINDED),
        ([SENT, REMINDED, REMINDED, REMINDED], 30, None),
        ([FAILED], 0, None),
        ([FAILED], 1, SENT),
        ([SENT, FAILED], 1, REMINDED),
        ([FAILED, FAILED, FAILED], 1, None),
        ([FAILED, FAILED, SENT, FAILED], 1, REMINDED),
    ],
    ids=[
        "never sent", "four days", "five days", "copied", "a wrong number is no opening", "opened", "third reminder",
        "no fourth", "failed today", "failed yesterday", "reminder failed", "failed three times", "not in a row",
    ],
)  # fmt: skip
def test_a_letter_leaves_five_days_after_the_last_three_times_in_all(
    told: list[DeliveryEventKind], after: int, expected: DeliveryEventKind | None
) -> None:
    assert letter_due([(kind, DAY) for kind in told], today=DAY + timedelta(days=after)) == expected
