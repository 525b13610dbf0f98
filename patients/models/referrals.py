"""The notices of potential pupils, and registrations that are being typed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from patients.enums import (
    NotAttendedReason,
    ReferralChannel,
    ReferralState,
    StayKind,
)
from patients.models.pupils import USER, Patient
from patients.querysets import (
    DraftQuerySet,
    ReferralQuerySet,
)
from seho.crypto import EncryptedTextField
from seho.files import StoredPathField


class Referral(models.Model):
    """A potential pupil (art. 10.1): the minimum, until the family authorises."""

    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="referrals")
    channel = models.CharField("cómo se identificó", max_length=12, choices=ReferralChannel.choices)
    person = models.CharField("iniciales o nombre", max_length=120)
    age = models.PositiveSmallIntegerField("edad", null=True, blank=True)
    setting = models.CharField("se encuentra", max_length=10, choices=StayKind.choices, default=StayKind.HOSPITAL)
    place = models.CharField("dónde está", max_length=80, blank=True)
    contact = models.CharField("contacto de la familia", max_length=120, blank=True)
    note = models.CharField("nota", max_length=300, blank=True)
    is_enrolled = models.BooleanField("está matriculado", null=True, blank=True)
    state = models.CharField("estado", max_length=12, choices=ReferralState.choices, default=ReferralState.IDENTIFIED)
    not_attended_reason = models.CharField(
        "motivo de no atención", max_length=16, choices=NotAttendedReason.choices, blank=True
    )
    identified_on = models.DateField("fecha de identificación")
    orientation_due_on = models.DateField("orientar a la familia hasta", null=True, blank=True)
    contacted_on = models.DateField("familia contactada", null=True, blank=True)
    oriented_on = models.DateField("familia orientada", null=True, blank=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "potencial estudiante-paciente"
        ordering = ["-identified_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=ReferralState.NOT_ATTENDED) & ~Q(not_attended_reason=""))
                | (~Q(state=ReferralState.NOT_ATTENDED) & Q(not_attended_reason="")),
                name="referral_not_attended_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.person


class RegistrationDraft(models.Model):
    """What the guided form holds until the registration: sections as typed, nothing of it is a record yet.

    `data` maps section -> {field: text}; health text never enters it (`diagnosis` is encrypted apart).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seho = models.ForeignKey("network.Seho", on_delete=models.CASCADE, related_name="drafts")
    referral = models.ForeignKey(Referral, on_delete=models.SET_NULL, null=True, blank=True, related_name="drafts")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    data = models.JSONField(default=dict)
    diagnosis = EncryptedTextField(blank=True, default="", max_length=2000)
    accreditation_file = StoredPathField(blank=True)
    authorization_file = StoredPathField(blank=True)
    created_by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "registro en borrador"
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"Borrador del {self.created_at:%d/%m/%Y}"
