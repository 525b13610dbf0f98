"""The round of the day: who is met where, in the order in which a person walks, and what to mind and to do there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse

from attendance.models import Precaution, RoundStop, Work
from attendance.queries.competencies import EPISODE_ROWS
from attendance.queries.due import due_for
from attendance.queries.teaching import goals_of, last_seen, open_ward, teachable
from attendance.rules import ADVICE, Spot, days_unseen, spot_of, stop_order, walking_key
from attendance.rules.rounds import is_portfolio_waited_for
from attendance.rules.sessions import UNSEEN_DAYS
from patients.due import LATER, DueItem
from patients.models import Episode
from patients.queries import age_text, enrollment_on
from patients.querysets import TEAM
from seho.curriculum.models import Competency
from seho.network.models import Seho


@dataclass(frozen=True)
class Care:
    """One precaution as it is read before entering."""

    kind: str
    label: str
    icon: str
    instruction: str
    until: date | None


@dataclass(frozen=True)
class RoundPupil:
    """One pupil of the day's round. `unseen` counts days since the last session, or since the registration.

    `ward` is where the open stay says that the pupil lies, without the `bed`; `spot` the stop of the round: the ward
    or, when there is none, a space. `goals` are the competencies of the plan in force; the first one is offered when
    a session is logged. `age` and `school_grade` are in words; `due` is filled by `with_due`.
    """

    episode: Episode
    ward: str
    last_seen: date | None
    unseen: int
    goals: tuple[Competency, ...]
    bed: str
    spot: Spot
    age: str
    school_grade: str
    care: tuple[Care, ...]
    due: tuple[DueItem, ...] = ()

    @property
    def is_unseen(self) -> bool:
        """Nobody attended the pupil for longer than is usual."""
        return self.unseen > UNSEEN_DAYS


@dataclass(frozen=True)
class RoundGroup:
    """The pupils who are met at one stop."""

    name: str
    key: str
    pupils: tuple[RoundPupil, ...]


def round_of(user: Any, today: date) -> list[RoundPupil]:
    """The pupils in attention that this person teaches: by service, ward or space, and bed."""
    return round_pupils(teachable(user, today), today)


def round_pupils(episodes: Iterable[Episode], today: date) -> list[RoundPupil]:
    """These episodes as a round shows them, in the order in which a person walks."""
    episodes = list(episodes)
    prefetch_related_objects(episodes, *EPISODE_ROWS)
    seen, goals, care = last_seen(episodes), goals_of(episodes), care_of(episodes, today)
    stops = stop_keys({episode.seho_id for episode in episodes})
    pupils = [
        _round_pupil(episode, seen.get(episode.pk), tuple(goals.get(episode.pk, ())), care.get(episode.pk, ()), today)
        for episode in episodes
    ]
    return sorted(pupils, key=lambda one: _walking_order(one, stops))


def _round_pupil(
    episode: Episode, seen: date | None, goals: tuple[Competency, ...], care: tuple[Care, ...], today: date
) -> RoundPupil:
    patient, ward = episode.patient, open_ward(episode)
    spot = spot_of(ward, episode.setting)
    enrollment = enrollment_on(patient, min(today, episode.ends_on or today))
    return RoundPupil(
        episode=episode,
        ward=spot.stop if ward and episode.setting != "HOME" else "",
        last_seen=seen,
        unseen=days_unseen(seen, since=episode.starts_on, today=today),
        goals=goals,
        bed=spot.bed,
        spot=spot,
        age=age_text(patient.birth_date, today),
        school_grade=str(enrollment.school_grade) if enrollment else "",
        care=care,
    )


def _walking_order(pupil: RoundPupil, stops: dict[int, list[str]]) -> tuple[Any, ...]:
    seho_id = pupil.episode.seho_id
    return (
        seho_id,
        stop_order(stops.get(seho_id, ()), pupil.spot.key),
        pupil.bed == "",
        walking_key(pupil.bed),
        pupil.episode.patient.search_name,
        pupil.episode.pk,
    )


def by_service(pupils: Sequence[RoundPupil]) -> list[tuple[Seho, list[RoundGroup]]]:
    """Of a round in its order: each service with its stops."""
    return [(seho, groups_of(list(own))) for seho, own in groupby(pupils, key=lambda one: one.episode.seho)]


def groups_of(pupils: Sequence[RoundPupil]) -> list[RoundGroup]:
    """A stop bears its name as the first stay there writes it."""
    groups = []
    for key, met in groupby(pupils, key=lambda one: one.spot.key):
        own = tuple(met)
        groups.append(RoundGroup(own[0].spot.stop, key, own))
    return groups


def with_due(pupils: Iterable[RoundPupil], user: Any, today: date) -> list[RoundPupil]:
    """The same with what the teaching owes each, the most urgent first; how long not seen the round says itself."""
    pupils = list(pupils)
    found: dict[int, list[DueItem]] = defaultdict(list)
    for item in sorted([*due_for(user, today), *_first_works(pupils, user, today)], key=lambda item: item.sort_key):
        if item.patient_id is not None and item.kind != "unseen":
            found[item.patient_id].append(item)
    return [replace(pupil, due=tuple(found[pupil.episode.patient_id])) for pupil in pupils]


def _first_works(pupils: Sequence[RoundPupil], user: Any, today: date) -> list[DueItem]:
    """Of the team's pupils, whose portfolio is still empty after some days (art. 12); said in the round alone."""
    sehos = user.scope.seho_ids(*TEAM)
    waiting = [
        one.episode
        for one in pupils
        if one.episode.seho_id in sehos and is_portfolio_waited_for(one.episode.starts_on, today=today)
    ]
    begun = set(
        Work.objects.filter(episode__in=waiting, removed_at=None).order_by().values_list("episode_id", flat=True)
    )
    return [
        DueItem(
            kind="first_work",
            text=f"{episode.patient.initials}: su portafolio todavía no tiene trabajos",
            url=reverse("attendance:work_new", args=[episode.patient_id]),
            act_label="Primer trabajo",
            due_on=None,
            urgency=LATER,
            patient_id=episode.patient_id,
        )
        for episode in waiting
        if episode.pk not in begun
    ]


