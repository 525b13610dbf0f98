"""Before the issue: who has done their part, and what a second person would write otherwise."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from convalidation.enums import Part, SuggestionDecision
from convalidation.querysets import PreparingQuerySet

USER = settings.AUTH_USER_MODEL


class Preparation(models.Model):
    """The draft of the papers of one episode in one academic window on its way to the issue.

    Parts are marked done by who writes them; a second person proofreads (`proofread_by`) with suggestions.
    It has no texts of its own: they stand in the plan, the assessments and the report of the return.
    """

    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="preparations")
    window_starts_on = models.DateField("inicio del año escolar o periodo promocional")
    asked_at = models.DateTimeField("lectura pedida", null=True, blank=True)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_to = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="a quién se pide leer"
    )
    proofread_at = models.DateTimeField("leído", null=True, blank=True)
    proofread_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PreparingQuerySet.of("episode")

    class Meta:
        verbose_name = "preparación de documentos"
        constraints = [
            models.UniqueConstraint(fields=["episode", "window_starts_on"], name="preparation_once"),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None, asked_to=None)
                | (
                    Q(asked_at__isnull=False, asked_by__isnull=False, asked_to__isnull=False)
                    & ~Q(asked_to=F("asked_by"))
                ),
                name="preparation_asked_of_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(proofread_at=None, proofread_by=None)
                | Q(proofread_at__isnull=False, proofread_by__isnull=False),
                name="preparation_proofread_paired",
            ),
        ]

    def __str__(self) -> str:
        return "Preparación de documentos"

    @property
    def awaits_reader(self) -> bool:
        """Somebody was asked to read and nobody has done it since."""
        return self.asked_at is not None and (self.proofread_at is None or self.proofread_at < self.asked_at)


class PartDone(models.Model):
    """Somebody of the team says that their part of the papers is done."""

    preparation = models.ForeignKey(Preparation, on_delete=models.CASCADE, related_name="parts")
    part = models.CharField("parte", max_length=15, choices=Part.choices)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = PreparingQuerySet.of("preparation__episode")

    class Meta:
        verbose_name = "parte hecha"
        constraints = [models.UniqueConstraint(fields=["preparation", "part"], name="part_done_once")]

    def __str__(self) -> str:
        return self.get_part_display()


class TextRead(models.Model):
    """A second person read this text as it was: another `digest` later says that it changed since.

    Who suggested a wording that was accepted read that wording.
    """

    preparation = models.ForeignKey(Preparation, on_delete=models.CASCADE, related_name="reads")
    target = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = PreparingQuerySet.of("preparation__episode")

    class Meta:
        verbose_name = "texto leído"
        constraints = [models.UniqueConstraint(fields=["preparation", "target"], name="text_read_once")]

    def __str__(self) -> str:
        return "Texto leído"


class Suggestion(models.Model):
    """Another wording for one text of the papers; accepted, it replaces the text where it stands.

    `target` names the text (`learning_situation`, `conclusion-<assessment pk>`…); `original` is what the second
    person read, so that an accepted suggestion never overwrites what was changed in between.
    """

    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="suggestions")
    target = models.CharField(max_length=60)
    original = models.TextField("texto", max_length=4000, blank=True)
    proposed = models.TextField("propuesta", max_length=4000)
    comment = models.CharField("por qué", max_length=400, blank=True)
    suggested_at = models.DateTimeField()
    suggested_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField("decisión", max_length=10, choices=SuggestionDecision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PreparingQuerySet.of("preparation__episode")

    class Meta:
        verbose_name = "sugerencia"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["preparation", "target"], condition=Q(decision=""), name="suggestion_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="suggestion_decided_paired",
            ),
        ]

    def __str__(self) -> str:
        return "Sugerencia"
