"""Who may give which role, and until when a background check holds.

Roles: the house's reading of "SEHO, agreement, team" and of art. 21 and art. 22. Checks: DCF 3.ª.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from seho.accounts.enums import ROLE_UNIT, TEAM_ROLES, CheckLaw, Role
from seho.text import date_short

HELPERS = frozenset({Role.VOLUNTEER, Role.INTERN})

# Everyone who deals with pupils in person is checked against leyes 29988, 30794 and 30901 (DCF 3.ª).
CHECKED_ROLES = TEAM_ROLES

ROLES_GIVEN_BY: dict[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset(ROLE_UNIT),
    Role.UGEL_SPECIALIST: TEAM_ROLES | {Role.DIRECTOR, Role.FOCAL_POINT},
    Role.COORDINATOR: HELPERS,
}

# Of whom the list of people may show somebody; `MembershipQuerySet.visible_to` says in which units.
ROLES_SEEN_BY: dict[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset(ROLE_UNIT),
    Role.MINEDU: frozenset(ROLE_UNIT),
    Role.DRE_SPECIALIST: TEAM_ROLES | {Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST},
    Role.UGEL_SPECIALIST: TEAM_ROLES | {Role.DIRECTOR, Role.FOCAL_POINT, Role.UGEL_SPECIALIST},
    Role.COORDINATOR: TEAM_ROLES,
}


def roles_given_by(held: frozenset[Role]) -> tuple[Role, ...]:
    """The roles that whoever holds `held` may give somewhere, in the order of `Role`."""
    return _in_order(ROLES_GIVEN_BY, held)


def roles_seen_by(held: frozenset[Role]) -> tuple[Role, ...]:
    """The roles of the people whom whoever holds `held` may see, beside oneself."""
    return _in_order(ROLES_SEEN_BY, held)


def _in_order(table: dict[Role, frozenset[Role]], held: frozenset[Role]) -> tuple[Role, ...]:
    found = frozenset[Role]().union(*(table.get(role, frozenset()) for role in held))
    return tuple(role for role in Role if role in found)


# --- background checks (DCF 3.ª) ------------------------------------------------------------------

# So many days before a check ends the coordinator is told.
CHECK_TOLD_BEFORE = 30


class CheckState(StrEnum):
    GOOD = "GOOD"
    ENDS_SOON = "ENDS_SOON"
    MISSING = "MISSING"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True)
class Checked:
    """One consultation of the register of one law, and the last day on which the service relies on it."""

    law: CheckLaw
    checked_on: date
    valid_until: date


@dataclass(frozen=True)
class LawCheck:
    """How one law stands for a person on a day; `last` is the consultation that holds longest."""

    law: CheckLaw
    state: CheckState
    last: Checked | None

    @property
    def holds(self) -> bool:
        return self.state in (CheckState.GOOD, CheckState.ENDS_SOON)

    @property
    def words(self) -> str:
        if self.last is None:
            return f"{self.law.label}: sin verificar"
        verb = "vale hasta el" if self.holds else "venció el"
        return f"{self.law.label}: {verb} {date_short(self.last.valid_until)}"


@dataclass(frozen=True)
class Background:
    """The three laws of one person on one day (DCF 3.ª): with one that does not hold, nobody comes near a pupil."""

    laws: tuple[LawCheck, ...]

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.laws)

    @property
    def state(self) -> CheckState:
        """The worst of the three."""
        return max((one.state for one in self.laws), key=list(CheckState).index)

    @property
    def label(self) -> str:
        match self.state:
            case CheckState.GOOD:
                return "Antecedentes verificados"
            case CheckState.ENDS_SOON:
                return "Antecedentes por vencer"
            case CheckState.MISSING:
                return "Antecedentes sin verificar"
        return "Antecedentes vencidos"

    @property
    def badge(self) -> str:
        """The state of the badge that shows it."""
        return {CheckState.GOOD: "good", CheckState.ENDS_SOON: "due"}.get(self.state, "late")

    @property
    def wrong(self) -> str:
        """What is missing or has ended, law by law: "Ley 29988: sin verificar; Ley 30901: venció el 05/05/2026"."""
        return "; ".join(one.words for one in self.laws if not one.holds)


def check_valid_until(checked_on: date, months: int) -> date:
    """The last day of a check; the norm sets no term, so the months are the service's own (a setting).

    A term in months ends on the same day of its last month, or on the last one that this month has (Código Civil,
    art. 183): from 31 August in six months to 28 February.
    """
    year, month = divmod(checked_on.year * 12 + checked_on.month - 1 + months, 12)
    return date(year, month + 1, min(checked_on.day, monthrange(year, month + 1)[1]))


def background_of(checks: Iterable[Checked], *, today: date) -> Background:
    """How the three laws stand on `today`; a consultation counts from its day to its last day, both included."""
    known = [one for one in checks if one.checked_on <= today]
    laws = []
    for law in CheckLaw:
        last = max((one for one in known if one.law == law), key=lambda one: one.valid_until, default=None)
        laws.append(LawCheck(law, _state_of(last, today), last))
    return Background(tuple(laws))


def _state_of(last: Checked | None, today: date) -> CheckState:
    if last is None:
        return CheckState.MISSING
    left = (last.valid_until - today).days
    if left < 0:
        return CheckState.EXPIRED
    return CheckState.ENDS_SOON if left <= CHECK_TOLD_BEFORE else CheckState.GOOD
