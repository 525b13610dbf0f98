"""The order of the round, and what to mind before entering (art. 6.d, 11.2, 18)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from attendance.models import Precaution, RoundStop
from attendance.rules import check_precautions
from patients.models import Episode
from patients.services.writing import locked, races_told, refuse, write
from seho.accounts import audit
from seho.network.models import Seho


def order_round(*, by: Any, seho: Seho, stops: Iterable[tuple[str, str]]) -> list[RoundStop]:
    """Keep these stops, each (key, name), in this order and no others.

    The log says that it changed and how many they are: a ward's name can tell an illness.
    """
    with races_told(), transaction.atomic():
        seho = locked(seho)
        known = {row.key: row for row in RoundStop.objects.filter(seho=seho)}
        before = list(known)
        rows = []
        for order, (key, name) in enumerate(stops, start=1):
            row = known.pop(key, None) or RoundStop(seho=seho, key=key)
            rows.append(write(row, {"name": name, "order": order}))
        for row in known.values():
            row.delete()
        if before != [row.key for row in rows]:
            audit.record(by=by, act="Ordenó el recorrido", obj=seho, after={"recorrido": len(rows)})
    return rows


def note_precautions(
    *, by: Any, episode: Episode, chosen: Iterable[tuple[str, date | None]], today: date
) -> list[Precaution]:
    """Exactly these precautions, each (kind, last day), hold from now on.

    The log says that they changed and how many hold, never which: they are for those who enter the room.
    """
    wanted = dict(chosen)
    refuse(check_precautions(wanted.items(), today=today))
    with races_told(), transaction.atomic():
        episode = locked(episode)
        known = {row.kind: row for row in Precaution.objects.filter(episode=episode)}
        before = {row.kind: row.until for row in known.values()}
        for kind in known.keys() - wanted.keys():
            known[kind].delete()
        rows = []
        for kind, until in wanted.items():
            row = known.get(kind) or Precaution(episode=episode, kind=kind, noted_by=by)
            if row.pk is None or row.until != until:
                write(row, {"until": until, "noted_by": by})
            rows.append(row)
        if before != wanted:
            audit.record(by=by, act="Anotó precauciones", obj=episode, after={"precauciones": len(rows)})
    return rows
