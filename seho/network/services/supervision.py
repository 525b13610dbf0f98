"""Visits of the UGEL and the DRE to a service (art. 38.d, 38.g, 39.d to 39.h)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from seho.accounts.models import User
from seho.network.enums import CheckState
from seho.network.models import Seho, SupervisionVisit
from seho.network.rules.resources import VISIT_POINTS
from seho.network.services.writing import done_before, locked, not_later, snapshot, write


@transaction.atomic
def record_visit(
    *,
    by: User,
    seho: Seho,
    client_id: UUID,
    office: str,
    visited_on: date,
    points: Mapping[str, str],
    note: str,
    agreements: str,
    due_on: date | None,
    today: date,
) -> SupervisionVisit:
    """What was seen and what was agreed; ``points`` only of what was looked at."""
    if done := done_before(SupervisionVisit, client_id):
        return done
    not_later(today, visited_on=visited_on)
    found = {key: state for key, state in points.items() if state}
    if not set(found) <= set(VISIT_POINTS) or not set(found.values()) <= set(CheckState.values):
        raise ValidationError("Elija de la lista lo que se verificó.")
    if not (found or note or agreements):
        raise ValidationError("Diga qué se verificó, qué se observó o qué se acordó.")
    if due_on is not None and not agreements:
        raise ValidationError({"agreements": "Escriba los acuerdos que vencen ese día."})
    if due_on is not None and due_on < visited_on:
        raise ValidationError({"due_on": "Los acuerdos no pueden vencer antes de la visita."})
    row = SupervisionVisit(
        seho=seho, client_id=client_id, visitor=by, office=office, visited_on=visited_on, points=found, note=note,
        agreements=agreements, due_on=due_on,
    )  # fmt: skip
    return write(row, by=by, act="Registró una visita de supervisión", before=None)


@transaction.atomic
def meet_agreements(
    *, by: User | None, visit: SupervisionVisit, met_on: date, outcome: str, today: date
) -> SupervisionVisit:
    """What was agreed on at a visit was done."""
    row = locked(visit)
    if not row.agreements:
        raise ValidationError("En esta visita no se tomaron acuerdos.")
    if row.met_on is not None:
        raise ValidationError(f"Los acuerdos se cumplieron el {row.met_on:%d/%m/%Y}.")
    not_later(today, met_on=met_on)
    if met_on < row.visited_on:
        raise ValidationError({"met_on": f"La visita es del {row.visited_on:%d/%m/%Y}."})
    before = snapshot(row)
    row.met_on, row.outcome = met_on, outcome
    return write(row, by=by, act="Dio por cumplidos los acuerdos de una visita", before=before)
