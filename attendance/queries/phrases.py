"""The bank of phrases as one person finds it: one's favourites first, then the team's, then the program's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from attendance.models import Phrase
from attendance.phrases import program_phrases
from attendance.rules import GRADED
from seho.curriculum.models import Competency

MINE, TEAM_S, PROGRAM = "mine", "team", "program"
_PLACES = {MINE: "Mis favoritas", TEAM_S: "Del equipo", PROGRAM: "Del programa"}


@dataclass(frozen=True)
class BankPhrase:
    """`source` is one of MINE, TEAM_S, PROGRAM; `pk` that of a phrase of the team, which can be taken away."""

    competency_id: int
    level: str
    text: str
    source: str
    is_favourite: bool
    pk: int | None = None

    @property
    def sent(self) -> str:
        """What its star sends."""
        return json.dumps({"competency": self.competency_id, "level": self.level, "text": self.text})

    @property
    def place(self) -> str:
        return _PLACES[self.source]


@dataclass(frozen=True)
class LevelPhrases:
    level: str
    phrases: tuple[BankPhrase, ...]


def bank_of(user: Any, competency: Competency, seho_ids: Iterable[int]) -> list[LevelPhrases]:
    """By level of achievement, from AD to C. `seho_ids`: the services whose team's phrases are offered."""
    rows = list(Phrase.objects.visible_to(user).filter(competency=competency))
    wanted = set(seho_ids)
    return [
        LevelPhrases(level, tuple(_of_level([row for row in rows if row.level == level], competency, level, wanted)))
        for level in GRADED
    ]


def _of_level(rows: list[Phrase], competency: Competency, level: str, sehos: set[int]) -> Iterable[BankPhrase]:
    phrase = partial(BankPhrase, competency.pk, level)
    mine = {row.text for row in rows if row.owner_id is not None}
    told = {row.text: row.pk for row in rows if row.seho_id in sehos}
    yield from (phrase(text, MINE, True, told.get(text)) for text in sorted(mine))
    yield from (phrase(text, TEAM_S, False, pk) for text, pk in told.items() if text not in mine)
    for text in program_phrases(competency.number).get(level, ()):
        if text not in mine and text not in told:
            yield phrase(text, PROGRAM, False)
