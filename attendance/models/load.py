"""What entries cost in time, without saying whose."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from attendance.querysets import EntryTimeQuerySet
from seho.entries import LONGEST_SECONDS, EntryKind


class EntryTime(models.Model):
    """One entry of a service in one week: how long it took, and whether it was made on the day it tells of.

    No person, no pupil, no day and no order of arrival: whoever reads the table cannot tell whose entry it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("registro", max_length=12, choices=EntryKind.choices)
    week = models.DateField("lunes de la semana")
    seconds = models.PositiveSmallIntegerField("segundos", null=True, blank=True)
    same_day = models.BooleanField("el mismo día", null=True, blank=True)

    objects = EntryTimeQuerySet.as_manager()

    class Meta:
        verbose_name = "tiempo de un registro"
        verbose_name_plural = "tiempos de los registros"
        ordering = ["-week"]
        indexes = [models.Index(fields=["seho", "week"], name="entry_time_of_a_week")]
        constraints = [
            models.CheckConstraint(
                condition=Q(seconds=None) | Q(seconds__lte=LONGEST_SECONDS), name="entry_time_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, semana del {self.week:%d/%m/%Y}"
