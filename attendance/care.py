"""The precautions on the page of a pupil, for those who enter the room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from attendance.models import Precaution
from attendance.permissions import can_note_precautions
from attendance.queries import care_of
from patients.care import CareBox, CareLine
from patients.models import Episode


def box_of(episode: Episode, user: Any, today: date) -> CareBox | None:
    """Nothing for UGEL and school, nor for a time in the service that ended."""
    may_edit = bool(can_note_precautions(user, episode))
    if episode.ends_on is not None:
        return None
    seen = Precaution.objects.visible_to(user).filter(episode=episode).in_force_on(today)
    if not may_edit and not seen.exists():
        return None
    lines = care_of([episode], today).get(episode.pk, ())
    return CareBox(
        tuple(CareLine(one.icon, one.label, one.instruction, one.until) for one in lines),
        reverse("attendance:precautions", args=[episode.patient_id]) if may_edit else "",
    )
