"""Signing in, passwords, and what an outsider may learn."""

import re

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from seho.accounts import letters
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent, User
from seho.clock import now
from tests.accounts.factories import PASSWORD, UserFactory, make_user

pytestmark = pytest.mark.django_db

DOOR = "/cuentas/ingresar/"
NEW = "Cuaderno-verde-77"
TOO_MANY = "Hubo demasiados intentos fallidos con este correo."


@pytest.fixture(autouse=True)
def empty_cache(db):
    cache.clear()


@pytest.fixture
def client_class():
    return Client


def sign_in(client, email, password=PASSWORD, **data):
    return client.post(DOOR, {"login": email, "password": password, **data}, headers={"x-forwarded-for": "10.0.0.1"})


def fail(client, email, times):
    for _ in range(times):
        response = sign_in(client, email, "no-es-esta")
    return response


# --- in -------------------------------------------------------------------------------------------


def test_sign_in_by_email_in_whatever_case(client):
    user = UserFactory(email="ana@ejemplo.pe")
    response = sign_in(client, " Ana@Ejemplo.PE ")
    assert response.status_code == 302
    assert response.url == "/"
    assert get_user(client) == user


def test_sign_in_goes_on_where_one_was(client):
    user = UserFactory()
    response = client.post(f"{DOOR}?next=/cuentas/mi-cuenta/", {"login": user.email, "password": PASSWORD})
    assert response.url == "/cuentas/mi-cuenta/"


def test_sign_in_goes_to_no_other_host(client):
    user = UserFactory()
    response = client.post(f"{DOOR}?next=https://otro.pe/", {"login": user.email, "password": PASSWORD})
    assert response.url == "/"


def test_sign_in_page_speaks_spanish(client):
    page = client.get(DOOR).content.decode()
    assert '<html lang="es-PE">' in page
    for words in ("Correo electrónico", "Contraseña", "Este es un equipo compartido", "Ingresar"):
        assert words in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


@pytest.mark.parametrize(("login", "password"), [("ana@ejemplo.pe", "no-es-esta"), ("nadie@ejemplo.pe", PASSWORD)])
def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(client, login, password):
    UserFactory(email="ana@ejemplo.pe")
    page = sign_in(client, login, password)
    assert page.status_code == 200
    assert "El correo o la contraseña no coinciden." in page.content.decode()
    assert f'value="{login}"' in page.content.decode()
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("bad", ["ana\x00@ejemplo.pe", "no-es-un-correo", ""])
def test_a_malformed_email_gets_its_message_beside_the_field(client, bad):
    page = sign_in(client, bad).content.decode()
    assert "id_login_error" in page
    assert not get_user(client).is_authenticated


def test_a_password_with_a_forbidden_character_is_no_error_of_the_program(client):
    UserFactory(email="ana@ejemplo.pe")
    assert sign_in(client, "ana@ejemplo.pe", "clave\x00mala").status_code == 200


def test_a_deactivated_account_is_told_so_after_its_password_only(client):
    user = UserFactory(inactive=True)
    assert "no coinciden" in sign_in(client, user.email, "no-es-esta").content.decode()
    assert sign_in(client, user.email).url == reverse("account_inactive")
    assert not get_user(client).is_authenticated
    assert "Su cuenta está desactivada" in client.get(reverse("account_inactive")).content.decode()


def test_signing_out(client):
    client.force_login(UserFactory())
    assert client.get("/cuentas/salir/").status_code == 200
    assert get_user(client).is_authenticated
    assert client.post("/cuentas/salir/").url == DOOR
    assert not get_user(client).is_authenticated


# --- limits ---------------------------------------------------------------------------------------


def test_five_failures_close_one_account_for_five_minutes(client):
    user = UserFactory(email="ana@ejemplo.pe")
    with time_machine.travel(now(), tick=False) as clock:
        assert TOO_MANY not in fail(client, user.email, 5).content.decode()
        clock.shift(70)
        page = sign_in(client, "ANA@ejemplo.pe")
        assert TOO_MANY in page.content.decode()
        assert "Espere 4 minutos y vuelva a intentarlo" in page.content.decode()
        assert not get_user(client).is_authenticated
        clock.shift(200)
        assert "Espere 30 segundos" in sign_in(client, user.email).content.decode()
        clock.shift(31)
        assert sign_in(client, user.email).status_code == 302


def test_a_closed_account_does_not_close_another_behind_the_same_address(client):
    closed, other = UserFactory(), UserFactory()
    fail(client, closed.email, 6)
    assert TOO_MANY in sign_in(client, closed.email).content.decode()
    assert sign_in(client, other.email).status_code == 302


def test_many_people_behind_one_address(client):
    """A whole hospital signs in at seven in the morning, some after a mistake or two."""
    for user in UserFactory.create_batch(12):
        fail(client, user.email, 3)
        assert sign_in(client, user.email).status_code == 302
        client.logout()


def test_success_does_not_wipe_the_failures(client):
    user = UserFactory()
    fail(client, user.email, 4)
    assert sign_in(client, user.email).status_code == 302
    client.logout()
    fail(client, user.email, 1)
    assert TOO_MANY in sign_in(client, user.email).content.decode()


def test_an_unknown_email_is_closed_like_a_known_one(client):
    fail(client, "nadie@ejemplo.pe", 5)
    assert TOO_MANY in sign_in(client, "nadie@ejemplo.pe").content.decode()


# --- closed sign-up -------------------------------------------------------------------------------


