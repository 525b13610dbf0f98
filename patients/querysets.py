"""Who may see which rows of the pupil's file (docs/norm.md, art. 6.d; the table of roles in
docs/developing.md).

Pupils: coordinator, teacher and psychologist those of their SEHO, present and past; volunteer and intern
those assigned to them today; UGEL specialist those of its SEHOs; director those enrolled in the school. DRE,
MINEDU,
focal point and administrator read no pupil's row. Family, authorisations and stays: the team of the SEHO.
Health rows: coordinator and psychologist of the SEHO alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.db import connections, models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery

from seho.accounts.enums import Role
from seho.clock import today

TEAM = (Role.COORDINATOR, Role.TEACHER, Role.PSYCHOLOGIST)
HELPERS = (Role.VOLUNTEER, Role.INTERN)
HEALTH_READERS = (Role.COORDINATOR, Role.PSYCHOLOGIST)
_BOOLEAN: models.BooleanField[Any, Any] = models.BooleanField()


class PatientQuerySet(models.QuerySet[Any]):
    """Reasons to see a pupil are sets of keys, not `Exists`: SQLite would search a whole service for each pupil."""

    def visible_to(self, user: Any, *, keys_first: bool = False) -> Self:
        """Rows that this person may open; the roles are told at the head of this module.

        `keys_first`, for a search: PostgreSQL takes their keys, and then the names of these alone. On its own it
        would read the names of the country.
        """
        scope = user.scope
        episodes = _episodes()
        reasons = []
        if sehos := scope.seho_ids(*TEAM):
            reasons.append(episodes.filter(seho_id__in=sehos))
        if ugels := scope.ugel_ids(Role.UGEL_SPECIALIST):
            reasons.append(episodes.filter(seho__ugel_id__in=ugels))
        if schools := scope.school_ids(Role.DIRECTOR):
            enrollments = apps.get_model("patients", "Enrollment").objects
            reasons.append(enrollments.filter(ends_on=None, school_id__in=schools))
        if helped := scope.seho_ids(*HELPERS):
            assigned = apps.get_model("patients", "Assignment").objects.filter(user_id=user.pk).active_on(today())
            reasons.append(episodes.filter(seho_id__in=helped, pk__in=assigned.values("episode_id")))
        return self._any(reasons, keys_first=keys_first and connections[self.db].vendor == "postgresql")

    def of_team(self, user: Any) -> Self:
        """Pupils of the SEHO in whose team this person works: coordinator, teacher, psychologist."""
        sehos = user.scope.seho_ids(*TEAM)
        return self._any([_episodes().filter(seho_id__in=sehos)] if sehos else [])

    def named(self, words: Sequence[str]) -> Self:
        """Whose names have a word beginning with each of these, which come from `search_key`."""
        found = self
        for word in words:
            found = found.filter(Q(search_name__startswith=word) | Q(search_name__contains=f" {word}"))
        return found

    def in_attention(self) -> Self:
        return self._any([_episodes().filter(ends_on=None)])

    def _any(self, reasons: list[Any], *, keys_first: bool = False) -> Self:
        """Those named by at least one of these rows."""
        condition = Q()
        for rows in reasons:
            keys = rows.order_by().values("patient_id")
            condition |= Q(_is_one_of(keys)) if keys_first else Q(pk__in=keys)
        return self.filter(condition) if reasons else self.none()


def _is_one_of(keys: Any) -> Func:
    """As an array, which is read before anything that stands beside it. PostgreSQL alone knows it."""
    return Func(F("pk"), Subquery(keys), template="%(expressions)s)", arg_joiner=" = ANY (ARRAY", output_field=_BOOLEAN)


def _episodes() -> Any:
    return apps.get_model("patients", "Episode").objects.all()


class OfPatientQuerySet(models.QuerySet[Any]):
    """Rows that belong to a pupil and are seen by whoever sees the pupil."""

    patient_path = "patient"

    @classmethod
    def of(cls, path: str) -> Any:
        """A manager for a model whose pupil stands at `path` (e.g. `episode__patient`)."""
        made: Any = type(f"{cls.__name__}Of_{path}", (cls,), {"patient_path": path})
        return made.as_manager()

    def visible_to(self, user: Any) -> Self:
        return self.filter(**{f"{self.patient_path}__in": self._patients().visible_to(user)})

    def active_on(self, day: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def current(self) -> Self:
        return self.filter(ends_on=None)

    def _patients(self) -> Any:
        return apps.get_model("patients", "Patient").objects.all()


class HealthQuerySet(OfPatientQuerySet):
    """Medical papers and diagnosis of a stay: coordinator and psychologist of a SEHO, nobody else.

    A service reads the stays that began by the last day on which it attended the pupil, never later ones.
    """

    def visible_to(self, user: Any) -> Self:
        attended = _episodes().filter(
            seho_id__in=user.scope.seho_ids(*HEALTH_READERS), patient_id=OuterRef("stay__patient_id")
        )
        return self.filter(Exists(attended.filter(Q(ends_on=None) | Q(ends_on__gte=OuterRef("stay__starts_on")))))


class OfTeamQuerySet(OfPatientQuerySet):
    """The family, its decisions and the stays: the team of the SEHO, nobody outside it."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(**{f"{self.patient_path}__in": self._patients().of_team(user)})


