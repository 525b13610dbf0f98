"""The early signs of services, read from their rows. Today is Wednesday 10 June 2026, in weeks of class."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from patients.due import LATE, NOW, SOON
from patients.enums import NotAttendedReason, ReferralState
from patients.rules import Days
from seho.accounts.enums import Role
from seho.panel.board.asked import Part
from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.signs import PARTS, Sign, signs
from seho.panel.indicators.values import Asked
from seho.panel.rules.signs import KINDS
from tests.accounts.factories import MembershipFactory, UserFactory
from tests.attendance.factories import PlanVersionFactory, SessionFactory
from tests.curriculum.factories import CompetencyFactory, SchoolCalendarFactory
from tests.network.factories import AgreementFactory, SehoFactory
from tests.panel import work
from tests.patients.factories import GuardianFactory, ReferralFactory, StayFactory

TODAY = date(2026, 6, 10)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def asked(*sehos: Any) -> Asked:
    """A period of the past: the signs are of today all the same."""
    return Asked(tuple(seho.pk for seho in sehos), Days(date(2025, 3, 1), date(2025, 3, 31)), TODAY)


@pytest.fixture
def by(db: None, today: date) -> Any:
    SchoolCalendarFactory(with_periods=True)
    return UserFactory()


def service(name: str, *, without: Role | None = None) -> Any:
    """A service with agreement and team."""
    seho = SehoFactory(short_name=name)
    AgreementFactory(seho=seho, ends_on=date(2029, 1, 1))
    for role in (Role.COORDINATOR, Role.TEACHER, Role.PSYCHOLOGIST):
        ends_on = ago(40) if role is without else None
        MembershipFactory(**{role.lower(): True}, seho=seho, checked_until=date(2030, 1, 1), ends_on=ends_on)
    return seho


def trouble(seho: Any, by: Any) -> None:
    """Everything that gives a sign and is read from the rows of pupils."""
    gone = work.time_in(seho, by, ago(60), ago(16))
    work.time_in(seho, by, ago(60), ago(15))
    work.packet(work.time_in(seho, by, ago(60), ago(40)), ago(30), by)
    returning = work.school_return(gone, by, ago(16))
    work.incident(returning, by, ago(16))
    work.incident(work.school_return(work.time_in(seho, by, ago(60), ago(20)), by, ago(20)), by, ago(15))
    waiting = [work.time_in(seho, by, ago(9)) for _ in range(6)]
    for time in waiting:
        StayFactory(patient=time.patient, starts_on=ago(20), ends_on=None, created_by=by)
    unplanned = work.time_in(seho, by, date(2026, 5, 4), date(2026, 5, 15))
    PlanVersionFactory(plan__episode=unplanned, in_force=True, created_by=by, goals=[CompetencyFactory()])
    for reason, days in ((NotAttendedReason.NO_CAPACITY, 89), (NotAttendedReason.NO_CAPACITY, 90)):
        ReferralFactory(
            seho=seho,
            state=ReferralState.NOT_ATTENDED,
            not_attended_reason=reason,
            identified_on=ago(days),
            created_by=by,
        )


def test_a_service_that_is_well_gives_no_sign(by: Any) -> None:
    seho = service("Sano")
    time = work.time_in(seho, by, ago(9), first_attended_on=ago(1))
    GuardianFactory(patient=time.patient)
    SessionFactory(seho=seho, held_on=ago(1), created_by=by, pupils=[time])
    assert signs(asked(seho)) == []


def test_the_signs_of_a_service_in_trouble(by: Any) -> None:
    seho, well = service("Enfermo", without=Role.TEACHER), service("Sano")
    trouble(seho, by)
    found = {sign.kind: sign for sign in signs(asked(seho, well))}
    assert {kind: (sign.urgency, sign.count) for kind, sign in found.items()} == {
        "team": (LATE, None),
        "papers": (LATE, 3),
        "incidents": (LATE, 1),
        "idle": (NOW, 6),
        "no_capacity": (NOW, 1),
        "returns": (NOW, 2),
        "evaluation": (NOW, 1),
        "registration": (SOON, 6),
        "quality": (SOON, 11),
    }
    assert {sign.service for sign in found.values()} == {"Enfermo"}
    assert found["papers"].since == date(2026, 5, 15)
    assert found["incidents"].since == ago(16)
    assert "docente" in found["team"].text


def test_a_sign_leads_to_the_list_of_a_figure_or_to_the_service(by: Any) -> None:
    seho = service("Enfermo", without=Role.TEACHER)
    trouble(seho, by)
    found = {sign.kind: sign for sign in signs(asked(seho))}
    assert found["team"].url == f"/red/servicios/{seho.pk}/"
    assert found["no_capacity"].url == f"/tablero/?ambito=seho-{seho.pk}&parte=estudiantes"
    assert found["papers"].url.startswith(f"/tablero/lista/?cifra=documentos-con-mucho-retraso&ambito=seho-{seho.pk}&")
    assert {one.indicator for one in found.values()} <= {"", *INDICATORS}
    assert set(PARTS.values()) <= set(Part.values)
    assert set(found) <= set(KINDS)


def test_the_list_counts_what_the_sign_says(by: Any) -> None:
    seho = service("Enfermo")
    trouble(seho, by)
    found = {sign.kind: sign for sign in signs(asked(seho))}
    for kind, days in (("papers", 1), ("returns", 1), ("evaluation", 30), ("registration", 90)):
        one = found[kind]
        since = ago(days - 1)
        assert f"desde={since.isoformat()}&hasta={TODAY.isoformat()}" in one.url
        behind = INDICATORS[one.indicator].behind
        assert behind is not None
        assert behind(Asked((seho.pk,), Days(since, TODAY), TODAY)).count() == one.count, kind


def test_the_most_urgent_of_all_services_comes_first(by: Any) -> None:
    ended, ending = SehoFactory(short_name="Vencido"), SehoFactory(short_name="Por vencer")
    AgreementFactory(seho=ending, ends_on=TODAY + timedelta(days=20))
    AgreementFactory(seho=ended, ends_on=ago(3))
    found = [sign for sign in signs(asked(ending, ended)) if sign.kind == "agreement"]
    assert [(sign.service, sign.urgency) for sign in found] == [("Vencido", LATE), ("Por vencer", NOW)]


def test_signs_are_kept_as_json(by: Any) -> None:
    seho = service("Enfermo", without=Role.TEACHER)
    trouble(seho, by)
    found = signs(asked(seho))
    assert [Sign.from_json(kept) for kept in json.loads(json.dumps([sign.as_json() for sign in found]))] == found


def test_no_sign_names_a_pupil(by: Any) -> None:
    seho = service("Enfermo")
    trouble(seho, by)
    said = json.dumps([sign.as_json() for sign in signs(asked(seho))], ensure_ascii=False)
    assert "Quispe" not in said


def test_holidays_make_nobody_idle(by: Any) -> None:
    seho = service("Sano")
    work.time_in(seho, by, date(2026, 12, 1))
    summer = Asked((seho.pk,), Days(date(2026, 12, 1), date(2026, 12, 31)), date(2027, 1, 20))
    assert "idle" not in {sign.kind for sign in signs(summer)}


def test_a_team_that_has_no_time_for_all(by: Any) -> None:
    """Eleven pupils in hospital for months, one professional: more than ten on an average day (art. 16.3)."""
    seho = SehoFactory(short_name="Lleno")
    MembershipFactory(teacher=True, seho=seho, checked_until=date(2030, 1, 1))
    for _ in range(11):
        time = work.time_in(seho, by, ago(120))
        StayFactory(patient=time.patient, starts_on=ago(150), ends_on=None, created_by=by)
    assert "capacity" in {sign.kind for sign in signs(asked(seho))}
    MembershipFactory(psychologist=True, seho=seho, checked_until=date(2030, 1, 1))
    assert "capacity" not in {sign.kind for sign in signs(asked(seho))}


def test_many_services_are_read_at_once(by: Any, django_assert_num_queries: Any) -> None:
    sehos = [service("Uno")]
    trouble(sehos[0], by)
    with django_assert_num_queries(28):
        signs(asked(*sehos))
    sehos += [service("Dos"), service("Tres")]
    trouble(sehos[1], by)
    with django_assert_num_queries(28):
        signs(asked(*sehos))


def test_of_no_services_there_are_none(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert signs(asked()) == []
