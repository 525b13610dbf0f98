"""What an address of the panel asks for: whose figures, of which days, as this person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404

from seho.accounts.permissions import Denied, require
from seho.panel.exports.kinds import Asked as Address
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.computing import compute
from seho.panel.indicators.periods import Period, read_period
from seho.panel.indicators.scope import Scope, scope_asked
from seho.panel.indicators.values import Asked, Figures
from seho.panel.services.snapshots import Shown, figures_for

NOT_YET = Denied("Las cifras de este periodo aún no están calculadas: pídalas en el tablero con «Calcular ahora».")


@dataclass(frozen=True)
class Question:
    """A scope and a period, asked on a day."""

    scope: Scope
    period: Period
    today: date

    @property
    def asked(self) -> Asked:
        return Asked(self.scope.seho_ids, self.period.days, self.today)

    def told(self) -> tuple[Shown, Figures]:
        """What the panel shows, and its figures: of many services kept, else computed now.

        Raises PermissionDenied where it is not known yet what of them this person may be told.
        """
        shown = figures_for(self.scope, self.period, self.today, national_calendar(), exact=True)
        if shown.figures is None and self.scope.is_suppressed and not self.scope.sees_rows:
            require(NOT_YET)
        return shown, shown.figures or compute(self.asked)


def question(user: Any, address: Address, today: date) -> Question:
    """Raises Http404 for what this person may not see and for a period that does not exist."""
    try:
        period = read_period(address, today, national_calendar())
    except ValidationError as error:
        raise Http404("No encontramos ese periodo.") from error
    return Question(scope_asked(user, address), period, today)