class AuthorizationQuerySet(OfTeamQuerySet):
    def in_force_on(self, day: date) -> Self:
        return self.filter(Q(revoked_on=None) | Q(revoked_on__gt=day), granted=True, decided_on__lte=day)


class StayQuerySet(OfTeamQuerySet):
    pass


class EpisodeQuerySet(OfPatientQuerySet):
    def open(self) -> Self:
        return self.filter(ends_on=None)


class ReferralQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Team of the SEHO all; focal point and director only what they themselves told."""
        scope = user.scope
        condition = Q(pk__in=[])
        if sehos := scope.seho_ids(*TEAM):
            condition |= Q(seho_id__in=sehos)
        if scope.has(Role.FOCAL_POINT, Role.DIRECTOR):
            condition |= Q(created_by_id=user.pk)
        return self.filter(condition)


class DraftQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The coordinators of the SEHO."""
        return self.filter(seho_id__in=user.scope.seho_ids(Role.COORDINATOR))


class EmergencyQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """That it happened: whoever opened it, and the coordinators of both services. What was read is not told."""
        led = user.scope.seho_ids(Role.COORDINATOR)
        return self.filter(Q(opened_by_id=user.pk) | Q(seho_id__in=led) | Q(opened_from_id__in=led))

    def readable_by(self, user: Any, now: datetime) -> Self:
        """Open at that moment, for whoever opened it and still holds the post from which they did."""
        posts = Q(opened_from_id__in=user.scope.seho_ids(Role.COORDINATOR, Role.TEACHER))
        if user.scope.is_minedu:
            posts |= Q(opened_from=None)
        return self.filter(posts, opened_by_id=user.pk).open_at(now)

    def open_at(self, now: datetime) -> Self:
        return self.filter(ended_at=None, opened_at__lte=now, expires_at__gt=now)


# What a hospital's list told and nobody accepted is not shown after so many days, and then erased.
PROPOSAL_DAYS = 7


class HospitalListQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Coordinators those of the hospital of their SEHO; a focal point what they themselves handed over."""
        sehos = apps.get_model("network", "Seho").objects.filter(pk__in=user.scope.seho_ids(Role.COORDINATOR))
        condition = Q(hospital__in=sehos.values("hospital_id"))
        if hospitals := user.scope.hospital_ids(Role.FOCAL_POINT):
            condition |= Q(created_by_id=user.pk, hospital_id__in=hospitals)
        return self.filter(condition)

    def without_rows(self) -> Self:
        """For lists of lists: what waits encrypted may be long."""
        return self.defer("pending")


class ListProposalQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The coordinators of the SEHO in that hospital; of a pupil, where they see the pupil."""
        sehos = user.scope.seho_ids(Role.COORDINATOR)
        hospitals = apps.get_model("network", "Seho").objects.filter(pk__in=sehos).values("hospital_id")
        pupils = _episodes().filter(seho_id__in=sehos).order_by().values("patient_id")
        return self.filter(Q(patient=None) | Q(patient__in=pupils), source__hospital_id__in=hospitals)

    def waiting(self, today: date) -> Self:
        """Still to be answered: not told too long ago, and not done meanwhile without the list."""
        stays = apps.get_model("patients", "Stay").objects.filter(patient_id=OuterRef("patient_id"), ends_on=None)
        in_hospital = Exists(stays.filter(kind="HOSPITAL"))
        return self.filter(
            Q(kind="REFERRAL") | (Q(kind="ADMISSION") & ~in_hospital) | (~Q(kind="ADMISSION") & in_hospital),
            state="WAITING", seen_on__gt=today - timedelta(days=PROPOSAL_DAYS),
        )  # fmt: skip
