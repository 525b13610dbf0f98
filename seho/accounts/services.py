"""What is written about people and their posts. Each act is one transaction with its audit event."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from seho.accounts import audit, letters
from seho.accounts.enums import ROLE_UNIT, Role
from seho.accounts.models import Membership, User

PERSON_FIELDS = ("given_names", "surnames", "position", "document_number")
INACTIVE = "La cuenta con este correo está desactivada. Pida a la administración técnica que la reactive."
ALREADY_IN = "Esta persona ya definió su contraseña: puede recuperarla desde la página de ingreso."
LAST_ADMINISTRATOR = "Es la única persona con administración técnica. Dé primero ese rol a otra."


@transaction.atomic
def invite(
    *,
    by: User | None,
    email: str,
    given_names: str,
    surnames: str,
    role: Role,
    unit: models.Model | None,
    starts_on: date,
    position: str = "",
    document_number: str = "",
    ends_on: date | None = None,
    checked_on: date | None = None,
) -> Membership:
    """A new person with a first post, who gets a letter with the link to set a password.

    Whoever already has an account keeps it as it is and is given the post.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User(
            email=email,
            given_names=given_names,
            surnames=surnames,
            position=position,
            document_number=document_number,
        )
        user.set_unusable_password()
        user.full_clean()
        user.save()
        audit.record(by=by, act="Invitó a la persona", obj=user, after=audit.snapshot(user, PERSON_FIELDS))
    if not user.is_active:
        raise ValidationError({"email": INACTIVE})
    if not user.has_usable_password():
        _send_invitation(user)
    return add_membership(
        by=by, user=user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on, checked_on=checked_on
    )


@transaction.atomic
def resend_invitation(*, by: User, user: User) -> str:
    """The link with which a person who never set a password sets one; it is also sent to them again."""
    if user.has_usable_password() or not user.is_active:
        raise ValidationError(ALREADY_IN)
    audit.record(by=by, act="Envió de nuevo la invitación", obj=user)
    _send_invitation(user)
    return letters.set_password_link(user)


@transaction.atomic
def add_membership(
    *,
    by: User | None,
    user: User,
    role: Role,
    unit: models.Model | None,
    starts_on: date,
    ends_on: date | None = None,
    checked_on: date | None = None,
) -> Membership:
    """Give a person a role in a unit, from one day on."""
    kind = ROLE_UNIT[role]
    membership = Membership(
        user=user, role=role, starts_on=starts_on, ends_on=ends_on, checked_on=checked_on, created_by=by
    )
    if kind:
        setattr(membership, kind.value, unit)
    membership.full_clean()
    membership.save()
    audit.record(by=by, act="Dio el rol", obj=membership, after=audit.snapshot(membership))
    _let_administrators_in(user)
    return membership


@transaction.atomic
def end_membership(*, by: User, membership: Membership, ends_on: date, reason: str = "") -> Membership:
    """Set the last day of a post; what was done while it was held stays."""
    before = audit.snapshot(membership)
    _keep_an_administrator(Membership.objects.filter(pk=membership.pk), day=ends_on + timedelta(days=1))
    membership.ends_on = ends_on
    membership.full_clean()
    membership.save(update_fields=["ends_on"])
    after = audit.snapshot(membership)
    audit.record(by=by, act="Fijó el último día del rol", obj=membership, before=before, after=after, reason=reason)
    return membership


@transaction.atomic
def record_check(*, by: User, membership: Membership, checked_on: date) -> Membership:
    """Keep the day on which leyes 29988, 30794 and 30901 were checked (DCF 3.ª)."""
    before = audit.snapshot(membership)
    membership.checked_on = checked_on
    membership.full_clean()
    membership.save(update_fields=["checked_on"])
    after = audit.snapshot(membership)
    audit.record(by=by, act="Registró la verificación de antecedentes", obj=membership, before=before, after=after)
    return membership


@transaction.atomic
def update_person(*, by: User, user: User, **values: Any) -> User:
    """Correct names, post or document of a person; `values` by the names of PERSON_FIELDS."""
    before = audit.snapshot(user, PERSON_FIELDS)
    for name in PERSON_FIELDS:
        setattr(user, name, values.get(name, getattr(user, name)))
    user.full_clean()
    user.save(update_fields=[*PERSON_FIELDS])
    after = audit.snapshot(user, PERSON_FIELDS)
    audit.record(by=by, act="Corrigió los datos de la persona", obj=user, before=before, after=after)
    return user


@transaction.atomic
def deactivate(*, by: User, user: User, today: date, reason: str) -> User:
    """Nobody signs in with this account any more, and its sessions end; posts and traces stay."""
    _keep_an_administrator(user.memberships.all(), day=today)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    audit.record(by=by, act="Desactivó la cuenta", obj=user, reason=reason)
    return user


@transaction.atomic
def reactivate(*, by: User, user: User) -> User:
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(by=by, act="Reactivó la cuenta", obj=user)
    return user


@transaction.atomic
def end_all_sessions(*, user: User) -> User:
    """Every session of this person ends, on whatever computer."""
    _end_sessions(user)
    audit.record(by=user, act="Cerró todas sus sesiones", obj=user)
    return user


@transaction.atomic
def set_password(*, user: User, password: str) -> User:
    """A person sets their own password: by changing it, or with the link sent to them."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record(by=user, act="Cambió su contraseña", obj=user)
    return user


def _send_invitation(user: User) -> None:
    """After the commit; a mail server that does not answer undoes nothing, the link can be handed over."""
    transaction.on_commit(lambda: letters.send_invitation(user), robust=True)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


def _let_administrators_in(user: User) -> None:
    """Django's administration asks for `is_staff`; what may be done there the role decides (`backends`)."""
    if not user.is_staff and user.memberships.filter(role=Role.ADMIN).exists():
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def _keep_an_administrator(leaving: models.QuerySet[Membership], *, day: date) -> None:
    """From `day` on the program must still have somebody who can give roles."""
    posts = Membership.objects.active_on(day).filter(role=Role.ADMIN, user__is_active=True)
    held = {post.pk for post in posts.select_for_update()}
    lost = {post.pk for post in leaving if post.pk in held}
    if lost and lost == held:
        raise ValidationError(LAST_ADMINISTRATOR)
