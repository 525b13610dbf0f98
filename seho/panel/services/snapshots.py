"""Figures for a panel: of few services computed at each look, of many kept, with the moment of their computing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from attendance.models import Session
from patients.rules import Days
from seho.jobs import progress
from seho.jobs import services as jobs
from seho.jobs.models import Job
from seho.panel.indicators import periods
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.computing import EVERY, Beat, compute, compute_numbers, from_json, to_json
from seho.panel.indicators.periods import Calendar, Period
from seho.panel.indicators.scope import Extent, Scope, ScopeKind, wide_extents
from seho.panel.indicators.signs import Sign, signs
from seho.panel.indicators.suppression import NOTHING, Hidden, hidden_numbers, hidden_within
from seho.panel.indicators.values import Asked, Figures, Group
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
    hidden: Hidden = NOTHING
    hidden_before: Hidden = NOTHING

    def is_hidden(self, key: str, seho_id: int | None = None) -> bool:
        """A number that this person is not told, of the whole or of one service."""
        return self.hidden.covers(key, seho_id)

    def is_hidden_before(self, key: str, seho_id: int | None = None) -> bool:
        return self.hidden_before.covers(key, seho_id)

    @property
    def is_being_computed(self) -> bool:
        return self.job is not None and self.job.is_open


def figures_for(
    scope: Scope, period: Period, today: date, calendar: Calendar, groups: Collection[Group] = EVERY
) -> Shown:
    """Reads alone: what is missing for a wide scope is asked for with `ask`.

    A page that shows only some parts of the panel (`groups`) waits for no others: what is computed for it has no more.

    What the person may not be told is in `figures` all the same: ask `is_hidden`, and `suppression` for tables.
    """
    shown = _figures_of(scope.extent, period, today, calendar, groups)
    if not _is_told_by_own(scope) or scope.own is None or shown.figures is None:
        return shown
    own = shown if scope.is_own else _figures_of(scope.own, period, today, calendar, groups)
    if own.figures is None:
        # Nobody knows yet what would tell what: nothing is told of a part before the whole is known.
        return replace(own, period=shown.period, figures=None, before=None)
    return replace(
        shown,
        hidden=_hidden(own.figures, scope),
        hidden_before=_hidden(own.before or Figures(), scope),
    )


def signs_for(scope: Scope, today: date) -> tuple[list[Sign], datetime | None]:
    """The early signs of its services that work today, most urgent first, and when they were looked for (None: now).

    They are kept with the figures of the periods that go on.
    """
    if scope.extent.is_wide:
        going_on = Snapshot.objects.filter(scope_kind=scope.kind, scope_pk=scope.pk or 0, ends_on__gte=today)
        row = going_on.filter(starts_on__lte=today, computed_at__isnull=False).order_by("-computed_at").first()
        if row is not None and sorted(row.seho_ids) == sorted(scope.seho_ids):
            return [Sign.from_json(sign) for sign in row.signs], row.computed_at
    return _signs(scope.seho_ids, today), None


def _signs(seho_ids: Sequence[int], today: date) -> list[Sign]:
    return signs(Asked(tuple(seho_ids), Days(today, today), today))


def _hidden(own: Figures, scope: Scope) -> Hidden:
    hidden = hidden_numbers(own, INDICATORS)
    return hidden if scope.is_own else hidden_within(hidden, scope.seho_ids)


def _figures_of(extent: Extent, period: Period, today: date, calendar: Calendar, groups: Collection[Group]) -> Shown:
    if not extent.is_wide:
        return _computed(extent, period, today, calendar, groups)
    kept = _find(extent, period)
    if kept is not None and kept.figures is not None:
        return _shown(kept, period, calendar)
    if _sessions(extent, period, today) <= MOST_SESSIONS:
        return _computed(extent, period, today, calendar, groups)
    job = kept.job if kept is not None else None
    return Shown(period, today, None, None, periods.period_before(period, calendar, today), job=job)


def ask(*, by: Any, scope: Scope, period: Period, today: date) -> Job:
    """Compute these figures again in the background ("Calcular ahora"); who asks while it goes on gets the same job."""
    with transaction.atomic():
        asked = [_row(extent, period, today).pk for extent in _needed(scope)]
        rows = Snapshot.objects.select_for_update(of=("self",)).filter(pk__in=asked)
        going_on = [row.job for row in rows.select_related("job") if row.job is not None and row.job.is_open]
        if going_on:
            return going_on[0]
        title = f"Calcular las cifras: {scope.title}, {period.label}"[:120]
        job = jobs.start(by=by, kind=JOB_KIND, title=title, seho=None, total=1, client_id=uuid.uuid4())
        Snapshot.objects.filter(pk__in=asked).update(job=job)
    return job


def _needed(scope: Scope) -> list[Extent]:
    """Itself; for who sees figures alone also the unit whose table says what of it may be told."""
    own = [scope.own] if _is_told_by_own(scope) and scope.own is not None else []
    return list(dict.fromkeys([scope.extent, *own]))


def _is_told_by_own(scope: Scope) -> bool:
    return scope.is_suppressed and not scope.sees_rows


def work(job: Job, today: date) -> None:
    """What a job of `JOB_KIND` does; doing it twice keeps the same."""
    calendar = national_calendar()
    progress.count(job, done=0)
    for row in Snapshot.objects.filter(job=job):
        period = periods.of_key(row.period_key, row.starts_on, row.ends_on, calendar)
        _keep(row, period, today, calendar, lambda: progress.beat(job))
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


def refresh(*, today: date, now: datetime, keys: Collection[str] = ()) -> int:
    """Keep the figures of every wide scope: of the periods that go on again, of those that are over once a week.

    Of the periods with these `keys` alone, where some are named. Returns how many were computed.
    """
    _forget_free(now)
    calendar = national_calendar()
    computed = 0
    for extent, period in _to_keep(today, calendar):
        if keys and period.key not in keys:
            continue
        row = _row(extent, period, today)
        if _is_fresh(row, period, now):
            continue
        _keep(row, period, today, calendar)
        computed += 1
    return computed


def _to_keep(today: date, calendar: Calendar) -> Iterator[tuple[Extent, Period]]:
    named = periods.named_periods(today, calendar)
    for extent in wide_extents():
        for period in named:
            yield extent, period


def _is_fresh(row: Snapshot, period: Period, now: datetime) -> bool:
    """Computed when the period was over, and not long ago."""
    return row.computed_at is not None and row.as_of > period.days.end and now - row.computed_at < FRESH_PAST


def _computed(
    extent: Extent,
    period: Period,
    today: date,
    calendar: Calendar,
    groups: Collection[Group] = EVERY,
    beat: Beat = lambda: None,
) -> Shown:
    before = periods.period_before(period, calendar, today)
    return Shown(
        period=period,
        as_of=today,
        figures=compute(Asked(extent.seho_ids, period.days, today), groups, beat),
        before=compute_numbers(Asked(extent.seho_ids, before.days, today), groups, beat) if before else None,
        before_period=before,
    )


def _shown(kept: Snapshot, period: Period, calendar: Calendar) -> Shown:
    assert kept.figures is not None, "computed"
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
    row, _ = Snapshot.objects.get_or_create(
        **_key(extent, period), defaults={"as_of": today, "seho_ids": list(extent.seho_ids)}
    )
    if sorted(row.seho_ids) != sorted(extent.seho_ids):
        row.seho_ids, row.figures, row.before, row.computed_at = list(extent.seho_ids), None, None, None
        row.save(update_fields=["seho_ids", "figures", "before", "computed_at"])
    return row


def _keep(row: Snapshot, period: Period, today: date, calendar: Calendar, beat: Beat = lambda: None) -> None:
    """Written at once: figures are never of one day and their comparison of another."""
    shown = _computed(_extent(row), period, today, calendar, beat=beat)
    assert shown.figures is not None, "computed"
    row.figures = to_json(shown.figures)
    row.before = to_json(shown.before) if shown.before else None
    row.signs = [sign.as_json() for sign in _signs(row.seho_ids, today)] if period.days.covers(today) else []
    row.as_of, row.computed_at = today, timezone.now()
    row.full_clean()
    # The job that somebody asked for meanwhile stands.
    row.save(update_fields=["figures", "before", "signs", "as_of", "computed_at"])


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
