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


def can_give_opinion(user: User, seho: Seho) -> Permission:
    """MINEDU gives its opinion on the project of a service (art. 25.2, 25.3)."""
    if user.scope.is_minedu:
        return Allowed()
    return Denied("La opinión sobre el proyecto la emite el Minedu, a solicitud de la UGEL (art. 25.2).")


def can_sign_agreement(user: User, seho: Seho) -> Permission:
    """The DRE signs the agreements of its region (art. 38.a, 38.b)."""
    if seho.ugel.region_id in user.scope.region_ids(Role.DRE_SPECIALIST):
        return Allowed()
    return Denied("Los convenios los suscribe la DRE o GRE de la región (art. 38.a y 38.b).")


def can_supervise(user: User, seho: Seho) -> Permission:
    """The UGEL watches over its services, the DRE over those of its region (art. 38.g, 39.d to 39.h)."""
    if can_manage_seho(user, seho) or can_sign_agreement(user, seho):
        return Allowed()
    return Denied("Las visitas las registra la UGEL del servicio o su DRE o GRE (art. 38.g y 39.d).")


def can_forward_closing(user: User, seho: Seho) -> Permission:
    """The request of an opinion on a closing goes to MINEDU through the DRE (art. 33.1.b)."""
    if seho.ugel.region_id in user.scope.region_ids(Role.DRE_SPECIALIST):
        return Allowed()
    return Denied("La solicitud de opinión sobre el cierre la traslada la DRE o GRE de la región (art. 33.1.b).")


def can_judge_closing(user: User, seho: Seho) -> Permission:
    """MINEDU gives its opinion on a closing and annuls the code (art. 33.1.b, 33.1.d)."""
    if user.scope.is_minedu:
        return Allowed()
    return Denied("La opinión sobre el cierre y la anulación del código son del Minedu (art. 33.1.b y 33.1.d).")


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
