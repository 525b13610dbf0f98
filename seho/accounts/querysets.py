"""Which people and posts there are on a day, and which of them a person may see or manage."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from seho.accounts.enums import ROLE_UNIT, CheckLaw, Role, UnitKind
from seho.accounts.rules import HELPERS, ROLES_GIVEN_BY, roles_given_by
from seho.text import search_key

if TYPE_CHECKING:
    from seho.accounts.models import BackgroundCheck, Membership, User  # noqa: F401 - named in quotes below

EVERYTHING = Q(pk__isnull=False)
NOTHING = Q(pk__in=())  # falls out of an `OR`, which then is read by an index


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> Self:
        """Administrator: all. Everyone: themselves, and whoever holds or held a post that they see.

        A set of keys, no `Exists`: inside an `OR` PostgreSQL would look for the posts of each person anew.
        """
        if user.scope.has(Role.ADMIN):
            return self
        posts = apps.get_model("accounts", "Membership").objects.visible_to(user)
        return self.filter(Q(pk=user.pk) | Q(pk__in=posts.order_by().values("user")))

    def named(self, text: str) -> Self:
        """Whose names hold every word of `text`, with or without accents, or whose e-mail holds it."""
        words = search_key(text).split()
        by_name = Q(*(Q(search_name__contains=word) for word in words)) if words else NOTHING
        return self.filter(by_name | Q(email__contains=text.strip().lower()))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who signs in by e-mail; without a password only a link to set one lets them in."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> User:
        user: User = self.get(email=(username or "").strip().lower())
        return user


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_on(self, day: date) -> Self:
        """Posts that are held on `day`; both ends count."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def with_suspension_on(self, day: date) -> Self:
        """With `is_suspended`: a volunteer's or intern's post without the three checks in force on `day` (DCF 3.ª).

        The team's own checks are watched over by the UGEL that named them: they suspend nothing here.
        """
        is_missing = Case(When(Q(laws_in_force__lt=len(CheckLaw)), then=Value(True)), default=Value(False))
        helped = self.annotate(
            laws_in_force=Case(When(role__in=HELPERS, then=_laws_in_force(day)), default=Value(len(CheckLaw)))
        )
        return helped.annotate(is_suspended=is_missing)

    def not_suspended_on(self, day: date) -> Self:
        """Without the posts of helpers who lack one of the three checks on `day`."""
        return self.alias(held=_laws_in_force(day)).filter(~Q(role__in=HELPERS) | Q(held__gte=len(CheckLaw)))

    def with_checks(self) -> Self:
        """With what `Membership.background_on` reads."""
        return self.prefetch_related("checks")

    def without_checks_on(self, day: date) -> Self:
        """Posts that need the checks and lack one of them on `day`."""
        return self.alias(held=_laws_in_force(day)).filter(held__lt=len(CheckLaw))

    def with_units(self) -> Self:
        """Units together with their posts, so that a list names them without further queries."""
        return self.select_related(*UnitKind.values)

    def visible_to(self, user: User) -> Self:
        """Administrator and MINEDU: all. DRE: its region. UGEL: itself and what it manages.

        Coordinator: those of the own service. Everyone: their own.
        """
        scope = user.scope
        if scope.has(Role.ADMIN, Role.MINEDU):
            return self.filter(EVERYTHING)
        regions = scope.region_ids(Role.DRE_SPECIALIST)
        return self.filter(
            Q(user=user.pk)
            | Q(region__in=regions)
            | Q(ugel__region__in=regions)
            | Q(seho__ugel__region__in=regions)
            | Q(ugel__in=scope.ugel_ids(Role.UGEL_SPECIALIST))
            | Q(seho__in=scope.seho_ids(Role.COORDINATOR))
            | self._managed(user)
        )

    def manageable_by(self, user: User) -> Self:
        """Posts of a role that `user` may give, in a unit in which they may give it (see `rules`)."""
        return self.filter(self._managed(user))

    def _managed(self, user: User) -> Q:
        managed = NOTHING
        for role in roles_given_by(user.scope.roles):
            kind = ROLE_UNIT[role]
            here = Q(**{f"{kind.value}__in": units_in_charge(user, role)}) if kind else Q()
            managed |= Q(role=role) & here
        return managed


def units_in_charge(user: User, role: Role) -> models.QuerySet[Any]:
    """The units in which `user` may give `role`, which is one that needs a unit.

    Administrator: all. UGEL: its services, schools and hospitals, and the hospitals of its services.
    Coordinator: the own service, for volunteers and interns.
    """
    kind = ROLE_UNIT[role]
    if kind is None:
        raise ValueError(f"{role} needs no unit.")
    units = apps.get_model("network", kind.value).objects.all()
    scope = user.scope
    if scope.has(Role.ADMIN):
        return units
    condition = NOTHING
    if role in ROLES_GIVEN_BY[Role.UGEL_SPECIALIST]:
        ugels = scope.ugel_ids(Role.UGEL_SPECIALIST)
        if kind is UnitKind.HOSPITAL:
            # One set of keys: an `OR` reads the whole register.
            here = units.order_by().filter(ugel__in=ugels).values("pk")
            condition |= Q(pk__in=here.union(units.order_by().filter(sehos__ugel__in=ugels).values("pk")))
        else:
            condition |= Q(ugel__in=ugels)
    if role in ROLES_GIVEN_BY[Role.COORDINATOR]:
        condition |= Q(pk__in=scope.seho_ids(Role.COORDINATOR))
    return units.filter(condition)


def _laws_in_force(day: date) -> Coalesce:
    """How many of the laws are covered on `day` for the post of the outer query."""
    checks = apps.get_model("accounts", "BackgroundCheck").objects.in_force_on(day).filter(membership=OuterRef("pk"))
    counted = checks.order_by().values("membership").annotate(laws=Count("law", distinct=True)).values("laws")
    return Coalesce(Subquery(counted), Value(0), output_field=models.IntegerField())


class CheckQuerySet(models.QuerySet["BackgroundCheck"]):
    def in_force_on(self, day: date) -> Self:
        """Not withdrawn and in their term; both its days count."""
        return self.filter(withdrawn_at=None, checked_on__lte=day, valid_until__gte=day)


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete an entry of a log that is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows are added and read, nothing else. Triggers of the database hold the same (see `immutability`)."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("This log is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("This log is append-only.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise AppendOnlyError("This log is append-only.")


class AccessQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User) -> Self:
        """Coordinator: what was read of the own service. Everyone else: nothing; a log names pupils."""
        return self.filter(seho__in=user.scope.seho_ids(Role.COORDINATOR))
