"""Whoever asked for a job sees it; those on the country's catalogues are seen by all who keep these."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from seho.jobs import registry
from seho.network.querysets import CATALOGUE_KEEPERS


class JobQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        condition = Q(by_id=user.pk)
        if user.scope.has(*CATALOGUE_KEEPERS):
            condition |= Q(seho=None) & ~Q(kind__in=registry.own_kinds())
        return self.filter(condition)
