"""Who sets the rules of the evaluation and keeps its phrases; who assesses stands with who plans."""

from __future__ import annotations

from typing import Any

from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission

_NATIONAL = "Las reglas nacionales las cambia la administración técnica, por encargo del Ministerio."
_SERVICE = "Las reglas del servicio las cambia su coordinación."
_PHRASES = "El banco de frases lo escribe el equipo del SEHO."


def can_set_rules(user: Any, seho_id: int | None) -> Permission:
    """The technical administrator those of the country (`seho_id` None), the coordinator those of the service."""
    if seho_id is None:
        return Allowed() if user.scope.has(Role.ADMIN) else Denied(_NATIONAL)
    return Allowed() if seho_id in user.scope.seho_ids(Role.COORDINATOR) else Denied(_SERVICE)


def can_keep_phrases(user: Any, seho_id: int | None) -> Permission:
    return Allowed() if seho_id in user.scope.seho_ids(*TEAM) else Denied(_PHRASES)
