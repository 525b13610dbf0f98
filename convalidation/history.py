"""The acts of the papers and of the return in a pupil's history."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from convalidation.models import Acknowledgement, Packet, Recognition, ReturnReport
from patients import history
from patients.models import Patient


def add_sources() -> None:
    history.add("convalidation.Packet", _packets)
    history.add("convalidation.Acknowledgement", _acknowledgements)
    history.add("convalidation.Recognition", _recognitions)
    history.add("convalidation.ReturnReport", _reports)


def _packets(patient: Patient, user: Any) -> QuerySet[Any]:
    return Packet.objects.visible_to(user).filter(episode__patient=patient)


def _acknowledgements(patient: Patient, user: Any) -> QuerySet[Any]:
    return Acknowledgement.objects.visible_to(user).filter(packet__episode__patient=patient)


def _recognitions(patient: Patient, user: Any) -> QuerySet[Any]:
    return Recognition.objects.visible_to(user).filter(packet__episode__patient=patient)


def _reports(patient: Patient, user: Any) -> QuerySet[Any]:
    return ReturnReport.objects.visible_to(user).filter(episode__patient=patient)
