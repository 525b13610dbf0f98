"""How a packet reaches school and family without an account: a personal link, and what was done with it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from convalidation.enums import DeliveryEventKind, Recipient
from convalidation.models.packets import Packet
from convalidation.querysets import PacketQuerySet
from seho.crypto import EncryptedTextField

USER = settings.AUTH_USER_MODEL


class Delivery(models.Model):
    """A packet sent to one named person by a link of their own, that ends on a day and can be revoked.

    Who holds the link must also know the pupil's document number; too many wrong ones lock it (`failures`).
    The link's secret is found by its hash; it is kept encrypted so that a reminder can name it again.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.CharField("destinatario", max_length=10, choices=Recipient.choices)
    name = models.CharField("nombre", max_length=160)
    post = models.CharField("cargo o parentesco", max_length=120, blank=True)
    email = models.EmailField("correo", blank=True)
    secret = EncryptedTextField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField("vence el")
    failures = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PacketQuerySet.of("packet")

    class Meta:
        verbose_name = "entrega"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="delivery_revoked_paired",
            ),
        ]
        # Links that answer are few; whose they are stands with the episode.
        indexes = [models.Index(fields=["expires_on"], condition=Q(revoked_at=None), name="delivery_open")]

    def __str__(self) -> str:
        return f"Entrega a {self.get_recipient_display().lower()}"


class DeliveryEvent(models.Model):
    """Something that happened to a delivery: sent, failed, opened, downloaded, acknowledged, reminded."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("qué pasó", max_length=12, choices=DeliveryEventKind.choices)
    happened_at = models.DateTimeField()
    detail = models.CharField("detalle", max_length=200, blank=True)

    objects = PacketQuerySet.of("delivery__packet")

    class Meta:
        verbose_name = "suceso de una entrega"
        ordering = ["happened_at", "pk"]
        indexes = [models.Index(fields=["delivery", "kind"])]

    def __str__(self) -> str:
        return self.get_kind_display()
