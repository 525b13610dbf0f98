"""The posts of a team, each held by somebody or vacant (art. 16, art. 30)."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from seho.accounts.enums import Role
from seho.accounts.models import Membership
from seho.network import querysets
from seho.network.enums import Contract
from seho.network.models.sehos import Seho

POST_ROLES = (Role.COORDINATOR, Role.TEACHER, Role.PSYCHOLOGIST)


class Post(models.Model):
    """A place in the team: what it is for, how it is engaged, its hours, who holds it.

    `vacant_since` is the first day on which nobody held it; of a holder whose role ended it is the day after.
    """

    seho = models.ForeignKey(Seho, on_delete=models.PROTECT, related_name="posts", verbose_name="servicio")
    role = models.CharField("puesto", max_length=15, choices=[(role.value, role.label) for role in POST_ROLES])
    contract = models.CharField("modalidad", max_length=7, choices=Contract)
    nexus_code = models.CharField("código de plaza Nexus", max_length=20, blank=True)
    hours = models.DecimalField(
        "horas a la semana",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(48))],
    )
    is_itinerant = models.BooleanField("del equipo itinerante domiciliario", default=False)
    starts_on = models.DateField("plaza desde")
    ends_on = models.DateField("plaza hasta", null=True, blank=True)
    membership = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name="quien la ocupa",
    )
    vacant_since = models.DateField("vacante desde", null=True, blank=True)
    note = models.CharField("observaciones", max_length=300, blank=True)
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = querysets.PostQuerySet.as_manager()

    class Meta:
        verbose_name = "puesto del equipo"
        verbose_name_plural = "puestos del equipo"
        ordering = ["seho", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="network_post_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(ends_on=None, membership__isnull=False),
                name="network_post_holder_once",
                violation_error_message="Esa persona ya ocupa otro puesto del servicio.",
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=True, vacant_since__isnull=False)
                | Q(membership__isnull=False, vacant_since=None),
                name="network_post_held_or_vacant",
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).label}, {Contract(self.contract).label}"

    def vacancy_on(self, day: date) -> date | None:
        """The day since which nobody holds it, or None while somebody does."""
        if self.membership is None:
            return self.vacant_since
        ended = self.membership.ends_on
        return None if ended is None or ended >= day else date.fromordinal(ended.toordinal() + 1)
