"""What the teams keep to plan with: the bank of activities and the templates of plans."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from attendance.enums import PlanKind
from attendance.querysets import ShelfQuerySet

USER = settings.AUTH_USER_MODEL
SECONDARY = "SECUNDARIA"


class Activity(models.Model):
    """An activity of the bank. `seho` is empty for those that come with the program; `is_shared` opens a service's
    own to all services. Nothing in it tells of a pupil."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    code = models.SlugField(max_length=40, blank=True, help_text="de las que trae el programa")
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, null=True, blank=True, related_name="activities")
    is_shared = models.BooleanField("compartir con los demás servicios", default=False)
    title = models.CharField("título", max_length=120)
    steps = models.TextField("qué se hace", max_length=2000)
    materials = models.CharField("materiales", max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(
        "minutos", default=30, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    for_short_stay = models.BooleanField("para estancia corta", default=False)
    is_playful = models.BooleanField("lúdica", default=False)
    competencies = models.ManyToManyField("curriculum.Competency", related_name="+", verbose_name="competencias")
    grades = models.ManyToManyField("curriculum.SchoolGrade", related_name="+", verbose_name="grados")
    search_text = models.CharField(max_length=2500, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ShelfQuerySet.as_manager()

    class Meta:
        verbose_name = "actividad"
        verbose_name_plural = "actividades"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="activity_code_once"),
            models.CheckConstraint(
                condition=Q(seho=None, is_shared=True) | Q(seho__isnull=False, code="", created_by__isnull=False),
                name="activity_of_program_or_service",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanTemplate(models.Model):
    """A plan to start from, kept by a service: by level, cycle and kind. `content` is what `PlanContent` reads and
    writes; nothing in it tells of a pupil."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="plan_templates")
    is_shared = models.BooleanField("compartir con los demás servicios", default=False)
    title = models.CharField("nombre de la plantilla", max_length=120)
    kind = models.CharField("extensión", max_length=5, choices=PlanKind.choices)
    level = models.ForeignKey(
        "curriculum.Level", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nivel"
    )
    cycle = models.CharField("ciclo", max_length=20, blank=True)
    content = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    uses = models.PositiveIntegerField("planes que empezaron con ella", default=0)

    objects = ShelfQuerySet.as_manager()

    class Meta:
        verbose_name = "plantilla de plan"
        verbose_name_plural = "plantillas de plan"
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
