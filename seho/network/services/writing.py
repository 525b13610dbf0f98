"""What every act of the network shares: lock, fill, check, write and record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from seho.accounts import audit
from seho.accounts.models import User

Row = TypeVar("Row", bound=models.Model)


def snapshot(row: models.Model) -> dict[str, Any]:
    """Its values; what is stored by keys as `told()` says it, where a row has that."""
    names = {field.name for field in row._meta.concrete_fields}
    told = getattr(row, "told", dict)
    return audit.snapshot(row, names - {"id", "search_text"}) | told()


def locked(row: Row) -> Row:
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def done_before(kind: type[Row], client_id: UUID) -> Row | None:
    """What the same sending has made already: an act that comes twice is done once."""
    return kind._default_manager.filter(client_id=client_id).first()


def not_later(today: date, **days: date | None) -> None:
    """Refuse, beside its field, what was written down as done on a day that has not come."""
    late = {name: "Esa fecha todavía no llega." for name, day in days.items() if day is not None and day > today}
    if late:
        raise ValidationError(late)


def fill(row: models.Model, values: dict[str, Any], allowed: tuple[str, ...]) -> None:
    for name, value in values.items():
        if name not in allowed:
            raise TypeError(f"{name} is not written by this service.")
        setattr(row, name, value)


def write(row: Row, *, by: User | None, act: str, before: audit.Values | None, reason: str = "") -> Row:
    row.full_clean()
    row.save()
    audit.record(by=by, act=act, obj=row, before=before, after=snapshot(row), reason=reason)
    return row
