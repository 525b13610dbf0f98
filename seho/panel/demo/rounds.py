"""How the teams walk their rounds, and what to mind before entering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attendance.queries import stops_of, teachable
from attendance.services import note_precautions, order_round
from seho.panel.demo.places import Place
from seho.panel.demo.pupils import Told

# (precaution, days that it still holds or None), for one pupil in turn after the other.
_CARE: tuple[tuple[tuple[str, int | None], ...], ...] = (
    (("GOWN", 5), ("HANDS", None)),
    (),
    (("ONE_HAND", None),),
    (("TIRES", None), ("QUIET", None)),
    (),
    (("IN_BED", 10), ("EQUIPMENT", 10)),
    (("SIGHT", None),),
)


def walk_round(place: Place, told: Sequence[Told], today: date) -> None:
    """The last ward first, as the service's room lies beside it; precautions of some of those in attention."""
    here = [one.episode for one in told if one.ended_on is None]
    for number, episode in enumerate(here):
        chosen = [(kind, today + timedelta(days=days) if days else None) for kind, days in _CARE[number % len(_CARE)]]
        if chosen:
            note_precautions(by=place.teacher, episode=episode, chosen=chosen, today=today)
    stops = stops_of(place.seho, teachable(place.teacher, today).filter(seho=place.seho), today)
    wards = [stop for stop in stops if stop.name.startswith("Sala ")]
    order_round(by=place.coordinator, seho=place.seho, stops=[(stop.key, stop.name) for stop in reversed(wards)])
