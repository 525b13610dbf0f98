"""Reads over the closing of a service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from seho.accounts.enums import Role
from seho.accounts.models import Membership, User
from seho.network.closing_guards import held
from seho.network.enums import SehoState
from seho.network.models import Agreement, Closing, Post, Seho
from seho.network.rules.closing import ClosingWay, Demand, closing_steps


def closing_of(seho: Seho) -> Closing | None:
    """The closing that goes on or is done; those given up are history."""
    found: Closing | None = seho.closings.filter(withdrawn_on=None).first()
    return found


def way_of(closing: Closing, *, today: date) -> ClosingWay:
    seho = closing.seho
    is_held = seho.state != SehoState.CLOSED and any(one.blocks for one in held(seho, today))
    return closing_steps(
        list(closing.acts.all()), has_code=bool(seho.registration_code), has_agreement=seho.agreements.exists(),
        is_held=is_held,
    )  # fmt: skip


@dataclass(frozen=True)
class Ending:
    """What goes on past the last day of a service, and so ends with it (art. 33)."""

    memberships: QuerySet[Membership]
    posts: QuerySet[Post]
    agreements: QuerySet[Agreement]


def ending_with(seho: Seho, closed_on: date) -> Ending:
    later = Q(ends_on=None) | Q(ends_on__gt=closed_on)
    return Ending(
        Membership.objects.filter(later, seho=seho).select_related("user"),
        Post.objects.filter(later, seho=seho),
        Agreement.objects.filter(seho=seho, ends_on__gt=closed_on, ended_on=None),
    )


def closings_waiting(user: User, *, today: date) -> list[tuple[Closing, Demand]]:
    """The next step of each closing that waits for this person: of the UGEL, of the DRE or of MINEDU."""
    scope = user.scope
    if not scope.has(Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, Role.MINEDU):
        return []
    rows = Closing.objects.visible_to(user).filter(withdrawn_on=None).select_related("seho__ugel")
    found = []
    for closing in rows.prefetch_related("acts", "seho__agreements"):
        seho = closing.seho
        way = closing_steps(
            list(closing.acts.all()), has_code=bool(seho.registration_code), has_agreement=bool(seho.agreements.all()),
            is_held=False,
        )  # fmt: skip
        mine = [demand for demand in way.waiting if _is_hers(user, seho, demand.actor)]
        found += [(closing, mine[0])] if mine else []
    return found


def _is_hers(user: User, seho: Seho, actor: Role) -> bool:
    scope = user.scope
    if actor is Role.MINEDU:
        return scope.is_minedu
    if actor is Role.DRE_SPECIALIST:
        return seho.ugel.region_id in scope.region_ids(Role.DRE_SPECIALIST)
    return seho.ugel_id in scope.ugel_ids(Role.UGEL_SPECIALIST)
