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


def roles_given_by(held: frozenset[Role]) -> tuple[Role, ...]:
    """The roles that whoever holds `held` may give somewhere, in the order of `Role`."""
    given = frozenset[Role]().union(*(ROLES_GIVEN_BY.get(role, frozenset()) for role in held))
    return tuple(role for role in Role if role in given)
