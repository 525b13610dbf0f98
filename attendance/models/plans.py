"""What is planned for a pupil (art. 11.3, 11.4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.enums import (
    PlanState,
)
from attendance.querysets import TeachingQuerySet

USER = settings.AUTH_USER_MODEL


class Plan(models.Model):
    """Plan educativo personalizado (art. 11.3, 11.4) of one episode; its content stands in versions."""

    episode = models.OneToOneField("patients.Episode", on_delete=models.PROTECT, related_name="plan")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = TeachingQuerySet.of("episode__patient")

    class Meta:
        verbose_name = "plan educativo personalizado"

    def __str__(self) -> str:
        return f"Plan de {self.episode.patient}"


class PlanVersion(models.Model):
    """One version of the plan. At most one draft and one in force at a time; what was in force is never edited."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("versión")
    state = models.CharField("estado", max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    purpose = models.TextField("propósitos de aprendizaje", max_length=4000, blank=True)
    curricular_adaptations = models.TextField("adaptaciones curriculares", max_length=4000, blank=True)
    assessment_adaptations = models.TextField("adaptaciones de la evaluación", max_length=4000, blank=True)
    socioemotional_support = models.TextField("soporte socioemocional", max_length=4000, blank=True)
    schedule = models.CharField("horario y espacios previstos", max_length=500, blank=True)
    resources = models.TextField("recursos y materiales", max_length=2000, blank=True)
    school_agreements = models.TextField("lo acordado con la o el docente de la IE", max_length=4000, blank=True)
    agreed_with = models.CharField("docente o tutor(a) con quien se coordinó", max_length=160, blank=True)
    agreed_on = models.DateField("fecha de la coordinación", null=True, blank=True)
    in_force_from = models.DateField("vigente desde", null=True, blank=True)
    in_force_until = models.DateField("vigente hasta", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = TeachingQuerySet.of("plan__episode__patient")

    class Meta:
        verbose_name = "versión del plan"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_unique"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="DRAFT"), name="plan_one_draft"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="IN_FORCE"), name="plan_one_in_force"),
        ]

    def __str__(self) -> str:
        return f"Versión {self.number}"


class PlanCompetency(models.Model):
    """A prioritised competency of the plan (art. 13.3.c)."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="competencies")
    competency = models.ForeignKey("curriculum.Competency", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=1)
    purpose = models.CharField("qué se espera que logre", max_length=600, blank=True)
    criteria = models.CharField("criterios y evidencias", max_length=600, blank=True)

    class Meta:
        verbose_name = "competencia priorizada"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan_version", "competency"], name="plan_competency_once"),
        ]

    def __str__(self) -> str:
        return str(self.competency)
