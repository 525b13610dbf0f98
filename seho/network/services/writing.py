"""What every act of the network shares: lock, fill, check, write and record."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from seho.accounts import audit
from seho.accounts.models import User

Row = TypeVar("Row", bound=models.Model)


def snapshot(row: models.Model) -> dict[str, Any]:
    names = {field.name for field in row._meta.concrete_fields}
    return audit.snapshot(row, names - {"id", "search_text"})


def locked(row: Row) -> Row:
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def fill(row: models.Model, values: dict[str, Any], allowed: tuple[str, ...]) -> None:
    for name, value in values.items():
        if name not in allowed:
            raise TypeError(f"{name} is not written by this service.")
        setattr(row, name, value)


def write(row: Row, *, by: User | None, act: str, before: audit.Values | None) -> Row:
    row.full_clean()
    row.save()
    audit.record(by=by, act=act, obj=row, before=before, after=snapshot(row))
    return row
