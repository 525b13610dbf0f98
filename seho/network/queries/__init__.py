"""Reads over the network."""

from seho.network.queries.sehos import (
    ServiceRow,
    agreements_to_watch,
    hospitals_found,
    schools_to_confirm,
    search_schools,
    services_overview,
    team_of,
)

__all__ = [
    "ServiceRow",
    "agreements_to_watch",
    "hospitals_found",
    "schools_to_confirm",
    "search_schools",
    "services_overview",
    "team_of",
]
