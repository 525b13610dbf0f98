"""What is written about people and their posts. Each act is one transaction with its audit event."""

from __future__ import annotations

from django.db import transaction

from seho.accounts import audit
from seho.accounts.models import User


@transaction.atomic
def set_password(*, user: User, password: str) -> User:
    """A person sets their own password: by changing it, or with the link sent to them."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record(by=user, act="Cambió su contraseña", obj=user)
    return user
