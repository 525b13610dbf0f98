"""The rows in which figures and signs are kept: whose they are, how old, and whether something was written since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from seho.accounts.models import AuditEvent
from seho.panel.indicators import periods
from seho.panel.indicators.computing import to_json
from seho.panel.indicators.periods import Calendar, Period, PeriodKind
from seho.panel.indicators.scope import Extent, ScopeKind
from seho.panel.indicators.signs import Sign
from seho.panel.indicators.values import Figures
from seho.panel.models import KeptSigns, Snapshot
from seho.panel.models.snapshots import Kept

# What is over changes seldom: entries that come late are taken up within so many days.
FRESH_PAST = timedelta(days=7)
# Days that somebody chose once are not kept for longer.
FREE_KEPT = timedelta(days=7)
# Nothing that is written takes longer from the moment of its act until others can read it.
LONGEST_WRITING = timedelta(hours=1)
_DAY = timedelta(days=1)

Row = TypeVar("Row", bound=Kept)


# --- finding and making ----------------------------------------------------------------------------


def find_figures(extent: Extent, period: Period) -> Snapshot | None:
    """What is kept of these very services."""
    return _of_these(extent, Snapshot.objects.filter(**_key(extent, period)).select_related("job").first())


def find_signs(extent: Extent) -> KeptSigns | None:
    return _of_these(extent, KeptSigns.objects.filter(**_unit(extent)).first())


def _of_these(extent: Extent, row: Row | None) -> Row | None:
    return row if row is not None and sorted(row.seho_ids) == sorted(extent.seho_ids) else None


def row_of(extent: Extent, period: Period, today: date) -> Snapshot:
    """The row of these figures; what it holds of other services is dropped."""
    row, _ = Snapshot.objects.get_or_create(
        **_key(extent, period), defaults={"as_of": today, "seho_ids": list(extent.seho_ids)}
    )
    if sorted(row.seho_ids) != sorted(extent.seho_ids):
        row.seho_ids, row.figures, row.before, row.computed_at = list(extent.seho_ids), None, None, None
        row.save(update_fields=["seho_ids", "figures", "before", "computed_at"])
    return row


def extent_of(row: Kept) -> Extent:
    return Extent(ScopeKind(row.scope_kind), row.scope_pk or None, tuple(row.seho_ids))


def period_of(row: Snapshot, calendar: Calendar) -> Period:
    return periods.of_key(row.period_key, row.starts_on, row.ends_on, calendar)


def _unit(extent: Extent) -> dict[str, Any]:
    """One row for a service and for the unit that has no other."""
    if len(extent.seho_ids) == 1:
        return {"scope_kind": ScopeKind.SERVICE, "scope_pk": extent.seho_ids[0]}
    return {"scope_kind": extent.kind, "scope_pk": extent.pk or 0}


def _key(extent: Extent, period: Period) -> dict[str, Any]:
    days = period.days
    return {**_unit(extent), "starts_on": days.start, "ends_on": days.end, "period_key": period.key}


# --- writing ---------------------------------------------------------------------------------------


class Reading:
    """Begun before the rows are read: the moment, and the acts that were known by then."""

    def __init__(self, seho_ids: Sequence[int], today: date) -> None:
        self.today, self.moment = today, timezone.now()
        self.acts = acts_since(seho_ids, self.moment)

    def save(self, row: Kept, fields: list[str]) -> None:
        row.as_of, row.computed_at, row.acts = self.today, self.moment, self.acts
        row.full_clean()
        # The job that somebody asked for meanwhile stands.
        row.save(update_fields=[*fields, "as_of", "computed_at", "acts"])


def keep_figures(row: Snapshot, reading: Reading, figures: Figures, before: Figures | None) -> None:
    """Written at once: figures are never of one day and their comparison of another."""
    row.figures, row.before = to_json(figures), to_json(before) if before else None
    reading.save(row, ["figures", "before"])


def keep_signs(extent: Extent, reading: Reading, signs: Sequence[Sign]) -> None:
    row, _ = KeptSigns.objects.get_or_create(**_unit(extent), defaults={"as_of": reading.today})
    row.seho_ids, row.signs = list(extent.seho_ids), [sign.as_json() for sign in signs]
    reading.save(row, ["seho_ids", "signs"])


def forget_free(now: datetime) -> None:
    Snapshot.objects.filter(period_key=PeriodKind.FREE, computed_at__lt=now - FREE_KEPT).delete()


# --- how old ---------------------------------------------------------------------------------------


def acts_since(seho_ids: Sequence[int], moment: datetime, most: int | None = None) -> int:
    """The acts of these services in the register, from well before a moment on; `most`: one more is not counted."""
    found = AuditEvent.objects.filter(seho_id__in=seho_ids, at__gte=moment - LONGEST_WRITING).order_by()
    return (found if most is None else found[: most + 1]).count()


def is_over(row: Snapshot) -> bool:
    """Computed when the period was over."""
    return row.as_of > row.ends_on


def is_old(row: Snapshot, today: date) -> bool:
    """Too old to be shown of few services, which are computed in a moment."""
    return row.as_of < today - (FRESH_PAST + _DAY if is_over(row) else _DAY)


def is_behind(row: Snapshot, today: date) -> bool:
    """A day of the period passed since, or something was written in these services."""
    return (not is_over(row) and row.as_of < today) or was_written(row)


def was_written(row: Kept) -> bool:
    """The register only grows: where as many acts are known as were then, none was added."""
    return row.computed_at is not None and acts_since(row.seho_ids, row.computed_at, most=row.acts) != row.acts


def is_fresh(row: Snapshot, now: datetime) -> bool:
    """Over, and computed not long ago."""
    return row.computed_at is not None and is_over(row) and now - row.computed_at < FRESH_PAST
