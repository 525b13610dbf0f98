"""The stays in hospital and at home on medical orders, the papers that show them, and the diagnosis."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from patients.enums import (
    AccreditationKind,
    StayKind,
)
from patients.models.pupils import USER, Patient
from patients.querysets import (
    HealthQuerySet,
    StayQuerySet,
)
from seho.crypto import EncryptedTextField
from seho.files import StoredPathField


class Stay(models.Model):
    """A hospital stay (first clock) or a prescribed home rest (second clock). `ends_on` is empty while it
    is open.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="stays")
    kind = models.CharField("situación", max_length=10, choices=StayKind.choices)
    hospital = models.ForeignKey(
        "network.Hospital",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stays",
        verbose_name="establecimiento de salud",
    )
    ward = models.CharField("servicio y cama", max_length=80, blank=True)
    starts_on = models.DateField("fecha de ingreso o inicio del descanso")
    ends_on = models.DateField("fecha de alta o fin del descanso", null=True, blank=True)
    estimated_days = models.PositiveSmallIntegerField("días estimados o prescritos", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = "estancia"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="stay_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind=StayKind.HOME_REST) | Q(hospital__isnull=False), name="stay_hospital_given"
            ),
            models.UniqueConstraint(
                fields=["patient", "kind"], condition=Q(ends_on=None), name="stay_one_open_of_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} desde {self.starts_on:%d/%m/%Y}"


class Accreditation(models.Model):
    """The paper of art. 8.2 that accredits a stay. Its file is a medical paper: coordinator and
    psychologist only.
    """

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="accreditations")
    kind = models.CharField("documento", max_length=20, choices=AccreditationKind.choices)
    issued_on = models.DateField("fecha de emisión")
    physician_license = models.CharField("CMP del médico tratante", max_length=10, blank=True)
    estimated_days = models.PositiveSmallIntegerField("días que indica", null=True, blank=True)
    rest_starts_on = models.DateField("inicio del descanso", null=True, blank=True)
    rest_ends_on = models.DateField("fin del descanso", null=True, blank=True)
    is_presumptive = models.BooleanField("información presuntiva (art. 8.3)", default=False)
    file = StoredPathField("documento escaneado", blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = HealthQuerySet.of("stay__patient")

    class Meta:
        verbose_name = "acreditación"
        ordering = ["issued_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rest_starts_on=None, rest_ends_on=None) | Q(rest_ends_on__gte=F("rest_starts_on")),
                name="accreditation_rest_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Diagnosis(models.Model):
    """Health data (Ley 29733, art. 2.5): apart, encrypted, each reading logged (art. 6.d)."""

    stay = models.OneToOneField(Stay, on_delete=models.PROTECT, related_name="diagnosis")
    text = EncryptedTextField("diagnóstico o presunción", max_length=1000)
    icd10 = EncryptedTextField("código CIE-10", max_length=10, blank=True)
    is_presumptive = models.BooleanField("presuntivo", default=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = HealthQuerySet.of("stay__patient")

    class Meta:
        verbose_name = "diagnóstico"

    def __str__(self) -> str:
        return "Diagnóstico (reservado)"
