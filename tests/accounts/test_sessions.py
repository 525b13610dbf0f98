"""When a session ends."""

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client

from seho.accounts import services, sessions
from seho.accounts.models import AuditEvent
from seho.clock import now
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

DOOR = "/cuentas/ingresar/"
HERE = "/cuentas/mi-cuenta/"
MINUTE = 60


@pytest.fixture
def user(db):
    cache.clear()
    return UserFactory()


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


def sign_in(client, user, *, shared):
    data = {"login": user.email, "password": PASSWORD} | ({"shared_device": "on"} if shared else {})
    response = client.post(DOOR, data)
    assert response.status_code == 302
    return response


def is_in(client):
    return client.get(HERE).status_code == 200


def test_a_shared_session_ends_with_the_browser(client, user):
    cookie = sign_in(client, user, shared=True).cookies["sessionid"]
    assert cookie["max-age"] == cookie["expires"] == ""


def test_an_own_session_outlives_the_browser_for_twelve_hours(client, user):
    cookie = sign_in(client, user, shared=False).cookies["sessionid"]
    assert cookie["max-age"] == 12 * 3600


@pytest.mark.parametrize(("idle", "stays"), [(15 * MINUTE, True), (15 * MINUTE + 1, False)])
def test_a_shared_session_ends_after_fifteen_idle_minutes(client, user, clock, idle, stays):
    sign_in(client, user, shared=True)
    clock.shift(idle)
    assert is_in(client) is stays


def test_a_shared_session_that_ended_says_why(client, user, clock):
    sign_in(client, user, shared=True)
    clock.shift(16 * MINUTE)
    page = client.get(HERE, follow=True)
    assert page.redirect_chain == [(f"{DOOR}?next={HERE}", 302)]
    assert sessions.ENDED_IDLE in page.content.decode()


def test_use_keeps_a_shared_session_alive(client, user, clock):
    sign_in(client, user, shared=True)
    for _ in range(4):
        clock.shift(14 * MINUTE)
        assert is_in(client)


def test_a_script_may_keep_it_alive_and_gets_a_token(client, user, clock):
    sign_in(client, user, shared=True)
    clock.shift(10 * MINUTE)
    answer = client.get("/cuentas/sesion/")
    assert answer.json()["idle_minutes"] == 15
    assert len(answer.json()["csrf_token"]) > 30
    assert "no-store" in answer["Cache-Control"]
    clock.shift(10 * MINUTE)
    assert is_in(client)


def test_use_is_written_at_most_once_a_minute(client, user, clock, django_assert_num_queries):
    sign_in(client, user, shared=True)
    client.get(HERE)
    reads = 3  # session, person, posts
    scope = 1
    for seconds, writes in ((30, 0), (29, 0), (1, 1), (59, 0), (1, 1)):
        clock.shift(seconds)
        with django_assert_num_queries(reads + scope + (_a_session_write() if writes else 0)):
            client.get(HERE)


def _a_session_write() -> int:
    """Savepoint, update, release."""
    return 3


def test_an_own_session_does_not_end_by_being_idle(client, user, clock):
    sign_in(client, user, shared=False)
    clock.shift(11 * 3600)
    assert is_in(client)


@pytest.mark.parametrize("shared", [True, False])
def test_no_session_lasts_longer_than_twelve_hours(client, user, clock, shared):
    sign_in(client, user, shared=shared)
    for _ in range(12 * 6 - 1):
        clock.shift(10 * MINUTE)
        assert is_in(client)
    clock.shift(11 * MINUTE)
    assert not is_in(client)


def test_pages_know_after_how_long_the_session_ends(client, user):
    sign_in(client, user, shared=True)
    assert 'data-idle-minutes="15"' in client.get(HERE).content.decode()


def test_pages_of_an_own_session_do_not_count_minutes(client, user):
    sign_in(client, user, shared=False)
    assert "data-idle-minutes" not in client.get(HERE).content.decode()


def test_closing_all_sessions(client, user):
    elsewhere = Client()
    for device in (client, elsewhere):
        sign_in(device, user, shared=False)
    response = client.post("/cuentas/mi-cuenta/sesiones/cerrar/", follow=True)
    assert "Se cerraron todas sus sesiones" in response.content.decode()
    assert not get_user(client).is_authenticated
    assert not is_in(elsewhere)
    assert AuditEvent.objects.filter(by=user, act="Cerró todas sus sesiones").exists()
    sign_in(client, user, shared=False)
    assert is_in(client)


def test_closing_ones_sessions_leaves_those_of_others(client, user):
    other, device = UserFactory(), Client()
    sign_in(device, other, shared=False)
    services.end_all_sessions(user=user)
    assert is_in(device)


def test_sessions_are_not_closed_by_following_a_link(client, user):
    sign_in(client, user, shared=False)
    assert client.get("/cuentas/mi-cuenta/sesiones/cerrar/").status_code == 405
    assert is_in(client)


def test_a_deactivated_person_is_out_at_once(client, user):
    sign_in(client, user, shared=False)
    user.is_active = False
    user.save()
    assert not is_in(client)


def test_an_old_key_still_opens_sessions_while_keys_are_changed(client, user, settings):
    sign_in(client, user, shared=False)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-the-tests"
    assert is_in(client)
