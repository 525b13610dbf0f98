"""What the papers owe today, for "Hoy"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from convalidation.models import Packet
from convalidation.queries.batches import jobs_told
from convalidation.queries.due.answers import answers_due
from convalidation.queries.due.corrected import corrected_due
from convalidation.queries.due.delivery import links_due
from convalidation.queries.due.egress import egress_due
from convalidation.queries.due.in_force import in_force
from convalidation.queries.due.issuing import issuing_due
from convalidation.queries.due.preparing import preparing_due
from convalidation.queries.due.returning import returns_due
from convalidation.queries.due.unanswered import ACKNOWLEDGE_AFTER_DAYS, RECOGNISE_AFTER_DAYS, unanswered_due
from convalidation.queries.going_on import GoingOn
from convalidation.queries.lists import silent, undecided
from convalidation.queries.owed import episodes_owing_papers
from patients.due import LATE, NOW, SOON, DueItem
from patients.models import Episode, SiagieStatus
from patients.queries import PupilFacts, facts_in_attention
from patients.querysets import HEALTH_READERS
from seho.accounts.enums import Role
from seho.clock import lima_date
from seho.curriculum.queries import CalendarBook

MOST = 200


def due_for(
    user: Any,
    today: date,
    owing: Iterable[Episode] | None = None,
    in_attention: Sequence[PupilFacts] | None = None,
    calendars: CalendarBook | None = None,
    states: Mapping[int, SiagieStatus] | None = None,
    going_on: Sequence[GoingOn] | None = None,
) -> list[DueItem]:
    """For the coordinator what is owed and what no school answers; for a director what waits for an answer.

    Where the caller has read it already: `owing` as `owing_in` gives it, `in_attention` the facts of the person's
    services, `calendars` those of their schools, `states` as `states_waiting` does, `going_on` as `going_on_for` does.
    """
    items: list[DueItem] = []
    sehos = user.scope.seho_ids(Role.COORDINATOR)
    if sehos:
        packets = in_force(sehos, today)
        items += unanswered_due(packets, today)
        items += corrected_due(packets, today)
        items += links_due(sehos, today)
    if own := user.scope.seho_ids(*HEALTH_READERS):
        items += egress_due(own, sehos, owing_in(sehos, today) if owing is None else owing, today)
    if schools := user.scope.school_ids(Role.DIRECTOR):
        items += _director_items(Packet.objects.filter(school_id__in=schools), today)
    pupils = facts_in_attention(sehos, today) if in_attention is None else in_attention
    coordinated = [facts for facts in pupils if facts.episode is not None and facts.episode.seho_id in sehos]
    items += issuing_due(user, today, coordinated, calendars, states)
    items += answers_due(user, today, coordinated)
    items += returns_due(user, today, going_on)
    items += preparing_due(user, today)
    items += jobs_told(user)
    return sorted(items, key=lambda item: item.sort_key)


def owing_in(sehos: Iterable[int], today: date) -> list[Episode]:
    """The times in these services whose papers are owed, with who the pupil is, the oldest first."""
    episodes = episodes_owing_papers(today).filter(seho_id__in=sehos).select_related("patient")
    return list(episodes.only("seho_id", "starts_on", "ends_on", *_named("patient")).order_by("ends_on", "pk"))


def _director_items(packets: QuerySet[Packet], today: date) -> list[DueItem]:
    arrived, answer = "Llegaron los documentos de {} del SEHO", "Falta decir qué se reconoce a {} (art. 13.5)"
    waiting = (
        (silent(packets), ACKNOWLEDGE_AFTER_DAYS, arrived, "Recibir", "to_acknowledge", NOW),
        (undecided(packets), RECOGNISE_AFTER_DAYS, answer, "Reconocer", "to_recognise", SOON),
    )
    items: list[DueItem] = []
    for found, days, words, act, kind, urgency in waiting:
        for packet in _oldest(found):
            due_on = lima_date(packet.issued_at) + timedelta(days=days)
            patient = packet.episode.patient
            text, url = words.format(patient), packet.get_absolute_url()
            items.append(DueItem(kind, text, url, act, due_on, LATE if today > due_on else urgency, patient.pk))
    return items


def _oldest(packets: QuerySet[Any]) -> QuerySet[Any]:
    rows = packets.select_related("episode__patient").only("issued_at", *_named("episode__patient"))
    return rows.order_by("issued_at", "pk")[:MOST]


def _named(path: str) -> list[str]:
    """The columns that tell who a pupil is: a list of things due shows nothing else of a file."""
    return [f"{path}_id", *(f"{path}__{name}" for name in ("paternal_surname", "maternal_surname", "given_names"))]
