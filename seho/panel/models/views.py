"""A page as somebody filtered it, under a name: for themselves, or for everybody of one unit."""

from __future__ import annotations

import uuid
from functools import reduce
from operator import or_
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from seho.accounts.enums import ROLE_UNIT, Role, UnitKind

MINISTRY = "pais"
# With whom a view may be shared: the values of `UnitKind` that supervise or teach, and the ministry, which has no unit.
SHARED = [
    (UnitKind.SEHO.value, "El equipo del SEHO"),
    (UnitKind.UGEL.value, "La UGEL"),
    (UnitKind.REGION.value, "La DRE o GRE"),
    (MINISTRY, "El Minedu"),
]


class Page(models.TextChoices):
    """The pages that can be saved, by their url name."""

    BOARD = "panel:dashboard", "Tablero"
    PUPILS = "patients:list", "Estudiantes"
    SESSIONS = "attendance:sessions", "Sesiones"
    PAPERS = "convalidation:list", "Documentos"
    RETURNS = "convalidation:returns", "Retorno"


def units_of(user: Any) -> set[tuple[str, int | None]]:
    """The units in which this person holds a post of service or supervision today, as a view is shared with them."""
    kinds = {kind for kind, _ in SHARED}
    held = {
        (post.kind.value if post.kind else "", post.unit_id)
        for post in user.scope.posts
        if not post.is_suspended and ROLE_UNIT[post.role] is not None
    }
    found = {(kind, unit_id) for kind, unit_id in held if kind in kinds}
    return found | ({(MINISTRY, None)} if user.scope.has(Role.MINEDU) else set())


class SavedViewQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The own ones, and those shared with a unit in which this person holds a post today.

        What a view shows is another question: its page asks who opens it, so that it never shows more than they see.
        """
        shared = (Q(shared_kind=kind, shared_unit_id=unit_id) for kind, unit_id in units_of(user))
        return self.filter(reduce(or_, shared, Q(owner_id=user.pk)))

    def kept(self) -> Self:
        return self.filter(removed_at=None)


class SavedView(models.Model):
    """`query` holds the filters of the page, never what somebody searched for: a name or a document is no view."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_views", editable=False, verbose_name="de"
    )
    page = models.CharField("página", max_length=40, choices=Page.choices)
    query = models.CharField("filtros", max_length=400, blank=True)
    name = models.CharField("nombre", max_length=80)
    shared_kind = models.CharField("compartida con", max_length=6, choices=SHARED, blank=True)
    shared_unit_id = models.PositiveBigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField("guardada el", default=timezone.now, editable=False)
    removed_at = models.DateTimeField("quitada el", null=True, blank=True, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "vista guardada"
        verbose_name_plural = "vistas guardadas"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_kind__in=["", MINISTRY], shared_unit_id=None)
                | Q(shared_kind__in=[UnitKind.SEHO, UnitKind.UGEL, UnitKind.REGION], shared_unit_id__isnull=False),
                name="panel_savedview_shared_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page, filtered as it was saved."""
        return reverse(self.page) + (f"?{self.query}" if self.query else "")

    @property
    def is_shared(self) -> bool:
        return bool(self.shared_kind)
