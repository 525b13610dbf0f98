"""Addresses under cuentas/. Of allauth only what is used, under the names that allauth itself looks up."""

from allauth.account import views as allauth
from django.urls import path

from seho.accounts.policy import public, signed_in_before_password_change

urlpatterns = [
    path("ingresar/", public(allauth.login), name="account_login"),
    path("salir/", public(allauth.logout), name="account_logout"),
    path("registro/", public(allauth.signup), name="account_signup"),
    path("desactivada/", public(allauth.account_inactive), name="account_inactive"),
    path("clave/", signed_in_before_password_change(allauth.password_change), name="account_change_password"),
    path("clave/recuperar/", public(allauth.password_reset), name="account_reset_password"),
    path("clave/recuperar/enviado/", public(allauth.password_reset_done), name="account_reset_password_done"),
    path(
        "clave/nueva/<str:uidb36>-<str:key>/",
        public(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "clave/nueva/lista/",
        public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
