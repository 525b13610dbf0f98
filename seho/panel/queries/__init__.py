"""What supervisors and teams read at a glance. Only reads, from every room below."""

from seho.panel.queries.own import SUPERVISORS, OwnWork, due_today, own_work
from seho.panel.queries.rows import (
    LONG_STAY_PERIOD_DAYS,
    ServiceRow,
    long_stay_facts,
    long_stays_by_seho,
    owing_papers,
    service_rows,
)

__all__ = [
    "LONG_STAY_PERIOD_DAYS",
    "SUPERVISORS",
    "OwnWork",
    "ServiceRow",
    "due_today",
    "long_stay_facts",
    "long_stays_by_seho",
    "owing_papers",
    "own_work",
    "service_rows",
]
