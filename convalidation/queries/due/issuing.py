"""What has to be issued beside the papers of the egress: of registrations, and of periods that ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from django.urls import reverse

from convalidation.enums import PaperState, Purpose
from convalidation.models import Packet
from convalidation.queries.purposes import last_period_end
from patients.due import NOW, SOON, DueItem
from patients.enums import Setting, SiagieLetter
from patients.models import Episode, SiagieStatus
from patients.queries import PupilFacts, enrollment_on, facts_in_attention, states_waiting
from seho.accounts.enums import Role
from seho.curriculum.queries import CalendarBook
from seho.text import date_long, plural

# How long after the end of a period its papers are offered.
PERIOD_WITHIN_DAYS = 45
_TAUGHT = (SiagieLetter.C, SiagieLetter.D)


def issuing_due(
    user: Any,
    today: date,
    coordinated: Sequence[PupilFacts],
    calendars: CalendarBook | None = None,
    states: Mapping[int, SiagieStatus] | None = None,
) -> list[DueItem]:
    """For the coordinator: registrations to communicate, periods that ended.

    `coordinated` are the facts of the pupils in attention; `calendars` those of their schools and `states` as
    `states_waiting` gives them, where they are read.
    """
    if not user.scope.has(Role.COORDINATOR):
        return []
    periods = periods_of(coordinated, today, calendars)
    known = states_waiting(coordinated) if states is None else states
    return [*_registration_items(coordinated, known), *_period_items(periods)]


# --- the registration (art. 10.4) --------------------------------------------------------------------


def to_communicate(in_attention: Iterable[PupilFacts], states: Mapping[int, SiagieStatus]) -> list[PupilFacts]:
    """Who is taught by the service, and whose school was not told of it, the first first."""
    found = []
    for facts in in_attention:
        state = states.get(facts.patient.pk)
        if facts.episode and state and state.letter in _TAUGHT and not state.communicated_on:
            if state.episode_id == facts.episode.pk:
                found.append((state.starts_on, state.pk, facts))
    return [facts for *_, facts in sorted(found, key=itemgetter(0, 1))]


def _registration_items(coordinated: Iterable[PupilFacts], states: Mapping[int, SiagieStatus]) -> Iterator[DueItem]:
    for facts in to_communicate(coordinated, states):
        assert facts.episode is not None, "in attention"
        text = f"{facts.patient.initials}: comunique a su IE el registro en el SEHO (art. 10.4)"
        url = f"{reverse('convalidation:issue', args=[facts.episode.pk])}?para={Purpose.REGISTRATION}"
        yield DueItem("siagie_communicate", text, url, "Emitir comunicación", None, NOW, facts.patient.pk)


# --- periods that ended (R18) ------------------------------------------------------------------------


@dataclass(frozen=True)
class PeriodOwed:
    """Somebody who goes on in attention after a period of their school ended on `until`."""

    episode: Episode
    until: date


def periods_owing(sehos: Iterable[int], today: date) -> list[PeriodOwed]:
    """Who is in attention and has no papers of the last period that ended, the latest end first."""
    return periods_of(facts_in_attention(sehos, today), today)


def periods_of(
    in_attention: Iterable[PupilFacts], today: date, calendars: CalendarBook | None = None
) -> list[PeriodOwed]:
    """The same of pupils whose facts are read; `calendars` those of their schools."""
    pupils = [
        (one.episode, enrollment_on(one.patient, today))
        for one in in_attention
        if one.episode and _is_typed(one.episode, today)
    ]
    book = calendars or CalendarBook([row.school for _, row in pupils if row])
    found = []
    for episode, enrollment in pupils:
        periods = book.periods_for(enrollment.school, today) if enrollment else []
        until = last_period_end(periods, episode.starts_on, today)
        if until and until >= today - timedelta(days=PERIOD_WITHIN_DAYS):
            found.append(PeriodOwed(episode, until))
    issued = _issued_periods(one.episode.pk for one in found)
    owed = [one for one in found if (one.episode.pk, one.until) not in issued]
    return sorted(owed, key=lambda one: (-one.until.toordinal(), one.episode.patient.search_name, one.episode.pk))


def _is_typed(episode: Episode, today: date) -> bool:
    return episode.setting != Setting.UNTYPED and episode.starts_on <= today


def _issued_periods(episodes: Iterable[int]) -> set[tuple[int, date]]:
    valid = Packet.objects.filter(episode_id__in=list(episodes), state=PaperState.VALID, purpose=Purpose.PERIOD)
    return set(valid.order_by().values_list("episode_id", "ends_on"))


def _period_items(periods: Iterable[PeriodOwed]) -> Iterator[DueItem]:
    """One for each service and day on which a period ended, however many pupils."""
    counts = Counter((one.episode.seho_id, one.until) for one in periods)
    for (seho_id, until), count in counts.items():
        who = plural(count, "estudiante que sigue", "estudiantes que siguen")
        text = f"El {date_long(until)} terminó un periodo: puede emitir los documentos de {who} en atención"
        url = f"{reverse('convalidation:batch_new')}?seho={seho_id}&hasta={until.isoformat()}"
        yield DueItem("period", text, url, "Emitir del periodo", None, SOON, None)
