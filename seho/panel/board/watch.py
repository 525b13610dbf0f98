"""What a supervisor reads first on Hoy: the early signs of their services, and a few figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from seho.panel.board.cards import cards
from seho.panel.board.page import HEADLINES
from seho.panel.board.signs import ShownSign, signs_shown
from seho.panel.figures import Total
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.periods import current_year
from seho.panel.indicators.scope import Scope, scopes_of
from seho.panel.queries import SUPERVISORS
from seho.panel.services.snapshots import figures_for, signs_for

_SHOWN = HEADLINES[:6]
_GROUPS = frozenset(INDICATORS[key].group for key in _SHOWN)


@dataclass(frozen=True)
class Watch:
    """Of the widest scope of a supervisor. `totals` are kept figures, of many services; of few, Hoy counts today's."""

    scope: Scope
    signs: list[ShownSign]
    totals: tuple[Total, ...] = ()
    computed_at: datetime | None = None

    @property
    def is_wide(self) -> bool:
        return self.scope.extent.is_wide

    @property
    def has_several(self) -> bool:
        return len(self.scope.seho_ids) > 1


def watch_of(user: Any, today: date) -> Watch | None:
    """None for whoever supervises nothing."""
    if not user.scope.has(*SUPERVISORS):
        return None
    scope = scopes_of(user)[0]
    found = signs_shown(signs_for(scope, today)[0], scope, user) if scope.seho_ids else []
    if not scope.extent.is_wide:
        return Watch(scope, found)
    calendar = national_calendar()
    shown = figures_for(scope, current_year(today, calendar), today, calendar, _GROUPS)
    if shown.figures is None:
        return Watch(scope, found)
    headline = cards((INDICATORS[key] for key in _SHOWN), shown, lambda one: "")
    totals = tuple(
        Total(one.indicator.title, f"{one.value} {one.unit}".strip(), one.change.words if one.change else "", "", "")
        for one in headline
    )
    return Watch(scope, found, totals, shown.computed_at)
