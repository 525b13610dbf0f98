"""Whoever asked for a job sees it; nobody else."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class JobQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(by_id=user.pk)
