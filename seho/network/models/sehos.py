"""The services, the agreements on which they stand and where they teach."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from seho.network import querysets
from seho.network.enums import (
    SehoManagement,
    SehoScope,
    SehoState,
    SpaceKind,
)
from seho.network.models.offices import Ugel
from seho.network.models.places import Hospital


class Seho(models.Model):
    """A hospital schooling service: a support centre of a UGEL, not a school (art. 24)."""

    name = models.CharField("nombre del servicio", max_length=150)
    short_name = models.CharField("nombre corto", max_length=60)
    registration_code = models.CharField(
        "código de registro",
        max_length=20,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": "Otro servicio ya tiene ese código de registro."},
    )
    scope = models.CharField(
        "ámbito de atención", max_length=20, choices=SehoScope, default=SehoScope.HOSPITAL_AND_HOME
    )
    management = models.CharField("gestión", max_length=7, choices=SehoManagement, default=SehoManagement.PUBLIC)
    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="sehos", verbose_name="UGEL")
    hospital = models.ForeignKey(
        Hospital,
        on_delete=models.PROTECT,
        related_name="sehos",
        verbose_name="establecimiento de salud",
        null=True,
        blank=True,
    )
    address = models.CharField("dirección", max_length=200, blank=True)
    resolution_number = models.CharField("resolución de implementación", max_length=80, blank=True)
    resolution_on = models.DateField("fecha de la resolución", null=True, blank=True)
    state = models.CharField("estado", max_length=7, choices=SehoState, default=SehoState.PLANNED)
    opened_on = models.DateField("inicio de funcionamiento", null=True, blank=True)
    closed_on = models.DateField("fecha de cierre", null=True, blank=True)
    closing_resolution = models.CharField("resolución de cierre", max_length=80, blank=True)
    closing_reason = models.CharField("motivo del cierre", max_length=300, blank=True)
    phone = models.CharField("teléfono", max_length=60, blank=True)
    email = models.EmailField("correo electrónico", blank=True)
    hide_hospital_name = models.BooleanField("no nombrar el establecimiento de salud en los documentos", default=False)

    objects = querysets.SehoQuerySet.as_manager()

    class Meta:
        verbose_name = "servicio educativo hospitalario"
        verbose_name_plural = "servicios educativos hospitalarios"
        ordering = ["short_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope=SehoScope.HOME_ONLY) | Q(hospital__isnull=False),
                name="network_seho_hospital_scope_has_hospital",
                violation_error_message="Un servicio hospitalario se ubica en un establecimiento de salud "
                "(art. 28.2): elíjalo.",
            ),
            models.CheckConstraint(
                condition=~Q(state=SehoState.ACTIVE) | Q(opened_on__isnull=False),
                name="network_seho_active_has_opening",
                violation_error_message="Indique desde cuándo funciona el servicio.",
            ),
            models.CheckConstraint(
                condition=Q(state=SehoState.CLOSED, closed_on__isnull=False)
                | (~Q(state=SehoState.CLOSED) & Q(closed_on__isnull=True)),
                name="network_seho_closed_has_closing",
                violation_error_message="La fecha de cierre va solo, y siempre, con el estado «Cerrado».",
            ),
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="network_seho_closes_after_opening",
                violation_error_message="El cierre no puede ser anterior al inicio de funcionamiento.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class Agreement(models.Model):
    """The agreement on which a service stands; when it ends, the service closes (art. 26.c, art. 33.3)."""

    seho = models.ForeignKey(Seho, on_delete=models.PROTECT, related_name="agreements", verbose_name="servicio")
    number = models.CharField("número del convenio", max_length=80)
    starts_on = models.DateField("vigente desde")
    ends_on = models.DateField("vigente hasta")
    # Its term stays what was signed; with the closing of the service it sustains it no more (art. 33.2).
    ended_on = models.DateField("dejó de regir el", null=True, blank=True, editable=False)
    signed_on = models.DateField("fecha de suscripción", null=True, blank=True)
    parties = models.CharField("partes que lo suscriben", max_length=300)
    # By the letter of art. 26: what the agreement says of it; a letter without words is missing.
    contents = models.JSONField("contenido mínimo", default=dict, blank=True, editable=False)
    file = models.ForeignKey(
        "network.SehoFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="archivo",
    )

    objects = querysets.AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "convenio"
        verbose_name_plural = "convenios"
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="network_agreement_ends_after_start",
                violation_error_message="El convenio no puede terminar antes de empezar.",
            ),
            models.UniqueConstraint(
                fields=["seho", "number"],
                name="network_agreement_number_unique",
                violation_error_message="Este servicio ya tiene un convenio con ese número.",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def last_day(self) -> date:
        """The last one on which it sustains the service."""
        return min(self.ends_on, self.ended_on or self.ends_on)


class LearningSpace(models.Model):
    """A place where a service teaches (art. 18, art. 19) or its virtual channel (art. 23)."""

    seho = models.ForeignKey(Seho, on_delete=models.PROTECT, related_name="spaces", verbose_name="servicio")
    kind = models.CharField("tipo de espacio", max_length=15, choices=SpaceKind)
    name = models.CharField("nombre", max_length=80)
    capacity = models.PositiveSmallIntegerField("capacidad", null=True, blank=True)
    is_active = models.BooleanField("en uso", default=True)

    objects = querysets.LearningSpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "espacio de aprendizaje"
        verbose_name_plural = "espacios de aprendizaje"
        ordering = ["seho", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seho", "name"],
                name="network_space_name_unique",
                violation_error_message="Este servicio ya tiene un espacio con ese nombre.",
            )
        ]

    def __str__(self) -> str:
        return self.name
