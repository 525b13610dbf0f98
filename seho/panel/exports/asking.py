"""What an address of the panel asks for: whose figures, of which days, as this person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404

from seho.panel.exports.kinds import Asked as Address
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.computing import compute
from seho.panel.indicators.periods import Period, read_period
from seho.panel.indicators.scope import Scope, scope_asked
from seho.panel.indicators.values import Asked, Figures
from seho.panel.services.snapshots import Shown, figures_for


@dataclass(frozen=True)
class Question:
    """A scope and a period, asked on a day."""

    scope: Scope
    period: Period
    today: date

    @property
    def asked(self) -> Asked:
        return Asked(self.scope.seho_ids, self.period.days, self.today)

    def shown(self) -> Shown:
        """Figures and those of the period before, kept or computed now."""
        return figures_for(self.scope, self.period, self.today, national_calendar())

    def figures(self) -> Figures:
        """Those that the panel shows; computed now where nobody asked for them yet."""
        return self.shown().figures or compute(self.asked)


def question(user: Any, address: Address, today: date) -> Question:
    """Raises Http404 for what this person may not see and for a period that does not exist."""
    try:
        period = read_period(address, today, national_calendar())
    except ValidationError as error:
        raise Http404("No encontramos ese periodo.") from error
    return Question(scope_asked(user, address), period, today)
