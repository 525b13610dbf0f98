"""Who may do what with a saved view."""

from __future__ import annotations

from typing import Any

from seho.accounts.permissions import Allowed, Denied, Permission
from seho.panel.models import SavedView


def can_change_view(user: Any, view: SavedView) -> Permission:
    """Whoever saved it; those with whom it is shared open it."""
    if view.owner_id == user.pk:
        return Allowed()
    return Denied("Solo quien guardó esta vista puede cambiarla o quitarla. Usted puede abrirla y guardar una propia.")
