"""Figures for a panel: of few services computed at each look, of many kept, with the moment of their computing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from attendance.models import Session
from seho.jobs import progress
from seho.jobs import services as jobs
from seho.jobs.models import Job
from seho.panel.indicators import periods
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.computing import compute, from_json, to_json
from seho.panel.indicators.periods import Calendar, Period
from seho.panel.indicators.scope import Extent, Scope, ScopeKind, wide_extents
from seho.panel.indicators.values import Asked, Figures
from seho.panel.models import Snapshot

JOB_KIND = "panel_figures"
# A period with so many sessions at most is computed while the page waits.
MOST_SESSIONS = 2_000
# What is over changes seldom: entries that come late are taken up within so many days.
FRESH_PAST = timedelta(days=7)
# Days that somebody chose once are not kept for longer.
FREE_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Shown:
    """What a panel shows. `computed_at` is None when it was computed for this look, from the rows as they stand.

    `figures` is None while they are still to be computed: `job` does it, or nobody asked for it yet (`ask`).
    `as_of` is the day of the computing: a period that goes on is counted up to it, and `before_period` cut to it.
    """

    period: Period
    as_of: date
    figures: Figures | None
    before: Figures | None
    before_period: Period | None
    computed_at: datetime | None = None
    job: Job | None = None
    signs: tuple[Any, ...] = ()

    @property
    def is_being_computed(self) -> bool:
        return self.job is not None and self.job.is_open


def figures_for(scope: Scope, period: Period, today: date, calendar: Calendar) -> Shown:
    """Reads alone: what is missing for a wide scope is asked for with `ask`."""
    if not scope.extent.is_wide:
        return _computed(scope.extent, period, today, calendar)
    kept = _find(scope.extent, period)
    if kept is not None and kept.figures is not None:
        return _shown(kept, period, calendar)
    if _sessions(scope.extent, period, today) <= MOST_SESSIONS:
        return _computed(scope.extent, period, today, calendar)
    job = kept.job if kept is not None else None
    return Shown(period, today, None, None, periods.period_before(period, calendar, today), job=job)


def ask(*, by: Any, scope: Scope, period: Period, today: date) -> Job:
    """Compute these figures again in the background ("Calcular ahora"); who asks while it goes on gets the same job."""
    with transaction.atomic():
        row = _row(scope.extent, period, today)
        if row.job is not None and row.job.is_open:
            return row.job
        title = f"Calcular las cifras: {scope.title}, {period.label}"[:120]
        row.job = jobs.start(by=by, kind=JOB_KIND, title=title, seho=None, total=1, client_id=uuid.uuid4())
        row.save()
    return row.job


def work(job: Job, today: date) -> None:
    """What a job of `JOB_KIND` does; doing it twice keeps the same."""
    calendar = national_calendar()
    progress.count(job, done=0)
    for row in Snapshot.objects.filter(job=job):
        period = periods.of_key(row.period_key, row.starts_on, row.ends_on, calendar)
        _keep(row, period, today, calendar)
    progress.step_done(job)


def page(job: Job) -> str:
    """The panel of what a job computed."""
    row = Snapshot.objects.filter(job=job).first()
    address = reverse("panel:dashboard")
    if row is None:
        return address
    extent = _extent(row)
    period = periods.of_key(row.period_key, row.starts_on, row.ends_on, national_calendar())
    return f"{address}?{urlencode({'ambito': extent.key, **period.query})}"


def refresh(*, today: date, now: datetime, beat: Callable[[], None] = lambda: None) -> int:
    """Keep the figures of every wide scope: of the periods that go on again, of those that are over once a week.

    Returns how many were computed.
    """
    _forget_free(now)
    calendar = national_calendar()
    computed = 0
    for extent, period in _to_keep(today, calendar):
        row = _row(extent, period, today)
        if _is_fresh(row, period, now):
            continue
        _keep(row, period, today, calendar)
        computed += 1
        beat()
    return computed


def _to_keep(today: date, calendar: Calendar) -> Iterator[tuple[Extent, Period]]:
    named = periods.named_periods(today, calendar)
    for extent in wide_extents():
        for period in named:
            yield extent, period


def _is_fresh(row: Snapshot, period: Period, now: datetime) -> bool:
    """Computed when the period was over, and not long ago."""
    return row.computed_at is not None and row.as_of > period.days.end and now - row.computed_at < FRESH_PAST


def _computed(extent: Extent, period: Period, today: date, calendar: Calendar) -> Shown:
    before = periods.period_before(period, calendar, today)
    return Shown(
        period=period,
        as_of=today,
        figures=compute(Asked(extent.seho_ids, period.days, today)),
        before=compute(Asked(extent.seho_ids, before.days, today)) if before else None,
        before_period=before,
    )


def _shown(kept: Snapshot, period: Period, calendar: Calendar) -> Shown:
    return Shown(
        period=period,
        as_of=kept.as_of,
        figures=from_json(kept.figures),
        before=from_json(kept.before) if kept.before else None,
        before_period=periods.period_before(period, calendar, kept.as_of),
        computed_at=kept.computed_at,
        job=kept.job,
    )


def _find(extent: Extent, period: Period) -> Snapshot | None:
    """What is kept of these very services."""
    row = Snapshot.objects.filter(**_key(extent, period)).select_related("job").first()
    return row if row is not None and sorted(row.seho_ids) == sorted(extent.seho_ids) else None


def _row(extent: Extent, period: Period, today: date) -> Snapshot:
    """The row of these figures; what it holds of other services is dropped."""
    row, _ = Snapshot.objects.select_related("job").get_or_create(
        **_key(extent, period), defaults={"as_of": today, "seho_ids": list(extent.seho_ids)}
    )
    if sorted(row.seho_ids) != sorted(extent.seho_ids):
        row.seho_ids, row.figures, row.before, row.computed_at = list(extent.seho_ids), None, None, None
    return row


def _keep(row: Snapshot, period: Period, today: date, calendar: Calendar) -> None:
    """One transaction: figures are never of one day and their comparison of another."""
    shown = _computed(
        Extent(ScopeKind(row.scope_kind), row.scope_pk or None, tuple(row.seho_ids)), period, today, calendar
    )
    assert shown.figures is not None, "computed"
    row.figures = to_json(shown.figures)
    # Of the period before only its single numbers are compared.
    row.before = to_json(replace(shown.before, tables={}, daily={})) if shown.before else None
    row.as_of, row.computed_at = today, timezone.now()
    row.full_clean()
    row.save()


def _extent(row: Snapshot) -> Extent:
    return Extent(ScopeKind(row.scope_kind), row.scope_pk or None, tuple(row.seho_ids))


def _key(extent: Extent, period: Period) -> dict[str, Any]:
    return {
        "scope_kind": extent.kind,
        "scope_pk": extent.pk or 0,
        "starts_on": period.days.start,
        "ends_on": period.days.end,
        "period_key": period.key,
    }


def _sessions(extent: Extent, period: Period, today: date) -> int:
    """Counted up to one more than a page may wait for."""
    days = period.elapsed(today)
    held = Session.objects.filter(seho_id__in=extent.seho_ids, held_on__range=(days.start, days.end))
    return held.order_by()[: MOST_SESSIONS + 1].count()


def _forget_free(now: datetime) -> None:
    Snapshot.objects.filter(period_key=periods.PeriodKind.FREE, computed_at__lt=now - FREE_KEPT).delete()
