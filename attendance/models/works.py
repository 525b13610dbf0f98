"""What the pupil made (art. 12)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.models.sessions import Session
from attendance.querysets import TeachingQuerySet
from seho.files import StoredPathField

USER = settings.AUTH_USER_MODEL


class Work(models.Model):
    """A piece of the portfolio (art. 12): what the pupil made."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="works")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="works")
    competency = models.ForeignKey(
        "curriculum.Competency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="competencia",
    )
    title = models.CharField("título", max_length=160)
    made_on = models.DateField("fecha")
    pupil_words = models.TextField("en palabras de la o el estudiante", max_length=1000, blank=True)
    in_book = models.BooleanField("va en el portafolio impreso", default=True)
    # With it the photos are images of a person (Ley 29733): printed only while the family authorises them.
    shows_pupil = models.BooleanField("se reconoce a la o el estudiante", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TeachingQuerySet.of("episode__patient", author="created_by")

    class Meta:
        verbose_name = "trabajo del portafolio"
        verbose_name_plural = "trabajos del portafolio"
        ordering = ["made_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="work_removed_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WorkFile(models.Model):
    """A photo (three sizes, re-encoded, without metadata) or a PDF of a work. Paths are below MEDIA_ROOT."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="files")
    order = models.PositiveSmallIntegerField(default=1)
    is_photo = models.BooleanField(default=True)
    path = StoredPathField()
    print_path = StoredPathField(blank=True)
    thumb_path = StoredPathField(blank=True)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)

    objects = TeachingQuerySet.of("work__episode__patient", author="work__created_by")

    class Meta:
        verbose_name = "archivo del trabajo"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["work", "sha256"], name="work_file_once")]

    def __str__(self) -> str:
        return f"Archivo {self.order}"
