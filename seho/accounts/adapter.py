"""What allauth does otherwise here: closed sign-up, limits that say how long to wait, audited passwords."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from seho.accounts import services, throttle
from seho.accounts.backends import is_refused_demo_account

DEMO_REFUSED = "Las cuentas de demostración solo se abren cuando el programa está en modo de demostración."


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Esta cuenta está desactivada.",
        "email_password_mismatch": "El correo o la contraseña no coinciden. Revíselos y escríbalos otra vez.",
        "enter_current_password": "Esta no es su contraseña actual. Escríbala de nuevo.",
        "too_many_login_attempts": "Hubo demasiados intentos con este correo. Espere un momento.",
        "incorrect_password": "La contraseña no coincide. Escríbala de nuevo.",
        "invalid_password_reset": "El enlace ya se usó o venció. Pida otro.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return self.sign_in_key(credentials.get("email", ""))

    @staticmethod
    def sign_in_key(email: str) -> str:
        """What failed attempts are counted by."""
        return email.strip().lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        key = self._get_login_attempts_cache_key(request, **credentials)
        if seconds := throttle.seconds_to_wait(request, throttle.SIGN_IN, key):
            raise too_many_attempts(seconds)
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        # allauth also hands over whoever the backend refused, to tell them that their account is inactive.
        if user is not None and is_refused_demo_account(user):
            raise ValidationError(DEMO_REFUSED, code="demo")
        return user

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        services.set_password(user=user, password=password)  # type: ignore[arg-type]


def too_many_attempts(seconds: int) -> ValidationError:
    return ValidationError(
        "Hubo demasiados intentos fallidos con este correo. "
        f"{throttle.waiting_sentence(seconds)} y vuelva a intentarlo, o recupere su contraseña.",
        code="too_many_login_attempts",
    )
