"""Nobody calls a view that does not say who may."""

from collections.abc import Iterator
from functools import wraps

import pytest
from django.conf import settings as django_settings
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse
from django.views.decorators.http import require_POST

from seho.accounts.enums import Role
from seho.accounts.permissions import Denied, require
from seho.accounts.policy import SIGN_IN_HEADER, policy_of, public, roles, signed_in
from tests.accounts.factories import UserFactory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

DOOR = "/cuentas/ingresar/"


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("dentro")


def make(policy):
    def view(request: HttpRequest) -> HttpResponse:
        return ok(request)

    return policy(view)


def careless(view):
    """A decorator that forgets what it decorates."""
    return lambda request: view(request)


@roles(Role.TEACHER)
@require_POST
def only_post(request: HttpRequest) -> HttpResponse:
    return ok(request)


@wraps(only_post)
def wrapped(request: HttpRequest) -> HttpResponse:
    return only_post(request)


@signed_in
def refused(request: HttpRequest) -> HttpResponse:
    require(Denied("Este documento ya fue anulado."))
    return ok(request)


urlpatterns = [
    path("publica/", make(public)),
    path("adentro/", make(signed_in)),
    path("docente/", make(roles(Role.TEACHER, Role.PSYCHOLOGIST))),
    path("enviar/", only_post),
    path("envuelta/", wrapped),
    path("negada/", refused),
    path("sin-politica/", ok),
    path("descuidada/", careless(make(public))),
    path("administracion/", admin.site.urls),
    path("cuentas/", include("seho.accounts.urls")),
]


@pytest.fixture
def teacher(db):
    return make_user(Role.TEACHER)


def test_public_view_is_for_anybody(client):
    assert client.get("/publica/").content == b"dentro"


@pytest.mark.parametrize("path", ["/adentro/", "/docente/", "/administracion/", "/negada/"])
def test_anonymous_is_sent_to_sign_in_and_back(client, path):
    response = client.get(f"{path}?q=1")
    assert response.status_code == 302
    assert response.url == f"{DOOR}?next={path}%3Fq%3D1"


def test_anonymous_form_comes_back_to_its_page(client):
    response = client.post("/enviar/", headers={"referer": "http://testserver/docente/?x=1"})
    assert response.url == f"{DOOR}?next=/docente/"
    assert client.post("/enviar/", headers={"referer": "http://otro.pe/x/"}).url == f"{DOOR}?next=/"


@pytest.mark.parametrize(
    ("headers", "back"),
    [
        (
            {"HX-Request": "true", "HX-Current-URL": "http://testserver/estudiantes/5/?q=Ana"},
            "/estudiantes/5/",
        ),
        ({"Accept": "application/json"}, "/"),
    ],
)
def test_anonymous_script_gets_401_and_where_to_sign_in(client, headers, back):
    response = client.get("/adentro/", headers=headers)
    assert response.status_code == 401
    assert response[SIGN_IN_HEADER] == f"{DOOR}?next={back}"
    assert response.json()["sign_in"] == f"{DOOR}?next={back}"
    assert "lo que escribió se conserva" in response.json()["message"]


def test_signed_in_view(client, teacher):
    client.force_login(teacher)
    assert client.get("/adentro/").content == b"dentro"


@pytest.mark.parametrize("role", Role)
def test_only_the_roles_that_a_view_names(client, role):
    client.force_login(make_user(role))
    allowed = role in {Role.TEACHER, Role.PSYCHOLOGIST}
    response = client.get("/docente/")
    assert response.status_code == (200 if allowed else 403)
    if not allowed:
        assert "no tiene, a la fecha, un rol" in response.content.decode()


def test_a_person_without_a_role_is_refused(client):
    client.force_login(UserFactory())
    assert client.get("/docente/").status_code == 403


def test_the_403_page_shows_the_sentence_of_a_refusal(client, teacher):
    client.force_login(teacher)
    response = client.get("/negada/")
    assert response.status_code == 403
    assert "Este documento ya fue anulado." in response.content.decode()


def test_decorators_that_wrap_keep_the_policy(client, teacher):
    assert client.post("/envuelta/").status_code == 302
    client.force_login(teacher)
    assert client.post("/envuelta/").status_code == 200
    assert client.get("/enviar/").status_code == 405


@pytest.mark.parametrize("path", ["/sin-politica/", "/descuidada/"])
def test_a_view_without_a_policy_is_refused(client, settings, path):
    settings.SEHO_STRICT_POLICY = False
    assert client.get(path).status_code == 403
    client.force_login(make_user(Role.ADMIN))
    assert client.get(path).status_code == 403


def test_a_view_without_a_policy_is_an_error_where_the_program_is_made(client, settings):
    settings.SEHO_STRICT_POLICY = True
    with pytest.raises(ImproperlyConfigured, match="has no policy"):
        client.get("/sin-politica/")


def test_a_view_says_one_policy_only():
    with pytest.raises(ImproperlyConfigured, match="two policies"):
        public(make(signed_in))


def test_roles_needs_a_role():
    with pytest.raises(ImproperlyConfigured, match="needs a role"):
        roles()


@pytest.mark.parametrize(
    ("role", "fields", "status"),
    [
        (Role.ADMIN, {}, 200),
        (Role.ADMIN, {"is_staff": False}, 403),
        (Role.MINEDU, {"is_staff": True, "is_superuser": True}, 403),
        (None, {"is_staff": True, "is_superuser": True}, 403),
    ],
)
def test_administration_is_the_technical_administrator_s(client, role, fields, status):
    client.force_login(make_user(role, **fields))
    assert client.get("/administracion/").status_code == status


def test_permissions_of_the_administration_come_from_the_role():
    assert make_user(Role.ADMIN).has_perm("network.change_seho")
    assert not make_user(Role.COORDINATOR).has_perm("network.change_seho")
    assert not make_user(Role.ADMIN, is_active=False).has_perm("network.change_seho")


@pytest.mark.urls(django_settings.ROOT_URLCONF)
def test_every_address_of_the_program_says_its_policy():
    without = [route for route, view, names in _views(get_resolver()) if policy_of(view, names) is None]
    assert without == []
    assert len(list(_views(get_resolver()))) > 20


def _views(resolver: URLResolver, route: str = "", names: tuple[str, ...] = ()) -> Iterator:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, entry.callback, list(names)
        else:
            yield from _views(entry, here, (*names, *filter(None, [entry.namespace])))


def test_the_policy_stands_right_before_the_views():
    assert django_settings.MIDDLEWARE[-1] == "seho.accounts.policy.PolicyMiddleware"


def test_require_lets_an_allowed_act_pass():
    with pytest.raises(PermissionDenied, match="No"):
        require(Denied("No"))
    assert not Denied("No")


@pytest.mark.parametrize("path", ["/adentro/", "/docente/"])
def test_whoever_must_change_the_password_does_that_first(client, path):
    client.force_login(make_user(Role.TEACHER, newcomer=True))
    assert client.get(path).url == reverse("account_change_password")
    assert client.get("/publica/").status_code == 200
    assert client.get(reverse("account_change_password")).status_code == 200
