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
from seho.accounts import audit
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.jobs import progress
from seho.jobs.models import Job
from seho.network.models import Seho
from seho.panel.indicators import periods
from seho.panel.indicators.computing import compute, from_json, to_json
from seho.panel.indicators.periods import Calendar, Period
from seho.panel.indicators.scope import Scope, scope_asked
from seho.panel.indicators.values import Asked
from seho.panel.models import KeptSigns, Snapshot
from seho.panel.services import snapshots
from seho.panel.services.snapshots import Shown, ask, figures_for, looked_for, refresh, signs_for, work
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


def done(job: Job | None, today: date) -> None:
    assert job is not None
    taken = progress.take(job.pk, job.turn)
    assert taken is not None
    work(taken, today)
    progress.finish(taken)


def kept(scope: Scope, today: date, period: Period = MAY) -> None:
    done(ask(by=make_user(Role.MINEDU), scope=scope, period=period, today=today), today)


def test_few_services_of_which_nothing_is_kept_are_computed_at_each_look(today: date) -> None:
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
    assert job is not None
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


def test_the_signs_are_kept_with_the_figures_of_whatever_period(scope: Scope, today: date) -> None:
    AgreementFactory(seho_id=scope.seho_ids[0], ends_on=today + timedelta(days=9))
    direct, looked_at = signs_for(scope, today)
    assert direct
    assert looked_at is None
    kept(scope, today, MAY)
    again, looked_at = signs_for(scope, today)
    assert again == direct
    assert looked_at is not None
    assert signs_for(scope, today + timedelta(days=6))[1] is not None
    assert signs_for(scope, today + timedelta(days=7))[1] is None, "too old"


