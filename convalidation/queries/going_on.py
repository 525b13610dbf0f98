"""The returns that nobody closed, read at once for what is due in them and for their figures (art. 15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet

from convalidation.enums import ReturnOutcome
from convalidation.models import FollowUp, Incident, Return
from convalidation.queries.returns import later_starts
from convalidation.rules.returning import ReturnFacts, Step, steps


@dataclass(frozen=True)
class GoingOn:
    """One of them, as of `today`; `names` are surnames and given names of the pupil, as the file has them."""

    pk: int
    seho_id: int
    school_id: int
    patient_id: int
    names: tuple[str, str, str]
    facts: ReturnFacts
    today: date

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps(self.facts, self.today)

    @property
    def is_late(self) -> bool:
        return any(step.is_late for step in self.steps)


@dataclass(frozen=True)
class ReturnFigures:
    """Of one service, or of several added up. `satisfactory` are those of this calendar year."""

    going_on: int = 0
    late: int = 0
    with_incidents: int = 0
    satisfactory: int = 0

    def __add__(self, other: ReturnFigures) -> ReturnFigures:
        return ReturnFigures(
            self.going_on + other.going_on, self.late + other.late, self.with_incidents + other.with_incidents,
            self.satisfactory + other.satisfactory,
        )  # fmt: skip


def going_on_for(user: Any, today: date) -> list[GoingOn]:
    """Those that this person sees, from the oldest egress on."""
    return _read(Return.objects.going_on_for(user), today)


def going_on_in(seho_ids: Iterable[int], today: date) -> list[GoingOn]:
    return _read(Return.objects.filter(closed_on=None, episode__seho_id__in=list(seho_ids)), today)


def return_figures(
    seho_ids: Iterable[int], today: date, going_on: Iterable[GoingOn] | None = None
) -> dict[int, ReturnFigures]:
    """By service; one without returns has none. `going_on` holds those of all of them, where they are read."""
    ids = frozenset(seho_ids)
    year = Return.objects.filter(
        episode__seho_id__in=ids, closed_on__year=today.year, outcome=ReturnOutcome.SATISFACTORY
    )
    found: dict[int, ReturnFigures] = defaultdict(ReturnFigures)
    for seho_id, count in year.order_by().values_list("episode__seho_id").annotate(Count("pk")):
        found[seho_id] += ReturnFigures(satisfactory=count)
    for one in going_on_in(ids, today) if going_on is None else going_on:
        if one.seho_id in ids:
            found[one.seho_id] += ReturnFigures(1, int(one.is_late), int(bool(one.facts.open_incidents)))
    return dict(found)


_COLUMNS = (
    "pk", "episode__seho_id", "school_id", "episode__patient_id", "episode__patient__paternal_surname",
    "episode__patient__maternal_surname", "episode__patient__given_names", "episode__ends_on", "episode__starts_on",
    "starts_on", "agreed_on", "readmitted_on",
)  # fmt: skip


def _read(returns: QuerySet[Return], today: date) -> list[GoingOn]:
    """Three queries, however many they are."""
    rows = returns.annotate(readmitted_on=later_starts("episode__")).order_by("episode__ends_on", "pk")
    found = list(rows.values_list(*_COLUMNS))
    keys = [row[0] for row in found]
    done: dict[int, dict[int, date]] = defaultdict(dict)
    for key, day, done_on in FollowUp.objects.filter(school_return__in=keys).order_by().values_list(
        "school_return_id", "day", "done_on"
    ):  # fmt: skip
        done[key][day] = done_on
    incidents: dict[int, list[date]] = defaultdict(list)
    unresolved = Incident.objects.filter(school_return__in=keys, resolved_on=None).order_by("happened_on", "pk")
    for key, happened_on in unresolved.values_list("school_return_id", "happened_on"):
        incidents[key].append(happened_on)
    return [
        GoingOn(
            pk=pk,
            seho_id=seho_id,
            school_id=school_id,
            patient_id=patient_id,
            names=(paternal, maternal, given),
            facts=ReturnFacts(
                ended_on=ends_on or began_on,
                starts_on=starts_on,
                agreed_on=agreed_on,
                done=done.get(pk, {}),
                open_incidents=tuple(incidents.get(pk, ())),
                readmitted_on=readmitted_on,
            ),
            today=today,
        )
        for pk, seho_id, school_id, patient_id, paternal, maternal, given, ends_on, began_on, starts_on, agreed_on,
        readmitted_on in found
    ]  # fmt: skip
