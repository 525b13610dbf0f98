"""People and their posts: seen by supervisors and coordinators, managed by those who may give a role."""

from __future__ import annotations

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from seho.accounts import forms, letters, permissions, queries, services
from seho.accounts.enums import PeopleState, Role
from seho.accounts.http import SignedRequest
from seho.accounts.models import BackgroundCheck, Membership, User
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.accounts.rules import CHECKED_ROLES, roles_given_by, roles_seen_by
from seho.clock import lima_date, today
from seho.text import date_short

PER_PAGE = 50
LINK = "invitation_link"
CONSEQUENCES = (
    "No podrá ingresar, y sus sesiones abiertas se cierran ahora.",
    "Sus roles y todo lo que hizo se conservan con su nombre.",
    "Puede reactivarla cuando lo necesite.",
)

readers = roles(Role.ADMIN, Role.MINEDU, Role.DRE_SPECIALIST, Role.UGEL_SPECIALIST, Role.COORDINATOR)
managers = roles(Role.ADMIN, Role.UGEL_SPECIALIST, Role.COORDINATOR)


@readers
@require_GET
def people(request: SignedRequest) -> HttpResponse:
    form = forms.PeopleFilterForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    found = queries.people(
        request.user,
        today=today(),
        q=chosen.get("q", ""),
        role=chosen.get("rol", ""),
        state=chosen.get("estado", ""),
    )
    seen = roles_seen_by(request.user.scope.roles)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/people.html",
        {
            "page": page,
            "today": today(),
            "checked_roles": CHECKED_ROLES,
            "state_chips": _chips(request, "estado", PeopleState.choices),
            "role_chips": _chips(request, "rol", [(role.value, role.label) for role in seen]),
            "watches_accesses": request.user.scope.has(Role.COORDINATOR),
            "can_invite": permissions.can_invite(request.user),
        },
    )


@readers
@require_GET
def person(request: SignedRequest, pk: int) -> HttpResponse:
    """One person: posts, account, history, and the acts that the reader may do."""
    somebody = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    manages = permissions.can_manage_person(request.user, somebody, today=today())
    return render(
        request,
        "accounts/person.html",
        {
            "person": somebody,
            "posts": queries.posts_of(somebody, by=request.user),
            "today": today(),
            "checked_roles": CHECKED_ROLES,
            "can_manage": manages,
            "can_deactivate": permissions.can_deactivate(request.user, somebody, today=today()),
            "can_invite": permissions.can_invite(request.user),
            "lines": queries.history_of_person(somebody) if manages else None,
            # Shown once, to whoever has just sent the invitation.
            "link": _take_link(request, somebody),
            "link_days": letters.LINK_DAYS,
        },
    )


