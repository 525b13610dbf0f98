"""Whose record may be opened in an emergency, and what the coordinators of both services have to read about it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from patients.due import LATER, NOW, DueItem
from patients.models import EmergencyAccess, Episode, Patient
from patients.queries.duplicates import is_document
from patients.rules.emergency import reaches_back_to
from seho.accounts.enums import Role
from seho.clock import LIMA, lima_date

# How long Hoy tells the coordinator that somebody of the own team opened a record.
TOLD_DAYS = 3
MOST = 50


def own_record(user: Any, kind: str, number: str) -> Patient | None:
    """The pupil of this document, when this person may open the file anyway."""
    return Patient.objects.visible_to(user).filter(is_document(kind, number)).first()


def reachable(kind: str, number: str, today: date) -> Patient | None:
    """The one pupil of this exact document who is in attention, or left lately; nobody else is told from nobody."""
    recent = Episode.objects.filter(Q(ends_on=None) | Q(ends_on__gte=reaches_back_to(today)))
    found = Patient.objects.filter(is_document(kind, number), pk__in=recent.order_by().values("patient_id"))
    rows = list(found.prefetch_related("episodes__seho")[:2])
    return rows[0] if len(rows) == 1 else None


def accesses_seen(user: Any) -> QuerySet[EmergencyAccess]:
    """Those that concern this person, with all that is told of them: the newest first."""
    seen = EmergencyAccess.objects.visible_to(user)
    return seen.select_related("patient", "seho", "opened_by", "opened_from", "reviewed_by")


def emergency_items(user: Any, today: date) -> list[DueItem]:
    """For coordinators: records of theirs that were opened and wait to be read about; openings by the own team."""
    led = user.scope.seho_ids(Role.COORDINATOR)
    if not led:
        return []
    lately = datetime.combine(today - timedelta(days=TOLD_DAYS - 1), time.min, LIMA)
    by_own = Q(opened_from_id__in=led, opened_at__gte=lately) & ~Q(opened_by_id=user.pk)
    waiting = Q(seho_id__in=led, reviewed_at=None)
    rows = EmergencyAccess.objects.filter(waiting | by_own).select_related("patient")[:MOST]
    return [_item(row, is_held=row.seho_id in led) for row in rows]


def _item(row: EmergencyAccess, *, is_held: bool) -> DueItem:
    url = reverse("patients:emergency_review", args=[row.pk])
    if is_held:
        text = f"{row.patient.initials}: su expediente se abrió por emergencia"
        return DueItem(
            "emergency_review", text, url, "Revisar el acceso", lima_date(row.opened_at), NOW, row.patient_id
        )
    text = "Una persona de su equipo abrió un expediente por emergencia"
    return DueItem("emergency_told", text, url, "Ver el acceso", None, LATER, None)
