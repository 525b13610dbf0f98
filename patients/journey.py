"""A pupil's way as a line of steps, computed from data and never typed.

The steps after the discharge belong to a higher floor, which registers who answers for them:

    from patients import journey
    journey.register(lambda episode_ids, today: {episode_id: {"documents": issued_on, ...}})
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

# (key, label); a provider answers for those from "documents" on.
STEPS = (
    ("identified", "Identificado"),
    ("authorized", "Autorizado"),
    ("registered", "Registrado"),
    ("attended", "En atención"),
    ("discharged", "Alta"),
    ("documents", "Documentos"),
    ("returned", "Retorno"),
    ("closed", "Cerrado"),
)

# The step that lasts: it is the present one from its first day until the discharge.
_GOES_ON = "attended"

Done = Mapping[str, date | None]
Provider = Callable[[frozenset[int], date], Mapping[int, Done]]
_PROVIDERS: list[Provider] = []


@dataclass(frozen=True)
class Step:
    """`state` is "done", "now" (the first one that is not done) or "next"; `on` the day on which it was
    done.
    """

    key: str
    label: str
    on: date | None
    state: str


def register(provider: Provider) -> None:
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def later_steps(episode_ids: frozenset[int], today: date) -> dict[int, dict[str, date | None]]:
    """What the higher floors know, by episode."""
    answers: dict[int, dict[str, date | None]] = {}
    for provider in _PROVIDERS:
        for episode_id, done in provider(episode_ids, today).items():
            answers.setdefault(episode_id, {}).update(done)
    return answers


def line(done: Done) -> tuple[Step, ...]:
    """The steps in order; the first one without a day is the current one."""
    steps: list[Step] = []
    is_current_found = False
    for key, label in STEPS:
        done_on = done.get(key)
        if key == _GOES_ON and done_on and not done.get("discharged"):
            is_current_found = True
            steps.append(Step(key, label, done_on, "now"))
            continue
        state = "done" if done_on else "next" if is_current_found else "now"
        is_current_found = is_current_found or not done_on
        steps.append(Step(key, label, done_on, state))
    return tuple(steps)


def reached(steps: Iterable[Step]) -> Step | None:
    """The last step done."""
    return next((step for step in reversed(tuple(steps)) if step.on), None)
