"""Who may see the teaching: whoever sees the pupil, volunteers and interns only what they entered themselves.

A director reads what was issued, so no row of this floor.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.clock import today


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


class _KeptFiles(models.Manager[Any]):
    """Files of works that were not taken out."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(removed_at=None)


class WorkFileQuerySet(TeachingQuerySet):
    @classmethod
    def of(cls, path: str, *, author: str = "") -> Any:
        own: Any = type(f"{cls.__name__}Of_{path}", (cls,), {"patient_path": path, "author_path": author})
        return _KeptFiles.from_queryset(own)()


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


class RoundStopQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The round of a service is of the people who walk it: team, volunteers and interns."""
        return self.filter(seho_id__in=user.scope.seho_ids(*TEAM, *HELPERS))


class CareQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What to mind before entering: the team of the SEHO, volunteers and interns of those assigned to them today;
        UGEL and school never."""
        condition = Q(episode__seho_id__in=user.scope.seho_ids(*TEAM))
        if helped := user.scope.seho_ids(*HELPERS):
            assigned = apps.get_model("patients", "Assignment").objects.active_on(today()).filter(user_id=user.pk)
            condition |= Q(episode__seho_id__in=helped, episode__in=assigned.values("episode_id"))
        return self.filter(condition)

    def in_force_on(self, day: date) -> Self:
        return self.filter(Q(until=None) | Q(until__gte=day))


class SupportQuerySet(models.QuerySet[Any]):
    """What the team of the SEHO knows of the socio-emotional support: no helper, no UGEL, no school."""

    seho_path = "seho"

    @classmethod
    def of(cls, path: str) -> Any:
        own: Any = type(f"{cls.__name__}Of_{path}", (cls,), {"seho_path": path})
        return own.as_manager()

    def visible_to(self, user: Any) -> Self:
        return self.filter(**{f"{self.seho_path}__in": user.scope.seho_ids(*TEAM)})


class PrivateNoteQuerySet(models.QuerySet[Any]):
    """The author alone, while they are psychologist of the service in which the note was written."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(author_id=user.pk, seho_id__in=user.scope.seho_ids(Role.PSYCHOLOGIST))


class EntryTimeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Times without names: the team of the SEHO and its UGEL."""
        condition = Q(seho_id__in=user.scope.seho_ids(*TEAM))
        if ugels := user.scope.ugel_ids(Role.UGEL_SPECIALIST):
            condition |= Q(seho__ugel_id__in=ugels)
        return self.filter(condition)


class PhraseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own favourites, and those of the team of each service in which one teaches."""
        return self.filter(Q(owner_id=user.pk) | Q(seho_id__in=user.scope.seho_ids(*TEAM)))


class ShelfQuerySet(models.QuerySet[Any]):
    """What services keep to plan with and may open to all: activities, templates of plans."""

    def visible_to(self, user: Any) -> Self:
        """Team: their service's own, those that others share, those of the program. Nobody else."""
        sehos = user.scope.seho_ids(*TEAM)
        return self.filter(Q(seho__in=sehos) | Q(is_shared=True)) if sehos else self.none()

    def kept(self) -> Self:
        return self.filter(retired_at=None)


class HelperTaskQuerySet(models.QuerySet[Any]):
    """Small tasks: the team those of its SEHO; volunteer and intern theirs, what waits for anyone, what they did."""

    def visible_to(self, user: Any) -> Self:
        """A task with a pupil only while that pupil is assigned to them."""
        scope = user.scope
        condition = Q(seho_id__in=scope.seho_ids(*TEAM))
        if helped := scope.seho_ids(*HELPERS):
            patients = apps.get_model("patients", "Patient").objects.visible_to(user)
            mine = Q(helper_id=user.pk) | Q(helper=None, done_by=None) | Q(done_by_id=user.pk)
            condition |= mine & Q(seho_id__in=helped) & (Q(episode=None) | Q(episode__patient__in=patients))
        return self.filter(condition)

    def open(self) -> Self:
        return self.filter(done_on=None, cancelled_at=None)


class OfHelperQuerySet(models.QuerySet[Any]):
    """Hours and certificates: the team those of its SEHO; volunteer and intern their own. No pupil stands in them."""

    def visible_to(self, user: Any) -> Self:
        own = Q(helper_id=user.pk) if user.scope.has(*HELPERS) else Q(pk__in=[])
        return self.filter(Q(seho_id__in=user.scope.seho_ids(*TEAM)) | own)
