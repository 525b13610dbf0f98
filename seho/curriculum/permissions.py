"""Who may keep a school's own calendar."""

from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.accounts.permissions import Allowed, Denied, Permission
from seho.network.models import School


def can_edit_calendar(user: User, school: School) -> Permission:
    """Coordinators have pupils from schools of the whole country; a UGEL keeps its own schools."""
    scope = user.scope
    if scope.has(Role.COORDINATOR) or school.ugel_id in scope.ugel_ids(Role.UGEL_SPECIALIST):
        return Allowed()
    return Denied("El calendario lo registra la coordinación de un servicio o la UGEL de la institución.")