def test_accounts_are_made_by_invitation_only(client):
    data = {"email": "nueva@ejemplo.pe", "password1": NEW, "password2": NEW}
    for response in (client.get("/cuentas/registro/"), client.post("/cuentas/registro/", data)):
        assert "Las cuentas se dan por invitación" in response.content.decode()
    assert not get_user(client).is_authenticated
    assert not User.objects.exists()


def test_nothing_else_of_allauth_is_reachable():
    for name in ("account_email", "account_set_password", "account_reauthenticate", "account_confirm_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


# --- demo accounts --------------------------------------------------------------------------------


def test_demo_accounts_are_refused_outside_the_demonstration(client, settings):
    settings.SEHO_DEMO = False
    user = UserFactory(demo=True)
    page = sign_in(client, user.email)
    assert "solo se abren cuando el programa está en modo de demostración" in page.content.decode()
    assert not get_user(client).is_authenticated
    assert "no coinciden" in sign_in(client, user.email, "no-es-esta").content.decode()


def test_demo_accounts_work_in_the_demonstration_and_not_after_it(client, settings):
    settings.SEHO_DEMO = True
    user = UserFactory(demo=True)
    assert sign_in(client, user.email).status_code == 302
    assert get_user(client) == user
    settings.SEHO_DEMO = False
    assert not get_user(client).is_authenticated
    assert client.get("/cuentas/mi-cuenta/").url.startswith(DOOR)


# --- passwords ------------------------------------------------------------------------------------


def test_reset_does_not_tell_whether_an_account_exists(client, mailoutbox):
    user = UserFactory()
    answers = [client.post("/cuentas/clave/recuperar/", {"email": email}) for email in (user.email, "no@ejemplo.pe")]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert [mail.to for mail in mailoutbox] == [[user.email]]
    assert "Si hay una cuenta con ese correo" in client.get(answers[0].url).content.decode()


def test_reset_by_the_link_of_the_letter(client, mailoutbox):
    user = UserFactory(newcomer=True)
    fail(client, user.email, 5)
    client.post("/cuentas/clave/recuperar/", {"email": user.email.upper()})
    letter = mailoutbox[0]
    assert letter.subject == "Enlace para elegir una contraseña nueva"
    link = re.search(r"/cuentas/clave/nueva/\S+", letter.body)[0]
    page = client.get(link, follow=True)
    # The key does not stay in the address.
    assert page.redirect_chain[-1][0].endswith("-definir/")
    response = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    assert "Su contraseña quedó guardada" in response.content.decode()
    assert not get_user(client).is_authenticated
    user.refresh_from_db()
    assert not user.must_change_password
    # Whoever could open the link is let in, whatever failed before.
    assert sign_in(client, user.email, NEW).status_code == 302
    assert AuditEvent.objects.filter(object_type="accounts.user", act="Cambió su contraseña").count() == 1
    assert "Este enlace ya no sirve" in client.get(link, follow=True).content.decode()


def test_a_link_that_nobody_sent(client):
    page = client.get("/cuentas/clave/nueva/1-abc-def/")
    assert page.status_code == 200
    assert "Este enlace ya no sirve" in page.content.decode()


def test_a_link_ends_after_three_days(client):
    user = UserFactory()
    with time_machine.travel(now(), tick=False) as clock:
        link = letters.set_password_link(user).removeprefix("https://seho.test")
        clock.shift(3 * 24 * 3600 + 1)
        assert "Este enlace ya no sirve" in client.get(link, follow=True).content.decode()


def test_reset_letters_are_few(client, mailoutbox):
    user = UserFactory()
    for email in (user.email, "no@ejemplo.pe"):
        for _ in range(5):
            assert client.post("/cuentas/clave/recuperar/", {"email": email}).status_code == 302
        page = client.post("/cuentas/clave/recuperar/", {"email": email})
        assert "Ya pidió varios enlaces para este correo. Espere 15 minutos" in page.content.decode()
    assert len(mailoutbox) == 5


def change(client, old, new, again=None):
    data = {"oldpassword": old, "password1": new, "password2": again or new}
    return client.post("/cuentas/clave/", data)


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, client_class):
    user = UserFactory()
    elsewhere = client_class()
    sign_in(elsewhere, user.email)
    sign_in(client, user.email)
    response = change(client, PASSWORD, NEW)
    assert response.status_code == 302
    assert get_user(client) == user
    assert not get_user(elsewhere).is_authenticated
    assert AuditEvent.objects.filter(by=user, act="Cambió su contraseña").exists()


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("no-es-esta", NEW, None, "Esta no es su contraseña actual."),
        (PASSWORD, NEW, "Otra-cosa-99", "password2"),
        (PASSWORD, "corta", None, "password1"),
        (PASSWORD, "1234567890123", None, "password1"),
    ],
)
def test_a_password_that_does_not_do_gets_its_message(client, old, new, again, message):
    user = UserFactory()
    client.force_login(user)
    page = change(client, old, new, again)
    assert page.status_code == 200
    assert message in page.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_present_password_is_not_guessed_without_end(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"change_password": None}
    user = UserFactory()
    client.force_login(user)
    for _ in range(5):
        assert "no es su contraseña actual" in change(client, "no-es-esta", NEW).content.decode()
    assert "Espere 5 minutos y vuelva a intentarlo" in change(client, PASSWORD, NEW).content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_first_sign_in_with_a_given_password(client):
    user = make_user(Role.TEACHER, newcomer=True)
    sign_in(client, user.email)
    page = client.get("/cuentas/clave/").content.decode()
    assert "Elija su propia contraseña" in page
    assert client.get("/cuentas/mi-cuenta/").url == "/cuentas/clave/"
    change(client, PASSWORD, NEW)
    assert client.get("/cuentas/mi-cuenta/").status_code == 200
