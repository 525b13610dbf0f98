"""Levels and their conclusions (art. 13.1, 13.3.c, RVM 094-2020-MINEDU)."""

from __future__ import annotations

from patients.rules import Problem

# RVM 094-2020-MINEDU, modified by RVM 048-2024-MINEDU: required for these, recommended for the others.
CONCLUSION_LEVELS = frozenset({"C"})


# Levels in which a conclusion is always written: Inicial, also that of special schools (EBA Inicial is for adults).
INITIAL_LEVELS = frozenset({"INICIAL", "CEBE-INICIAL", "PRITE"})


def conclusion_is_required(level: str, school_level: str) -> bool:
    """A descriptive conclusion is required for C, and always in Inicial (RVM 094-2020, mod. RVM 048-2024).

    `school_level` is the code of the pupil's level. A competency that was not evaluated carries none.
    """
    if level == "NE":
        return False
    return level in CONCLUSION_LEVELS or school_level in INITIAL_LEVELS


def check_assessment(*, level: str, reason: str, conclusion: str, school_level: str) -> list[Problem]:
    """Not evaluated is not C: it has its own reason (art. 13.3.c); a level has its conclusion where required."""
    if level == "NE":
        return [] if reason else [Problem("not_evaluated_reason", "Elija el motivo por el que no se evaluó.")]
    problems = []
    if reason:
        sentence = "El motivo es solo para lo que no se evaluó: quite el motivo o elija «No evaluada»."
        problems.append(Problem("not_evaluated_reason", sentence))
    if not conclusion.strip() and conclusion_is_required(level, school_level):
        where = "en Inicial" if school_level in INITIAL_LEVELS else f"para el nivel {level}"
        sentence = f"La conclusión descriptiva es necesaria {where} (RVM 094-2020-MINEDU)."
        problems.append(Problem("conclusion", sentence))
    return problems
