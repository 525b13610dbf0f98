"""Whether a service has the people that the norm asks for, and since when it lacks one (art. 16.2, 16.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from seho.accounts.enums import Role
from seho.network.rules.posts import Seat


@dataclass(frozen=True)
class Lack:
    """The posts that nobody holds, in the norm's order, and the first day on which the team was not complete."""

    roles: tuple[Role, ...]
    since: date


def team_lack(seats: Sequence[Seat], *, is_home_only: bool) -> Lack | None:
    """What a team lacks; None when it is complete (art. 16.2).

    A service that is only for homes has an itinerant team of one professional or more: it lacks them all or nothing
    (art. 16.4).
    """
    vacant = [seat for seat in seats if not seat.is_filled]
    if not vacant or (is_home_only and len(vacant) < len(seats)):
        return None
    since = [seat.vacant_since for seat in vacant if seat.vacant_since is not None]
    return Lack(tuple(seat.role for seat in vacant), max(since) if is_home_only else min(since))
