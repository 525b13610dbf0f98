"""Who may give which role: the house's reading of "SEHO, agreement, team" and of arts. 21 and 22."""

from seho.accounts.enums import ROLE_UNIT, TEAM_ROLES, Role

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
