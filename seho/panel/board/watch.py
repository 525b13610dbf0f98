"""What a supervisor reads first on Hoy: the early signs of their services, and a few figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from seho.panel.board.cards import cards
from seho.panel.board.page import HEADLINES
from seho.panel.board.signs import ShownSign, signs_shown
from seho.panel.figures import Total
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.periods import current_year
from seho.panel.indicators.scope import Scope, scopes_of
from seho.panel.queries import SUPERVISORS
from seho.panel.services.snapshots import figures_for, looked_for

_SHOWN = HEADLINES[:6]
_WANTED = frozenset(INDICATORS[key] for key in _SHOWN)


@dataclass(frozen=True)
class Watch:
    """Of the widest scope of a supervisor. `totals` are kept figures, of many services; of few, Hoy counts today's.

    `signs_at`: when the signs were looked for, where they are kept; `again` is where they are asked for anew, when
    something was written since.
    """

    scope: Scope
    signs: list[ShownSign]
    signs_at: datetime | None = None
    again: str = ""
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
    looked = looked_for(scope, today)
    watch = Watch(scope, signs_shown(looked.signs, scope, user), looked.computed_at)
    if not scope.extent.is_wide:
        return replace(watch, again=_again(scope, today)) if looked.is_behind else watch
    calendar = national_calendar()
    shown = figures_for(scope, current_year(today, calendar), today, calendar, _WANTED)
    if shown.figures is None:
        return watch
    headline = cards((INDICATORS[key] for key in _SHOWN), shown, lambda one: "")
    totals = tuple(
        Total(one.indicator.title, f"{one.value} {one.unit}".strip(), one.change.words if one.change else "", "", "")
        for one in headline
    )
    return replace(watch, totals=totals, computed_at=shown.computed_at)


def _again(scope: Scope, today: date) -> str:
    year = current_year(today, national_calendar())
    return f"{reverse('panel:compute')}?{urlencode({**scope.query, **year.query})}"
