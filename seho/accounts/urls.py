"""Addresses under cuentas/. Of allauth only what is used, under the names that allauth itself looks up."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from seho.accounts.policy import public, signed_in_before_password_change
from seho.accounts.views import accesses, people, profile

set_password = allauth.PasswordResetFromKeyView.as_view(reset_url_key="definir")

signing = [
    path("ingresar/", public(allauth.login), name="account_login"),
    path("salir/", public(allauth.logout), name="account_logout"),
    path("registro/", public(allauth.signup), name="account_signup"),
    path("desactivada/", public(allauth.account_inactive), name="account_inactive"),
    path("clave/", signed_in_before_password_change(allauth.password_change), name="account_change_password"),
    path("clave/recuperar/", public(allauth.password_reset), name="account_reset_password"),
    path("clave/recuperar/enviado/", public(allauth.password_reset_done), name="account_reset_password_done"),
    path(
        "clave/nueva/lista/",
        public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^clave/nueva/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(set_password),
        name="account_reset_password_from_key",
    ),
]

own = [
    path("mi-cuenta/", profile.profile, name="profile"),
    path("mi-cuenta/sesiones/cerrar/", profile.end_sessions, name="end_sessions"),
    path("sesion/", profile.session, name="session"),
    path("personas/", people.people, name="people"),
    path("personas/invitar/", people.invite, name="invite"),
    path("personas/<int:pk>/", people.person, name="person"),
    path("personas/<int:pk>/editar/", people.edit_person, name="edit_person"),
    path("personas/<int:pk>/invitacion/", people.send_invitation, name="send_invitation"),
    path("personas/<int:pk>/desactivar/", people.deactivate, name="deactivate"),
    path("personas/<int:pk>/reactivar/", people.reactivate, name="reactivate"),
    path("personas/<int:pk>/roles/agregar/", people.add_post, name="add_post"),
    path("roles/<int:pk>/terminar/", people.end_post, name="end_post"),
    path("roles/<int:pk>/antecedentes/", people.check_post, name="check_post"),
    path("antecedentes/<int:pk>/retirar/", people.withdraw_check, name="withdraw_check"),
    path("accesos/", accesses.access_log, name="access_log"),
]

urlpatterns = [*signing, path("", include((own, "accounts")))]
