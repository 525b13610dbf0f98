"""The column that names a stored file; the sweeper keeps what any of them names."""

from __future__ import annotations

from typing import Any

from django.db import models


class StoredPathField(models.CharField):  # type: ignore[type-arg]
    """What `store_bytes` returned. Every column that names a stored file is of this kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations a plain text: the kind says what is in the column, not how it is kept."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
