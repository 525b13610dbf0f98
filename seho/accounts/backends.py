"""Which accounts may be signed in with."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model

from seho.accounts.enums import Role
from seho.accounts.models import User

DEMO_DOMAIN = "@demo.test"


def is_refused_demo_account(user: AbstractBaseUser) -> bool:
    """Demo accounts have a published password: outside demo mode nobody signs in with them, or stays in."""
    return user.get_username().endswith(DEMO_DOMAIN) and not settings.SEHO_DEMO


class Backend(AuthenticationBackend):
    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return user is not None and super().user_can_authenticate(user) and not is_refused_demo_account(user)

    def has_perm(self, user_obj: User, perm: str, obj: Model | None = None) -> bool:
        """Django's administration is the technical administrator's, as long as the role is held."""
        return user_obj.is_active and user_obj.scope.has(Role.ADMIN)

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        return self.has_perm(user_obj, app_label)
