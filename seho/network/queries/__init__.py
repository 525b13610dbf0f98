"""Reads over the network."""

from seho.network.queries.founding import NetworkDue, due_for, proposals_in_progress
from seho.network.queries.posts import minimum_teams, posts_of
from seho.network.queries.resources import Inventory, inventory_of
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
    "Inventory",
    "NetworkDue",
    "ServiceRow",
    "agreements_to_watch",
    "due_for",
    "hospitals_found",
    "inventory_of",
    "minimum_teams",
    "posts_of",
    "proposals_in_progress",
    "schools_to_confirm",
    "search_schools",
    "services_overview",
    "team_of",
]
