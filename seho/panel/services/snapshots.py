"""Figures for a panel: those that are kept, with the moment of their computing, or computed at the look.

Of many services they are computed in the background alone. Of few they are kept of the periods that people open first,
and never older than what was written: `Shown.is_behind` says that a look should compute them again (`ask`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from attendance.models import Session
from patients.rules import Days
from seho.jobs import progress
from seho.jobs import services as jobs
from seho.jobs.models import Job
from seho.panel.indicators import periods
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.catalogue import EVERY, INDICATORS, Wanted
from seho.panel.indicators.computing import Beat, compute, compute_numbers, from_json
from seho.panel.indicators.periods import Calendar, Period, PeriodKind
from seho.panel.indicators.reading import reading_once
from seho.panel.indicators.scope import Extent, Scope, extents
from seho.panel.indicators.signs import Sign, signs
from seho.panel.indicators.suppression import NOTHING, Hidden, hidden_numbers, hidden_within, with_small
from seho.panel.indicators.values import Asked, Figures
from seho.panel.models import KeptSigns, Snapshot
from seho.panel.services import kept

JOB_KIND = "panel_figures"
# A period with so many sessions at most is computed while the page waits.
MOST_SESSIONS = 2_000


@dataclass(frozen=True)
class Shown:
    """What a panel shows. `computed_at` is None when it was computed for this look, from the rows as they stand.

    `figures` is None while they are still to be computed: `job` does it, or nobody asked for it yet (`ask`).
    `as_of` is the day of the computing: a period that goes on is counted up to it, and `before_period` cut to it.
    `is_behind`: of few services, something was written since; `ask` computes it in a moment.
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
    is_behind: bool = False

    def is_hidden(self, key: str, seho_id: int | None = None) -> bool:
        """A number that this person is not told, of the whole or of one service."""
        return self.hidden.covers(key, seho_id)

    def is_hidden_before(self, key: str, seho_id: int | None = None) -> bool:
        return self.hidden_before.covers(key, seho_id)

    @property
    def is_being_computed(self) -> bool:
        return self.job is not None and self.job.is_open


def figures_for(
    scope: Scope, period: Period, today: date, calendar: Calendar, wanted: Wanted = EVERY, *, exact: bool = False
) -> Shown:
    """Reads alone: what is missing for a wide scope is asked for with `ask`.

    A page that shows only some figures (`wanted`) waits for no others: what is computed for it has no more. `exact`:
    of few services, computed now, for what leaves the program.

    What the person may not be told is in `figures` all the same: ask `is_hidden`, and `suppression` for tables.
    """
    shown = _figures_of(scope.extent, period, today, calendar, wanted, exact=exact)
    if not _is_told_by_own(scope) or scope.own is None or shown.figures is None:
        return shown
    own = shown if scope.is_own else _figures_of(scope.own, period, today, calendar, wanted, exact=exact)
    if own.figures is None:
        # Nobody knows yet what would tell what: nothing is told of a part before the whole is known.
        return replace(own, period=shown.period, figures=None, before=None)
    return replace(
        shown,
        hidden=_hidden(own.figures, shown.figures, scope),
        hidden_before=_hidden(own.before or Figures(), shown.before or Figures(), scope),
    )


@dataclass(frozen=True)
class Looked:
    """Early signs, most urgent first, and the row in which they are kept; without one they were looked for now."""

    signs: list[Sign]
    row: KeptSigns | None = None

    @property
    def computed_at(self) -> datetime | None:
        return self.row.computed_at if self.row else None

    @property
    def is_behind(self) -> bool:
        """Of few services: something was written since."""
        return self.row is not None and not kept.extent_of(self.row).is_wide and kept.was_written(self.row)


def looked_for(scope: Scope, today: date, *, exact: bool = False) -> Looked:
    """The early signs of its services that work today.

    Wherever figures are kept, the signs are kept with them: on the panel and on Hoy they are the same. `exact`: of few
    services, looked for now.
    """
    extent = scope.extent
    row = None if exact and not extent.is_wide else kept.find_signs(extent)
    if row is not None and (row.as_of == today or (extent.is_wide and row.as_of > today - kept.FRESH_PAST)):
        return Looked([Sign.from_json(sign) for sign in row.signs], row)
    return Looked(_signs(scope.seho_ids, today))


def signs_for(scope: Scope, today: date, *, exact: bool = False) -> tuple[list[Sign], datetime | None]:
    """The signs, and when they were looked for (None: now)."""
    looked = looked_for(scope, today, exact=exact)
    return looked.signs, looked.computed_at


def _signs(seho_ids: Sequence[int], today: date) -> list[Sign]:
    return signs(Asked(tuple(seho_ids), Days(today, today), today))


def _hidden(own: Figures, shown: Figures, scope: Scope) -> Hidden:
    hidden = hidden_numbers(own, INDICATORS)
    if scope.is_own:
        return hidden
    return with_small(hidden_within(hidden, scope.seho_ids), shown, INDICATORS)


def _figures_of(
    extent: Extent, period: Period, today: date, calendar: Calendar, wanted: Wanted, *, exact: bool
) -> Shown:
    if not extent.is_wide:
        row = None if exact or period.kind == PeriodKind.FREE else kept.find_figures(extent, period)
        if row is None or row.figures is None or kept.is_old(row, today):
            return _computed(extent, period, today, calendar, wanted)
        return replace(_shown(row, period, calendar), is_behind=kept.is_behind(row, today))
    row = kept.find_figures(extent, period)
    if row is not None and row.figures is not None:
        return _shown(row, period, calendar)
    if _sessions(extent, period, today) <= MOST_SESSIONS:
        return _computed(extent, period, today, calendar, wanted)
    job = row.job if row is not None else None
    return Shown(period, today, None, None, periods.period_before(period, calendar, today), job=job)


