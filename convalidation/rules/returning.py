"""The return to school, from the egress until it has ended well (art. 14, 15).

The norm asks for follow-up until the return "haya concluido de manera satisfactoria" and names no days: milestones,
terms and what stands against closing are what this program proposes, each with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from convalidation.enums import ReturnOutcome
from patients.due import LATE, LATER, NOW, SOON
from patients.enums import EpisodeEnd, Setting
from patients.rules import Problem, check_not_future
from patients.rules.words import Labelled, count, days_text, long_date

MILESTONES = (7, 30, 60, 90)
# A follow-up is announced so many days before it is due.
ANNOUNCED_DAYS = 3
# The plan is agreed within a week of the egress; an incident has its guidance within a week.
PLAN_WITHIN_DAYS = 7
INCIDENT_WITHIN_DAYS = 7
# A first day of classes further away than this is a slip of the pen.
FURTHEST_START_DAYS = 366


class MilestoneState(Labelled):
    WAITING = "waiting", "Por venir"
    DUE = "due", "Toca"
    LATE = "late", "Con atraso"
    DONE = "done", "Hecho"
    COVERED = "covered", "No se hizo"


class Weight(Labelled):
    """How much something stands against closing a return as satisfactory."""

    BLOCKS = "blocks", "Impide concluir"
    REASON = "reason", "Pide un motivo"
    WARNS = "warns", "Téngalo en cuenta"


@dataclass(frozen=True)
class Due:
    is_due: bool
    reason: str
    article: str


@dataclass(frozen=True)
class Milestone:
    """A follow-up so many `day`s after the first day back in class."""

    day: int
    due_on: date
    state: MilestoneState
    done_on: date | None
    reason: str
    article: str = "art. 15"


@dataclass(frozen=True)
class ReturnFacts:
    """What the rules need of a return. `open_incidents` are the days on which those not resolved happened.

    `readmitted_on` is the first day of a later time in a SEHO; `is_told` that the report of art. 14.1 was given in its
    four ways; `is_recognised` what the school answered on the papers (None: it was asked nothing).
    """

    ended_on: date
    starts_on: date | None = None
    agreed_on: date | None = None
    done: Mapping[int, date] | None = None
    open_incidents: tuple[date, ...] = ()
    readmitted_on: date | None = None
    closed_on: date | None = None
    is_told: bool = True
    is_recognised: bool | None = None

    def milestones(self, today: date) -> tuple[Milestone, ...]:
        return milestones(self.starts_on, self.done or {}, today)


@dataclass(frozen=True)
class Step:
    """The next thing to do, or to wait for (`urgency` LATER). `words` go on after the pupil's name."""

    key: str
    words: str
    due_on: date | None
    urgency: int
    day: int = 0

    @property
    def is_late(self) -> bool:
        return self.urgency == LATE


@dataclass(frozen=True)
class Gap:
    """What still stands against closing as satisfactory."""

    weight: Weight
    sentence: str
    article: str


def return_due(end_reason: str, setting: str) -> Due:
    """Whether this egress is followed by a return to school (art. 14.1)."""
    if reason := _NO_RETURN.get(end_reason):
        return Due(False, reason, "art. 14.1")
    if setting == Setting.UNTYPED:
        reason = "Recibió atención no tipificada sin dejar su institución educativa: no hay retorno que acompañar."
        return Due(False, reason, "art. 18.c")
    reason = "Con el egreso retorna a su institución educativa, y el SEHO y la UGEL siguen su reincorporación."
    return Due(True, reason, "art. 14.1, 15")


_NO_RETURN: dict[str, str] = {
    EpisodeEnd.DECEASED: "La o el estudiante falleció: no se abre una reincorporación.",
    EpisodeEnd.TRANSFER: "Pasa a otro SEHO y sigue en atención: el retorno se acompaña cuando egrese de él.",
    EpisodeEnd.SETTING_CHANGE: "Sigue en atención en otro ámbito: el retorno se acompaña cuando egrese.",
}
WITHOUT_RETURN = tuple(_NO_RETURN)


# --- Milestones --------------------------------------------------------------------------------


