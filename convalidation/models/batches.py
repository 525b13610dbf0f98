"""Papers of many pupils issued one after another in the background."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from convalidation.enums import BatchItemState, Purpose
from convalidation.models.packets import Packet
from convalidation.querysets import BatchQuerySet

USER = settings.AUTH_USER_MODEL


class Batch(models.Model):
    """What a coordinator asked to issue for a whole service; its job tells how far it is (`seho.jobs`)."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="batches")
    title = models.CharField("título", max_length=120)
    purpose = models.CharField("para", max_length=12, choices=Purpose.choices, default=Purpose.RECOGNITION)
    until = models.DateField("hasta", null=True, blank=True)
    job = models.OneToOneField("jobs.Job", on_delete=models.PROTECT, related_name="batch")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "emisión de un servicio"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("convalidation:batch", args=[self.pk])


class BatchItem(models.Model):
    """One packet of a batch. `client_id` is the key of its issue: done twice, it is issued once."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items")
    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="+")
    window_starts_on = models.DateField()
    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    state = models.CharField("estado", max_length=8, choices=BatchItemState.choices, default=BatchItemState.WAITING)
    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.CharField("por qué no", max_length=600, blank=True)

    class Meta:
        verbose_name = "documentos de una emisión"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "episode", "window_starts_on"], name="batch_item_once"),
            models.CheckConstraint(
                condition=(Q(state="ISSUED") & Q(packet__isnull=False)) | (~Q(state="ISSUED") & Q(packet=None)),
                name="batch_item_issued_has_packet",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
