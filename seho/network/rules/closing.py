"""What a service must do before it is closed, in which order, who acts and what stands in the way (art. 33, 34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from seho.accounts.enums import Role
from seho.network.enums import ClosingStep, Verdict


@dataclass(frozen=True)
class Demand:
    """What the norm asks of one step, and of whom (art. 37 to 39)."""

    step: ClosingStep
    actor: Role
    words: str
    article: str
    after: tuple[ClosingStep, ...]
    document: str


_DEMANDS = (
    Demand(
        ClosingStep.TOLD, Role.UGEL_SPECIALIST, "Comunique a la DRE o GRE la intención de cerrar el servicio",
        "art. 33.1.a", (), "Documento con que se comunicó",
    ),
    Demand(
        ClosingStep.ASKED, Role.UGEL_SPECIALIST, "Solicite, a través de la DRE o GRE, la opinión favorable del Minedu",
        "art. 33.1.b", (ClosingStep.TOLD,), "Documento con que se solicitó",
    ),
    Demand(
        ClosingStep.FORWARDED, Role.DRE_SPECIALIST, "Traslade al Minedu la solicitud de opinión sobre el cierre",
        "art. 33.1.b", (ClosingStep.ASKED,), "Documento con que se trasladó",
    ),
    Demand(
        ClosingStep.OPINION, Role.MINEDU, "Emita opinión sobre el cierre del servicio",
        "art. 33.1.b, 39.a", (ClosingStep.FORWARDED,), "Número del informe",
    ),
    Demand(
        ClosingStep.RESOLUTION, Role.UGEL_SPECIALIST, "Emita la resolución de cierre",
        "art. 33.1.c, 39.a", (ClosingStep.OPINION,), "Número de la resolución",
    ),
    Demand(
        ClosingStep.CODE_ASKED, Role.UGEL_SPECIALIST, "Solicite al Minedu la anulación del código de registro",
        "art. 33.1.d, 39.b", (ClosingStep.RESOLUTION,), "Documento con que se solicitó",
    ),
    Demand(
        ClosingStep.ANNULLED, Role.MINEDU, "Anule el código de registro",
        "art. 33.1.d", (ClosingStep.CODE_ASKED,), "Documento con que se anuló",
    ),
    Demand(
        ClosingStep.INVENTORY, Role.UGEL_SPECIALIST, "Levante el inventario de bienes y servicios",
        "art. 33.1.e", (ClosingStep.TOLD,), "Número del acta de inventario",
    ),
    Demand(
        ClosingStep.AGREEMENT, Role.UGEL_SPECIALIST, "Registre si el convenio queda sin efecto o tiene una adenda",
        "art. 33.2", (ClosingStep.TOLD,), "Documento que lo dispone",
    ),
)  # fmt: skip
DEMANDS = {demand.step: demand for demand in _DEMANDS}


class Done(Protocol):
    """A step as it was written down."""

    step: str
    verdict: str

    @property
    def on(self) -> date: ...


@dataclass(frozen=True)
class StepOfClosing:
    """For the line of progress: `state` is done, now, next or stopped."""

    key: ClosingStep
    on: date | None
    state: str

    @property
    def label(self) -> str:
        return str(self.key.label)


@dataclass(frozen=True)
class ClosingWay:
    """How far a closing is. `waiting` holds what can be done now; `is_held`: somebody would be lost."""

    steps: tuple[StepOfClosing, ...]
    waiting: tuple[Demand, ...]
    is_held: bool
    is_observed: bool

    def awaits(self, step: ClosingStep) -> bool:
        return any(demand.step is step for demand in self.waiting)

    @property
    def is_over(self) -> bool:
        return not self.waiting

    def done_on(self, step: ClosingStep) -> date | None:
        return next((one.on for one in self.steps if one.key is step and one.state == "done"), None)


def closing_steps(acts: Sequence[Done], *, has_code: bool, has_agreement: bool, is_held: bool) -> ClosingWay:
    """Art. 33.1 in its order. Without code there is none to annul; without agreement none to leave without effect.

    `is_held`: pupils, notices or papers are still open. Nothing is resolved then; the steps before may go on.
    """
    done, is_observed = _standing(acts)
    needed = [
        demand
        for demand in _DEMANDS
        if (has_code or demand.step not in (ClosingStep.CODE_ASKED, ClosingStep.ANNULLED))
        and (has_agreement or demand.step is not ClosingStep.AGREEMENT)
    ]
    waiting = tuple(
        demand for demand in needed if demand.step not in done and all(step in done for step in demand.after)
    )
    steps = tuple(_shown(demand, done, waiting, is_observed=is_observed) for demand in needed)
    return ClosingWay(steps, waiting, is_held, is_observed)


def _standing(acts: Sequence[Done]) -> tuple[dict[ClosingStep, date], bool]:
    """The steps that stand. An observed opinion takes the request back to the UGEL."""
    done: dict[ClosingStep, date] = {}
    is_observed = False
    for act in acts:
        step = ClosingStep(act.step)
        if step is ClosingStep.OPINION and act.verdict == Verdict.OBSERVED:
            is_observed = True
            for again in (ClosingStep.ASKED, ClosingStep.FORWARDED):
                done.pop(again, None)
        else:
            is_observed = is_observed and step is not ClosingStep.ASKED
            done[step] = act.on
    return done, is_observed


def _shown(
    demand: Demand, done: dict[ClosingStep, date], waiting: tuple[Demand, ...], *, is_observed: bool
) -> StepOfClosing:
    if demand.step in done:
        return StepOfClosing(demand.step, done[demand.step], "done")
    if is_observed and demand.step is ClosingStep.OPINION:
        return StepOfClosing(demand.step, None, "stopped")
    return StepOfClosing(demand.step, None, "now" if waiting and demand is waiting[0] else "next")


def inside(label: str) -> str:
    """A label within a sentence: "Comunicación a la DRE" -> "comunicación a la DRE"."""
    return label[:1].lower() + label[1:]


def step_problem(way: ClosingWay, step: ClosingStep) -> str:
    """Why this step cannot be written down now; "" when it can."""
    if not way.awaits(step):
        missing = [inside(DEMANDS[one].step.label) for one in DEMANDS[step].after if way.done_on(one) is None]
        return f"Antes falta: {', '.join(missing)}." if missing else "Este paso ya está registrado."
    if step is ClosingStep.RESOLUTION and way.is_held:
        return "Todavía hay estudiantes, avisos o documentos pendientes: nadie queda sin atención cuando se cierra."
    return ""


def day_problem(way: ClosingWay, step: ClosingStep, day: date, *, today: date) -> str:
    """A step is not earlier than those that it follows, nor later than today."""
    if day > today:
        return "Esa fecha todavía no llega."
    for one in DEMANDS[step].after:
        before = way.done_on(one)
        if before and day < before:
            return f"No puede ser anterior a «{inside(one.label)}», del {before:%d/%m/%Y}."
    return ""
