"""Which times in the service qualify for a figure of pupils; of each pupil the last of them stands for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import islice
from typing import NamedTuple

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from attendance.models import Participation
from patients.enums import AuthorizationPurpose
from patients.models import Authorization, Episode
from patients.rules import Days
from seho.panel.indicators.reading import once
from seho.panel.indicators.values import Asked, Measure

# So many rows are asked for by their keys at a time: a database takes no endless list of them.
AT_A_TIME = 5_000


def last_day(asked: Asked) -> date:
    """The last day of the period, or today while it goes on: what changes with time is told as of this day."""
    return min(asked.days.end, asked.today)


def on_last_day(asked: Asked) -> Asked:
    """The same of that day alone: what is asked of the last day of several periods is one question."""
    day = last_day(asked)
    return Asked(asked.seho_ids, Days(day, day), asked.today)


def within(asked: Asked) -> tuple[date, date]:
    """For `__range`: both ends count, and nothing after today."""
    return asked.days.start, last_day(asked)


def one_per_pupil(episodes: QuerySet[Episode]) -> QuerySet[Episode]:
    """The last of each pupil."""
    last = episodes.order_by().values("patient_id").annotate(last=Max("pk"))
    return Episode.objects.filter(pk__in=last.values("last"))


Cohort = Callable[[Asked], QuerySet[Episode]]


def registrations(asked: Asked) -> QuerySet[Episode]:
    """Times that began in the period, but for those that go on in the same service in another setting."""
    begun = Episode.objects.filter(seho_id__in=asked.seho_ids, starts_on__range=within(asked))
    return begun.filter(Q(previous=None) | ~Q(previous__seho_id=F("seho_id")))


def authorisations(asked: Asked) -> QuerySet[Episode]:
    """Of pupils whose family authorised the entry in this service on a day of the period (art. 10.1)."""
    given = _given(asked).filter(seho_id=OuterRef("seho_id"), patient_id=OuterRef("patient_id"))
    return Episode.objects.filter(Exists(given), seho_id__in=asked.seho_ids)


def _given(asked: Asked) -> QuerySet[Authorization]:
    return Authorization.objects.filter(
        purpose=AuthorizationPurpose.ENTRY, granted=True, decided_on__range=within(asked)
    ).order_by()


def authorised(asked: Asked) -> QuerySet[Authorization, tuple[int, int]]:
    """(service, pupil) of the same, from the authorisations: they are fewer than the times of all years."""
    there = Episode.objects.filter(seho_id=OuterRef("seho_id"), patient_id=OuterRef("patient_id"))
    return (
        _given(asked).filter(Exists(there), seho_id__in=asked.seho_ids).values_list("seho_id", "patient_id").distinct()
    )


def taught(asked: Asked) -> QuerySet[Participation]:
    """Who took part in which session of the period; without those that were cancelled."""
    return Participation.objects.filter(
        attended=True,
        session__seho_id__in=asked.seho_ids,
        session__held_on__range=within(asked),
        session__cancelled_at=None,
    ).order_by()


class Taught(NamedTuple):
    """That a pupil took part in sessions of one kind of space."""

    episode_id: int
    seho_id: int
    patient_id: int
    space: str


@once
def who_was_taught(asked: Asked) -> list[Taught]:
    """Each pupil with each space, once. The longest reading of all."""
    spaces = list(taught(asked).values_list("episode_id", "session__space").distinct())
    # Whose times these are is asked once for each, not for each of their sessions.
    whose: dict[int, tuple[int, int]] = {}
    ids = iter({episode_id for episode_id, _ in spaces})
    while chosen := list(islice(ids, AT_A_TIME)):
        rows = Episode.objects.filter(pk__in=chosen).order_by().values_list("pk", "seho_id", "patient_id")
        whose |= {pk: (seho_id, patient_id) for pk, seho_id, patient_id in rows}
    return [Taught(episode_id, *whose[episode_id], space) for episode_id, space in spaces]


def attended(asked: Asked) -> QuerySet[Episode]:
    """With at least one session."""
    return Episode.objects.filter(pk__in=taught(asked).values("episode_id"))


def in_attention(asked: Asked) -> QuerySet[Episode]:
    """On the last day of the period; the day of the egress still counts (R1)."""
    day = last_day(asked)
    episodes = Episode.objects.filter(seho_id__in=asked.seho_ids, starts_on__lte=day)
    return episodes.filter(Q(ends_on=None) | Q(ends_on__gte=day))


def each_pupil_of(cohort: Cohort) -> Cohort:
    """The list behind a figure of pupils: the last time in the service of each."""
    return lambda asked: one_per_pupil(cohort(asked))


def count(number: int) -> Measure:
    return Measure(float(number), number)


def median_of(values: Iterable[int]) -> Measure:
    ordered = sorted(values)
    if not ordered:
        return Measure(None, 0)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return Measure(float(median), len(ordered))


def by_service(asked: Asked, measures: Mapping[str, Mapping[int, Measure]]) -> dict[int, dict[str, Measure]]:
    """Measures by key and service, turned round; who has none of a count has 0."""
    found: dict[int, dict[str, Measure]] = {seho_id: {} for seho_id in asked.seho_ids}
    for key, of_services in measures.items():
        for seho_id in asked.seho_ids:
            found[seho_id][key] = of_services.get(seho_id, count(0))
    return found


def pupils(rows: Iterable[tuple[int, int]]) -> tuple[Measure, dict[int, Measure]]:
    """How many pupils, of (service, pupil): each once in the whole, and once in each service."""
    persons: dict[int, set[int]] = defaultdict(set)
    for seho_id, patient_id in rows:
        persons[seho_id].add(patient_id)
    everybody: set[int] = set().union(*persons.values())
    return count(len(everybody)), {seho_id: count(len(persons[seho_id])) for seho_id in persons}
