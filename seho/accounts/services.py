"""What is written about people and their posts. Each act is one transaction with its audit event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from seho.accounts import audit, letters
from seho.accounts.enums import ROLE_UNIT, CheckLaw, Role
from seho.accounts.models import BackgroundCheck, Membership, User
from seho.accounts.rules import check_valid_until

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
    """Give a person a role in a unit, from one day on; `checked_on`: when the three laws were checked (DCF 3.ª)."""
    kind = ROLE_UNIT[role]
    membership = Membership(user=user, role=role, starts_on=starts_on, ends_on=ends_on, created_by=by)
    if kind:
        setattr(membership, kind.value, unit)
    membership.full_clean()
    membership.save()
    audit.record(by=by, act="Dio el rol", obj=membership, after=audit.snapshot(membership))
    if checked_on is not None:
        record_checks(by=by, membership=membership, laws=CheckLaw, checked_on=checked_on)
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
def record_checks(
    *, by: User | None, membership: Membership, laws: Iterable[CheckLaw], checked_on: date, note: str = ""
) -> list[BackgroundCheck]:
    """The registers of these laws were consulted that day for whoever holds the post (DCF 3.ª)."""
    until = check_valid_until(checked_on, settings.SEHO_CHECK_MONTHS)
    rows = [
        BackgroundCheck(
            membership=membership, law=law, checked_on=checked_on, valid_until=until, note=note, checked_by=by
        )
        for law in laws
    ]
    if not rows:
        raise ValidationError({"laws": ["Marque al menos una ley."]})
    for row in rows:
        row.full_clean()
        row.save()
    after = {"leyes": [row.get_law_display() for row in rows], "verificado el": checked_on, "vale hasta": until}
    audit.record(
        by=by, act="Registró la verificación de antecedentes", obj=membership, seho=membership.seho, after=after
    )
    return rows


@transaction.atomic
def withdraw_check(*, by: User, check: BackgroundCheck, reason: str) -> BackgroundCheck:
    """A check that was recorded by mistake counts no more; it stays with its reason."""
    row: BackgroundCheck = BackgroundCheck.objects.select_for_update().select_related("membership").get(pk=check.pk)
    if row.withdrawn_at is not None:
        return row
    if not reason.strip():
        raise ValidationError({"reason": ["Escriba por qué se retira."]})
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, reason.strip()
    row.full_clean()
    row.save()
    audit.record(
        by=by, act="Retiró una verificación de antecedentes", obj=row.membership, seho=row.membership.seho,
        reason=reason.strip(), before={"ley": row.get_law_display(), "verificado el": row.checked_on},
    )  # fmt: skip
    return row


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
