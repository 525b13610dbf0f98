"""The phrases that come with the program: two for each competency and level of achievement.

They say what the levels of the CNEB mean (AD goes beyond what is expected, A reaches it, B is near it and needs
company, C begins and needs more time) of what each competency asks for. A conclusion begins with one and is then made
the pupil's own.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "catalogue" / "phrases.json"

# `does` and `to` are what the competency asks for, as a fact and as an infinitive; each level uses both of its pairs.
_WORDING = {
    "AD": (
        "{Does0}. Lo hace con autonomía y también en situaciones más exigentes que las que se esperan.",
        "{Does1}. Va más allá de lo esperado y lo aplica en situaciones nuevas; puede {next}.",
    ),
    "A": (
        "{Does0}. Lo logra en todas las tareas propuestas y en el tiempo previsto.",
        "{Does1}, como se espera en este periodo. El siguiente paso es {next}.",
    ),
    "B": (
        "Está cerca de lo esperado: con preguntas o ejemplos de apoyo, {does0}. Conviene {help}.",
        "En tareas sencillas {does1}; en las demás todavía necesita acompañamiento. Conviene {help}.",
    ),
    "C": (
        "Con ayuda cercana empieza a {to0}. Necesita más tiempo de acompañamiento; conviene {help}.",
        "Con apoyo comienza a {to1}. Para avanzar, conviene {help}; también, darle más oportunidades de mostrarlo.",
    ),
}


@cache
def program_phrases(competency_number: int) -> dict[str, tuple[str, ...]]:
    """By level of achievement; a competency that was added later has none."""
    row = _rows().get(competency_number)
    if row is None:
        return {}
    words = {"next": row["next"], "help": row["help"]}
    for place in (0, 1):
        words[f"does{place}"], words[f"to{place}"] = row["does"][place], row["to"][place]
        words[f"Does{place}"] = row["does"][place][:1].upper() + row["does"][place][1:]
    return {level: tuple(one.format(**words) for one in wordings) for level, wordings in _WORDING.items()}


@cache
def _rows() -> dict[int, dict[str, Any]]:
    return {row["number"]: row for row in json.loads(CATALOGUE.read_text(encoding="utf-8"))}
