"""What can be asked for: who may, and who makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.db.models import Model

from seho.accounts.enums import Role
from seho.sheets import Listing

Asked = Mapping[str, str]
# Hears how many steps are done.
Beat = Callable[[int], None]


@dataclass(frozen=True)
class Made:
    """A file that was just made, open at its beginning. `seho_ids` are the services whose data it holds."""

    file: IO[bytes]
    file_name: str
    suffix: str
    seho_ids: frozenset[int]
    rows: int = 0
    detail: str = ""


@dataclass(frozen=True)
class SheetKind:
    """A list that goes to Excel: who may take it, of what its rows are, and the page on which it is filtered."""

    roles: tuple[Role, ...]
    model: type[Model]
    make: Callable[[Any, Asked, date], Listing]
    page: str


@dataclass(frozen=True)
class FileKind:
    """Another file, which is always made in the background: of what, and by whom."""

    roles: tuple[Role, ...]
    model: type[Model]
    make: Callable[[Any, Asked, date, Beat], Made]
    page: str
