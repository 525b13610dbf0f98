"""The teaching: what is planned, done, seen and kept (art. 11 to 13)."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from attendance.enums import (
    AbsenceReason,
    AchievementLevel,
    NotEvaluatedReason,
    PlanState,
    SessionKind,
    SessionModality,
)
from attendance.querysets import SessionQuerySet, TeachingQuerySet
from seho.files import StoredPathField
from seho.network.enums import SpaceKind

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


class Session(models.Model):
    """One session for one or several pupils. `client_id` is made on the device: sent twice, written once."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField("fecha")
    starts_at = models.TimeField("hora de inicio", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("minutos")
    kind = models.CharField("tipo", max_length=10, choices=SessionKind.choices, default=SessionKind.LEARNING)
    space = models.CharField("espacio", max_length=16, choices=SpaceKind.choices)
    modality = models.CharField(
        "modalidad", max_length=10, choices=SessionModality.choices, default=SessionModality.IN_PERSON
    )
    title = models.CharField("título o actividad", max_length=160, blank=True)
    professionals: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="sessions_taught", verbose_name="quiénes atendieron"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_reason = models.CharField("motivo", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "sesión"
        verbose_name_plural = "sesiones"
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["seho", "held_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=480), name="session_minutes_sensible"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="session_cancelled_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} del {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("attendance:session_detail", args=[self.pk])


class Participation(models.Model):
    """One pupil in one session: attended, with competency and evidence, or a non-clinical reason."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="participations")
    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="participations")
    attended = models.BooleanField("participó", default=True)
    absence_reason = models.CharField("motivo", max_length=10, choices=AbsenceReason.choices, blank=True)
    competency = models.ForeignKey(
        "curriculum.Competency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="competencia",
    )
    evidence = models.CharField("evidencia o lo trabajado", max_length=500, blank=True)

    objects = TeachingQuerySet.of("episode__patient", author="session__created_by")

    class Meta:
        verbose_name = "participación"
        verbose_name_plural = "participaciones"
        ordering = ["-session__held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "episode"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(attended=True, absence_reason="") | (Q(attended=False) & ~Q(absence_reason="")),
                name="participation_absence_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.episode.patient} – {self.session}"


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


class Work(models.Model):
    """A piece of the portfolio (art. 12): what the pupil made."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="works")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="works")
    competency = models.ForeignKey(
        "curriculum.Competency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="competencia",
    )
    title = models.CharField("título", max_length=160)
    made_on = models.DateField("fecha")
    pupil_words = models.TextField("en palabras de la o el estudiante", max_length=1000, blank=True)
    in_book = models.BooleanField("va en el portafolio impreso", default=True)
    # With it the photos are images of a person (Ley 29733): printed only while the family authorises them.
    shows_pupil = models.BooleanField("se reconoce a la o el estudiante", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TeachingQuerySet.of("episode__patient", author="created_by")

    class Meta:
        verbose_name = "trabajo del portafolio"
        verbose_name_plural = "trabajos del portafolio"
        ordering = ["made_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="work_removed_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WorkFile(models.Model):
    """A photo (three sizes, re-encoded, without metadata) or a PDF of a work. Paths are below MEDIA_ROOT."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="files")
    order = models.PositiveSmallIntegerField(default=1)
    is_photo = models.BooleanField(default=True)
    path = StoredPathField()
    print_path = StoredPathField(blank=True)
    thumb_path = StoredPathField(blank=True)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)

    objects = TeachingQuerySet.of("work__episode__patient", author="work__created_by")

    class Meta:
        verbose_name = "archivo del trabajo"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["work", "sha256"], name="work_file_once")]

    def __str__(self) -> str:
        return f"Archivo {self.order}"