@managers
@require_http_methods(["GET", "POST"])
def invite(request: SignedRequest) -> HttpResponse:
    """A new person: first which role (`?rol=`), then who and where."""
    role = _chosen_role(request)
    if role is None:
        return _choose_role(request, None)
    form = forms.InviteForm(request.POST or None, by=request.user, role=role, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            membership = services.invite(by=request.user, **form.person(), **form.post())
        except ValidationError as error:
            _say(form, error)
        else:
            return _after_invitation(request, membership)
    return render(request, "accounts/invite.html", {"form": form, "role": role})


@managers
@require_http_methods(["GET", "POST"])
def add_post(request: SignedRequest, pk: int) -> HttpResponse:
    """One more role for a person: first which (`?rol=`), then where and since when."""
    somebody = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    role = _chosen_role(request)
    if role is None:
        return _choose_role(request, somebody)
    form = forms.PostForm(request.POST or None, by=request.user, role=role, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            membership = services.add_membership(by=request.user, user=somebody, **form.post())
        except ValidationError as error:
            _say(form, error)
        else:
            messages.success(request, f"{somebody.short_name} tiene ahora el rol «{membership}».")
            return redirect("accounts:person", pk=somebody.pk)
    return render(request, "accounts/add_post.html", {"form": form, "role": role, "person": somebody})


@managers
@require_http_methods(["GET", "POST"])
def end_post(request: SignedRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    form = forms.EndPostForm(request.POST or None, starts_on=post.starts_on, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(by=request.user, membership=post, **form.cleaned_data)
        except ValidationError as error:
            _say(form, error)
        else:
            messages.success(request, f"El rol «{post}» termina el {post.ends_on:%d/%m/%Y}.")
            return redirect("accounts:person", pk=post.user_id)
    return render(request, "accounts/end_post.html", {"form": form, "post": post})


@managers
@require_http_methods(["GET", "POST"])
def check_post(request: SignedRequest, pk: int) -> HttpResponse:
    """When the registers of each law were consulted for who deals with pupils (DCF 3.ª), and what was recorded."""
    post = _post(request, pk)
    if not post.needs_checks:
        raise Http404
    form = forms.CheckForm(request.POST or None, today=today())
    if request.method == "POST" and form.is_valid():
        rows = services.record_checks(by=request.user, membership=post, **form.cleaned_data)
        until = date_short(rows[0].valid_until)
        messages.success(request, f"Se registró la verificación de antecedentes: vale hasta el {until}.")
        return redirect("accounts:check_post", pk=pk)
    context = {
        "form": form,
        "post": post,
        "checks": post.checks.select_related("checked_by", "withdrawn_by"),
        "months": settings.SEHO_CHECK_MONTHS,
        "today": today(),
    }
    return render(request, "accounts/check_post.html", context)


@managers
@require_http_methods(["GET", "POST"])
def withdraw_check(request: SignedRequest, pk: int) -> HttpResponse:
    """Take back a check that was recorded by mistake."""
    seen = Membership.objects.visible_to(request.user)
    check = get_object_or_404(BackgroundCheck.objects.filter(membership__in=seen, withdrawn_at=None), pk=pk)
    post = _post(request, check.membership_id)
    form = forms.WithdrawCheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.withdraw_check(by=request.user, check=check, **form.cleaned_data)
        messages.success(request, "Se retiró la verificación: ya no cuenta.")
        return redirect("accounts:check_post", pk=post.pk)
    return render(request, "accounts/withdraw_check.html", {"form": form, "post": post, "check": check})


@managers
@require_http_methods(["GET", "POST"])
def edit_person(request: SignedRequest, pk: int) -> HttpResponse:
    somebody = _person(request, pk)
    form = forms.PersonForm(request.POST or None, instance=somebody)
    if request.method == "POST" and form.is_valid():
        services.update_person(by=request.user, user=somebody, **form.cleaned_data)
        messages.success(request, "Se guardaron los datos.")
        return redirect("accounts:person", pk=somebody.pk)
    return render(request, "accounts/edit_person.html", {"form": form, "person": User.objects.get(pk=pk)})


@managers
@require_POST
def send_invitation(request: SignedRequest, pk: int) -> HttpResponse:
    """Again, for a person who never set a password; the link is shown once to hand it over."""
    somebody = _person(request, pk)
    try:
        link = services.resend_invitation(by=request.user, user=somebody)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        _keep_link(request, somebody, link)
    return redirect("accounts:person", pk=pk)


@managers
@require_http_methods(["GET", "POST"])
def deactivate(request: SignedRequest, pk: int) -> HttpResponse:
    somebody = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    require(permissions.can_deactivate(request.user, somebody, today=today()))
    form = forms.DeactivateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.deactivate(by=request.user, user=somebody, today=today(), **form.cleaned_data)
        except ValidationError as error:
            _say(form, error)
        else:
            messages.success(request, f"{somebody.short_name} ya no puede ingresar.")
            return redirect("accounts:person", pk=pk)
    return render(
        request,
        "accounts/deactivate.html",
        {
            "form": form,
            "person": somebody,
            "title": f"¿Desactivar la cuenta de {somebody.short_name}?",
            "consequences": CONSEQUENCES,
        },
    )


@managers
@require_POST
def reactivate(request: SignedRequest, pk: int) -> HttpResponse:
    somebody = _person(request, pk)
    services.reactivate(by=request.user, user=somebody)
    messages.success(request, f"{somebody.short_name} puede ingresar otra vez.")
    return redirect("accounts:person", pk=pk)


def _chips(request: SignedRequest, name: str, choices: list[tuple[str, str]]) -> list[dict[str, object]]:
    """Filters of one kind as links that keep the other filters and go back to the first page."""
    query = request.GET.copy()
    query.pop("page", None)
    chosen = query.get(name, "")
    chips = []
    for value, label in [("", "Todas" if name == "estado" else "Todos"), *choices]:
        query[name] = value
        chips.append({"label": label, "url": f"?{query.urlencode()}", "active": value == chosen, "count": None})
    return chips


def _person(request: SignedRequest, pk: int) -> User:
    somebody = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    require(permissions.can_manage_person(request.user, somebody, today=today()))
    return somebody


def _post(request: SignedRequest, pk: int) -> Membership:
    post = get_object_or_404(Membership.objects.visible_to(request.user).with_units().select_related("user"), pk=pk)
    require(permissions.can_manage_post(request.user, post))
    return post


def _chosen_role(request: SignedRequest) -> Role | None:
    """The role in the address; 403 with the reason when it is not this person's to give."""
    value = request.GET.get("rol", "")
    if value not in Role.values:
        return None
    require(permissions.can_give(request.user, Role(value)))
    return Role(value)


def _choose_role(request: SignedRequest, somebody: User | None) -> HttpResponse:
    given = roles_given_by(request.user.scope.roles)
    return render(request, "accounts/choose_role.html", {"roles": given, "person": somebody})


def _after_invitation(request: SignedRequest, membership: Membership) -> HttpResponse:
    user = membership.user
    if user.has_usable_password():
        # Somebody else may have made it with a wrong e-mail: the inviter sees whose account it is.
        since = date_short(lima_date(user.created_at))
        messages.success(
            request,
            f"{user.full_name} ya tenía una cuenta con ese correo desde el {since}: se le dio el rol "
            f"«{membership}». Compruebe que sea la misma persona.",
        )
    else:
        _keep_link(request, user, letters.set_password_link(user))
        messages.success(request, f"Se envió la invitación a {user.email}.")
    return redirect("accounts:person", pk=user.pk)


def _keep_link(request: SignedRequest, somebody: User, link: str) -> None:
    request.session[LINK] = [somebody.pk, link]


def _take_link(request: SignedRequest, somebody: User) -> str:
    owner, link = request.session.get(LINK, (None, ""))
    if owner != somebody.pk:
        return ""
    del request.session[LINK]
    return str(link)


def _say(form: django_forms.Form, error: ValidationError) -> None:
    """Put what a service refused beside its field, or above the form when the field is not in it."""
    errors_by_field: dict[str, list[ValidationError]] = error.update_error_dict({})
    for name, errors in errors_by_field.items():
        form.add_error(name if name in form.fields else None, errors)
