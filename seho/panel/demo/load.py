"""What the entries of a quarter took, as if their forms had been opened and sent."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from attendance.services.load import note_entry
from seho.entries import Entry, EntryKind
from seho.panel.demo.places import Place

WEEKS = 12
# How many a week, seconds of a usual one, and how many of ten on the day itself.
USUAL = (
    (EntryKind.SESSION, 7, 24, 9),
    (EntryKind.WORK, 2, 55, 7),
    (EntryKind.EVALUATION, 1, 210, None),
    (EntryKind.REGISTRATION, 1, 420, 6),
    (EntryKind.PACKET, 1, 95, 5),
)


def note_times(place: Place, today: date) -> None:
    """Some twelve entries a week, a little quicker with each week; one in fifteen stood open for too long."""
    chance = Random(12)  # noqa: S311 -- invented times, the same in each demonstration
    for week in range(WEEKS):
        day = today - timedelta(weeks=WEEKS - 1 - week)
        for kind, often, seconds, on_the_day in USUAL:
            for _ in range(often):
                took = round(seconds * (1.25 - week / 40) * chance.uniform(0.6, 1.7))
                happened = day - timedelta(days=chance.randrange(10) >= (on_the_day or 0))
                note_entry(
                    Entry(
                        kind,
                        place.seho.pk,
                        saved_on=day,
                        happened_on=None if on_the_day is None else happened,
                        seconds=None if chance.randrange(15) == 0 else took,
                    )
                )
