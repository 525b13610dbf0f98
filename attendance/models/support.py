"""The work of the psychologist (art. 16.2.c): support to pupil, family and team, and what stays theirs alone."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from attendance.enums import Mood, SupportTopic, SupportWith
from attendance.querysets import PrivateNoteQuerySet, SupportQuerySet
from seho.crypto import EncryptedTextField

USER = settings.AUTH_USER_MODEL
_FACES = Q(before=None) | Q(before__range=(1, 5))
_FACES_AFTER = Q(after=None) | Q(after__range=(1, 5))


class SupportContact(models.Model):
    """Support work beside the sessions with pupils: with a family, with the team, with a home school.

    `client_id` is made on the page: sent twice, written once. `pupils` may be empty (a meeting, a talk for families).
    Team members of the service read it, so it is never clinical: that is what the private notes are for.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="support_contacts")
    held_with = models.CharField("con quién", max_length=10, choices=SupportWith.choices)
    held_on = models.DateField("fecha")
    minutes = models.PositiveSmallIntegerField("minutos")
    topic = models.CharField("tema", max_length=12, choices=SupportTopic.choices)
    note = models.CharField("acuerdos o lo conversado", max_length=500, blank=True)
    pupils: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "patients.Episode", blank=True, related_name="support_contacts", verbose_name="estudiantes"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = SupportQuerySet.of("seho")

    class Meta:
        verbose_name = "trabajo de soporte"
        verbose_name_plural = "trabajos de soporte"
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["seho", "held_on"], name="support_contact_day")]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="support_contact_minutes"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="support_contact_cancelled_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_held_with_display()}, {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("attendance:support_contact", args=[self.pk])


class WellBeing(models.Model):
    """How the pupil said to feel, by touching one of five faces, before and after a session; either may be missing.

    It is what the pupil says of a moment: not a test, no diagnosis, on no paper. `session` is set where it was asked
    from the page of one; an answer of the same day without a session is taken into it.
    """

    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="well_being")
    session = models.ForeignKey(
        "attendance.Session", on_delete=models.PROTECT, null=True, blank=True, related_name="well_being"
    )
    asked_on = models.DateField("fecha")
    before = models.PositiveSmallIntegerField("antes", choices=Mood.choices, null=True, blank=True)
    after = models.PositiveSmallIntegerField("después", choices=Mood.choices, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = SupportQuerySet.of("episode__seho")

    class Meta:
        verbose_name = "cómo se siente"
        verbose_name_plural = "cómo se siente"
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "episode"], condition=Q(session__isnull=False), name="well_being_once_a_session"
            ),
            models.CheckConstraint(condition=_FACES & _FACES_AFTER, name="well_being_five_faces"),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False), name="well_being_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Cómo se siente, {self.asked_on:%d/%m/%Y}"


class SupportReport(models.Model):
    """The socio-emotional part of the informe de progreso for one period of the school (art. 13, 14.1).

    `period` is null when the stay touches no period of the calendar. The school reads it: never clinical.
    """

    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="support_reports")
    period = models.ForeignKey("curriculum.Period", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("aspecto socioemocional", max_length=2000)
    updated_at = models.DateTimeField(auto_now=True)
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = SupportQuerySet.of("episode__seho")

    class Meta:
        verbose_name = "aspecto socioemocional"
        ordering = ["period__starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "period"], condition=Q(period__isnull=False), name="support_report_once"
            ),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(period=None), name="support_report_once_without_period"
            ),
        ]

    def __str__(self) -> str:
        return "Aspecto socioemocional"


class PrivateNote(models.Model):
    """A note that its author alone reads, while they are psychologist of the service; at rest it is encrypted.

    No other role reads it, nor the technical administrator; no search, paper, export, history or draft holds it. When
    the author's post ends the note stays sealed: nobody inherits it. `patient` is null for a general one.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="estudiante"
    )
    noted_on = models.DateField("fecha")
    text = EncryptedTextField("nota", max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "nota privada"
        verbose_name_plural = "notas privadas"
        ordering = ["-noted_on", "-pk"]
        indexes = [models.Index(fields=["author", "patient"], name="private_note_of_author")]

    def __str__(self) -> str:
        return "Nota privada"
