"""A permission answers with its reason: `Allowed()` is true, `Denied("frase")` is false and says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import PermissionDenied

from seho.accounts.enums import Role
from seho.accounts.rules import roles_given_by

if TYPE_CHECKING:
    from seho.accounts.models import Membership, User


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


# --- people -------------------------------------------------------------------------------------

NOT_YOURS = "Solo quien administra todos los roles de esta persona puede hacer este cambio."


def can_invite(user: User) -> Permission:
    """Whoever may give some role: administrator, UGEL specialist, coordinator."""
    return Allowed() if roles_given_by(user.scope.roles) else Denied("Su rol no le permite invitar a personas.")


def can_give(user: User, role: Role) -> Permission:
    if role in roles_given_by(user.scope.roles):
        return Allowed()
    return Denied(f"Su rol no le permite dar el rol «{role.label}».")


def can_manage_post(user: User, membership: Membership) -> Permission:
    if type(membership).objects.manageable_by(user).filter(pk=membership.pk).exists():
        return Allowed()
    return Denied("Este rol lo administra otra instancia: la UGEL del servicio o la administración técnica.")


def can_manage_person(user: User, person: User, *, today: date) -> Permission:
    """Names, invitation and account: the administrator, or whoever manages all that this person holds."""
    if user.scope.has(Role.ADMIN):
        return Allowed()
    held = person.memberships.exclude(ends_on__lt=today)
    if held.exists() and not held.exclude(pk__in=held.manageable_by(user)).exists():
        return Allowed()
    return Denied(NOT_YOURS)


def can_deactivate(user: User, person: User, *, today: date) -> Permission:
    if user == person:
        return Denied("No puede desactivar su propia cuenta.")
    return can_manage_person(user, person, today=today)
