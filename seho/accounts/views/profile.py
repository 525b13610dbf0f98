"""One's own account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from seho.accounts import sessions
from seho.accounts.enums import EMERGENCY_ROLES, Role
from seho.accounts.http import SignedRequest
from seho.accounts.models import Membership
from seho.accounts.policy import signed_in
from seho.accounts.rules import roles_seen_by
from seho.accounts.services import end_all_sessions
from seho.clock import today


@signed_in
@require_GET
def profile(request: SignedRequest) -> HttpResponse:
    """Mi cuenta: who I am here, my roles with unit and dates, password, sessions."""
    posts = Membership.objects.filter(user=request.user).with_units()
    scope = request.user.scope
    return render(
        request,
        "accounts/profile.html",
        {
            "posts": posts,
            "today": today(),
            "sees_people": bool(roles_seen_by(scope.roles)),
            "watches_accesses": scope.has(Role.COORDINATOR),
            "opens_in_emergency": scope.has(*EMERGENCY_ROLES),
        },
    )


@signed_in
@require_POST
def end_sessions(request: SignedRequest) -> HttpResponse:
    end_all_sessions(user=request.user)
    logout(request)
    messages.success(request, "Se cerraron todas sus sesiones, también la de este equipo.")
    return redirect("account_login")


@signed_in
@never_cache
@require_GET
def session(request: SignedRequest) -> JsonResponse:
    """For scripts: the session is alive (else the answer is 401 or the sign-in page), and counts as used.

    `csrf_token` sends a form that was kept while one signed in again.
    """
    return JsonResponse({"idle_minutes": sessions.idle_minutes(request), "csrf_token": get_token(request)})
