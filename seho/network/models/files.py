"""The papers of a service's own life, as they were brought: agreements, reports, resolutions, receipts."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from seho.files import StoredPathField
from seho.network import querysets
from seho.network.models.sehos import Seho


class SehoFile(models.Model):
    """One file, made again from what came; never changed. What it belongs to points to it."""

    seho = models.ForeignKey(Seho, on_delete=models.PROTECT, related_name="files", verbose_name="servicio")
    title = models.CharField("qué es", max_length=120)
    path = StoredPathField("archivo")
    content_type = models.CharField(max_length=40)
    created_at = models.DateTimeField("registrado el", default=timezone.now, editable=False)

    objects = querysets.OfSehoQuerySet.as_manager()

    class Meta:
        verbose_name = "archivo del servicio"
        verbose_name_plural = "archivos del servicio"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title
