"""The return to school: what was told (art. 14.1), the plan of it, and its follow-up until it ended (art. 15)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from attendance.querysets import TeachingQuerySet
from convalidation.enums import ContactWay, IncidentKind, Progress, ReturnOutcome
from convalidation.querysets import ReturnQuerySet

USER = settings.AUTH_USER_MODEL


class ReturnReport(models.Model):
    """Art. 14.1: what was told, verbally and in writing, to guardian and director at the medical discharge."""

    episode = models.OneToOneField("patients.Episode", on_delete=models.PROTECT, related_name="return_report")
    learning_situation = models.TextField("situación educativa", max_length=4000)
    socioemotional_situation = models.TextField("situación socioemocional", max_length=4000)
    recommendations = models.TextField("recomendaciones pedagógicas", max_length=4000)
    told_guardian_on = models.DateField("informe verbal a la familia", null=True, blank=True)
    told_director_on = models.DateField("informe verbal a la dirección de la IE", null=True, blank=True)
    written_guardian_on = models.DateField("informe escrito a la familia", null=True, blank=True)
    written_director_on = models.DateField("informe escrito a la dirección de la IE", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = TeachingQuerySet.of("episode__patient")

    class Meta:
        verbose_name = "informe de reincorporación"

    def __str__(self) -> str:
        return "Informe de reincorporación"


class Return(models.Model):
    """The return of one pupil after one time in the SEHO: its plan and its end (art. 14, 15).

    `school` is that of the enrolment when it was opened. Milestones are counted from `starts_on`, the first day back
    in class; while it is unknown there are none.
    """

    episode = models.OneToOneField("patients.Episode", on_delete=models.PROTECT, related_name="school_return")
    school = models.ForeignKey("network.School", on_delete=models.PROTECT, related_name="returns")
    starts_on = models.DateField("primer día de clases", null=True, blank=True)
    days_a_week = models.PositiveSmallIntegerField(
        "días a la semana al comenzar", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    full_from = models.DateField("asistencia completa desde", null=True, blank=True)
    adjustments = models.TextField("ajustes acordados con la IE", max_length=4000, blank=True)
    contact_name = models.CharField("persona responsable en la IE", max_length=160, blank=True)
    contact_post = models.CharField("cargo", max_length=120, blank=True)
    contact_phone = models.CharField("teléfono", max_length=20, blank=True)
    hopes = models.TextField("lo que espera la o el estudiante", max_length=2000, blank=True)
    fears = models.TextField("lo que le preocupa", max_length=2000, blank=True)
    agreed_on = models.DateField("acordado con la IE y la familia el", null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField("cerrado el", null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField("cómo terminó", max_length=15, choices=ReturnOutcome.choices, blank=True)
    closing_note = models.TextField("conclusión", max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReturnQuerySet.of("")

    class Meta:
        verbose_name = "reincorporación"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None, outcome="")
                | (Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="return_closed_paired",
            ),
            models.CheckConstraint(
                condition=Q(full_from=None) | Q(starts_on=None) | Q(full_from__gte=F("starts_on")),
                name="return_full_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "closed_on"]),
            # What goes on is few; whose it is stands with the episode.
            models.Index(fields=["closed_on", "episode", "outcome"], name="return_going_on"),
        ]

    def __str__(self) -> str:
        return "Reincorporación"

    def get_absolute_url(self) -> str:
        return reverse("convalidation:return", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class FollowUp(models.Model):
    """What was found at one milestone: 7, 30, 60 or 90 days after the first day back in class (art. 15)."""

    school_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="follow_ups")
    day = models.PositiveSmallIntegerField("hito")
    done_on = models.DateField("fecha")
    way = models.CharField("cómo", max_length=10, choices=ContactWay.choices)
    progress = models.CharField("cómo va", max_length=10, choices=Progress.choices)
    note = models.TextField("qué se encontró", max_length=2000, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ReturnQuerySet.of("school_return")

    class Meta:
        verbose_name = "seguimiento"
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school_return", "day"], name="follow_up_once"),
            models.CheckConstraint(condition=Q(day__in=[7, 30, 60, 90]), name="follow_up_at_a_milestone"),
        ]

    def __str__(self) -> str:
        return f"Seguimiento de los {self.day} días"


class Incident(models.Model):
    """Something that affects the return, and the guidance that was given (art. 15)."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    school_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField("incidencia", max_length=15, choices=IncidentKind.choices)
    happened_on = models.DateField("fecha")
    description = models.TextField("qué pasó", max_length=2000)
    guidance = models.TextField("orientación brindada", max_length=2000, blank=True)
    resolved_on = models.DateField("resuelta el", null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ReturnQuerySet.of("school_return")

    class Meta:
        verbose_name = "incidencia"
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_on=None) | (Q(resolved_on__gte=F("happened_on")) & ~Q(guidance="")),
                name="incident_resolved_with_guidance",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Visit(models.Model):
    """A visit of the UGEL specialist to the school of the return (art. 15)."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    school_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField("fecha")
    found = models.TextField("qué se encontró", max_length=2000)
    agreed = models.TextField("a qué se comprometió la IE", max_length=2000, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ReturnQuerySet.of("school_return")

    class Meta:
        verbose_name = "visita"
        ordering = ["-visited_on", "-pk"]

    def __str__(self) -> str:
        return f"Visita del {self.visited_on:%d/%m/%Y}"
