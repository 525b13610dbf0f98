"""What a person may reach today: roles, each with the units in which it is valid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from seho.accounts.enums import Role, UnitKind

if TYPE_CHECKING:
    from seho.accounts.models import User


@dataclass(frozen=True)
class Post:
    """One membership as the scope needs it: a role and its unit (None where the role needs none).

    A suspended one (a volunteer or an intern without background checks in force, DCF 3.ª) keeps its role, so that
    pages open and say why, and reaches no unit: no row of a pupil, of nobody.
    """

    role: Role
    kind: UnitKind | None
    unit_id: int | None
    is_suspended: bool = False


@dataclass(frozen=True)
class Scope:
    """The posts that a person holds on one day. Units are those of the memberships, never derived ones."""

    posts: frozenset[Post] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    @property
    def is_minedu(self) -> bool:
        return self.has(Role.MINEDU)

    def has(self, *roles: Role) -> bool:
        """True when at least one of these roles is held, in whatever unit."""
        return any(post.role in roles for post in self.posts)

    @property
    def suspended_seho_ids(self) -> frozenset[int]:
        """Services in which this person may do nothing until their background is checked."""
        return frozenset(post.unit_id for post in self.posts if post.is_suspended and post.unit_id is not None)

    def region_ids(self, *roles: Role) -> frozenset[int]:
        return self._unit_ids(UnitKind.REGION, roles)

    def ugel_ids(self, *roles: Role) -> frozenset[int]:
        return self._unit_ids(UnitKind.UGEL, roles)

    def seho_ids(self, *roles: Role) -> frozenset[int]:
        return self._unit_ids(UnitKind.SEHO, roles)

    def school_ids(self, *roles: Role) -> frozenset[int]:
        return self._unit_ids(UnitKind.SCHOOL, roles)

    def hospital_ids(self, *roles: Role) -> frozenset[int]:
        return self._unit_ids(UnitKind.HOSPITAL, roles)

    def _unit_ids(self, kind: UnitKind, roles: Iterable[Role]) -> frozenset[int]:
        wanted = tuple(roles) or tuple(Role)
        return frozenset(
            post.unit_id
            for post in self.posts
            if post.kind is kind and post.unit_id is not None and post.role in wanted and not post.is_suspended
        )


EMPTY = Scope()


def scope_of(user: User, *, day: date) -> Scope:
    """The scope of `user` on `day`, in one query. Whoever was deactivated reaches nothing."""
    if not user.is_active:
        return EMPTY
    posts = user.memberships.active_on(day).with_suspension_on(day)
    return Scope(frozenset(membership.post for membership in posts))
