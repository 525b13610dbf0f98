"""The posts of a team and who holds them (art. 16, 30)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from seho.accounts.models import Membership, User
from seho.network.models import Post, Seho
from seho.network.services.writing import done_before, fill, locked, snapshot, write

POST_FIELDS = (
    "role",
    "contract",
    "nexus_code",
    "hours",
    "is_itinerant",
    "starts_on",
    "ends_on",
    "membership",
    "note",
)


@transaction.atomic
def add_post(*, by: User | None, seho: Seho, client_id: UUID, today: date, **values: Any) -> Post:
    """A post of the service; ``values`` by the names of POST_FIELDS, without a membership it is vacant."""
    if done := done_before(Post, client_id):
        return done
    row = Post(seho=seho, client_id=client_id)
    return _write(row, values, by=by, act="Registró un puesto del equipo", before=None, today=today)


@transaction.atomic
def change_post(*, by: User | None, post: Post, today: date, **values: Any) -> Post:
    """Its data, its last day, or who holds it."""
    row = locked(post)
    before = snapshot(row)
    return _write(row, values, by=by, act="Cambió un puesto del equipo", before=before, today=today)


def _write(row: Post, values: dict[str, Any], *, by: User | None, act: str, before: Any, today: date) -> Post:
    held = row.membership
    fill(row, values, POST_FIELDS)
    if row.ends_on and row.ends_on < row.starts_on:
        raise ValidationError({"ends_on": "La plaza no puede terminar antes de empezar."})
    if row.membership is not None:
        _refuse_holder(row, row.membership)
        row.vacant_since = None
    elif held is not None:
        left = held.ends_on + timedelta(days=1) if held.ends_on and held.ends_on < today else today
        row.vacant_since = max(left, row.starts_on)
    elif row.vacant_since is None or row.vacant_since < row.starts_on:
        row.vacant_since = row.starts_on
    return write(row, by=by, act=act, before=before)


def _refuse_holder(row: Post, membership: Membership) -> None:
    if membership.seho_id != row.seho_id or membership.role != row.role:
        raise ValidationError({"membership": "Elija a una persona que tenga ese rol en este servicio."})
    others = Post.objects.filter(membership=membership, ends_on=None).exclude(pk=row.pk)
    if row.ends_on is None and others.exists():
        raise ValidationError({"membership": "Esa persona ya ocupa otro puesto del servicio."})
