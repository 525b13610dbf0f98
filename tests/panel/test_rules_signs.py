"""When each early sign is given: every limit on both its sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from patients.due import LATE, NOW, SOON
from seho.accounts.enums import Role
from seho.network.rules.posts import Seat
from seho.panel.rules import Lack, ServiceFacts, signs_of, team_lack

TODAY = date(2026, 6, 10)
WELL = ServiceFacts(TODAY, agreement_ends_on=date(2028, 1, 1), in_attention=9, professionals=3)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def urgency_of(kind: str, facts: ServiceFacts) -> int | None:
    return next((one.urgency for one in signs_of(facts) if one.kind == kind), None)


def test_a_service_that_is_well_gives_none() -> None:
    assert signs_of(WELL) == []


@pytest.mark.parametrize(
    ("left", "urgency"), [(91, None), (90, SOON), (31, SOON), (30, NOW), (0, NOW), (-1, LATE)]
)  # fmt: skip
def test_the_agreement(left: int, urgency: int | None) -> None:
    assert urgency_of("agreement", replace(WELL, agreement_ends_on=ago(-left))) == urgency


def test_no_agreement() -> None:
    assert urgency_of("agreement", replace(WELL, agreement_ends_on=None)) == NOW


@pytest.mark.parametrize(
    ("kind", "changes", "urgency"),
    [
        ("team", {"lack": Lack((Role.TEACHER,), ago(30))}, NOW),
        ("team", {"lack": Lack((Role.TEACHER,), ago(31))}, LATE),
        ("checks", {"unchecked": 1}, LATE),
        ("idle", {"idle_days": 6}, None),
        ("idle", {"idle_days": 7}, NOW),
        ("idle", {"idle_days": 13}, NOW),
        ("idle", {"idle_days": 14}, LATE),
        ("idle", {"idle_days": 20, "in_attention": 0}, None),
        ("idle", {"idle_days": 20, "is_term": False}, None),
        ("papers", {"papers_late": 1}, LATE),
        ("incidents", {"stale_incidents": 1}, LATE),
        ("returns", {"returns_late": 1}, NOW),
        ("registration", {"registration_days": 7, "registrations": 5}, None),
        ("registration", {"registration_days": 7.5, "registrations": 5}, SOON),
        ("registration", {"registration_days": 30, "registrations": 4}, None),
        ("capacity", {"long_stays": 30}, None),
        ("capacity", {"long_stays": 30.1}, SOON),
        ("capacity", {"long_stays": 31, "professionals": 0}, None),
        ("drop", {"sessions": 5, "sessions_before": 10}, NOW),
        ("drop", {"sessions": 6, "sessions_before": 10}, None),
        ("drop", {"sessions": 0, "sessions_before": 9}, None),
        ("drop", {"sessions": 5, "sessions_before": 10, "class_days": 10, "class_days_before": 20}, None),
        ("drop", {"sessions": 5, "sessions_before": 10, "class_days": 0}, None),
        ("drop", {"sessions": 5, "sessions_before": 10, "in_attention": 0}, None),
        ("no_capacity", {"no_capacity": 1}, NOW),
        ("evaluation", {"unfinished": 1}, NOW),
        ("quality", {"observed_percent": 25, "observed_of": 8}, None),
        ("quality", {"observed_percent": 25.5, "observed_of": 8}, SOON),
        ("quality", {"observed_percent": 80, "observed_of": 7}, None),
    ],
)
def test_each_sign_at_its_limit(kind: str, changes: dict[str, object], urgency: int | None) -> None:
    assert urgency_of(kind, replace(WELL, **changes)) == urgency  # type: ignore[arg-type]


def test_who_is_idle_is_not_told_of_the_drop_too() -> None:
    facts = replace(WELL, idle_days=10, sessions=0, sessions_before=20)
    assert [one.kind for one in signs_of(facts)] == ["idle"]


def test_the_most_urgent_comes_first_and_each_says_why_and_what_to_do() -> None:
    facts = replace(WELL, agreement_ends_on=ago(-80), returns_late=2, unchecked=1)
    found = signs_of(facts)
    assert [one.kind for one in found] == ["checks", "returns", "agreement"]
    assert all(one.text and one.reason and one.act and "art" in one.article.lower() + " art" for one in found)


# --- the team (art. 16.2, 16.4) --------------------------------------------------------------------


def seat(role: Role, vacant_since: date | None = None) -> Seat:
    return Seat(role, 0 if vacant_since else 1, vacant_since, "art. 16.2")


FULL = (seat(Role.COORDINATOR), seat(Role.TEACHER), seat(Role.PSYCHOLOGIST))


def test_a_team_of_three_lacks_nobody() -> None:
    assert team_lack(FULL, is_home_only=False) is None


def test_a_team_is_incomplete_since_the_first_one_left() -> None:
    seats = (seat(Role.COORDINATOR, ago(3)), seat(Role.TEACHER), seat(Role.PSYCHOLOGIST, ago(9)))
    assert team_lack(seats, is_home_only=False) == Lack((Role.COORDINATOR, Role.PSYCHOLOGIST), ago(9))


def test_a_service_for_homes_needs_one_professional() -> None:
    one = (seat(Role.COORDINATOR, ago(3)), seat(Role.TEACHER), seat(Role.PSYCHOLOGIST, ago(9)))
    nobody = tuple(seat(role, ago(days)) for role, days in zip(Role, (3, 5, 9), strict=False))
    assert team_lack(one, is_home_only=True) is None
    assert team_lack(nobody, is_home_only=True) == Lack(tuple(Role)[:3], ago(3))
