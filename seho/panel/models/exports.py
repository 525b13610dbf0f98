"""Files that the program makes in the background for whoever asked: long lists, open data, monthly reports."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from seho.accounts.enums import Role
from seho.files import StoredPathField

OPEN_DATA = "datos-abiertos"
# What holds rows of persons is not kept longer than whoever asked needs to fetch it.
KEPT_FOR = timedelta(days=7)


class ExportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Whoever asked for it. The open data of a year, which name nobody, are of the whole ministry."""
        mine = Q(by_id=user.pk)
        return self.filter(mine | Q(what=OPEN_DATA) if user.scope.has(Role.MINEDU) else mine)


class Export(models.Model):
    """One file, of one address: `what` names who makes it, `query` what was filtered.

    `posts` are those with which it was made: whoever holds one of them no more does not get the file any more.
    `seho_ids` are the services whose data it holds, `detail` what the access log says of each download.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    what = models.CharField("qué", max_length=40)
    query = models.CharField(max_length=2000, blank=True)
    title = models.CharField("título", max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")
    job = models.OneToOneField("jobs.Job", on_delete=models.PROTECT, related_name="export")
    path = StoredPathField(blank=True)
    file_name = models.CharField("archivo", max_length=120, blank=True)
    sha256 = models.CharField("huella SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("tamaño", default=0)
    rows = models.PositiveIntegerField("filas", default=0)
    detail = models.CharField(max_length=400, blank=True)
    posts = models.JSONField(default=list, blank=True)
    seho_ids = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField("hecho", null=True, blank=True)
    fetched_at = models.DateTimeField("descargado", null=True, blank=True)
    # Whose time is over lets its file go; the row stays and says so.
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "archivo pedido"
        verbose_name_plural = "archivos pedidos"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None, path="", sha256="", dropped_at=None)
                | (Q(made_at__isnull=False, dropped_at=None) & ~Q(path="") & ~Q(sha256=""))
                | (Q(made_at__isnull=False, dropped_at__isnull=False, path="") & ~Q(sha256="")),
                name="export_made_has_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("panel:export", args=[self.pk])

    @property
    def is_ready(self) -> bool:
        """Its file can be fetched."""
        return bool(self.path)

    @property
    def kept_until(self) -> Any:
        """The moment until which its file is kept; None: as long as the year's next one is not made."""
        return None if self.what == OPEN_DATA or self.made_at is None else self.made_at + KEPT_FOR
