"""A record that was opened from outside in an emergency: by whom, why, until when, and who reviewed it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from patients.enums import EmergencyGround
from patients.models.pupils import USER, Patient
from patients.querysets import EmergencyQuerySet
from patients.rules.emergency import is_open


class EmergencyAccess(models.Model):
    """`seho` holds the record and reviews the access; `opened_from` is the service of whoever opened it, none for the
    Ministry. The rows of the record themselves stay invisible: only the page of this access reads them.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="emergency_accesses")
    seho = models.ForeignKey(
        "network.Seho", on_delete=models.PROTECT, related_name="emergency_accesses", verbose_name="SEHO del expediente"
    )
    opened_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, related_name="emergency_accesses", verbose_name="abierto por"
    )
    opened_from = models.ForeignKey(
        "network.Seho", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="desde el SEHO"
    )
    ground = models.CharField("causa", max_length=12, choices=EmergencyGround.choices)
    reason = models.CharField("motivo", max_length=500)
    opened_at = models.DateTimeField("abierto")
    expires_at = models.DateTimeField("hasta")
    ended_at = models.DateTimeField("terminado", null=True, blank=True)
    reviewed_at = models.DateTimeField("revisado", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="revisado por"
    )
    review_note = models.CharField("qué hizo o a quién avisó", max_length=500, blank=True)
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = "expediente abierto por emergencia"
        verbose_name_plural = "expedientes abiertos por emergencia"
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["seho"], condition=Q(reviewed_at=None), name="emergency_to_review"),
            models.Index(fields=["opened_from", "opened_at"], name="emergency_from_service"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("opened_at")), name="emergency_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")), name="emergency_ended_after_it_opened"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, review_note="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="emergency_reviewed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"Expediente abierto por emergencia el {self.opened_at:%d/%m/%Y}"

    def is_open_at(self, now: datetime) -> bool:
        """As `EmergencyQuerySet.open_at` asks the database."""
        return is_open(opened_at=self.opened_at, expires_at=self.expires_at, ended_at=self.ended_at, now=now)
