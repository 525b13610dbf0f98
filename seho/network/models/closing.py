"""How a service ends: on what it rests, and each step with its day and document (art. 33, 34)."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from seho.network import querysets
from seho.network.enums import AgreementOutcome, ClosingGround, ClosingStep, Verdict
from seho.network.models.files import SehoFile
from seho.network.models.sehos import Seho

USER = settings.AUTH_USER_MODEL


class Closing(models.Model):
    """A closing on its way, or done. One that was begun and given up says when; a service has one at a time."""

    seho = models.ForeignKey(Seho, on_delete=models.PROTECT, related_name="closings", verbose_name="servicio")
    ground = models.CharField("criterio", max_length=10, choices=ClosingGround)
    motive = models.CharField("motivo del cierre", max_length=300)
    opened_on = models.DateField("iniciado el")
    withdrawn_on = models.DateField("dejado sin efecto el", null=True, blank=True)
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = querysets.OfSehoQuerySet.as_manager()

    class Meta:
        verbose_name = "cierre del servicio"
        verbose_name_plural = "cierres de servicios"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seho"], condition=Q(withdrawn_on=None), name="network_closing_one",
                violation_error_message="El cierre de este servicio ya está iniciado.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Cierre de {self.seho}"


class ClosingAct(models.Model):
    """A step that was done. After an observed opinion the request and its way are done again: rows are only added."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="acts", verbose_name="cierre")
    step = models.CharField("paso", max_length=10, choices=ClosingStep)
    done_on = models.DateField("fecha")
    document = models.CharField("documento", max_length=80)
    note = models.CharField("nota", max_length=1000, blank=True)
    verdict = models.CharField("opinión", max_length=10, choices=Verdict, blank=True)
    outcome = models.CharField("qué pasa con el convenio", max_length=8, choices=AgreementOutcome, blank=True)
    file = models.ForeignKey(
        SehoFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="archivo"
    )
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "paso del cierre"
        verbose_name_plural = "pasos del cierre"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(step=ClosingStep.OPINION) & ~Q(verdict=""))
                | (~Q(step=ClosingStep.OPINION) & Q(verdict="")),
                name="network_closing_opinion_has_verdict",
            ),
            models.CheckConstraint(
                condition=(Q(step=ClosingStep.AGREEMENT) & ~Q(outcome=""))
                | (~Q(step=ClosingStep.AGREEMENT) & Q(outcome="")),
                name="network_closing_agreement_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}, {self.done_on:%d/%m/%Y}"

    @property
    def seho_id(self) -> int:
        return self.closing.seho_id

    @property
    def on(self) -> date:
        return self.done_on
