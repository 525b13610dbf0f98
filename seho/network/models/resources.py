"""Where and with what a service teaches: conditions of its spaces, equipment, materials received, visits."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from seho.network import querysets
from seho.network.enums import CheckState, Condition, EquipmentKind, Giver, MaterialKind, MaterialLevel
from seho.network.models.files import SehoFile
from seho.network.models.sehos import LearningSpace, Seho
from seho.network.rules.resources import SPACE_CONDITIONS, VISIT_POINTS


def _client_id() -> Any:
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)


def _in_words(labels: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    """Stored keys as a reader of the history knows them."""
    return {labels.get(key, key): CheckState(state).label for key, state in found.items()}


class SpaceCheck(models.Model):
    """How the conditions of a space were found on a day; the last one counts (art. 18.a, 20, 39.f)."""

    space = models.ForeignKey(LearningSpace, on_delete=models.PROTECT, related_name="checks", verbose_name="espacio")
    checked_on = models.DateField("verificado el")
    conditions = models.JSONField("condiciones", default=dict)
    note = models.TextField("observaciones", max_length=2000, blank=True)
    client_id = _client_id()

    class Meta:
        verbose_name = "verificación de un espacio"
        verbose_name_plural = "verificaciones de espacios"
        ordering = ["space", "-checked_on", "-pk"]

    def __str__(self) -> str:
        return f"Verificación del {self.checked_on:%d/%m/%Y}"

    @property
    def seho_id(self) -> int:
        return self.space.seho_id

    def told(self) -> dict[str, Any]:
        return {"conditions": _in_words(SPACE_CONDITIONS, self.conditions)}


class ConditioningNeed(models.Model):
    """What a space of the hospital lacks, found by the UGEL's diagnosis, until it was attended (art. 31.2)."""

    seho = models.ForeignKey(Seho, on_delete=models.PROTECT, related_name="needs", verbose_name="servicio")
    space = models.ForeignKey(
        LearningSpace, on_delete=models.PROTECT, null=True, blank=True, related_name="needs", verbose_name="espacio"
    )
    found_on = models.DateField("fecha del diagnóstico")
    description = models.CharField("qué se necesita", max_length=300)
    due_on = models.DateField("previsto para", null=True, blank=True)
    followed_on = models.DateField("último seguimiento", null=True, blank=True)
    follow_up = models.TextField("seguimiento", max_length=2000, blank=True)
    done_on = models.DateField("atendido el", null=True, blank=True)
    client_id = _client_id()

    objects = querysets.OfSehoQuerySet.as_manager()

    class Meta:
        verbose_name = "necesidad de acondicionamiento"
        verbose_name_plural = "necesidades de acondicionamiento"
        ordering = [F("done_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("found_on")), name="network_need_done_after_found"
            ),
        ]

    def __str__(self) -> str:
        return self.description


class Equipment(models.Model):
    """A line of the inventory (art. 17.2, 33.1.e)."""

    seho = models.ForeignKey(Seho, on_delete=models.PROTECT, related_name="equipment", verbose_name="servicio")
    space = models.ForeignKey(
        LearningSpace, on_delete=models.PROTECT, null=True, blank=True, related_name="equipment", verbose_name="espacio"
    )
    kind = models.CharField("tipo", max_length=13, choices=EquipmentKind)
    name = models.CharField("descripción", max_length=150)
    quantity = models.PositiveSmallIntegerField("cantidad", default=1)
    condition = models.CharField("estado", max_length=4, choices=Condition, default=Condition.GOOD)
    serial = models.CharField("serie o código patrimonial", max_length=60, blank=True)
    since = models.DateField("en el servicio desde")
    written_off_on = models.DateField("dado de baja el", null=True, blank=True)
    write_off_reason = models.CharField("motivo de la baja", max_length=200, blank=True)
    client_id = _client_id()

    objects = querysets.EquipmentQuerySet.as_manager()

    class Meta:
        verbose_name = "equipo"
        verbose_name_plural = "equipos"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="network_equipment_some"),
            models.CheckConstraint(
                condition=Q(written_off_on=None, write_off_reason="")
                | (Q(written_off_on__gte=F("since")) & ~Q(write_off_reason="")),
                name="network_equipment_written_off_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """Materials that came on a day, from whom, with the paper that says so (art. 32)."""

    seho = models.ForeignKey(Seho, on_delete=models.PROTECT, related_name="receipts", verbose_name="servicio")
    received_on = models.DateField("recibido el")
    giver = models.CharField("de quién", max_length=8, choices=Giver)
    document = models.CharField("guía, acta o pecosa", max_length=80, blank=True)
    note = models.CharField("observaciones", max_length=300, blank=True)
    file = models.ForeignKey(
        SehoFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="archivo"
    )
    client_id = _client_id()

    objects = querysets.OfSehoQuerySet.as_manager()

    class Meta:
        verbose_name = "entrega de materiales"
        verbose_name_plural = "entregas de materiales"
        ordering = ["-received_on", "-pk"]

    def __str__(self) -> str:
        return f"Entrega del {self.received_on:%d/%m/%Y}"


class ReceiptItem(models.Model):
    """One kind of material in a delivery (art. 17.2, 17.3)."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="items", verbose_name="entrega")
    kind = models.CharField("tipo", max_length=12, choices=MaterialKind)
    name = models.CharField("material", max_length=150)
    level = models.CharField("nivel o modalidad", max_length=9, choices=MaterialLevel, default=MaterialLevel.ALL)
    quantity = models.PositiveIntegerField("cantidad")

    class Meta:
        verbose_name = "material"
        verbose_name_plural = "materiales"
        ordering = ["receipt", "pk"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="network_material_some")]

    def __str__(self) -> str:
        return self.name


class SupervisionVisit(models.Model):
    """A visit of the UGEL or the DRE to a service: what was seen and what was agreed (art. 38.d, 38.g, 39.d to h)."""

    seho = models.ForeignKey(Seho, on_delete=models.PROTECT, related_name="visits", verbose_name="servicio")
    visited_on = models.DateField("fecha de la visita")
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quien visitó",
    )
    office = models.CharField("instancia", max_length=120)
    points = models.JSONField("lo verificado", default=dict, blank=True)
    note = models.TextField("lo observado", max_length=2000, blank=True)
    agreements = models.TextField("acuerdos", max_length=2000, blank=True)
    due_on = models.DateField("acuerdos para el", null=True, blank=True)
    met_on = models.DateField("acuerdos cumplidos el", null=True, blank=True)
    outcome = models.CharField("cómo se cumplieron", max_length=300, blank=True)
    client_id = _client_id()

    objects = querysets.OfSehoQuerySet.as_manager()

    class Meta:
        verbose_name = "visita de supervisión"
        verbose_name_plural = "visitas de supervisión"
        ordering = ["-visited_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(met_on=None) | Q(met_on__gte=F("visited_on")), name="network_visit_met_after_visit"
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("visited_on")), name="network_visit_due_after_visit"
            ),
        ]

    def __str__(self) -> str:
        return f"Visita del {self.visited_on:%d/%m/%Y}"

    def told(self) -> dict[str, Any]:
        return {"points": _in_words(VISIT_POINTS, self.points)}
