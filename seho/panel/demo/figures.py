"""The demand of a year: through whom pupils were found, and why some were not attended."""

from __future__ import annotations

from datetime import date, timedelta

from patients.enums import NotAttendedReason, ReferralChannel
from patients.models import Referral
from patients.services import add_referral, close_referral
from patients.services.referrals import mark_registered
from seho.panel.demo.places import Place
from seho.panel.demo.pupils import Told

# One in so many pupils was told of before; the others were registered directly.
TOLD_OF = 3
_CHANNELS = (
    ReferralChannel.WARD_SEARCH,
    ReferralChannel.FOCAL_POINT,
    ReferralChannel.WARD_SEARCH,
    ReferralChannel.FAMILY,
    ReferralChannel.SCHOOL,
    ReferralChannel.UGEL,
)
# Days ago, age, and why nobody attended.
_NOT_ATTENDED = (
    (9, 11, NotAttendedReason.DISCHARGED),
    (16, 7, NotAttendedReason.GUARDIAN_REFUSED),
    (23, 14, NotAttendedReason.NO_CAPACITY),
    (41, 5, NotAttendedReason.NOT_ENROLLED),
    (58, 9, NotAttendedReason.NO_CAPACITY),
    (75, 12, NotAttendedReason.NO_SERVICE),
    (96, 10, NotAttendedReason.GUARDIAN_REFUSED),
    (130, 6, NotAttendedReason.NOT_FOUND),
    (171, 13, NotAttendedReason.NO_SERVICE),
    (388, 8, NotAttendedReason.NO_CAPACITY),
    (402, 12, NotAttendedReason.GUARDIAN_REFUSED),
)


def tell_demand(place: Place, told: list[Told], today: date) -> None:
    """Notices of some of the pupils who were registered, and of others who were not."""
    for number, one in enumerate(told[::TOLD_OF]):
        registered_on = one.episode.starts_on
        referral = _notice(place, number, one.episode.starts_on - timedelta(days=2), registered_on)
        mark_registered(referral=referral, patient=one.episode.patient, today=registered_on)
    for number, (days_ago, age, reason) in enumerate(_NOT_ATTENDED):
        found_on = today - timedelta(days=days_ago)
        referral = _notice(place, number, found_on, found_on, age=age)
        close_referral(by=place.coordinator, referral=referral, reason=reason, today=found_on + timedelta(days=4))


def _notice(place: Place, number: int, found_on: date, told_on: date, age: int = 9) -> Referral:
    values = {
        "person": f"Demo {chr(ord('D') + number % 20)}.",
        "age": age,
        "is_enrolled": True,
        "channel": _CHANNELS[number % len(_CHANNELS)],
        "place": f"Sala {1 + number % 4}",
        "identified_on": found_on,
    }
    return add_referral(by=place.coordinator, seho=place.seho, values=values, today=told_on)
