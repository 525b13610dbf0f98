"""Conditions of the spaces, what they need, equipment and materials (art. 17 to 20, 31, 32)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from seho.accounts import audit
from seho.accounts.models import User
from seho.files.scans import CleanFile
from seho.network.enums import CheckState, SpaceKind
from seho.network.models import (
    ConditioningNeed,
    Equipment,
    LearningSpace,
    Receipt,
    ReceiptItem,
    Seho,
    SpaceCheck,
)
from seho.network.rules.resources import conditions_of, need_problem
from seho.network.services.files import keep_file
from seho.network.services.writing import done_before, fill, locked, not_later, snapshot, write

NEED_FIELDS = ("space", "found_on", "description", "due_on")
EQUIPMENT_FIELDS = ("space", "kind", "name", "quantity", "condition", "serial", "since")
RECEIPT_FIELDS = ("received_on", "giver", "document", "note")
ITEM_FIELDS = ("kind", "name", "level", "quantity")


@transaction.atomic
def check_space(
    *,
    by: User | None,
    space: LearningSpace,
    client_id: UUID,
    checked_on: date,
    conditions: Mapping[str, str],
    note: str,
    today: date,
) -> SpaceCheck:
    """How the conditions of a space were found; every one that is asked of its kind is answered (art. 18, 39.f)."""
    if done := done_before(SpaceCheck, client_id):
        return done
    not_later(today, checked_on=checked_on)
    asked = conditions_of(SpaceKind(space.kind))
    if set(conditions) != set(asked) or not set(conditions.values()) <= set(CheckState.values):
        raise ValidationError("Diga de cada condición del espacio cómo se encontró.")
    row = SpaceCheck(space=space, client_id=client_id, checked_on=checked_on, conditions=dict(conditions), note=note)
    return write(row, by=by, act="Verificó las condiciones del espacio", before=None)


@transaction.atomic
def add_need(*, by: User | None, seho: Seho, client_id: UUID, today: date, **values: Any) -> ConditioningNeed:
    """A finding of the UGEL's diagnosis (art. 31.2); ``values`` by the names of NEED_FIELDS."""
    if done := done_before(ConditioningNeed, client_id):
        return done
    row = ConditioningNeed(seho=seho, client_id=client_id)
    fill(row, values, NEED_FIELDS)
    _space_of(seho, row.space)
    not_later(today, found_on=row.found_on)
    if row.space and (problem := need_problem(SpaceKind(row.space.kind))):
        raise ValidationError({"space": problem})
    if row.due_on and row.due_on < row.found_on:
        raise ValidationError({"due_on": "No puede estar previsto para antes del diagnóstico."})
    return write(row, by=by, act="Registró una necesidad de acondicionamiento", before=None)


@transaction.atomic
def follow_need(
    *,
    by: User | None,
    need: ConditioningNeed,
    followed_on: date,
    follow_up: str,
    due_on: date | None,
    is_done: bool,
    today: date,
) -> ConditioningNeed:
    """What became of a need; ``is_done`` closes it on that day (art. 31.2)."""
    row = locked(need)
    if row.done_on is not None:
        raise ValidationError(f"Esta necesidad se atendió el {row.done_on:%d/%m/%Y}.")
    not_later(today, followed_on=followed_on)
    if followed_on < row.found_on:
        raise ValidationError({"followed_on": f"El diagnóstico es del {row.found_on:%d/%m/%Y}."})
    before = snapshot(row)
    row.followed_on, row.follow_up, row.due_on = followed_on, follow_up, due_on
    row.done_on = followed_on if is_done else None
    act = "Dio por atendida una necesidad" if is_done else "Dio seguimiento a una necesidad"
    return write(row, by=by, act=act, before=before)


@transaction.atomic
def add_equipment(*, by: User | None, seho: Seho, client_id: UUID, today: date, **values: Any) -> Equipment:
    """A line of the inventory; ``values`` by the names of EQUIPMENT_FIELDS (art. 17.2)."""
    if done := done_before(Equipment, client_id):
        return done
    row = Equipment(seho=seho, client_id=client_id)
    return _write_equipment(row, values, by=by, act="Registró un equipo", today=today, before=None)


@transaction.atomic
def change_equipment(*, by: User | None, equipment: Equipment, today: date, **values: Any) -> Equipment:
    row = locked(equipment)
    if row.written_off_on is not None:
        raise ValidationError(f"Este equipo se dio de baja el {row.written_off_on:%d/%m/%Y}.")
    before = snapshot(row)
    return _write_equipment(row, values, by=by, act="Corrigió un equipo", today=today, before=before)


def _write_equipment(
    row: Equipment, values: dict[str, Any], *, by: User | None, act: str, today: date, before: Any
) -> Equipment:
    fill(row, values, EQUIPMENT_FIELDS)
    _space_of(row.seho, row.space)
    not_later(today, since=row.since)
    if row.quantity < 1:
        raise ValidationError({"quantity": "Escriba cuántos hay, al menos uno."})
    return write(row, by=by, act=act, before=before)


@transaction.atomic
def write_off(*, by: User | None, equipment: Equipment, day: date, reason: str, today: date) -> Equipment:
    """Out of the inventory, with its reason; the line stays."""
    row = locked(equipment)
    if row.written_off_on is not None:
        raise ValidationError(f"Este equipo ya se dio de baja el {row.written_off_on:%d/%m/%Y}.")
    not_later(today, written_off_on=day)
    if day < row.since:
        raise ValidationError({"written_off_on": f"El equipo está en el servicio desde el {row.since:%d/%m/%Y}."})
    before = snapshot(row)
    row.written_off_on, row.write_off_reason = day, reason
    return write(row, by=by, act="Dio de baja un equipo", before=before)


@transaction.atomic
def save_receipt(
    *,
    by: User | None,
    seho: Seho,
    items: Sequence[Mapping[str, Any]],
    today: date,
    client_id: UUID | None = None,
    receipt: Receipt | None = None,
    file: CleanFile | None = None,
    **values: Any,
) -> Receipt:
    """A delivery, new (with ``client_id``) or corrected (``receipt``), with its lines by ITEM_FIELDS (art. 32)."""
    if receipt is None and client_id and (done := done_before(Receipt, client_id)):
        return done
    row = locked(receipt) if receipt else Receipt(seho=seho, client_id=client_id)
    before = _receipt_values(row) if receipt else None
    fill(row, values, RECEIPT_FIELDS)
    not_later(today, received_on=row.received_on)
    if not items:
        raise ValidationError("Escriba al menos un material recibido.")
    row.file = keep_file(seho=seho, title="Entrega de materiales", file=file) or row.file
    row.full_clean()
    row.save()
    row.items.all().delete()
    for item in items:
        line = ReceiptItem(receipt=row)
        fill(line, dict(item), ITEM_FIELDS)
        line.full_clean()
        line.save()
    act = "Corrigió una entrega de materiales" if receipt else "Registró una entrega de materiales"
    audit.record(by=by, act=act, obj=row, before=before, after=_receipt_values(row))
    return row


def _receipt_values(row: Receipt) -> dict[str, Any]:
    lines = [f"{item.quantity} {item.name} ({item.get_kind_display()})" for item in row.items.all()]
    return snapshot(row) | {"materiales": lines}


def _space_of(seho: Seho, space: LearningSpace | None) -> None:
    if space is not None and space.seho_id != seho.pk:
        raise ValidationError({"space": "Elija un espacio de este servicio."})