@pytest.fixture
def three_periods(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of which May is over."""
    named = [YEAR, periods.month(2026, 6), MAY]
    monkeypatch.setattr(periods, "named_periods", lambda today, calendar: named)


@pytest.mark.usefixtures("three_periods")
def test_each_night_what_goes_on_is_computed_and_what_is_over_once_a_week(scope: Scope, today: date) -> None:
    """Of the UGEL and of a service."""
    now = timezone.now()
    both = [scope.extent, of_service(Seho.objects.get(pk=scope.seho_ids[0])).extent]
    assert refresh(today=today, now=now, among=both) == 3 * 2
    assert refresh(today=today, now=now + timedelta(hours=1), among=both) == 2 * 2
    assert refresh(today=today, now=now + timedelta(days=8), among=both) == 3 * 2
    assert KeptSigns.objects.count() == 2


@pytest.mark.usefixtures("three_periods")
def test_days_that_somebody_chose_are_forgotten(scope: Scope, today: date) -> None:
    kept(scope, today, periods.free(MAY.days))
    refresh(today=today, now=timezone.now() + timedelta(days=8), among=())
    assert not Snapshot.objects.filter(period_key="libre").exists()


# --- of few services ---------------------------------------------------------------------------------------


@pytest.fixture
def service(today: date) -> Any:
    """One service, of which figures are kept; the moment of the last act is well before them."""
    seho = SehoFactory()
    pupil(seho, today)
    refresh(today=today, now=timezone.now(), keys=[YEAR.key, MAY.key])
    return seho


def of_service(seho: Any) -> Scope:
    return scope_asked(make_user(Role.COORDINATOR, seho), {})


def written_in(seho: Any) -> None:
    audit.record(by=None, act="Registró algo", obj=seho)


def test_of_few_services_those_that_are_opened_first_are_kept_once(service: Any, today: date) -> None:
    """The country, the region and the UGEL of a single service are that service."""
    refresh(today=today, now=timezone.now())
    kinds = [row.period_key.split("-")[0] for row in Snapshot.objects.all()]
    assert sorted(kinds) == ["anio", "anio", "mes", "mes"]
    for user in (make_user(Role.UGEL_SPECIALIST, service.ugel), make_user(Role.MINEDU)):
        shown = figures_for(scope_asked(user, {}), YEAR, today, CALENDAR)
        assert (attended(shown), shown.is_behind) == (1, False)
        assert shown.computed_at is not None


def test_what_was_written_since_is_known_and_computed_in_a_moment(service: Any, today: date) -> None:
    scope = of_service(service)
    pupil(service, today)
    written_in(SehoFactory())
    assert not figures_for(scope, YEAR, today, CALENDAR).is_behind, "another service"
    written_in(service)
    shown = figures_for(scope, YEAR, today, CALENDAR)
    assert (attended(shown), shown.is_behind) == (1, True)
    assert looked_for(scope, today).is_behind
    assert ask(by=make_user(Role.COORDINATOR, service), scope=scope, period=YEAR, today=today) is None
    shown = figures_for(scope, YEAR, today, CALENDAR)
    assert (attended(shown), shown.is_behind) == (2, False)
    assert not looked_for(scope, today).is_behind
    assert not Job.objects.exists()


def test_an_act_that_was_being_written_meanwhile_is_not_missed(service: Any, today: date) -> None:
    """Its moment is before the computing, and nobody could read it then."""
    at = timezone.now() - timedelta(minutes=5)
    AuditEvent.objects.bulk_create(
        [AuditEvent(act="Registró algo", object_type="network.seho", object_id="1", seho=service, at=at)]
    )
    assert figures_for(of_service(service), YEAR, today, CALENDAR).is_behind


@pytest.mark.parametrize(("days", "is_kept"), [(0, True), (1, True), (2, False)])
def test_what_goes_on_is_shown_for_a_day_and_then_computed(service: Any, today: date, days: int, is_kept: bool) -> None:
    shown = figures_for(of_service(service), YEAR, today + timedelta(days=days), CALENDAR)
    assert ((shown.computed_at is not None), shown.is_behind) == (is_kept, days == 1)


@pytest.mark.parametrize(("days", "is_kept"), [(8, True), (9, False)])
def test_what_is_over_is_shown_for_a_week_and_a_day(service: Any, today: date, days: int, is_kept: bool) -> None:
    shown = figures_for(of_service(service), MAY, today + timedelta(days=days), CALENDAR)
    assert ((shown.computed_at is not None), shown.is_behind) == (is_kept, False)


def test_signs_of_few_services_are_of_today(service: Any, today: date) -> None:
    scope = of_service(service)
    refresh(today=today, now=timezone.now(), keys=["none"])
    signs, looked_at = signs_for(scope, today)
    assert looked_at is not None
    assert signs == signs_for(scope, today, exact=True)[0]
    assert signs_for(scope, today, exact=True)[1] is None
    assert signs_for(scope, today + timedelta(days=1))[1] is None


def test_what_leaves_the_program_and_days_that_somebody_chose_are_computed_now(service: Any, today: date) -> None:
    scope = of_service(service)
    assert figures_for(scope, YEAR, today, CALENDAR, exact=True).computed_at is None
    free = periods.free(MAY.days)
    assert ask(by=make_user(Role.COORDINATOR, service), scope=scope, period=free, today=today) is None
    assert figures_for(scope, free, today, CALENDAR).computed_at is None


def test_the_small_number_of_a_service_is_hidden_also_where_it_is_kept(ugel: Any, today: date) -> None:
    seho, other = ugel.sehos.order_by("short_name")[:2]
    for _ in range(3):
        pupil(seho, today)
    for _ in range(6):
        pupil(other, today)
    refresh(today=today, now=timezone.now(), keys=[YEAR.key])
    within = scope_asked(make_user(Role.DRE_SPECIALIST, ugel.region), {"ambito": f"seho-{seho.pk}"})
    shown = figures_for(within, YEAR, today, CALENDAR)
    assert shown.computed_at is not None
    assert shown.is_hidden("atendidos")


def test_nor_is_it_told_where_the_region_was_computed_before_it_was_small(ugel: Any, today: date) -> None:
    seho = ugel.sehos.order_by("short_name")[0]
    times = [pupil(seho, today) for _ in range(5)]
    refresh(today=today, now=timezone.now(), keys=[YEAR.key])
    within = scope_asked(make_user(Role.DRE_SPECIALIST, ugel.region), {"ambito": f"seho-{seho.pk}"})
    assert not figures_for(within, YEAR, today, CALENDAR).is_hidden("atendidos")
    times[0].participations.all().delete()
    refresh(today=today, now=timezone.now(), keys=[YEAR.key], among=[within.extent])
    assert figures_for(within, YEAR, today, CALENDAR).is_hidden("atendidos")


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


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("is_wide", [True, False])
def test_what_is_kept_is_what_is_computed(ugel: Any, today: date, seed: int, is_wide: bool) -> None:
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
    if is_wide:
        scope = scope_asked(make_user(Role.MINEDU), {"ambito": f"ugel-{ugel.pk}"})
        kept(scope, today)
    else:
        scope = of_service(sehos[0])
        refresh(today=today, now=timezone.now(), keys=[MAY.key], among=[scope.extent])
    shown = figures_for(scope, MAY, today, CALENDAR)
    assert shown.computed_at is not None
    direct = compute(Asked(scope.seho_ids, MAY.days, today))
    assert shown.figures == direct
    assert from_json(to_json(direct)) == direct
    assert [list(cells) for cells in shown.figures.tables["registrados"].values()] == [
        list(cells) for cells in direct.tables["registrados"].values()
    ]
    before = compute(Asked(scope.seho_ids, periods.month(2026, 4).days, today))
    assert shown.before is not None
    assert (shown.before.whole, shown.before.by_service) == (before.whole, before.by_service)
