"""Who may ask for a file, and who still gets it when it is made."""

from __future__ import annotations

from typing import Any

from seho.accounts.permissions import Allowed, Denied, Permission
from seho.panel.exports.kinds import FileKind, SheetKind
from seho.panel.models import Export

_NOT_YOURS = Denied("Su rol no lleva esta relación a Excel.")
_CHANGED = Denied(
    "Sus roles cambiaron desde que se hizo este archivo: ya no puede descargarlo. Si aún lo necesita, pídalo de nuevo."
)
_GONE = Denied("Este archivo ya no se conserva: pídalo de nuevo.")


def can_take(user: Any, kind: SheetKind | FileKind) -> Permission:
    return Allowed() if user.scope.has(*kind.roles) else _NOT_YOURS


def can_fetch(user: Any, export: Export) -> Permission:
    """Whoever asked, as long as each post with which it was made is still held."""
    if not export.is_ready:
        return _GONE
    return Allowed() if export.by_id != user.pk or set(export.posts) <= set(posts_of(user)) else _CHANGED


def posts_of(user: Any) -> list[str]:
    """Role and unit of each post of today that reaches something, as a file remembers them."""
    return sorted(
        f"{post.role.value}:{post.kind.value if post.kind else ''}:{post.unit_id or ''}"
        for post in user.scope.posts
        if not post.is_suspended
    )
