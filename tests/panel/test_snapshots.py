"""Figures that are kept: the same as those that are computed directly, and as old as they say."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from patients.enums import Sex
from patients.models import Episode
from seho.accounts.enums import Role
from seho.jobs import progress
from seho.jobs.models import Job
from seho.panel.indicators import periods
from seho.panel.indicators.computing import compute, from_json, to_json
from seho.panel.indicators.periods import Calendar, Period
from seho.panel.indicators.scope import Scope, scope_asked
from seho.panel.indicators.values import Asked
from seho.panel.models import Snapshot
from seho.panel.services import snapshots
from seho.panel.services.snapshots import Shown, ask, figures_for, refresh, signs_for, work
from tests.accounts.factories import make_user
from tests.attendance.factories import SessionFactory
from tests.network.factories import AgreementFactory, SehoFactory, UgelFactory
from tests.patients.factories import ReferralFactory, registered_pupil

pytestmark = pytest.mark.django_db

CALENDAR = Calendar()
MAY = periods.month(2026, 5)
YEAR = periods.school_year(CALENDAR.year(2026))


@pytest.fixture
def ugel() -> Any:
    """Five services: one more than are computed at each look."""
    ugel = UgelFactory()
    SehoFactory.create_batch(5, ugel=ugel)
    return ugel


@pytest.fixture
def scope(ugel: Any) -> Scope:
    return scope_asked(make_user(Role.MINEDU), {"ambito": f"ugel-{ugel.pk}"})


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many sessions that no page waits for them."""
    monkeypatch.setattr(snapshots, "MOST_SESSIONS", -1)


def pupil(seho: Any, on: date, **values: Any) -> Episode:
    episode: Episode = registered_pupil(seho, starts_on=on, **values).episodes.get()
    SessionFactory(seho=seho, held_on=on, pupils=[episode])
    return episode


def attended(shown: Shown) -> int:
    assert shown.figures is not None
    return shown.figures.whole["atendidos"].base


def done(job: Job, today: date) -> None:
    taken = progress.take(job.pk, job.turn)
    assert taken is not None
    work(taken, today)
    progress.finish(taken)


def kept(scope: Scope, today: date, period: Period = MAY) -> None:
    done(ask(by=make_user(Role.MINEDU), scope=scope, period=period, today=today), today)


def test_few_services_are_computed_at_each_look(today: date) -> None:
    seho = SehoFactory()
    scope = scope_asked(make_user(Role.COORDINATOR, seho), {})
    assert attended(figures_for(scope, MAY, today, CALENDAR)) == 0
    pupil(seho, MAY.days.start)
    shown = figures_for(scope, MAY, today, CALENDAR)
    assert (attended(shown), shown.computed_at) == (1, None)
    assert not Snapshot.objects.exists()


def test_many_are_kept_and_say_of_when_they_are(scope: Scope, today: date) -> None:
    kept(scope, today)
    pupil(SehoFactory._meta.model.objects.get(pk=scope.seho_ids[0]), MAY.days.start)
    shown = figures_for(scope, MAY, today + timedelta(days=3), CALENDAR)
    assert (attended(shown), shown.as_of) == (0, today)
    assert shown.computed_at is not None
    kept(scope, today)
    assert attended(figures_for(scope, MAY, today, CALENDAR)) == 1


def test_what_is_not_kept_is_computed_at_once_where_it_is_little(scope: Scope, today: date) -> None:
    free = periods.free(MAY.days)
    shown = figures_for(scope, free, today, CALENDAR)
    assert shown.figures is not None
    assert shown.computed_at is None


@pytest.mark.usefixtures("many")
def test_and_where_it_is_much_in_the_background_once(scope: Scope, today: date) -> None:
    user = make_user(Role.MINEDU)
    assert figures_for(scope, MAY, today, CALENDAR).figures is None
    job = ask(by=user, scope=scope, period=MAY, today=today)
    assert ask(by=make_user(Role.MINEDU), scope=scope, period=MAY, today=today) == job
    shown = figures_for(scope, MAY, today, CALENDAR)
    assert (shown.figures, shown.is_being_computed) == (None, True)
    done(job, today)
    shown = figures_for(scope, MAY, today, CALENDAR)
    assert (attended(shown), shown.is_being_computed) == (0, False)
    assert snapshots.page(job).endswith(f"?ambito={scope.key}&periodo=mes-2026-05")


@pytest.mark.usefixtures("many")
def test_what_is_kept_of_other_services_is_not_shown(scope: Scope, today: date, ugel: Any) -> None:
    kept(scope, today)
    SehoFactory(ugel=ugel)
    wider = scope_asked(make_user(Role.MINEDU), {"ambito": scope.key})
    assert figures_for(wider, MAY, today, CALENDAR).figures is None


