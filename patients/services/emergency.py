"""A record outside one's scope is opened in an emergency: timed, read-only, reasoned, told to both services."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from patients.models import EmergencyAccess
from patients.queries.emergency import reachable
from patients.queries.facts import chosen_episode
from patients.rules.emergency import closes_at
from patients.services.writing import locked, races_told, refuse_field, write
from seho.accounts import audit
from seho.clock import lima_date
from seho.network.models import Seho


@dataclass(frozen=True)
class Asked:
    """Whose record, by its exact document, and why."""

    client_id: uuid.UUID
    document_type: str
    document_number: str
    ground: str
    reason: str


def open_emergency(*, by: Any, opened_from: Seho | None, asked: Asked, now: datetime) -> EmergencyAccess | None:
    """Open the record for the time of the rule; None when there is none that may be opened, which is noted as well.

    Sent twice, or asked again while it is open, it is the same access. Where the pupil is, and whether there is one,
    is not told by a refusal: both take the same steps.
    """
    with races_told(), transaction.atomic():
        sent = EmergencyAccess.objects.filter(client_id=asked.client_id, opened_by=by).first()
        if sent is not None:
            return sent
        patient = reachable(asked.document_type, asked.document_number, lima_date(now))
        if patient is None:
            audit.record(by=by, act="Pidió abrir un expediente por emergencia y no se abrió", obj=by, seho=opened_from)
            return None
        known = EmergencyAccess.objects.filter(opened_by=by, patient=patient, opened_from=opened_from).open_at(now)
        if (running := known.first()) is not None:
            return running
        holder = chosen_episode(sorted(patient.episodes.all(), key=lambda one: (one.starts_on, one.pk))).seho
        access = write(EmergencyAccess(
            patient=patient, seho=holder, opened_by=by, opened_from=opened_from, ground=asked.ground,
            reason=asked.reason, opened_at=now, expires_at=closes_at(now), client_id=asked.client_id,
        ))  # fmt: skip
        _record(by, "Abrió el expediente por emergencia", access, reason=access.get_ground_display())
    return access


@transaction.atomic
def end_emergency(*, by: Any, access: EmergencyAccess, now: datetime) -> EmergencyAccess:
    """Before its time; what is over stays as it ended."""
    access = locked(access)
    if access.is_open_at(now):
        write(access, {"ended_at": now})
        _record(by, "Terminó el acceso por emergencia", access)
    return access


@transaction.atomic
def review_emergency(*, by: Any, access: EmergencyAccess, note: str, now: datetime) -> EmergencyAccess:
    """The coordinator of the service that holds the record has read of it; the first one counts."""
    access = locked(access)
    if access.reviewed_at is None:
        if access.is_open_at(now):
            refuse_field("note", "El acceso sigue abierto: revíselo cuando termine.")
        write(access, {"reviewed_at": now, "reviewed_by": by, "review_note": note})
        _record(by, "Revisó un acceso por emergencia", access)
    return access


def _record(by: Any, act: str, access: EmergencyAccess, *, reason: str = "") -> None:
    """The words that were typed stand in the row alone."""
    audit.record(by=by, act=act, obj=access, seho=access.seho, reason=reason)
