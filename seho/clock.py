"""What time it is in Peru.

Lima keeps UTC-5 all year, so from 19:00 on the UTC date is already tomorrow's. Views ask here for
the day and hand it down; services and rules take `today` as a parameter and never look at a clock.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

LIMA = ZoneInfo("America/Lima")


def now() -> datetime:
    """This moment, aware, with Lima's wall clock."""
    return timezone.now().astimezone(LIMA)


def today() -> date:
    """The calendar day in Lima."""
    return now().date()


def lima_date(moment: datetime) -> date:
    """The calendar day in Lima on which an aware moment fell; a naive one is refused with ValueError."""
    if timezone.is_naive(moment):
        raise ValueError("A naive datetime has no day in Lima: give it a time zone.")
    return moment.astimezone(LIMA).date()
