"""How a service evaluates: when a conclusion is asked for, and the phrases that conclusions begin with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.enums import ConclusionDuty, PhraseLevel
from attendance.querysets import PhraseQuerySet

USER = settings.AUTH_USER_MODEL


class EvaluationRule(models.Model):
    """For one level of school, when a level of achievement needs its conclusion (RVM 094-2020, mod. RVM 048-2024).

    Without `seho` it holds for the whole country and takes the place of `attendance.rules.default_rules`; that of a
    service may only ask for more.
    """

    seho = models.ForeignKey(
        "network.Seho", on_delete=models.PROTECT, null=True, blank=True, related_name="evaluation_rules"
    )
    school_level = models.CharField("nivel educativo", max_length=20)
    for_ad = models.CharField("para AD", max_length=11, choices=ConclusionDuty.choices)
    for_a = models.CharField("para A", max_length=11, choices=ConclusionDuty.choices)
    for_b = models.CharField("para B", max_length=11, choices=ConclusionDuty.choices)
    for_c = models.CharField("para C", max_length=11, choices=ConclusionDuty.choices)
    prints_level = models.BooleanField("el informe lleva el nivel de logro", default=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "regla de la evaluación"
        verbose_name_plural = "reglas de la evaluación"
        ordering = ["seho", "school_level"]
        constraints = [
            models.UniqueConstraint(fields=["seho", "school_level"], name="evaluation_rule_once"),
            models.UniqueConstraint(
                fields=["school_level"], condition=Q(seho=None), name="evaluation_rule_national_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Conclusiones en {self.school_level}"


class Phrase(models.Model):
    """A sentence to begin a conclusion with: of the team of a service, or one person's own favourite.

    Those of the program itself stand in `attendance.phrases`; a star on one of them keeps its words here.
    """

    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(USER, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    competency = models.ForeignKey("curriculum.Competency", on_delete=models.PROTECT, related_name="+")
    level = models.CharField("nivel de logro", max_length=2, choices=PhraseLevel.choices)
    text = models.CharField("frase", max_length=400)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = "frase"
        ordering = ["competency__number", "level", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seho=None, owner__isnull=False) | Q(seho__isnull=False, owner=None),
                name="phrase_of_a_team_or_a_person",
            ),
            models.UniqueConstraint(fields=["seho", "competency", "level", "text"], name="phrase_once_in_a_team"),
            models.UniqueConstraint(fields=["owner", "competency", "level", "text"], name="phrase_once_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.text
