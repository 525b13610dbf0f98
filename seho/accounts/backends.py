"""Which accounts may be signed in with."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from allauth.account.auth_backends import AuthenticationBackend

DEMO_DOMAIN = "@demo.test"


def is_refused_demo_account(user: AbstractBaseUser) -> bool:
    """Demo accounts have a published password: outside demo mode nobody signs in with them, nor stays signed in."""
    return user.get_username().endswith(DEMO_DOMAIN) and not settings.SEHO_DEMO


class Backend(AuthenticationBackend):
    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:  # type: ignore[override]
        return user is not None and super().user_can_authenticate(user) and not is_refused_demo_account(user)
