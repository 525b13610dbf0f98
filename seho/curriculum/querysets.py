from datetime import date
from typing import Self

from django.db.models import Q, QuerySet


class CompetencyQuerySet(QuerySet):
    def active_on(self, day: date) -> Self:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
