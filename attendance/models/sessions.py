"""What was done, and with whom (art. 11.2, 18, 19, 23)."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from attendance.enums import (
    AbsenceReason,
    SessionKind,
    SessionModality,
)
from attendance.querysets import SessionQuerySet, TeachingQuerySet
from seho.network.enums import SpaceKind

USER = settings.AUTH_USER_MODEL


class Session(models.Model):
    """One session for one or several pupils. `client_id` is made on the device: sent twice, written once."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField("fecha")
    starts_at = models.TimeField("hora de inicio", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("minutos")
    kind = models.CharField("tipo", max_length=10, choices=SessionKind.choices, default=SessionKind.LEARNING)
    space = models.CharField("espacio", max_length=16, choices=SpaceKind.choices)
    modality = models.CharField(
        "modalidad", max_length=10, choices=SessionModality.choices, default=SessionModality.IN_PERSON
    )
    title = models.CharField("título o actividad", max_length=160, blank=True)
    professionals: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="sessions_taught", verbose_name="quiénes atendieron"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_reason = models.CharField("motivo", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "sesión"
        verbose_name_plural = "sesiones"
        ordering = ["-held_on", "-pk"]
        # By day alone: the last sessions of several services, without reading all of the country's.
        indexes = [
            models.Index(fields=["seho", "held_on"]),
            models.Index(fields=["held_on", "id"], name="session_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=480), name="session_minutes_sensible"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="session_cancelled_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} del {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("attendance:session_detail", args=[self.pk])


class Participation(models.Model):
    """One pupil in one session: attended, with competency and evidence, or a non-clinical reason."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="participations")
    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="participations")
    attended = models.BooleanField("participó", default=True)
    absence_reason = models.CharField("motivo", max_length=10, choices=AbsenceReason.choices, blank=True)
    competency = models.ForeignKey(
        "curriculum.Competency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="competencia",
    )
    evidence = models.CharField("evidencia o lo trabajado", max_length=500, blank=True)

    objects = TeachingQuerySet.of("episode__patient", author="session__created_by")

    class Meta:
        verbose_name = "participación"
        verbose_name_plural = "participaciones"
        ordering = ["-session__held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "episode"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(attended=True, absence_reason="") | (Q(attended=False) & ~Q(absence_reason="")),
                name="participation_absence_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.episode.patient} – {self.session}"
