"""What the psychologist owes today, for "Hoy" (art. 16.2.c): reminders of the program, the norm gives no terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from attendance.queries.support import SupportState, support_states
from patients.due import NOW, SOON, DueItem
from patients.models import Episode
from seho.accounts.enums import Role
from seho.curriculum.queries import CalendarBook


def support_due(user: Any, today: date, episodes: Iterable[Episode], book: CalendarBook) -> list[DueItem]:
    """Pupils without support, families nobody talked with, parts of the report: of the person's own services."""
    sehos = user.scope.seho_ids(Role.PSYCHOLOGIST)
    mine = [one for one in episodes if one.seho_id in sehos]
    if not mine:
        return []
    return [item for state in support_states(mine, today, book) for item in _items(state, today)]


def _items(state: SupportState, today: date) -> Iterable[DueItem]:
    episode, initials = state.episode, state.episode.patient.initials
    pupil = reverse("attendance:pupil_support", args=[episode.patient_id])
    if state.needs_family:
        url = f"{reverse('attendance:support_new')}?con=FAMILY&estudiante={episode.pk}"
        yield _item("support_family", f"{initials}: aún no se registra una conversación con su familia", url,
                    "Registrar conversación", SOON, episode)  # fmt: skip
    if state.needs_support:
        days = (today - (state.last_support or episode.starts_on)).days
        words = f"{initials}: {days} días sin sesión de soporte"
        yield _item("support_session", words, pupil, "Ver soporte", SOON, episode)
    for period in state.missing:
        words = f"{initials}: falta el aspecto socioemocional del informe ({period.name})"
        url = f"{reverse('attendance:support_report', args=[episode.patient_id])}?bimestre={period.pk}"
        urgency = NOW if period.ends_on < today else SOON
        yield _item("support_report", words, url, "Escribir para el informe", urgency, episode, period.ends_on)


def _item(
    kind: str, text: str, url: str, act: str, urgency: int, episode: Episode, due_on: date | None = None
) -> DueItem:
    return DueItem(
        kind=kind, text=text, url=url, act_label=act, due_on=due_on, urgency=urgency, patient_id=episode.patient_id
    )
