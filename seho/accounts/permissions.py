"""A permission answers with its reason: `Allowed()` is true, `Denied("frase")` is false and keeps its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Allowed:
    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True)
class Denied:
    """A refusal. `reason` is the Spanish sentence that the person reads."""

    reason: str

    def __bool__(self) -> Literal[False]:
        return False


Permission = Allowed | Denied


def require(permission: Permission) -> None:
    """Raise PermissionDenied with the sentence of a refusal; the 403 page shows it."""
    if isinstance(permission, Denied):
        raise PermissionDenied(permission.reason)