def stop_keys(sehos: Iterable[int]) -> dict[int, list[str]]:
    """By service, the stops that its team put in order."""
    found: dict[int, list[str]] = defaultdict(list)
    for seho_id, key in RoundStop.objects.filter(seho_id__in=list(sehos)).values_list("seho_id", "key"):
        found[seho_id].append(key)
    return found


def care_of(episodes: Iterable[Episode], today: date) -> dict[int, tuple[Care, ...]]:
    """What to mind before entering, by episode; for whoever teaches these pupils."""
    rows = Precaution.objects.in_force_on(today).filter(episode__in=[episode.pk for episode in episodes])
    found: dict[int, list[Care]] = defaultdict(list)
    for row in rows:
        found[row.episode_id].append(told(row))
    order = {kind.value: place for place, kind in enumerate(ADVICE)}
    return {pk: tuple(sorted(care, key=lambda one: order[one.kind])) for pk, care in found.items()}


def told(row: Precaution) -> Care:
    advice = ADVICE[row.kind]  # type: ignore[index]  # a text choice is its own text
    return Care(row.kind, row.get_kind_display(), advice.icon, advice.instruction, row.until)


@dataclass(frozen=True)
class Stop:
    """One stop of a service on the page that orders them; `pupils` are met there now."""

    key: str
    name: str
    pupils: int


def stops_of(seho: Seho, episodes: Any, today: date) -> list[Stop]:
    """All stops of the service in the order of the round: those in order, also when nobody is there, then the rest."""
    groups = {group.key: group for group in groups_of(round_pupils(episodes, today))}
    ordered = {row.key: row.name for row in RoundStop.objects.filter(seho=seho)}
    names = {**ordered, **{key: group.name for key, group in groups.items()}}
    keys = sorted(names, key=lambda key: stop_order(list(ordered), key))
    return [Stop(key, names[key], len(groups[key].pupils) if key in groups else 0) for key in keys]
