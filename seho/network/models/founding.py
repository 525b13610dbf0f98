"""How a service comes to be: the proposal with its dossier, the opinions of MINEDU, the addenda of an agreement."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from seho.network import querysets
from seho.network.enums import DossierPart, Verdict
from seho.network.models.files import SehoFile
from seho.network.models.sehos import Agreement, Seho


def _amount(label: str) -> Any:
    return models.DecimalField(
        label, max_digits=11, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )


def told_figures(kept: dict[str, Any]) -> str:
    """Which figures, for the history: "Año escolar 2025, al 2026-06-10"."""
    return f"{kept['label']}, al {kept['counted_on']}" if kept else ""


class Proposal(models.Model):
    """What leads to a new service. One that was working before the program has none (art. 25).

    `grounds` holds, by the letter of a criterion of art. 29, how it is met; a letter without words is not chosen.
    The agreement, the opinion, the resolution and the code stand in their own rows. `demand` holds the figures of
    its report on the demand (`seho.network.demand.DemandFigures`). One that is withdrawn may be taken up again.
    """

    seho = models.OneToOneField(Seho, on_delete=models.PROTECT, related_name="proposal", verbose_name="servicio")
    opened_on = models.DateField("propuesta abierta el")
    grounds = models.JSONField("criterios de focalización", default=dict, blank=True)
    demand = models.JSONField("cifras de la demanda", default=dict, blank=True, editable=False)
    cost_posts = _amount("plazas, en soles al año")
    cost_materials = _amount("materiales, en soles al año")
    cost_others = _amount("otros, en soles al año")
    resolution_file = models.ForeignKey(
        SehoFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="resolución"
    )
    code_asked_on = models.DateField("código solicitado el", null=True, blank=True)
    code_request = models.CharField("documento con que se solicitó el código", max_length=80, blank=True)
    code_assigned_on = models.DateField("código asignado el", null=True, blank=True)
    withdrawn_on = models.DateField("retirada el", null=True, blank=True)
    withdrawn_reason = models.CharField("motivo del retiro", max_length=500, blank=True)

    objects = querysets.OfSehoQuerySet.as_manager()

    class Meta:
        verbose_name = "propuesta de servicio"
        verbose_name_plural = "propuestas de servicios"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                name="network_proposal_withdrawn_with_reason",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Propuesta de {self.seho}"

    def told(self) -> dict[str, Any]:
        return {"demand": told_figures(self.demand)}

    @property
    def cost_total(self) -> Decimal:
        return sum((cost for cost in (self.cost_posts, self.cost_materials, self.cost_others) if cost), Decimal(0))


class DossierPaper(models.Model):
    """A report of the dossier: that of the demand, that of resources and costs (art. 25.2)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="papers", verbose_name="propuesta")
    part = models.CharField("documento", max_length=9, choices=DossierPart)
    number = models.CharField("número del informe", max_length=80, blank=True)
    issued_on = models.DateField("fecha del informe", null=True, blank=True)
    note = models.TextField("resumen o lo que falta", max_length=2000, blank=True)
    file = models.ForeignKey(
        SehoFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="archivo"
    )

    class Meta:
        verbose_name = "documento del expediente"
        verbose_name_plural = "documentos del expediente"
        ordering = ["proposal", "part"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=[DossierPart.DEMAND, DossierPart.COSTS]), name="network_dossier_paper_part"
            ),
            models.UniqueConstraint(fields=["proposal", "part"], name="network_dossier_paper_once"),
        ]

    def __str__(self) -> str:
        return str(DossierPart(self.part).label)

    @property
    def seho_id(self) -> int:
        return self.proposal.seho_id


class Opinion(models.Model):
    """The opinion of MINEDU on a proposal: asked by the UGEL on a day, answered with a document (art. 25.2, 25.3).

    `demand` holds the figures as they were sent. A request that is withdrawn with its proposal is answered no more.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="opinions", verbose_name="propuesta")
    asked_on = models.DateField("solicitada el")
    asked_with = models.CharField("documento con que se solicitó", max_length=80, blank=True)
    demand = models.JSONField("cifras de la demanda", default=dict, blank=True, editable=False)
    withdrawn_on = models.DateField("solicitud retirada el", null=True, blank=True)
    verdict = models.CharField("opinión", max_length=10, choices=Verdict, blank=True)
    number = models.CharField("número del informe", max_length=80, blank=True)
    issued_on = models.DateField("fecha del informe", null=True, blank=True)
    observations = models.TextField("observaciones", max_length=4000, blank=True)
    file = models.ForeignKey(
        SehoFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="archivo"
    )

    class Meta:
        verbose_name = "opinión del Minedu"
        verbose_name_plural = "opiniones del Minedu"
        ordering = ["proposal", "asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(verdict="", withdrawn_on=None), name="network_opinion_one_waiting",
                violation_error_message="La opinión ya está solicitada.",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", issued_on=None)
                | (~Q(verdict="") & Q(issued_on__isnull=False, withdrawn_on=None)),
                name="network_opinion_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(issued_on__gte=F("asked_on")), name="network_opinion_after_request",
                violation_error_message="La opinión no puede ser anterior a su solicitud.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Opinión {self.number}" if self.number else "Opinión solicitada"

    def told(self) -> dict[str, Any]:
        return {"demand": told_figures(self.demand)}

    @property
    def is_waiting(self) -> bool:
        return not self.verdict and self.withdrawn_on is None

    @property
    def seho_id(self) -> int:
        return self.proposal.seho_id


class Addendum(models.Model):
    """What changes an agreement that goes on: its term, a condition, a service that leaves it (art. 33.2)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="addenda", verbose_name="convenio")
    number = models.CharField("número de la adenda", max_length=80)
    signed_on = models.DateField("fecha de suscripción")
    changes = models.CharField("qué cambia", max_length=500)
    ends_on = models.DateField("nuevo término del convenio", null=True, blank=True)
    file = models.ForeignKey(
        SehoFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="archivo"
    )
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "adenda"
        verbose_name_plural = "adendas"
        ordering = ["agreement", "signed_on", "pk"]

    def __str__(self) -> str:
        return f"Adenda {self.number}"

    @property
    def seho_id(self) -> int:
        return self.agreement.seho_id