def milestones(starts_on: date | None, done: Mapping[int, date], today: date) -> tuple[Milestone, ...]:
    """The follow-ups at 7, 30, 60 and 90 days of the first day back; none while that day is not known (art. 15).

    One that was not done in its time is covered by a later one: nobody can do it any more.
    """
    if starts_on is None:
        return ()
    last_done = max(done, default=0)
    return tuple(_milestone(day, starts_on, done.get(day), last_done, today) for day in MILESTONES)


def _milestone(day: int, starts_on: date, done_on: date | None, last_done: int, today: date) -> Milestone:
    due_on = starts_on + timedelta(days=day)
    when = f"{days_text(day)} después de su primer día de clases"
    if done_on is not None:
        return Milestone(day, due_on, MilestoneState.DONE, done_on, f"Se hizo el {long_date(done_on)}.")
    if last_done > day:
        reason = f"No se hizo en su día; el seguimiento de los {last_done} días lo cubre."
        return Milestone(day, due_on, MilestoneState.COVERED, None, reason)
    if today > due_on:
        reason = f"Venció el {long_date(due_on)}, hace {days_text((today - due_on).days)}."
        return Milestone(day, due_on, MilestoneState.LATE, None, reason)
    if today >= due_on - timedelta(days=ANNOUNCED_DAYS):
        words = "Vence hoy" if today == due_on else f"Vence el {long_date(due_on)}"
        return Milestone(day, due_on, MilestoneState.DUE, None, f"{words}: {when}.")
    return Milestone(day, due_on, MilestoneState.WAITING, None, f"Toca el {long_date(due_on)}: {when}.")


def opens_on(starts_on: date, day: int) -> date:
    """The first day on which the follow-up of that milestone may be done: the day after the milestone before it."""
    before = max((one for one in MILESTONES if one < day), default=None)
    return starts_on if before is None else starts_on + timedelta(days=before + 1)


# --- What is next ------------------------------------------------------------------------------


def steps(facts: ReturnFacts, today: date) -> tuple[Step, ...]:
    """What is to be done now, most urgent first; with nothing to do, what is waited for. None once it is closed."""
    if facts.closed_on is not None:
        return ()
    if facts.readmitted_on is not None:
        words = f"volvió a un SEHO el {long_date(facts.readmitted_on)}: cierre su reincorporación"
        return (Step("readmitted", words, facts.readmitted_on, NOW),)
    found = [*_plan_steps(facts, today), *_incident_steps(facts, today), *_follow_up_steps(facts, today)]
    return tuple(sorted(found, key=lambda step: step.urgency)) or (_waiting(facts, today),)


def next_step(facts: ReturnFacts, today: date) -> Step | None:
    return next(iter(steps(facts, today)), None)


def is_late(facts: ReturnFacts, today: date) -> bool:
    return any(step.is_late for step in steps(facts, today))


def _plan_steps(facts: ReturnFacts, today: date) -> list[Step]:
    if facts.agreed_on is not None and facts.starts_on is not None:
        return []
    due_on = facts.ended_on + timedelta(days=PLAN_WITHIN_DAYS)
    words = "acordar con la IE y la familia el plan de su retorno"
    if facts.agreed_on is not None:
        words = "anotar su primer día de clases"
    return [Step("plan", words, due_on, LATE if today > due_on else NOW)]


def _incident_steps(facts: ReturnFacts, today: date) -> list[Step]:
    if not facts.open_incidents:
        return []
    due_on = min(facts.open_incidents) + timedelta(days=INCIDENT_WITHIN_DAYS)
    number = len(facts.open_incidents)
    words = f"atender {'una incidencia' if number == 1 else f'{number} incidencias'} de su retorno"
    return [Step("incident", words, due_on, LATE if today > due_on else SOON)]


