"""What was reached (art. 13.1)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.enums import (
    AchievementLevel,
    NotEvaluatedReason,
)
from attendance.querysets import TeachingQuerySet

USER = settings.AUTH_USER_MODEL


class Assessment(models.Model):
    """Level of one competency in one period of the school (art. 13.1), with its descriptive conclusion.

    `period` is null when the stay touches no period of the calendar: then `label` names the assessment.
    """

    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="assessments")
    period = models.ForeignKey("curriculum.Period", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    competency = models.ForeignKey("curriculum.Competency", on_delete=models.PROTECT, related_name="+")
    level = models.CharField("nivel de logro", max_length=2, choices=AchievementLevel.choices)
    not_evaluated_reason = models.CharField("motivo", max_length=15, choices=NotEvaluatedReason.choices, blank=True)
    conclusion = models.TextField("conclusión descriptiva", max_length=2000, blank=True)
    assessed_on = models.DateField("fecha")
    assessed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = TeachingQuerySet.of("episode__patient")

    class Meta:
        verbose_name = "evaluación"
        verbose_name_plural = "evaluaciones"
        ordering = ["competency__number", "period__starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "period", "competency"], name="assessment_once"),
            models.UniqueConstraint(
                fields=["episode", "competency"],
                condition=Q(period=None),
                name="assessment_once_without_period",
            ),
            models.CheckConstraint(
                condition=(Q(level="NE") & ~Q(not_evaluated_reason="")) | (~Q(level="NE") & Q(not_evaluated_reason="")),
                name="assessment_not_evaluated_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency}: {self.get_level_display()}"
