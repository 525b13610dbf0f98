"""Pages of a list whose length is known already, and its rows in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.paginator import Paginator

Key = TypeVar("Key")
Row = TypeVar("Row")


def in_order(found: Mapping[Key, Row], keys: Iterable[Key]) -> list[Row]:
    """The rows of these keys in their order, as `in_bulk` found them; what is gone meanwhile is left out."""
    return [found[key] for key in keys if key in found]


class CountedPaginator(Paginator):  # type: ignore[type-arg]  # it takes no parameter when the program runs
    """Takes the length from the page's own chips instead of asking the database for it once more."""

    def __init__(self, rows: Any, per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self._total = total

    @property
    def count(self) -> int:
        return self._total
