"""Who may see the teaching: whoever sees the pupil, volunteers and interns only what they entered themselves.

A director reads what was issued, so no row of this floor.
"""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role


def _staff_patients(user: Any) -> Any:
    """Pupils seen as team or UGEL: not as director (who reads papers), not as volunteer (own entries)."""
    patients = apps.get_model("patients", "Patient").objects.all()
    episodes = apps.get_model("patients", "Episode").objects.filter(patient=OuterRef("pk"))
    condition = Q(pk__in=[])
    if sehos := user.scope.seho_ids(*TEAM):
        condition |= Q(Exists(episodes.filter(seho_id__in=sehos)))
    if ugels := user.scope.ugel_ids(Role.UGEL_SPECIALIST):
        condition |= Q(Exists(episodes.filter(seho__ugel_id__in=ugels)))
    return patients.filter(condition)


class TeachingQuerySet(models.QuerySet[Any]):
    """Rows of one pupil's teaching; `author_path` names who entered the row, when helpers may see their own."""

    patient_path = "episode__patient"
    author_path = ""

    @classmethod
    def of(cls, path: str, *, author: str = "") -> Any:
        own: Any = type(f"{cls.__name__}Of_{path}", (cls,), {"patient_path": path, "author_path": author})
        return own.as_manager()

    def visible_to(self, user: Any) -> Self:
        condition = Q(**{f"{self.patient_path}__in": _staff_patients(user)})
        if self.author_path and user.scope.has(*HELPERS):
            patients = apps.get_model("patients", "Patient").objects.visible_to(user)
            condition |= Q(**{self.author_path: user.pk, f"{self.patient_path}__in": patients})
        return self.filter(condition)


class SessionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Team those of their SEHO, UGEL specialist those of its SEHOs, volunteer and intern those that they logged."""
        scope = user.scope
        condition = Q(seho_id__in=scope.seho_ids(*TEAM))
        if ugels := scope.ugel_ids(Role.UGEL_SPECIALIST):
            condition |= Q(seho__ugel_id__in=ugels)
        if helped := scope.seho_ids(*HELPERS):
            condition |= Q(seho_id__in=helped, created_by_id=user.pk)
        return self.filter(condition)
