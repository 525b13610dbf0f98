"""Which competencies hold, and who may see calendars."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, QuerySet

from seho.network.models import School
from seho.network.querysets import CATALOGUE_READERS

if TYPE_CHECKING:
    from seho.accounts.models import User


class CompetencyQuerySet(QuerySet[Any]):
    def active_on(self, day: date) -> Self:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class CalendarQuerySet(QuerySet[Any]):
    def national(self) -> Self:
        return self.filter(school__isnull=True)

    def visible_to(self, user: User) -> Self:
        """The national ones for catalogue readers, the own ones for whoever sees the school."""
        own = self.filter(school__in=School.objects.visible_to(user))
        return self.national() | own if user.scope.has(*CATALOGUE_READERS) else own
