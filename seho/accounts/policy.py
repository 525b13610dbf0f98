"""Who may call a view at all. Each view says so itself; the middleware refuses a view that does not.

    @public                                  anybody
    @signed_in                               whoever signed in
    @roles(Role.COORDINATOR, Role.TEACHER)   whoever holds one of these roles today

Which rows a person may reach is another question: `objects.visible_to(user)` answers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url

from seho.accounts.enums import Role
from seho.accounts.models import User

View = TypeVar("View", bound=Callable[..., Any])

ATTRIBUTE = "policy"
SIGN_IN_HEADER = "Seho-Sign-In"
NO_ROLE = "Su cuenta no tiene, a la fecha, un rol que permita abrir esta página."
NO_POLICY = "Esta página todavía no tiene definido quién puede abrirla."


@dataclass(frozen=True)
class Policy:
    """Who may call a view. `roles` empty: no role is asked for."""

    public: bool = False
    roles: frozenset[Role] = frozenset()
    staff: bool = False
    # Open to whoever still has to change the password given to them.
    before_password_change: bool = False

    def admits(self, user: User) -> bool:
        if self.staff and not user.is_staff:
            return False
        return not self.roles or user.scope.has(*self.roles)


def _say(policy: Policy) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        if hasattr(view, ATTRIBUTE):
            raise ImproperlyConfigured(f"{view} carries two policies.")
        setattr(view, ATTRIBUTE, policy)
        return view

    return decorate


public = _say(Policy(public=True))
signed_in = _say(Policy())
signed_in_before_password_change = _say(Policy(before_password_change=True))


def roles(*wanted: Role) -> Callable[[View], View]:
    if not wanted:
        raise ImproperlyConfigured("roles() needs a role; say @signed_in for whoever signed in.")
    return _say(Policy(roles=frozenset(wanted)))


# Views of packages that are included whole, by namespace. Single ones are decorated where a URL names them.
THIRD_PARTY: dict[str, Policy] = {
    "admin": Policy(roles=frozenset({Role.ADMIN}), staff=True),
}
# Django's own: the catalogue of its texts for scripts is not served, static files only in development.
THIRD_PARTY_VIEWS: dict[str, Policy] = {
    "django.contrib.staticfiles.views.serve": Policy(public=True),
}


def policy_of(view: Callable[..., Any], namespaces: list[str]) -> Policy | None:
    """The policy of a resolved view, or None when nobody said one."""
    for namespace in namespaces:
        if namespace in THIRD_PARTY:
            return THIRD_PARTY[namespace]
    name = f"{getattr(view, '__module__', '')}.{getattr(view, '__name__', '')}"
    return getattr(view, ATTRIBUTE, None) or THIRD_PARTY_VIEWS.get(name)


class PolicyMiddleware:
    """Deny by default. The last of the middleware: it stands right before the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        policy = policy_of(view, match.namespaces if match else [])
        if policy is None:
            return _refuse_without_policy(view)
        if policy.public:
            return None
        user = request.user
        if isinstance(user, AnonymousUser) or not user.is_authenticated:
            return ask_to_sign_in(request)
        if user.must_change_password and not policy.before_password_change:
            return redirect("account_change_password")
        if not policy.admits(user):
            raise PermissionDenied(NO_ROLE)
        return None


def _refuse_without_policy(view: Callable[..., Any]) -> HttpResponse:
    if getattr(settings, "SEHO_STRICT_POLICY", settings.DEBUG):
        raise ImproperlyConfigured(f"{view} has no policy: say @public, @signed_in or @roles(...).")
    raise PermissionDenied(NO_POLICY)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a page to the sign-in form; answer a script with 401, so that its page keeps what was typed."""
    if request.headers.get("HX-Request") == "true":
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
        return _unauthorized(_sign_in_address(page))
    if "application/json" in request.headers.get("Accept", ""):
        return _unauthorized(_sign_in_address("/"))
    back = request.get_full_path() if request.method in ("GET", "HEAD") else _page_of(request)
    return redirect_to_login(back, resolve_url(settings.LOGIN_URL))


def _page_of(request: HttpRequest) -> str:
    """After a form that was sent too late, come back to its page, not to the address that takes it."""
    referer = urlsplit(request.headers.get("Referer", ""))
    return referer.path if referer.netloc == request.get_host() and referer.path else "/"


def _sign_in_address(page: str) -> str:
    return redirect_to_login(page, resolve_url(settings.LOGIN_URL)).url


def _unauthorized(address: str) -> HttpResponse:
    message = "Su sesión terminó. Ingrese otra vez para continuar; lo que escribió se conserva."
    response = JsonResponse({"error": "session_ended", "message": message, "sign_in": address}, status=401)
    response[SIGN_IN_HEADER] = address
    return response
