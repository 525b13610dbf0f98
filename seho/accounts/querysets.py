"""Which people and posts there are on a day, and which of them a person may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from seho.accounts.enums import UnitKind

if TYPE_CHECKING:
    from seho.accounts.models import Membership, User


class UserQuerySet(models.QuerySet["User"]):
    pass


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
        return self.get(email=(username or "").strip().lower())  # type: ignore[no-any-return]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_on(self, day: date) -> MembershipQuerySet:
        """Posts that are held on `day`; both ends count."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def with_units(self) -> MembershipQuerySet:
        """Units together with their posts, so that a list names them without further queries."""
        return self.select_related(*UnitKind.values)


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
