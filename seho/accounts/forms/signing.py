"""Signing in, and the three ways to a password. The flows are allauth's, the words and limits are ours."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from seho.accounts import sessions, throttle
from seho.forms import Form

LONGEST_PASSWORD = 128
ADVICE = "Al menos 10 caracteres, no solo cifras, y que no se parezca a su nombre ni a su correo."


def _plainly(form: forms.Form, labels: dict[str, str]) -> None:
    """Our labels instead of allauth's, no placeholders that vanish while typing, no limitless passwords."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.widget.attrs.pop("placeholder", None)
        if isinstance(field.widget, forms.PasswordInput):
            field.widget.attrs["maxlength"] = str(LONGEST_PASSWORD)


class SignInForm(Form, allauth.LoginForm):
    shared_device = forms.BooleanField(
        label="Este es un equipo compartido",
        required=False,
        help_text=f"La sesión se cierra con el navegador o tras {sessions.IDLE_MINUTES} minutos sin uso.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        _plainly(self, {"login": "Correo electrónico", "password": "Contraseña"})
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].help_text = ""
        self.order_fields(("login", "password", "shared_device"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # allauth asks for it; `sessions.start` decides how long the session lasts.
        cleaned["remember"] = False
        return cleaned

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        if request.user.is_authenticated:
            sessions.start(request, shared=self.cleaned_data["shared_device"])
        return response


class ChangePasswordForm(Form, allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(
            self,
            {
                "oldpassword": "Contraseña actual",
                "password1": "Contraseña nueva",
                "password2": "Contraseña nueva, otra vez",
            },
        )
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = ADVICE

    def clean_oldpassword(self) -> str:
        """Whoever finds a session open must not guess the password here without end."""
        key = str(self.user.pk)
        if seconds := throttle.seconds_to_wait(context.request, throttle.CHANGE, key):
            raise ValidationError(
                f"Hubo demasiados intentos. {throttle.waiting_sentence(seconds)} y vuelva a intentarlo.",
                code="too_many_attempts",
            )
        throttle.consume(context.request, throttle.CHANGE, key)
        password: str = super().clean_oldpassword()
        throttle.clear(context.request, throttle.CHANGE, key)
        return password


class ResetPasswordForm(Form, allauth.ResetPasswordForm):
    """Answers the same whether the account exists or not; only how often one asked makes a difference."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self, {"email": "Correo electrónico"})

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if seconds := throttle.seconds_to_wait(context.request, throttle.RESET, email):
            raise ValidationError(
                "Ya pidió varios enlaces para este correo. "
                f"{throttle.waiting_sentence(seconds)} y revise también la carpeta de correo no deseado.",
                code="too_many_resets",
            )
        throttle.consume(context.request, throttle.RESET, email)
        return email


class SetPasswordForm(Form, allauth.ResetPasswordKeyForm):
    """The page behind the link of an invitation or of a reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plainly(self, {"password1": "Contraseña nueva", "password2": "Contraseña nueva, otra vez"})
        self.fields["password1"].help_text = ADVICE

    def save(self) -> None:
        super().save()
        # Whoever could open the link owns the account: earlier failures no longer count.
        throttle.clear(context.request, throttle.SIGN_IN, get_adapter().sign_in_key(self.user.email))
