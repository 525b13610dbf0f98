"""One row for each long piece of work; the queue itself is that of django-tasks."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from seho.jobs.enums import JobState
from seho.jobs.querysets import JobQuerySet


class Job(models.Model):
    """Work that goes on without the page that asked for it: `done` and `failed` of `total` steps.

    `kind` names the function that does it (`seho.jobs.registry`). A job that was interrupted is taken up again:
    each step is done once, whoever does it.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=40)
    title = models.CharField("trabajo", max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("estado", max_length=8, choices=JobState.choices, default=JobState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    problem = models.CharField("qué pasó", max_length=400, blank=True)
    asked_at = models.DateTimeField()
    # How often it was queued: whoever works on an earlier turn is stopped by its next step.
    turn = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField("última señal")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "trabajo"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=F("done") + F("failed")), name="job_within_total"),
            models.CheckConstraint(
                condition=Q(state__in=["WAITING", "RUNNING"], ended_at=None)
                | Q(state__in=["DONE", "STOPPED"], ended_at__isnull=False),
                name="job_ended_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """It waits or goes on."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def is_over(self) -> bool:
        """Nothing of it is left to do."""
        return self.state == JobState.DONE and self.done >= self.total

    @property
    def tried(self) -> int:
        return self.done + self.failed
