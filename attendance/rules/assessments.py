"""Levels and their conclusions (art. 13.1, 13.3.c, RVM 094-2020-MINEDU, modified by RVM 048-2024-MINEDU)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from attendance.enums import ConclusionDuty
from patients.rules import Problem

GRADED = ("AD", "A", "B", "C")
NOT_EVALUATED = "NE"

# Levels in which a conclusion is always written and no letter printed: Inicial, also that of special schools (EBA
# Inicial is for adults).
INITIAL_LEVELS = frozenset({"INICIAL", "CEBE-INICIAL", "PRITE"})


@dataclass(frozen=True)
class LevelRules:
    """What holds in one level of school: the duty of a conclusion by level of achievement, whether a letter is printed.

    A setting: `default_rules` says how this program reads the norm, `EvaluationRule` rows what somebody changed.
    """

    for_ad: str = ConclusionDuty.RECOMMENDED
    for_a: str = ConclusionDuty.NONE
    for_b: str = ConclusionDuty.RECOMMENDED
    for_c: str = ConclusionDuty.REQUIRED
    prints_level: bool = True

    def duty(self, level: str) -> str:
        """A competency that was not evaluated carries no conclusion."""
        return str(getattr(self, _field(level))) if level in GRADED else ConclusionDuty.NONE

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(level for level in GRADED if self.duty(level) == ConclusionDuty.REQUIRED)

    @property
    def recommended(self) -> tuple[str, ...]:
        return tuple(level for level in GRADED if self.duty(level) == ConclusionDuty.RECOMMENDED)

    @property
    def is_always(self) -> bool:
        return self.required == GRADED


_ALWAYS = ConclusionDuty.REQUIRED
_INITIAL = LevelRules(for_ad=_ALWAYS, for_a=_ALWAYS, for_b=_ALWAYS, for_c=_ALWAYS, prints_level=False)
_STRICTNESS = {ConclusionDuty.NONE: 0, ConclusionDuty.RECOMMENDED: 1, ConclusionDuty.REQUIRED: 2}


def default_rules(school_level: str) -> LevelRules:
    """Required for C and recommended for AD and B; in Inicial always, and only the conclusion (RVM 094-2020)."""
    return _INITIAL if school_level in INITIAL_LEVELS else LevelRules()


def stricter(national: LevelRules, service: LevelRules) -> LevelRules:
    """The rules of a service add to the national ones and never take from them; the letter is a national matter."""
    duties: dict[str, Any] = {
        _field(level): max(national.duty(level), service.duty(level), key=_strictness) for level in GRADED
    }
    return replace(national, **duties)


def check_service_rules(national: LevelRules, service: LevelRules) -> list[Problem]:
    """A service may ask for more conclusions than the country, never for fewer."""
    return [
        Problem(_field(level), f"Para {level} la regla nacional pide más: elija una igual o más exigente.")
        for level in GRADED
        if _strictness(service.duty(level)) < _strictness(national.duty(level))
    ]


def _field(level: str) -> str:
    return f"for_{level.lower()}"


def _strictness(duty: str) -> int:
    return _STRICTNESS[ConclusionDuty(duty)]


def conclusion_is_required(level: str, rules: LevelRules) -> bool:
    return rules.duty(level) == ConclusionDuty.REQUIRED


def lacks_conclusion(level: str, conclusion: str, rules: LevelRules) -> bool:
    """The level is kept and the evaluation is not finished: no paper is issued without the conclusion."""
    return conclusion_is_required(level, rules) and not conclusion.strip()


def check_assessment(*, level: str, reason: str) -> list[Problem]:
    """Not evaluated is not C: it has its own reason (art. 13.3.c); a level has none."""
    if level == NOT_EVALUATED:
        return [] if reason else [Problem("not_evaluated_reason", "Elija el motivo por el que no se evaluó.")]
    if reason:
        sentence = "El motivo es solo para lo que no se evaluó: quite el motivo o elija «No evaluada»."
        return [Problem("not_evaluated_reason", sentence)]
    return []


def is_without_evidence(level: str, sessions: int, works: int) -> bool:
    """A level behind which stands neither a session nor a work is a doubt, never a refusal."""
    return level in GRADED and not sessions and not works


def reason_to_offer(sessions: int, works: int) -> str:
    """Why a competency was not evaluated, as far as the records tell."""
    return "NO_EVIDENCE" if sessions or works else "NOT_DEVELOPED"


class _Span(Protocol):
    starts_on: date
    ends_on: date


Span = TypeVar("Span", bound=_Span)


def matching_period(own: Sequence[Span], asked: _Span) -> Span | None:
    """Of the periods of a pupil's school, the one that shares most days with the period that was asked for.

    Schools cut their year differently (RVM 094-2020), and a service has pupils of many. None: no period touches it.
    """
    best = max(own, key=lambda period: _shared_days(period, asked), default=None)
    return best if best is not None and _shared_days(best, asked) > 0 else None


def _shared_days(one: _Span, other: _Span) -> int:
    return (min(one.ends_on, other.ends_on) - max(one.starts_on, other.starts_on)).days + 1


def level_steps(levels: Iterable[str]) -> list[int | None]:
    """The levels as heights of a picture, C at 1 and AD at 4; None for what was not evaluated, which is no C."""
    heights = {level: height for height, level in enumerate(reversed(GRADED), start=1)}
    return [heights.get(level) for level in levels]
