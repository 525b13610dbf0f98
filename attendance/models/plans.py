"""What is planned for a pupil (art. 11.3, 11.4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.enums import OPEN_PLAN_STATES, Adaptation, PlanKind, PlanPart, PlanSection, PlanState
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
    """One version of the plan. At most one is being made and one is in force; what was in force is never edited.

    `in_force_from` of a version that is still being made is the day that its author proposes.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("versión")
    state = models.CharField("estado", max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    kind = models.CharField("extensión", max_length=5, choices=PlanKind.choices, default=PlanKind.FULL)
    purpose = models.TextField("propósitos de aprendizaje", max_length=4000, blank=True)
    curricular_adaptations = models.TextField("adaptaciones curriculares", max_length=4000, blank=True)
    assessment_adaptations = models.TextField("adaptaciones de la evaluación", max_length=4000, blank=True)
    wishes = models.TextField("lo que la o el estudiante quiere aprender", max_length=1000, blank=True)
    teaching_language = models.ForeignKey(
        "curriculum.MotherTongue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lengua en la que se le enseña",
    )
    language_support = models.CharField("cómo se atiende su lengua", max_length=300, blank=True)
    special_needs_support = models.TextField(
        "cómo responde el plan a los apoyos que necesita", max_length=1000, blank=True
    )
    socioemotional_support = models.TextField("soporte socioemocional", max_length=4000, blank=True)
    schedule = models.CharField("horario y espacios previstos", max_length=500, blank=True)
    resources = models.TextField("recursos y materiales", max_length=2000, blank=True)
    school_agreements = models.TextField("lo acordado con la o el docente de la IE", max_length=4000, blank=True)
    agreed_with = models.CharField("docente o tutor(a) con quien se coordinó", max_length=160, blank=True)
    agreed_on = models.DateField("fecha de la coordinación", null=True, blank=True)
    in_force_from = models.DateField("vigente desde", null=True, blank=True)
    in_force_until = models.DateField("vigente hasta", null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    activities = models.ManyToManyField("attendance.Activity", through="attendance.PlanActivity", related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = TeachingQuerySet.of("plan__episode__patient")

    class Meta:
        verbose_name = "versión del plan"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_unique"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state__in=OPEN_PLAN_STATES), name="plan_one_open"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="IN_FORCE"), name="plan_one_in_force"),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="plan_sent_paired",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="plan_approved_paired",
            ),
            models.CheckConstraint(condition=~Q(state="SENT") | Q(sent_at__isnull=False), name="plan_waiting_was_sent"),
        ]

    def __str__(self) -> str:
        return f"Versión {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PLAN_STATES

    @property
    def is_short(self) -> bool:
        return self.kind == PlanKind.SHORT

    @property
    def curricular(self) -> list[str]:
        """Every adaptation of the curriculum, the ticked ones first, then those that were written line by line."""
        return self._adaptations(self.curricular_adaptations, is_curricular=True)

    @property
    def assessment(self) -> list[str]:
        """Every adaptation of the evaluation, in the same order."""
        return self._adaptations(self.assessment_adaptations, is_curricular=False)

    def _adaptations(self, written: str, *, is_curricular: bool) -> list[str]:
        ticked = [str(row) for row in self.adaptations.all() if Adaptation(row.code).is_curricular == is_curricular]
        return ticked + [line.strip() for line in written.splitlines() if line.strip()]


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


class PlanAdaptation(models.Model):
    """An adaptation that was ticked, with what the team wants to add about it (art. 11.4)."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="adaptations")
    code = models.CharField("adaptación", max_length=20, choices=Adaptation.choices)
    order = models.PositiveSmallIntegerField(default=1)
    note = models.CharField("detalle", max_length=200, blank=True)

    class Meta:
        verbose_name = "adaptación"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan_version", "code"], name="plan_adaptation_once")]

    def __str__(self) -> str:
        label = Adaptation(self.code).label
        return f"{label}: {self.note}" if self.note else str(label)


class PlanContribution(models.Model):
    """Who wrote a part of this version last, and when. `written_version` is that of the plan when they saved it:
    whoever had the page open before may not write over it unasked."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="contributions")
    part = models.CharField("parte", max_length=7, choices=PlanPart.choices)
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    written_version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "aporte al plan"
        constraints = [models.UniqueConstraint(fields=["plan_version", "part"], name="plan_contribution_once")]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.written_by}"


class PlanActivity(models.Model):
    """An activity of the bank that this version of the plan uses."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="planned_activities")
    activity = models.ForeignKey("attendance.Activity", on_delete=models.PROTECT, related_name="plan_uses")
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "actividad del plan"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan_version", "activity"], name="plan_activity_once")]

    def __str__(self) -> str:
        return str(self.activity)


class PlanComment(models.Model):
    """What the coordinator says about a version on its way to the approval, until somebody answers it."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="comments")
    section = models.CharField("sobre", max_length=7, choices=PlanSection.choices, default=PlanSection.WHOLE)
    text = models.TextField("comentario", max_length=1000)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer = models.TextField("respuesta", max_length=1000, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TeachingQuerySet.of("plan_version__plan__episode__patient")

    class Meta:
        verbose_name = "comentario al plan"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="plan_comment_resolved_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"Comentario: {self.get_section_display()}"


class PlanReview(models.Model):
    """The plan was read again after the type changed, and goes on as it is (R11)."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField("revisado el")
    note = models.CharField("por qué sigue igual", max_length=300)
    reviewed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TeachingQuerySet.of("plan_version__plan__episode__patient")

    class Meta:
        verbose_name = "revisión del plan"
        ordering = ["-reviewed_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["plan_version", "reviewed_on"], name="plan_review_once_a_day")]

    def __str__(self) -> str:
        return f"Revisión del {self.reviewed_on:%d/%m/%Y}"
