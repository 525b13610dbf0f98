"""Who may see the papers: the team of the SEHO, its UGEL specialist, the director of the school they went to."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from attendance.querysets import TeachingQuerySet
from convalidation.rules import PaperKind
from patients.querysets import TEAM
from seho.accounts.enums import Role


class PacketQuerySet(models.QuerySet[Any]):
    packet_path = ""

    @classmethod
    def of(cls, path: str) -> Any:
        made: Any = type(f"{cls.__name__}Of_{path}", (cls,), {"packet_path": f"{path}__"})
        return made.as_manager()

    def visible_to(self, user: Any) -> Self:
        """Team: packets of their SEHO. UGEL specialist: of its SEHOs. Director: those addressed to the school."""
        scope, path = user.scope, self.packet_path
        condition = Q(**{f"{path}episode__seho_id__in": scope.seho_ids(*TEAM)})
        if ugels := scope.ugel_ids(Role.UGEL_SPECIALIST):
            condition |= Q(**{f"{path}episode__seho__ugel_id__in": ugels})
        if schools := scope.school_ids(Role.DIRECTOR):
            condition |= Q(**{f"{path}school_id__in": schools})
        return self.filter(condition)


class DocumentQuerySet(PacketQuerySet):
    """Single papers of a packet, and what hangs on them."""

    document_path = ""

    @classmethod
    def below(cls, path: str) -> Any:
        """Of what hangs on a document by `path`."""
        found = {"document_path": f"{path}__", "packet_path": f"{path}__packet__"}
        made: Any = type(f"{cls.__name__}Below_{path}", (cls,), found)
        return made.as_manager()

    def visible_to(self, user: Any) -> Self:
        """As the packet; but a director never sees the report that is for the family (art. 14.1)."""
        packet, scope = self.packet_path, user.scope
        schools = scope.school_ids(Role.DIRECTOR)
        family = Q(**{f"{self.document_path}kind": PaperKind.FAMILY_RETURN_REPORT})
        of_a_service = Q(**{f"{packet}episode__seho_id__in": scope.seho_ids(*TEAM)}) | Q(
            **{f"{packet}episode__seho__ugel_id__in": scope.ugel_ids(Role.UGEL_SPECIALIST)}
        )
        seen = super().visible_to(user)
        return seen.filter(~family | of_a_service) if schools else seen


class ClassReportQuerySet(TeachingQuerySet):
    """What the school told of the class: whoever reads the pupil's teaching, and the director of the pupil's school."""

    def visible_to(self, user: Any) -> Self:
        seen = super().visible_to(user)
        if schools := user.scope.school_ids(Role.DIRECTOR):
            enrolled = apps.get_model("patients", "Enrollment").objects.filter(ends_on=None, school_id__in=schools)
            seen |= self.filter(episode__patient__in=enrolled.order_by().values("patient_id"))
        return seen


class ReturnQuerySet(models.QuerySet[Any]):
    """The return and what hangs on it. Team: of their SEHO. UGEL specialist: of its services and of its schools.

    Director: of the school.
    """

    return_path = ""

    @classmethod
    def of(cls, path: str) -> Any:
        made: Any = type(f"{cls.__name__}Of_{path}", (cls,), {"return_path": f"{path}__" if path else ""})
        return made.as_manager()

    def visible_to(self, user: Any) -> Self:
        return self._seen(user)

    def going_on_for(self, user: Any) -> Self:
        """`visible_to` of the returns that nobody closed, whose keys are looked for among those alone."""
        return self._seen(user, closed_on=None).filter(closed_on=None)

    def seen_among(self, user: Any, rows: Any) -> Self:
        """`visible_to` of these returns, whose keys are looked for among those alone."""
        keys = rows.order_by().values("pk")
        return self._seen(user, pk__in=keys).filter(pk__in=keys)

    def _seen(self, user: Any, **narrow: Any) -> Self:
        scope, path = user.scope, self.return_path
        condition = Q(pk__in=[])
        if sehos := scope.seho_ids(*TEAM):
            condition |= Q(**{f"{path}episode__seho_id__in": sehos})
        if ugels := scope.ugel_ids(Role.UGEL_SPECIALIST):
            # Two sets of keys: an `OR` over two joins reads the returns and the schools of the whole country.
            rows = apps.get_model("convalidation", "Return").objects.filter(**narrow).order_by()
            found = rows.filter(episode__seho__ugel_id__in=ugels).values("pk").union(
                rows.filter(school__ugel_id__in=ugels).values("pk")
            )  # fmt: skip
            condition |= Q(**{f"{path or 'pk__'}in": found})
        if schools := scope.school_ids(Role.DIRECTOR):
            condition |= Q(**{f"{path}school_id__in": schools})
        return self.filter(condition)


class PreparingQuerySet(models.QuerySet[Any]):
    """What is prepared before the issue: the team of that SEHO alone. The UGEL specialist reads what was issued."""

    episode_path = ""

    @classmethod
    def of(cls, path: str) -> Any:
        made: Any = type(f"{cls.__name__}Of_{path}", (cls,), {"episode_path": f"{path}__"})
        return made.as_manager()

    def visible_to(self, user: Any) -> Self:
        return self.filter(**{f"{self.episode_path}seho_id__in": user.scope.seho_ids(*TEAM)})


class BatchQuerySet(models.QuerySet[Any]):
    """Papers that were issued together: whoever asked for them, while they coordinate that SEHO."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(created_by_id=user.pk, seho_id__in=user.scope.seho_ids(Role.COORDINATOR))
