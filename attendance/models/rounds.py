"""The round of the day: in which order a person walks, and what to mind before entering (art. 11.2, 18, 19)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from attendance.enums import PrecautionKind
from attendance.querysets import CareQuerySet, RoundStopQuerySet

USER = settings.AUTH_USER_MODEL


class RoundStop(models.Model):
    """A ward or space of a service in the order of its round; `key` is the name as it is searched and compared."""

    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="round_stops")
    key = models.CharField(max_length=80)
    name = models.CharField("sala o espacio", max_length=80)
    order = models.PositiveSmallIntegerField("orden")

    objects = RoundStopQuerySet.as_manager()

    class Meta:
        verbose_name = "parada del recorrido"
        verbose_name_plural = "paradas del recorrido"
        ordering = ["seho_id", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["seho", "key"], name="round_stop_once")]

    def __str__(self) -> str:
        return self.name


class Precaution(models.Model):
    """What to mind before entering, in words that tell nothing of the illness; gone after `until`.

    Of one time in the service, for its team and for who helps this pupil: never for UGEL or school.
    """

    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="precautions")
    kind = models.CharField("precaución", max_length=12, choices=PrecautionKind.choices)
    until = models.DateField("hasta", null=True, blank=True)
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = CareQuerySet.as_manager()

    class Meta:
        verbose_name = "precaución"
        verbose_name_plural = "precauciones"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["episode", "kind"], name="precaution_once")]

    def __str__(self) -> str:
        return self.get_kind_display()
