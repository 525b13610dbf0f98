"""Who may write in the network . Whether a row is seen at all is the business of its queryset."""

from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.accounts.permissions import Allowed, Denied, Permission
from seho.network.models import School, Seho


def can_add_seho(user: User) -> Permission:
    """The UGEL sets up the service (art. 25.1)."""
    if user.scope.has(Role.UGEL_SPECIALIST):
        return Allowed()
    return Denied("Los servicios los registra la UGEL que los implementa (art. 25.1).")


def can_manage_seho(user: User, seho: Seho) -> Permission:
    """Data, agreements and learning spaces of a service."""
    if seho.ugel_id in user.scope.ugel_ids(Role.UGEL_SPECIALIST):
        return Allowed()
    return Denied("Los datos del servicio los mantiene la o el especialista de su UGEL (art. 25.1).")


def can_assign_code(user: User) -> Permission:
    """Minedu assigns the código de registro, at the request of the UGEL (art. 24.b, art. 28)."""
    if user.scope.is_minedu:
        return Allowed()
    return Denied("El código de registro lo asigna el Minedu, a solicitud de la UGEL (art. 24.b).")


def can_add_school(user: User) -> Permission:
    if user.scope.has(Role.COORDINATOR, Role.UGEL_SPECIALIST, Role.ADMIN):
        return Allowed()
    return Denied("Las instituciones que faltan las registra la coordinación del servicio o la UGEL.")


def can_edit_school_contact(user: User, school: School) -> Permission:
    """Coordinators write to schools of the whole country; a UGEL keeps its own ones."""
    scope = user.scope
    if scope.has(Role.COORDINATOR, Role.ADMIN) or school.ugel_id in scope.ugel_ids(Role.UGEL_SPECIALIST):
        return Allowed()
    return Denied("Estos datos los corrige la coordinación de un servicio o la UGEL de la institución.")
