"""Who sees rows, and who figures alone."""

from __future__ import annotations

from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest


def sees_rows(request: SignedRequest) -> bool:
    user = request.user
    return bool(user.scope.has(Role.COORDINATOR, Role.UGEL_SPECIALIST))