def _follow_up_steps(facts: ReturnFacts, today: date) -> list[Step]:
    """The last late one, which covers those before it; else the one that is due."""
    by_state = {one.state: one for one in facts.milestones(today)}
    one = by_state.get(MilestoneState.LATE) or by_state.get(MilestoneState.DUE)
    if one is None:
        return []
    if one.state == MilestoneState.LATE:
        when, urgency = f"venció el {long_date(one.due_on)}", LATE
    else:
        when = "vence hoy" if one.due_on == today else f"vence el {long_date(one.due_on)}"
        urgency = NOW if one.due_on == today else SOON
    return [Step("follow_up", f"el seguimiento de los {one.day} días {when}", one.due_on, urgency, one.day)]


def _waiting(facts: ReturnFacts, today: date) -> Step:
    assert facts.starts_on is not None, "without its first day the plan is the next step"
    if today < facts.starts_on:
        return Step("starts", f"vuelve a clases el {long_date(facts.starts_on)}", facts.starts_on, LATER)
    waiting = next((one for one in facts.milestones(today) if one.state == MilestoneState.WAITING), None)
    if waiting is None:
        return Step("close", "revisar si concluyó de manera satisfactoria y cerrar su retorno", None, NOW)
    words = f"próximo seguimiento, el de los {waiting.day} días, el {long_date(waiting.due_on)}"
    return Step("wait", words, waiting.due_on, LATER, waiting.day)


# --- Closing -----------------------------------------------------------------------------------


def closing_gaps(facts: ReturnFacts, today: date) -> tuple[Gap, ...]:
    """What stands against closing as satisfactory, the heaviest first (art. 15)."""
    found = [*_blocking(facts, today), *_of_milestones(facts, today)]
    if facts.agreed_on is None:
        found.append(Gap(Weight.WARNS, "El plan no consta como acordado con la IE y la familia.", "art. 14.2, 40.d"))
    if not facts.is_told:
        sentence = "El informe de reincorporación, verbal y escrito, a la familia y a la IE no está completo."
        found.append(Gap(Weight.WARNS, sentence, "art. 14.1"))
    if facts.is_recognised is False:
        sentence = "La IE todavía no responde qué reconoce de lo que aprendió en el SEHO."
        found.append(Gap(Weight.WARNS, sentence, "art. 13.4, 13.5"))
    order = list(Weight)
    return tuple(sorted(found, key=lambda gap: order.index(gap.weight)))


def _blocking(facts: ReturnFacts, today: date) -> list[Gap]:
    found = []
    if facts.readmitted_on is not None:
        sentence = f"Volvió a un SEHO el {long_date(facts.readmitted_on)}: este retorno quedó interrumpido."
        found.append(Gap(Weight.BLOCKS, sentence, "art. 15"))
    if facts.starts_on is None or facts.starts_on > today:
        sentence = "Todavía no vuelve a clases: anote en el plan su primer día."
        found.append(Gap(Weight.BLOCKS, sentence, "art. 14.1"))
    if facts.open_incidents:
        words = count(len(facts.open_incidents), "incidencia sin resolver", "incidencias sin resolver")
        sentence = f"Hay {words}: registre la orientación que se dio y cuándo se resolvió."
        found.append(Gap(Weight.BLOCKS, sentence, "art. 15"))
    return found


def _of_milestones(facts: ReturnFacts, today: date) -> list[Gap]:
    done = facts.done or {}
    found = []
    if facts.starts_on is not None and MILESTONES[-1] not in done:
        sentence = f"Falta el seguimiento de los {MILESTONES[-1]} días: diga por qué concluye antes."
        found.append(Gap(Weight.REASON, sentence, "art. 15"))
    missed = [str(one.day) for one in facts.milestones(today) if one.state == MilestoneState.COVERED]
    if missed:
        sentence = f"No se hizo en su día el seguimiento de los {', '.join(missed)} días."
        found.append(Gap(Weight.WARNS, sentence, "art. 15"))
    return found


