"""The acts of the teaching in a pupil's history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attendance.models import Assessment, PlanVersion, Session, SupportContact, SupportReport, WellBeing, Work
from patients import history
from patients.models import Patient


def add_sources() -> None:
    history.add(PlanVersion, "plan__episode__patient")
    history.add(Session, "participations__episode__patient", narrow=_own_line)
    history.add(Assessment, "episode__patient")
    history.add(Work, "episode__patient")
    history.add(SupportContact, "pupils__patient", narrow=_own_initials)
    history.add(SupportReport, "episode__patient")
    history.add(WellBeing, "episode__patient")


def _own_line(patient: Patient, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """A session tells what each pupil did, by initials; the history of one tells of that one."""
    if "estudiantes" not in told:
        return told
    return {**told, "estudiantes": [line for line in told["estudiantes"] if line.startswith(f"{patient.initials}:")]}


def _own_initials(patient: Patient, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Support work names its pupils by initials; the history of one tells of that one."""
    if "estudiantes" not in told:
        return told
    return {**told, "estudiantes": [each for each in told["estudiantes"] if each == patient.initials]}