def test_the_period_before_is_kept_of_the_same_day(scope: Scope, today: date) -> None:
    """Eleven days later the year is compared with the days up to which it was counted."""
    kept(scope, today, YEAR)
    shown = figures_for(scope, YEAR, today + timedelta(days=11), CALENDAR)
    assert shown.before is not None
    assert shown.before_period is not None
    assert shown.before_period.days.end == date(2025, 6, 10)


def test_the_signs_are_kept_with_what_goes_on(scope: Scope, today: date) -> None:
    AgreementFactory(seho_id=scope.seho_ids[0], ends_on=today + timedelta(days=9))
    direct, looked_at = signs_for(scope, today)
    assert direct
    assert looked_at is None
    kept(scope, today, MAY)
    assert signs_for(scope, today)[1] is None
    kept(scope, today, YEAR)
    again, looked_at = signs_for(scope, today)
    assert again == direct
    assert looked_at is not None


@pytest.fixture
def three_periods(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of which May is over."""
    named = [YEAR, periods.month(2026, 6), MAY]
    monkeypatch.setattr(periods, "named_periods", lambda today, calendar: named)


@pytest.mark.usefixtures("scope", "three_periods")
def test_each_night_what_goes_on_is_computed_and_what_is_over_once_a_week(today: date) -> None:
    """Of the country, the region and the UGEL."""
    now = timezone.now()
    assert refresh(today=today, now=now) == 9
    assert refresh(today=today, now=now + timedelta(hours=1)) == 6
    assert refresh(today=today, now=now + timedelta(days=8)) == 9


@pytest.mark.usefixtures("three_periods")
def test_days_that_somebody_chose_are_forgotten(scope: Scope, today: date) -> None:
    kept(scope, today, periods.free(MAY.days))
    refresh(today=today, now=timezone.now() + timedelta(days=8))
    assert not Snapshot.objects.filter(period_key="libre").exists()


def test_the_command_says_how_many(today: date, capsys: Any) -> None:
    call_command("refresh_panels")
    assert capsys.readouterr().out.startswith("0 cuadros de cifras calculados en ")


def test_a_region_is_not_told_the_small_number_of_a_service(ugel: Any, today: date) -> None:
    sehos = list(ugel.sehos.order_by("short_name"))
    for seho, number in zip(sehos[:3], (3, 6, 8), strict=True):
        for _ in range(number):
            pupil(seho, MAY.days.start)
    user = make_user(Role.DRE_SPECIALIST, ugel.region)
    shown = figures_for(scope_asked(user, {}), MAY, today, CALENDAR)
    assert [shown.is_hidden("atendidos", seho.pk) for seho in sehos[:3]] == [True, True, False]
    assert not shown.is_hidden("atendidos")
    within = figures_for(scope_asked(user, {"ambito": f"seho-{sehos[1].pk}"}), MAY, today, CALENDAR)
    assert within.is_hidden("atendidos")
    for role, unit in ((Role.UGEL_SPECIALIST, ugel), (Role.MINEDU, None), (Role.COORDINATOR, sehos[0])):
        exact = figures_for(scope_asked(make_user(role, unit), {}), MAY, today, CALENDAR)
        assert not exact.is_hidden("atendidos", sehos[0].pk)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_kept_is_what_is_computed(ugel: Any, today: date, seed: int) -> None:
    chance = Random(seed)
    sehos = list(ugel.sehos.all())
    for _ in range(12):
        on = MAY.days.start + timedelta(days=chance.randrange(-10, 41))
        ends_on = on + timedelta(days=chance.randrange(5)) if chance.randrange(2) else None
        row = pupil(
            chance.choice(sehos), on, ends_on=ends_on, sex=chance.choice(Sex.values),
            birth_date=date(2026 - chance.randrange(3, 18), 5, 20),
        )  # fmt: skip
        ReferralFactory(seho=row.seho, identified_on=on, refused=bool(chance.randrange(2)))
    scope = scope_asked(make_user(Role.MINEDU), {"ambito": f"ugel-{ugel.pk}"})
    kept(scope, today)
    shown = figures_for(scope, MAY, today, CALENDAR)
    direct = compute(Asked(scope.seho_ids, MAY.days, today))
    assert shown.figures == direct
    assert from_json(to_json(direct)) == direct
    assert [list(cells) for cells in shown.figures.tables["registrados"].values()] == [
        list(cells) for cells in direct.tables["registrados"].values()
    ]
    before = compute(Asked(scope.seho_ids, periods.month(2026, 4).days, today))
    assert shown.before is not None
    assert (shown.before.whole, shown.before.by_service) == (before.whole, before.by_service)
