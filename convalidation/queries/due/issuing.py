"""What has to be issued beside the papers of the egress, and what was issued and is not true any more (R25)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from operator import itemgetter
from typing import Any

from django.urls import reverse

from convalidation.enums import PaperState, Purpose
from convalidation.models import Packet
from convalidation.queries.purposes import last_period_end, preview_of
from patients.due import NOW, SOON, DueItem
from patients.enums import Setting, SiagieLetter
from patients.models import Episode, SiagieStatus
from patients.queries import PupilFacts, enrollment_on, facts_in_attention, states_waiting
from patients.queries.facts import seho_episode
from patients.rules import Window, seho_days
from seho.accounts.enums import Role
from seho.clock import LIMA
from seho.curriculum.queries import CalendarBook
from seho.text import date_long, plural

# Older papers are history, not a task of today.
CORRECTED_WITHIN_DAYS = 400
# How long after the end of a period its papers are offered.
PERIOD_WITHIN_DAYS = 45
MOST_LOOKED_AT = 20
_TAUGHT = (SiagieLetter.C, SiagieLetter.D)


def issuing_due(
    user: Any,
    today: date,
    coordinated: Sequence[PupilFacts],
    calendars: CalendarBook | None = None,
    states: Mapping[int, SiagieStatus] | None = None,
) -> list[DueItem]:
    """For the coordinator: registrations to communicate, papers to replace, periods that ended.

    `coordinated` are the facts of the pupils in attention; `calendars` those of their schools and `states` as
    `states_waiting` gives them, where they are read.
    """
    sehos = user.scope.seho_ids(Role.COORDINATOR)
    if not sehos:
        return []
    periods = periods_of(coordinated, today, calendars)
    known = states_waiting(coordinated) if states is None else states
    return [*_registration_items(coordinated, known), *_corrected_items(sehos, today), *_period_items(periods)]


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


# --- corrected files (R25) ---------------------------------------------------------------------------


def _corrected_items(sehos: Iterable[int], today: date) -> Iterator[DueItem]:
    for packet in corrected_packets(sehos, today):
        patient = packet.episode.patient
        text = f"{patient.initials}: las fechas corregidas cambian los documentos que emitió (art. 13.5)"
        url = reverse("convalidation:pupil", args=[patient.pk])
        yield DueItem("corrected", text, url, "Revisar y reemplazar", None, NOW, patient.pk)


def corrected_packets(sehos: Iterable[int], today: date) -> list[Packet]:
    """In force, and with another band or duty to grade than the corrected dates have (R25)."""
    since = datetime.combine(today - timedelta(days=CORRECTED_WITHIN_DAYS), time.min, LIMA)
    valid = Packet.objects.filter(state=PaperState.VALID, purpose__in=(Purpose.RECOGNITION, Purpose.PERIOD))
    mine = Episode.objects.filter(seho_id__in=sehos).order_by().values("pk")
    rows = valid.filter(episode__in=mine, issued_at__gte=since).exclude(band="")
    light = list(rows.order_by("-issued_at").select_related("episode").only(*_LIGHT))
    days = _days_now(light)
    suspects = (packet for packet, now in zip(light, days, strict=True) if now != packet.days_accumulated)
    return [packet for packet in islice(suspects, MOST_LOOKED_AT) if _is_corrected(packet, today)]


_LIGHT = (
    "purpose", "starts_on", "ends_on", "days_accumulated", "window_starts_on", "episode__patient_id",
    "episode__ends_on", "episode__starts_on",
)  # fmt: skip


def _days_now(packets: Sequence[Packet]) -> list[int]:
    """The days in the SEHO that the dates as they are now give, up to the end that the papers would have."""
    patients = {packet.episode.patient_id for packet in packets}
    spans = defaultdict(list)
    shown = ("patient_id", "setting", "starts_on", "ends_on", "first_attended_on")
    for episode in Episode.objects.filter(patient_id__in=patients).only(*shown).order_by():
        spans[episode.patient_id].append(seho_episode(episode))
    found = []
    for packet in packets:
        until = _end_now(packet)
        window = Window(packet.window_starts_on, max(until, packet.window_starts_on), "")
        found.append(seho_days(spans[packet.episode.patient_id], window=window, today=until).days)
    return found


def _end_now(packet: Packet) -> date:
    """That of the episode, but of the papers where they end before it: a period, or a window that went by (R5)."""
    ended = packet.episode.ends_on
    if packet.purpose == Purpose.PERIOD or ended is None or ended.year > packet.ends_on.year:
        return packet.ends_on
    return ended


def _is_corrected(packet: Packet, today: date) -> bool:
    """The whole reading, with stays, certificates and the school's calendar."""
    episode = Episode.objects.select_related("patient", "seho__ugel__region", "seho__hospital").get(
        pk=packet.episode_id
    )
    packet.episode = episode
    until = packet.ends_on if packet.purpose == Purpose.PERIOD else None
    preview = preview_of(
        episode, today, purpose=Purpose(packet.purpose), window_start=packet.window_starts_on, until=until
    )
    return preview.issued == packet and bool(preview.change_words)


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