def check_closing(outcome: str, note: str, facts: ReturnFacts, today: date) -> list[Problem]:
    """Satisfactory: nothing blocks, and what must be explained is. Any other end says why."""
    if outcome == ReturnOutcome.READMITTED:
        if facts.readmitted_on is None:
            sentence = "No consta que haya vuelto a un SEHO después de este egreso. Elija otra conclusión."
            return [Problem("outcome", sentence)]
        return []
    if outcome != ReturnOutcome.SATISFACTORY:
        return [] if note else [Problem("closing_note", "Explique cómo terminó el retorno.")]
    gaps = closing_gaps(facts, today)
    problems = [Problem("outcome", gap.sentence) for gap in gaps if gap.weight == Weight.BLOCKS]
    if not note:
        problems += [Problem("closing_note", gap.sentence) for gap in gaps if gap.weight == Weight.REASON]
    return problems


# --- What is written ---------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanDays:
    starts_on: date | None
    full_from: date | None
    agreed_on: date | None


def check_plan(
    days: PlanDays, contact_name: str, *, began_on: date, ended_on: date, done: Mapping[int, date], today: date
) -> list[Problem]:
    """`began_on` and `ended_on` are those of the time in the service. An agreed plan says who answers in the school."""
    problems = _check_start(days.starts_on, ended_on, done, today)
    if days.full_from is not None:
        if days.starts_on is None:
            problems.append(Problem("full_from", "Anote también su primer día de clases."))
        elif days.full_from < days.starts_on:
            sentence = f"No puede ser anterior a su primer día de clases, el {long_date(days.starts_on)}."
            problems.append(Problem("full_from", sentence))
    problems += check_not_future("agreed_on", days.agreed_on, today=today)
    if days.agreed_on is not None and days.agreed_on < began_on:
        problems.append(Problem("agreed_on", "No puede ser anterior al registro en el SEHO."))
    if days.agreed_on is not None and not contact_name:
        problems.append(Problem("contact_name", "Un plan acordado dice quién responde por él en la IE."))
    return problems


def _check_start(starts_on: date | None, ended_on: date, done: Mapping[int, date], today: date) -> list[Problem]:
    if starts_on is None:
        if not done:
            return []
        return [Problem("starts_on", "Ya hay seguimientos: su primer día de clases no puede quedar vacío.")]
    if starts_on < ended_on:
        return [Problem("starts_on", f"No puede ser anterior al egreso del SEHO, el {long_date(ended_on)}.")]
    if starts_on > today + timedelta(days=FURTHEST_START_DAYS):
        return [Problem("starts_on", "Falta más de un año para ese día. Compruebe el año.")]
    if done and starts_on > min(done.values()):
        sentence = f"Ya hay un seguimiento del {long_date(min(done.values()))}: no puede ser posterior."
        return [Problem("starts_on", sentence)]
    return []


def check_follow_up(day: int, done_on: date, starts_on: date | None, *, today: date) -> list[Problem]:
    """In its own stretch of time or later, never before: the one of 30 days is not done in the first week."""
    if starts_on is None:
        return [Problem("done_on", "Anote primero en el plan su primer día de clases: desde él se cuentan los días.")]
    first = opens_on(starts_on, day)
    if done_on < first:
        return [Problem("done_on", f"El seguimiento de los {day} días se hace desde el {long_date(first)}.")]
    return check_not_future("done_on", done_on, today=today)


def check_incident(
    happened_on: date, resolved_on: date | None, guidance: str, *, ended_on: date, today: date
) -> list[Problem]:
    """Art. 15: what happened in the return; resolved once the guidance that was given is told."""
    problems = _check_within("happened_on", happened_on, ended_on, today)
    if resolved_on is None:
        return problems
    if resolved_on < happened_on:
        problems.append(Problem("resolved_on", "No puede ser anterior al día en que ocurrió."))
    problems += check_not_future("resolved_on", resolved_on, today=today)
    if not guidance:
        problems.append(Problem("guidance", "Para darla por resuelta, escriba qué orientación se brindó."))
    return problems


def check_visit(visited_on: date, *, ended_on: date, today: date) -> list[Problem]:
    return _check_within("visited_on", visited_on, ended_on, today)


def _check_within(field: str, day: date, ended_on: date, today: date) -> list[Problem]:
    if day < ended_on:
        return [Problem(field, f"No puede ser anterior al egreso del SEHO, el {long_date(ended_on)}.")]
    return check_not_future(field, day, today=today)
