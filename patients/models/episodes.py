"""The time in one service, who is assigned to the pupil, and what its school states in SIAGIE."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from patients.enums import (
    EpisodeEnd,
    Modality,
    Setting,
    SiagieCause,
    SiagieLetter,
)
from patients.models.pupils import USER, Patient
from patients.querysets import (
    EpisodeQuerySet,
    OfPatientQuerySet,
)


class Episode(models.Model):
    """The time in one SEHO, from the registration (art. 10.1) to the egress: the third clock."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="episodes")
    setting = models.CharField("ámbito", max_length=10, choices=Setting.choices)
    modality = models.CharField("modalidad", max_length=10, choices=Modality.choices, default=Modality.IN_PERSON)
    starts_on = models.DateField("registro en el SEHO")
    ends_on = models.DateField("egreso del SEHO", null=True, blank=True)
    # The first session, kept by `services.note_first_attention`: with it the third clock begins when it is
    # later (R9).
    first_attended_on = models.DateField("primera atención", null=True, blank=True)
    end_reason = models.CharField("motivo del egreso", max_length=15, choices=EpisodeEnd.choices, blank=True)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next", verbose_name="viene de"
    )
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registered_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = "periodo en el SEHO"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(ends_on=None),
                name="episode_one_open",
                violation_error_message="La o el estudiante ya está en atención en un SEHO.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="episode_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, end_reason="") | (Q(ends_on__isnull=False) & ~Q(end_reason="")),
                name="episode_end_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["seho", "ends_on", "starts_on"]),
            # All that lists and counts ask of the times in a service: the rows themselves lie all over the country.
            models.Index(
                fields=["seho", "patient", "starts_on", "ends_on", "setting", "end_reason", "id"],
                name="episode_of_seho",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seho} desde {self.starts_on:%d/%m/%Y}"


class Assignment(models.Model):
    """A volunteer or intern may see and log for this pupil, between these days (art. 21, 22)."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="assignments")
    starts_on = models.DateField("desde")
    ends_on = models.DateField("hasta", null=True, blank=True)
    assigned_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = OfPatientQuerySet.of("episode__patient")

    class Meta:
        verbose_name = "asignación"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_start"
            ),
            models.UniqueConstraint(fields=["episode", "user"], condition=Q(ends_on=None), name="assignment_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.episode}"


class SiagieStatus(models.Model):
    """The state that the director registers in SIAGIE (art. 10.3): proposed here, communicated, confirmed
    there.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="siagie_statuses")
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="siagie_statuses"
    )
    letter = models.CharField("estado", max_length=1, choices=SiagieLetter.choices)
    cause = models.CharField("causa", max_length=15, choices=SiagieCause.choices, blank=True)
    starts_on = models.DateField("desde")
    ends_on = models.DateField("hasta", null=True, blank=True)
    communicated_on = models.DateField("comunicado a la IE", null=True, blank=True)
    confirmed_on = models.DateField("registrado en SIAGIE", null=True, blank=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_name = models.CharField("confirmado por, sin cuenta", max_length=160, blank=True)

    objects = OfPatientQuerySet.as_manager()

    class Meta:
        verbose_name = "estado en SIAGIE"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(ends_on=None), name="siagie_one_current"),
            models.CheckConstraint(
                condition=(Q(letter__in=["a", "b"]) & ~Q(cause="")) | Q(letter__in=["c", "d"], cause=""),
                name="siagie_cause_when_absent",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, confirmed_by=None, confirmed_name="")
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False, confirmed_name="")
                | (Q(confirmed_on__isnull=False, confirmed_by=None) & ~Q(confirmed_name="")),
                name="siagie_confirmed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}) {self.get_letter_display()}"
