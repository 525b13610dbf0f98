"""The figures of the services against data counted by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from convalidation.queries.going_on import ReturnFigures
from patients.due import LATE, NOW
from seho.accounts.enums import Role
from seho.network.models import Agreement
from seho.panel.queries import OwnWork, ServiceRow, due_today, own_work, service_rows
from tests.accounts.factories import make_user
from tests.panel.conftest import Land
from tests.panel.work import incident, school_return

NOTHING = OwnWork(frozenset(), (), ())


def rows_of(land: Land, user: object) -> dict[str, ServiceRow]:
    return {row.seho.short_name: row for row in service_rows(user, land.today)}


def test_each_type_is_counted(counted: Land) -> None:
    row = rows_of(counted, counted.specialist)["Sano"]
    assert (row.type_a, row.type_b, row.type_c, row.untyped, row.in_attention) == (1, 1, 1, 1, 4)


def test_the_facts_already_read_give_the_same_types(counted: Land) -> None:
    user = counted.coordinator
    (read,) = service_rows(user, counted.today, own_work(user, counted.today))
    (asked,) = service_rows(user, counted.today)
    assert read == asked


@pytest.mark.parametrize("who", ["coordinator", "specialist", "dre"])
def test_the_returns_already_read_give_the_same_figures(land: Land, who: str) -> None:
    """Of the own services alone: a UGEL reads also returns to its schools from other services, a DRE reads none."""
    user, by = getattr(land, who), land.coordinator
    for seho in (land.well, land.ill, land.other):
        for ended in (3, 20):
            found = school_return(land.pupil(seho, 30, ended=ended), by, land.today - timedelta(days=ended))
        incident(found, by, land.today - timedelta(days=2))
        school_return(land.pupil(seho, 40, ended=60), by, land.today - timedelta(days=60), closed_on=land.today)
    read = service_rows(user, land.today, own_work(user, land.today))
    assert read == service_rows(user, land.today)
    assert [row.returns for row in read] == [ReturnFigures(2, 1, 1, 1)] * (1 if who == "coordinator" else 2)


def test_a_week_runs_from_monday_and_a_cancelled_session_was_none(counted: Land) -> None:
    row = rows_of(counted, counted.specialist)["Sano"]
    assert (row.sessions, row.pupils_taught) == (2, 2)


def test_papers_are_owed_at_once_and_late_after_five_days(counted: Land) -> None:
    rows = rows_of(counted, counted.specialist)
    assert (rows["Sano"].papers_owed, rows["Sano"].papers_late) == (1, 0)
    assert (rows["Enfermo"].papers_owed, rows["Enfermo"].papers_late) == (2, 1)


def test_who_needs_help_comes_first(counted: Land) -> None:
    rows = rows_of(counted, counted.specialist)
    assert list(rows) == ["Enfermo", "Sano"]
    assert rows["Enfermo"].needs_help
    assert not rows["Sano"].needs_help


def test_long_stays_count_whoever_is_in_hospital_for_15_days(counted: Land) -> None:
    rows = rows_of(counted, counted.specialist)
    assert rows["Sano"].long_stays.by_day[-1] == 1  # 40 days; the others are at home, or not so long
    assert rows["Enfermo"].long_stays.by_day[-1] == 1  # the 16th day is today


@pytest.mark.parametrize(("days", "is_soon"), [(91, False), (90, True), (0, True), (-1, True)])
def test_an_agreement_that_ends_is_told_in_time(land: Land, days: int, is_soon: bool) -> None:
    Agreement.objects.filter(seho=land.well).update(ends_on=land.today + timedelta(days=days))
    row = rows_of(land, land.specialist)["Sano"]
    assert (row.agreement_days, row.agreement_ends_soon) == (days, is_soon)


def test_no_agreement_is_told_as_soon(land: Land) -> None:
    Agreement.objects.filter(seho=land.well).delete()
    row = rows_of(land, land.specialist)["Sano"]
    assert row.agreement_days is None
    assert row.needs_help


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("coordinator", ["Sano"]),
        ("specialist", ["Enfermo", "Sano"]),
        ("dre", ["Enfermo", "Sano"]),
        ("minedu", ["Ajeno", "Enfermo", "Sano"]),
    ],
)
def test_each_supervisor_sees_the_own_services(land: Land, who: str, seen: list[str]) -> None:
    assert sorted(rows_of(land, getattr(land, who))) == seen


@pytest.mark.parametrize("role", [Role.TEACHER, Role.VOLUNTEER, Role.PSYCHOLOGIST])
def test_who_supervises_nothing_has_no_rows(land: Land, role: Role) -> None:
    assert service_rows(make_user(role, land.well), land.today) == []


@pytest.mark.parametrize(("days", "urgency", "words"), [(20, NOW, "Vence pronto"), (-3, LATE, "Venció")])
def test_the_agreement_is_due_for_who_coordinates(land: Land, days: int, urgency: int, words: str) -> None:
    Agreement.objects.filter(seho=land.ill).update(ends_on=land.today + timedelta(days=days))
    user = make_user(Role.COORDINATOR, land.ill)
    items = due_today(user, land.today, NOTHING, service_rows(user, land.today))
    (found,) = [item for item in items if item.kind == "agreement"]
    assert (found.urgency, found.due_on) == (urgency, land.today + timedelta(days=days))
    assert words in found.text
    supervisor = land.specialist  # reads it as an early sign
    items = due_today(supervisor, land.today, NOTHING, service_rows(supervisor, land.today))
    assert "agreement" not in {item.kind for item in items}


def test_what_is_late_comes_before_what_is_due(counted: Land) -> None:
    user = make_user(Role.COORDINATOR, counted.ill)
    own = own_work(user, counted.today)
    items = due_today(user, counted.today, own, service_rows(user, counted.today, own))
    assert items[0].urgency == LATE
    assert [item.sort_key for item in items] == sorted(item.sort_key for item in items)
