"""What was computed and is kept, so that a panel opens at once: the figures of a period, and the signs of a day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Kept(models.Model):
    """Of which services, and as of when.

    `seho_ids` are the services that it is of, `as_of` the day for which it was computed, `computed_at` when that began.
    `acts` are those of these services in the register that were known then: where there are more, something was
    written since.
    """

    scope_kind = models.CharField(max_length=4)
    # 0 is the country.
    scope_pk = models.PositiveBigIntegerField()
    seho_ids = models.JSONField(default=list, blank=True)
    as_of = models.DateField("al día")
    computed_at = models.DateTimeField("calculado", null=True, blank=True)
    acts = models.PositiveIntegerField("actos conocidos", default=0)

    class Meta:
        abstract = True


class Snapshot(Kept):
    """The figures of one scope and period, and those of the period before.

    Kept exactly: what a person may not be told is left out when it is shown. `figures` is empty until they are
    computed.
    """

    starts_on = models.DateField()
    ends_on = models.DateField()
    # The key of the period in addresses, to find the one before it.
    period_key = models.CharField(max_length=20)
    figures = models.JSONField(null=True, blank=True)
    before = models.JSONField(null=True, blank=True)
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "cifras guardadas"
        verbose_name_plural = "cifras guardadas"
        constraints = [
            models.UniqueConstraint(
                fields=["scope_kind", "scope_pk", "starts_on", "ends_on", "period_key"], name="panel_snapshot_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="panel_snapshot_ends_after_start"),
            models.CheckConstraint(
                condition=Q(figures__isnull=True, computed_at=None)
                | Q(figures__isnull=False, computed_at__isnull=False),
                name="panel_snapshot_computed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope_kind} {self.period_key}"


class KeptSigns(Kept):
    """The early signs of the services of one scope; whatever the period, they are of the day."""

    signs = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = "señales guardadas"
        verbose_name_plural = "señales guardadas"
        constraints = [
            models.UniqueConstraint(fields=["scope_kind", "scope_pk"], name="panel_signs_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scope_kind} {self.scope_pk}"
