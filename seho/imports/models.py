"""The State's files as they came in: read, compared with what there is, confirmed, and undone as a whole."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from seho.files import StoredPathField
from seho.imports.enums import OPEN_STATES, Catalogue, ImportState
from seho.imports.querysets import ImportQuerySet

USER = settings.AUTH_USER_MODEL


class Import(models.Model):
    """One file of one catalogue. `changes_path` names its differences, one JSON line each, compressed."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    write_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    catalogue = models.CharField("catálogo", max_length=12, choices=Catalogue.choices)
    # A list of some rows says nothing of those that it does not hold.
    is_whole = models.BooleanField("es el archivo completo del país", default=True)
    state = models.CharField("estado", max_length=10, choices=ImportState.choices, default=ImportState.READING)
    file_name = models.CharField("archivo", max_length=160)
    path = StoredPathField()
    sha256 = models.CharField(max_length=64)
    changes_path = StoredPathField(blank=True)
    layout = models.CharField("formato", max_length=80, blank=True)
    rows = models.PositiveIntegerField("filas", default=0)
    same = models.PositiveIntegerField("iguales", default=0)
    new = models.PositiveIntegerField("nuevas", default=0)
    changed = models.PositiveIntegerField("cambian", default=0)
    gone = models.PositiveIntegerField("ya no están", default=0)
    wrong = models.PositiveIntegerField("con error", default=0)
    # What stayed as it was, when it was written or undone, because it is in use or was changed since.
    kept = models.PositiveIntegerField("quedaron como estaban", default=0)
    problem = models.CharField("qué pasó", max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Nobody where it was done from the command line.
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "importación"
        verbose_name_plural = "importaciones"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue"],
                condition=Q(state__in=OPEN_STATES),
                name="import_one_open",
                violation_error_message=(
                    "Hay otra importación de este catálogo sin terminar: confírmela o descártela antes."
                ),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(confirmed_at__isnull=False), name="import_confirmed_has_moment"
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None) | Q(undone_at__isnull=False), name="import_undone_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("imports:detail", args=[self.pk])

    @property
    def differences(self) -> int:
        return self.new + self.changed + self.gone
