"""The invented pupils: who they are and how long they stay. Every type, band and state has its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

SURNAMES = (
    "Luna",
    "Sol",
    "Río",
    "Nube",
    "Cóndor",
    "Vicuña",
    "Quinua",
    "Kantuta",
    "Totora",
    "Ichu",
    "Puya",
    "Taruka",
    "Picaflor",
    "Brisa",
    "Laguna",
    "Maíz",
    "Tarwi",
    "Olluco",
    "Oca",
    "Molle",
)
GIRLS = ("Ana", "Lucía", "Rosa", "Elena", "Milagros", "Flor", "Carmen", "Inés", "Noemí", "Sara")
BOYS = ("Luis", "Mateo", "Jorge", "Raúl", "Iván", "Diego", "Óscar", "Pedro", "Andrés", "Hugo")


@dataclass(frozen=True)
class Story:
    """One pupil. Days count back from today.

    days        of the stay in the SEHO (open stays: so far)
    ended       days ago on which it ended; None while in attention
    late        days in hospital before the registration
    setting     HOSPITAL, HOME or UNTYPED
    estimate    what the physician expects, in days
    is_issued   the papers went out
    home_days   certified rest at home that follows the discharge
    earlier     days of an earlier stay in the same year, which ended 20 days before
    answer      what the school said of the papers: "", acknowledged or recognised
    back        how far the return to school is: "", agreed, troubled, followed or closed
    """

    days: int
    ended: int | None = None
    late: int = 1
    setting: str = "HOSPITAL"
    estimate: int | None = None
    is_issued: bool = False
    home_days: int = 0
    earlier: int = 0
    level: str = "PRIMARIA"
    grade: int = 4
    answer: str = ""
    back: str = ""


_IN_ATTENTION = (
    Story(2, estimate=6),
    Story(5, level="INICIAL", grade=5),
    Story(9, estimate=60, grade=2),
    Story(12, grade=6),
    Story(16, level="SECUNDARIA", grade=1),
    Story(20, grade=3),
    Story(27, level="SECUNDARIA", grade=3),
    Story(29, grade=5),
    Story(40, level="SECUNDARIA", grade=2),
    Story(62, grade=4),
    Story(95, late=4, grade=1),
    Story(33, setting="HOME", estimate=60, grade=6),
)
_ENDED = (
    Story(8, 6, is_issued=True, answer="acknowledged"),
    Story(14, 11, grade=2, is_issued=True),
    Story(19, 20, grade=5, is_issued=True, answer="recognised", back="followed"),
    Story(22, 3, level="SECUNDARIA", grade=4),
    Story(30, 9, grade=3),
    Story(45, 14, level="SECUNDARIA", grade=1, is_issued=True, answer="acknowledged", back="troubled"),
    Story(70, 8, grade=6, is_issued=True, back="agreed"),
    Story(110, 4, level="SECUNDARIA", grade=5, is_issued=True),
)
_SPECIAL = (
    (
        Story(18, home_days=50, grade=2),
        Story(12, 5, late=30, grade=4),
        Story(10, setting="UNTYPED", level="EBA-AVANZADO", grade=2),
        Story(16, 100, grade=3, is_issued=True, answer="recognised", back="closed"),
    ),
    (Story(8, earlier=25, grade=5),),
    (Story(36, setting="HOME", estimate=45, level="INICIAL", grade=4),),
)
# How many of the common stories each service lives: about 60 pupils in all.
_SHARES = ((12, 8), (11, 7), (10, 6))


def stories_of(place: int) -> Iterator[Story]:
    """The stories of one service, shifted a little so that no two services are alike."""
    in_attention, ended = _SHARES[place]
    yield from _IN_ATTENTION[:in_attention]
    for story in _ENDED[:ended]:
        yield replace(story, ended=(story.ended or 0) + place, is_issued=story.is_issued and place < 2)
    yield from _SPECIAL[place]
