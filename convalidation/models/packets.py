"""The papers as they were issued. An issued paper is never changed, only annulled or replaced."""

from __future__ import annotations

import hashlib
import json
import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from convalidation.enums import PaperState, Purpose
from convalidation.querysets import DocumentQuerySet, PacketQuerySet
from convalidation.rules import Band, Duty, PaperKind
from seho.files import StoredPathField
from seho.papers.codes import grouped

USER = settings.AUTH_USER_MODEL

# What the seal of a paper covers: everything but the annulment, which is the one thing that may change.
_SEALED = (
    "kind", "seho_id", "year", "number", "label", "code", "content", "path", "sha256", "bytes", "previous_seal",
    "issued_on",
)  # fmt: skip
_SEALED_OF_PACKET = (
    "client_id", "episode_id", "school_id", "enrollment_id", "starts_on", "ends_on", "days_stay", "days_accumulated",
    "band", "grading", "window_starts_on", "window_label", "reason", "article", "code", "path", "sha256", "bytes",
    "issued_by_id", "replaces_id",
)  # fmt: skip


class Packet(models.Model):
    """The papers of one episode issued together, for one purpose, to the school of the enrolment on that day.

    For the recognition (art. 13.5) an episode that goes over into another academic window has a packet in each (R5);
    at the end of a period, one for each period (`ends_on`); of the other purposes one is in force.

    Days and band are frozen as they were at issue (R8, R25): `days_stay` of this episode, `days_accumulated` in the
    academic window, `grade_days` is G of reading R15.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    purpose = models.CharField("para", max_length=12, choices=Purpose.choices, default=Purpose.RECOGNITION)
    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="packets")
    school = models.ForeignKey("network.School", on_delete=models.PROTECT, related_name="packets")
    enrollment = models.ForeignKey("patients.Enrollment", on_delete=models.PROTECT, related_name="packets")
    state = models.CharField("estado", max_length=10, choices=PaperState.choices, default=PaperState.VALID)
    starts_on = models.DateField()
    ends_on = models.DateField()
    days_stay = models.PositiveSmallIntegerField()
    days_accumulated = models.PositiveSmallIntegerField()
    band = models.CharField("tramo", max_length=10, choices=Band.choices(), blank=True)
    grading = models.CharField("calificación", max_length=10, choices=Duty.choices(), default=Duty.NONE)
    window_starts_on = models.DateField("inicio del año escolar o periodo promocional")
    window_label = models.CharField("año escolar o periodo promocional", max_length=80)
    reason = models.TextField("por qué")
    article = models.CharField(max_length=60)
    code = models.CharField("código de verificación", max_length=40, unique=True)
    path = StoredPathField("PDF del paquete")
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    annulled_reason = models.CharField("motivo de la anulación", max_length=400, blank=True)

    objects = PacketQuerySet.as_manager()

    class Meta:
        verbose_name = "paquete de documentos"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "purpose", "window_starts_on"],
                condition=Q(state="VALID") & ~Q(purpose="PERIOD"),
                name="packet_one_valid",
            ),
            models.UniqueConstraint(
                fields=["episode", "ends_on"], condition=Q(state="VALID", purpose="PERIOD"), name="packet_one_a_period"
            ),
            models.CheckConstraint(
                condition=Q(state="VALID", annulled_at=None, annulled_by=None)
                | (
                    Q(annulled_at__isnull=False, annulled_by__isnull=False) & ~Q(state="VALID") & ~Q(annulled_reason="")
                ),
                name="packet_annulled_paired",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "state", "issued_at"]),
            # The last ones first, whoever asks.
            models.Index(fields=["-issued_at", "-id"], name="packet_last_issued"),
            # All that counts and dues ask of the packets of an episode: the rows themselves lie all over the country.
            models.Index(
                fields=["episode", "purpose", "ends_on", "issued_at", "annulled_at", "state", "band", "id"],
                name="packet_of_episode",
            ),
        ]

    def __str__(self) -> str:
        return f"Documentos del {self.starts_on:%d/%m/%Y} al {self.ends_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("convalidation:packet", args=[self.pk])

    @property
    def has_levels(self) -> bool:
        """The progress report carries levels of achievement (art. 13.5)."""
        return self.grading != Duty.NONE

    @property
    def is_valid(self) -> bool:
        return self.state == PaperState.VALID


class IssuedDocument(models.Model):
    """One numbered paper: its bytes (below MEDIA_ROOT, by hash), the data it was made of, and its verification code.

    `content` is the frozen data (JSON). `seal` is the hash of the whole record and of `previous_seal`, that of the
    paper issued before it by the same SEHO: a record that is altered, removed or moved breaks the chain.
    """

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("documento", max_length=30, choices=PaperKind.choices())
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="issued_documents")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField("número")
    label = models.CharField("número completo", max_length=80)
    code = models.CharField("código de verificación", max_length=40, unique=True)
    content = models.JSONField()
    path = StoredPathField()
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    seal = models.CharField(max_length=64, unique=True)
    previous_seal = models.CharField(max_length=64, blank=True)
    issued_on = models.DateField("fecha de emisión")

    objects = DocumentQuerySet.of("packet")

    class Meta:
        verbose_name = "documento emitido"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["seho", "kind", "year", "number"], name="issued_document_number_unique"),
            models.UniqueConstraint(fields=["packet", "kind"], name="issued_document_once_in_packet"),
            models.UniqueConstraint(fields=["seho", "previous_seal"], name="issued_document_chain_never_forks"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def printed_code(self) -> str:
        return grouped(self.code)

    def expected_seal(self) -> str:
        """The seal that this record and its packet have as they stand."""
        packet = self.packet
        of_packet = {name: getattr(packet, name) for name in _SEALED_OF_PACKET}
        if packet.purpose != Purpose.RECOGNITION:  # papers older than purposes keep their seal
            of_packet["purpose"] = packet.purpose
        record = {**{name: getattr(self, name) for name in _SEALED}, "packet": of_packet}
        text = json.dumps(record, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()