def ask(*, by: Any, scope: Scope, period: Period, today: date) -> Job | None:
    """Compute these figures again ("Calcular ahora"): of few services now (None), of many in the background.

    Who asks while a job for them goes on gets the same job.
    """
    needed = _needed(scope)
    if not scope.extent.is_wide:
        calendar = national_calendar()
        for extent in needed:
            if not extent.is_wide and period.kind != PeriodKind.FREE:
                _keep(extent, [period], today, calendar)
        needed = [extent for extent in needed if extent.is_wide and _is_missing(extent, period)]
    else:
        needed = [extent for extent in needed if extent.is_wide]
    return _start(by, scope, period, needed, today) if needed else None


def _start(by: Any, scope: Scope, period: Period, needed: Iterable[Extent], today: date) -> Job:
    with transaction.atomic():
        asked = [kept.row_of(extent, period, today).pk for extent in needed]
        rows = Snapshot.objects.select_for_update(of=("self",)).filter(pk__in=asked)
        going_on = [row.job for row in rows.select_related("job") if row.job is not None and row.job.is_open]
        if going_on:
            return going_on[0]
        title = f"Calcular las cifras: {scope.title}, {period.label}"[:120]
        job = jobs.start(by=by, kind=JOB_KIND, title=title, seho=None, total=1, client_id=uuid.uuid4())
        Snapshot.objects.filter(pk__in=asked).update(job=job)
    return job


def _is_missing(extent: Extent, period: Period) -> bool:
    row = kept.find_figures(extent, period)
    return row is None or row.figures is None


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
        _keep(kept.extent_of(row), [kept.period_of(row, calendar)], today, calendar, beat=lambda: progress.beat(job))
    progress.step_done(job)


def page(job: Job) -> str:
    """The panel of what a job computed."""
    row = Snapshot.objects.filter(job=job).first()
    address = reverse("panel:dashboard")
    if row is None:
        return address
    period = kept.period_of(row, national_calendar())
    return f"{address}?{urlencode({'ambito': kept.extent_of(row).key, **period.query})}"


def refresh(*, today: date, now: datetime, keys: Collection[str] = (), among: Collection[Extent] | None = None) -> int:
    """Keep the signs and the figures of every scope: of the periods that go on again, of those that are over once a
    week; of few services of those that people open first.

    Of the periods with these `keys` alone, and of these extents, where some are named. Returns how many were computed.
    """
    kept.forget_free(now)
    calendar = national_calendar()
    named, first = periods.named_periods(today, calendar), periods.first_opened(today, calendar)
    computed = 0
    for extent in extents() if among is None else among:
        asked = [one for one in (named if extent.is_wide else first) if not keys or one.key in keys]
        due = [one for one in asked if not kept.is_fresh(kept.row_of(extent, one, today), now)]
        if extent.is_wide:
            # What was read of one period is not held for the others: of a country it is much.
            for period in due:
                _keep(extent, [period], today, calendar, with_signs=False)
            _keep(extent, [], today, calendar)
        else:
            _keep(extent, due, today, calendar)
        computed += len(due)
    return computed


def _keep(
    extent: Extent,
    asked: Iterable[Period],
    today: date,
    calendar: Calendar,
    *,
    with_signs: bool = True,
    beat: Beat = lambda: None,
) -> None:
    """Read together, as of one moment."""
    reading = kept.Reading(extent.seho_ids, today)
    with reading_once():
        for period in asked:
            shown = _computed(extent, period, today, calendar, beat=beat)
            assert shown.figures is not None, "computed"
            kept.keep_figures(kept.row_of(extent, period, today), reading, shown.figures, shown.before)
        if with_signs:
            kept.keep_signs(extent, reading, _signs(extent.seho_ids, today))


def _computed(
    extent: Extent,
    period: Period,
    today: date,
    calendar: Calendar,
    wanted: Wanted = EVERY,
    beat: Beat = lambda: None,
) -> Shown:
    before = periods.period_before(period, calendar, today)
    with reading_once():
        return Shown(
            period=period,
            as_of=today,
            figures=compute(Asked(extent.seho_ids, period.days, today), wanted, beat),
            before=compute_numbers(Asked(extent.seho_ids, before.days, today), wanted, beat) if before else None,
            before_period=before,
        )


def _shown(row: Snapshot, period: Period, calendar: Calendar) -> Shown:
    assert row.figures is not None, "computed"
    return Shown(
        period=period,
        as_of=row.as_of,
        figures=from_json(row.figures),
        before=from_json(row.before) if row.before else None,
        before_period=periods.period_before(period, calendar, row.as_of),
        computed_at=row.computed_at,
        job=row.job,
    )


def _sessions(extent: Extent, period: Period, today: date) -> int:
    """Counted up to one more than a page may wait for."""
    days = period.elapsed(today)
    held = Session.objects.filter(seho_id__in=extent.seho_ids, held_on__range=(days.start, days.end))
    return held.order_by()[: MOST_SESSIONS + 1].count()
