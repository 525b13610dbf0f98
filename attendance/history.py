"""The acts of the teaching in a pupil's history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from attendance.models import Assessment, PlanVersion, Session, Work
from patients import history
from patients.models import Patient


def add_sources() -> None:
    history.add("attendance.PlanVersion", _plans)
    history.add("attendance.Session", _sessions, narrow=_own_line)
    history.add("attendance.Assessment", _assessments)
    history.add("attendance.Work", _works)


def _plans(patient: Patient, user: Any) -> QuerySet[Any]:
    return PlanVersion.objects.visible_to(user).filter(plan__episode__patient=patient)


def _sessions(patient: Patient, user: Any) -> QuerySet[Any]:
    return Session.objects.visible_to(user).filter(participations__episode__patient=patient)


def _assessments(patient: Patient, user: Any) -> QuerySet[Any]:
    return Assessment.objects.visible_to(user).filter(episode__patient=patient)


def _works(patient: Patient, user: Any) -> QuerySet[Any]:
    return Work.objects.visible_to(user).filter(episode__patient=patient)


def _own_line(patient: Patient, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """A session tells what each pupil did, by initials; the history of one tells of that one."""
    if "estudiantes" not in told:
        return told
    return {**told, "estudiantes": [line for line in told["estudiantes"] if line.startswith(f"{patient.initials}:")]}
