"""Volunteers and interns (art. 21, 22): small tasks, hours, and the certificate of them."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import date, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from attendance.models.sessions import Session
from attendance.querysets import HelperTaskQuerySet, OfHelperQuerySet
from seho.accounts.enums import Role
from seho.files import StoredPathField
from seho.papers.codes import grouped

USER = settings.AUTH_USER_MODEL
HELPER_ROLES = [(role.value, role.label) for role in (Role.VOLUNTEER, Role.INTERN)]


class HelperTask(models.Model):
    """Something small that the team asks of one helper, or of whoever of them can; done with a word and its minutes.

    With `episode` only whoever is assigned to that pupil sees it. `session`: it was done during that session, whose
    minutes count already.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="helper_tasks")
    helper = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="helper_tasks", verbose_name="para"
    )
    episode = models.ForeignKey(
        "patients.Episode",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="helper_tasks",
        verbose_name="estudiante",
    )
    what = models.CharField("qué hacer", max_length=200)
    due_on = models.DateField("para el")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name="encargada por")
    done_on = models.DateField("hecha el", null=True, blank=True)
    done_by = models.ForeignKey(
        USER,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="helper_tasks_done",
        verbose_name="hecha por",
    )
    minutes = models.PositiveSmallIntegerField("minutos", null=True, blank=True)
    word = models.CharField("cómo fue", max_length=300, blank=True)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="durante la sesión"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = HelperTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "tarea"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["seho", "done_on"], name="helper_task_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None, minutes=None, session=None)
                | Q(done_on__isnull=False, done_by__isnull=False, minutes__range=(1, 480), cancelled_at=None),
                name="helper_task_done_whole",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="helper_task_cancelled_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class HelperEntry(models.Model):
    """Hours that a helper writes down: entrada and salida, or the minutes of something that was no session nor task."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="helper_entries")
    helper = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="helper_entries")
    held_on = models.DateField("fecha")
    starts_at = models.TimeField("entrada", null=True, blank=True)
    ends_at = models.TimeField("salida", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("minutos")
    what = models.CharField("qué hizo", max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfHelperQuerySet.as_manager()

    class Meta:
        verbose_name = "horas anotadas"
        verbose_name_plural = "horas anotadas"
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["seho", "helper", "held_on"], name="helper_entry_day")]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 720)), name="helper_entry_minutes"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="helper_entry_leaves_after_entering",
            ),
        ]

    def __str__(self) -> str:
        return f"Horas del {self.held_on:%d/%m/%Y}"


class HelperWeek(models.Model):
    """The coordinator confirmed the hours of one helper in the week that begins on `monday`.

    `counted` are the minutes that the program had added up then; `minutes` differ from them only with a reason.
    """

    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="helper_weeks")
    helper = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="helper_weeks")
    monday = models.DateField("semana del")
    counted = models.PositiveSmallIntegerField("minutos registrados")
    minutes = models.PositiveSmallIntegerField("minutos confirmados")
    reason = models.CharField("por qué se corrige", max_length=200, blank=True)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name="confirmó")

    objects = OfHelperQuerySet.as_manager()

    class Meta:
        verbose_name = "semana confirmada"
        verbose_name_plural = "semanas confirmadas"
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["seho", "helper", "monday"], name="helper_week_once"),
            models.CheckConstraint(
                condition=Q(minutes=F("counted")) | ~Q(reason=""), name="helper_week_correction_has_reason"
            ),
            models.CheckConstraint(condition=Q(minutes__lte=10080), name="helper_week_minutes"),
        ]

    def __str__(self) -> str:
        return f"Semana del {self.monday:%d/%m/%Y}"

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


# What the seal of a certificate covers: everything but the annulment, which is the one thing that may change.
_SEALED = (
    "client_id", "seho_id", "helper_id", "role", "starts_on", "ends_on", "minutes", "year", "number", "label", "code",
    "content", "path", "sha256", "bytes", "issued_on", "issued_by_id",
)  # fmt: skip


class HelperCertificate(models.Model):
    """Certificate of the confirmed hours of a volunteer or an intern (art. 21, 22), as it was issued.

    Never changed, only annulled: triggers of the database hold it. `content` is the frozen data that was printed.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="helper_certificates")
    helper = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="helper_certificates")
    role = models.CharField("como", max_length=20, choices=HELPER_ROLES)
    starts_on = models.DateField("desde")
    ends_on = models.DateField("hasta")
    minutes = models.PositiveIntegerField("minutos confirmados")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField("número")
    label = models.CharField("número completo", max_length=80)
    code = models.CharField("código de verificación", max_length=40, unique=True)
    content = models.JSONField()
    path = StoredPathField()
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    seal = models.CharField(max_length=64)
    issued_on = models.DateField("fecha de emisión")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    annulled_reason = models.CharField("motivo de la anulación", max_length=400, blank=True)

    objects = OfHelperQuerySet.as_manager()

    class Meta:
        verbose_name = "certificado"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["seho", "year", "number"], name="helper_certificate_number_unique"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="helper_certificate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(annulled_at=None, annulled_by=None, annulled_reason="")
                | (Q(annulled_at__isnull=False, annulled_by__isnull=False) & ~Q(annulled_reason="")),
                name="helper_certificate_annulled_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("attendance:certificate_file", args=[self.pk])

    @property
    def is_valid(self) -> bool:
        return self.annulled_at is None

    @property
    def printed_code(self) -> str:
        return grouped(self.code)

    def expected_seal(self) -> str:
        """The seal that this record has as it stands."""
        record = {name: getattr(self, name) for name in _SEALED}
        text = json.dumps(record, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()
