"""What the returns to school owe today: to be opened, followed and closed (art. 15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from convalidation.queries.going_on import GoingOn, going_on_for
from convalidation.queries.returns import returns_to_open
from convalidation.rules.returning import PLAN_WITHIN_DAYS, Step
from patients.due import LATE, LATER, NOW, DueItem
from patients.models import Episode
from patients.querysets import HEALTH_READERS, TEAM
from seho.accounts.enums import Role
from seho.text import full_name, initials

MOST = 200


def returns_due(user: Any, today: date, going_on: Sequence[GoingOn] | None = None) -> list[DueItem]:
    """What waits for whoever follows returns: coordinator and psychologist of the service, director of the school.

    A UGEL specialist and a teacher are told what is late, and who may end a return that it can be ended. What the
    own service has still to open stands with what its egress owes (`egress_due`). `going_on` as `going_on_for` gives
    them, where they are read.
    """
    scope = user.scope
    if not scope.has(*TEAM, Role.UGEL_SPECIALIST, Role.DIRECTOR):
        return []
    is_school = not scope.has(*TEAM, Role.UGEL_SPECIALIST)
    opens = scope.school_ids(Role.DIRECTOR) or scope.has(Role.UGEL_SPECIALIST)
    items = [*_opening_items(user, today, is_school)] if opens else []
    known = going_on_for(user, today) if going_on is None else going_on
    return [*items, *_step_items(user, known[:MOST], is_school)]


def _step_items(user: Any, going_on: Iterable[GoingOn], is_school: bool) -> Iterator[DueItem]:
    scope = user.scope
    own, schools = scope.seho_ids(*HEALTH_READERS), scope.school_ids(Role.DIRECTOR)
    supervises, coordinated = scope.has(Role.UGEL_SPECIALIST), scope.seho_ids(Role.COORDINATOR)
    for one in going_on:
        is_own = one.seho_id in own or one.school_id in schools
        may_close = supervises or one.seho_id in coordinated
        for step in one.steps:
            is_closing = step.key in ("close", "readmitted")
            wanted = may_close if is_closing else is_own or step.is_late
            if wanted and step.urgency != LATER:
                yield _step_item(one, step, _who(one.names, is_school), is_own or supervises)


def _opening_items(user: Any, today: date, is_school: bool) -> Iterator[DueItem]:
    waiting = returns_to_open(user, today).exclude(seho_id__in=user.scope.seho_ids(*HEALTH_READERS))
    names = ("paternal_surname", "maternal_surname", "given_names")
    shown = ("starts_on", "ends_on", "patient_id", *(f"patient__{name}" for name in names))
    for episode in waiting.select_related("patient").only(*shown).order_by("ends_on", "pk")[:MOST]:
        if today > _limit(episode) or is_school:
            patient = episode.patient
            who = _who((patient.paternal_surname, patient.maternal_surname, patient.given_names), is_school)
            yield _opening_item(episode, who, today)


def _limit(episode: Episode) -> date:
    return (episode.ends_on or episode.starts_on) + timedelta(days=PLAN_WITHIN_DAYS)


def _who(names: tuple[str, str, str], is_school: bool) -> str:
    """A school knows its pupils by name; in a ward or an office initials are enough."""
    paternal, maternal, given = names
    return full_name(paternal, maternal, given) if is_school else initials(f"{paternal} {maternal}", given)


def _opening_item(episode: Episode, who: str, today: date) -> DueItem:
    due_on = _limit(episode)
    url = reverse("convalidation:return_open", args=[episode.pk])
    text = f"{who}: abrir el seguimiento de su retorno (art. 15)"
    urgency = LATE if today > due_on else NOW
    return DueItem("return_open", text, url, "Abrir retorno", due_on, urgency, episode.patient_id)


_ACTS = {
    "plan": ("return_plan", "Completar plan"),
    "follow_up": ("return_follow_up", "Registrar seguimiento"),
    "close": ("return_close", "Revisar y cerrar"),
    "readmitted": ("return_close", "Cerrar retorno"),
}


def _step_item(one: GoingOn, step: Step, who: str, may_write: bool) -> DueItem:
    reading = ("return", "Ver retorno")
    url_name, act = _ACTS.get(step.key, reading) if may_write else reading
    args = [one.pk, step.day] if url_name == "return_follow_up" else [one.pk]
    url = reverse(f"convalidation:{url_name}", args=args)
    text = f"{who}: {step.words} (art. 15)"
    return DueItem(f"return_{step.key}", text, url, act, step.due_on, step.urgency, one.patient_id)
