"""The returns to school: what is known of each, and their list (art. 14, 15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from convalidation.enums import PaperState, Purpose
from convalidation.models import FollowUp, Incident, Packet, Recognition, Return, ReturnReport
from convalidation.queries.lists import my_episodes
from convalidation.rules.returning import (
    INCIDENT_WITHIN_DAYS,
    MILESTONES,
    PLAN_WITHIN_DAYS,
    WITHOUT_RETURN,
    ReturnFacts,
    Step,
    is_late,
    next_step,
)
from patients.enums import Setting
from patients.models import Enrollment, Episode
from seho.accounts.enums import Role
from seho.paging import CountedPaginator
from seho.text import plural, search_key

PAGE_SIZE = 25
# Who left longer ago is opened from the pupil's page; a list of what waits shows no history.
OPEN_WITHIN_DAYS = 120
TO_OPEN, GOING_ON, LATE_ONES, WITH_INCIDENTS, CLOSED = (
    "por-abrir", "en-curso", "con-atraso", "con-incidencias", "cerrados",
)  # fmt: skip
RETURN_STATES = (
    (GOING_ON, "En curso"),
    (TO_OPEN, "Por abrir"),
    (LATE_ONES, "Con atraso"),
    (WITH_INCIDENTS, "Con incidencias"),
    (CLOSED, "Cerrados"),
)
_TOLD = ("told_guardian_on", "told_director_on", "written_guardian_on", "written_director_on")


@dataclass(frozen=True)
class ReturnRow:
    """A return in the list, with what is next in it (None: it is closed)."""

    row: Return
    step: Step | None
    is_late: bool
    open_incidents: int

    @property
    def incident_words(self) -> str:
        return plural(self.open_incidents, "incidencia", "incidencias")


@dataclass(frozen=True)
class ToOpen:
    """An egress without its return."""

    episode: Episode
    school: str
    due_on: date
    is_late: bool


# --- Facts --------------------------------------------------------------------------------------


def with_facts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Returns with what `facts_of` reads: two queries more, however many they are."""
    rows = rows.select_related("episode__patient", "episode__seho", "school").annotate(readmitted_on=_READMITTED)
    rows = rows.defer("hopes", "fears")
    return rows.prefetch_related("follow_ups", "incidents")


def facts_of(row: Return, *, is_told: bool = True, is_recognised: bool | None = None) -> ReturnFacts:
    """Of a row of `with_facts`."""
    readmitted_on: date | None = getattr(row, "readmitted_on")  # noqa: B009  # an annotation
    return ReturnFacts(
        ended_on=row.episode.ends_on or row.episode.starts_on,
        starts_on=row.starts_on,
        agreed_on=row.agreed_on,
        done={one.day: one.done_on for one in row.follow_ups.all()},
        open_incidents=tuple(one.happened_on for one in row.incidents.all() if one.resolved_on is None),
        readmitted_on=readmitted_on,
        closed_on=row.closed_on,
        is_told=is_told,
        is_recognised=is_recognised,
    )


def return_facts(school_return: Return) -> ReturnFacts:
    """All that the rules ask of one return, read anew, with the report of art. 14.1 and what the school answered."""
    row = with_facts(Return.objects.filter(pk=school_return.pk)).get()
    report = ReturnReport.objects.filter(episode=row.episode_id).values_list(*_TOLD).first()
    return facts_of(row, is_told=bool(report and all(report)), is_recognised=_is_recognised(row.episode))


def _is_recognised(episode: Episode) -> bool | None:
    """Whether the school answered on every packet that asks for it; None where none does."""
    answers = Recognition.objects.filter(packet=OuterRef("pk")).order_by().values("pk")[:1]
    asking = Packet.objects.filter(
        episode=episode, state=PaperState.VALID, purpose__in=(Purpose.RECOGNITION, Purpose.PERIOD)
    ).exclude(band="")
    found = list(asking.order_by().annotate(answer=Subquery(answers)).values_list("answer", flat=True))
    return all(found) if found else None


def later_start(episode: Episode) -> date | None:
    """The first day of a later time of the pupil in a SEHO: then this egress was not the last one."""
    later = Episode.objects.filter(patient=episode.patient_id, starts_on__gte=episode.ends_on).exclude(pk=episode.pk)
    found: date | None = later.exclude(setting=Setting.UNTYPED).order_by("starts_on").values_list(
        "starts_on", flat=True
    ).first()  # fmt: skip
    return found


def later_starts(episode: str) -> Subquery:
    """The same for many rows, whose time in the service stands at `episode` ("" or "episode__")."""
    key = OuterRef(f"{episode}pk" if episode else "pk")
    later = Episode.objects.filter(patient=OuterRef(f"{episode}patient"), starts_on__gte=OuterRef(f"{episode}ends_on"))
    return Subquery(
        later.exclude(pk=key).exclude(setting=Setting.UNTYPED).order_by("starts_on").values("starts_on")[:1]
    )


_READMITTED = later_starts("episode__")


# --- Lists --------------------------------------------------------------------------------------


def returns_to_open(user: Any, today: date, *, within: int | None = OPEN_WITHIN_DAYS) -> QuerySet[Episode]:
    """Egresses of the last days (None: whenever) that are followed by a return which nobody opened yet.

    Team and UGEL see those of their services; a UGEL specialist and a director also those of who is enrolled there.
    """
    ended = Episode.objects.filter(ends_on__lte=today, school_return=None)
    if within is not None:
        ended = ended.filter(ends_on__gte=today - timedelta(days=within))
    ended = ended.exclude(end_reason__in=WITHOUT_RETURN).exclude(setting=Setting.UNTYPED)
    ended = ended.alias(later=later_starts("")).filter(later=None)
    return ended.filter(Q(pk__in=my_episodes(user).values("pk")) | enrolled_with(user))


def enrolled_with(user: Any) -> Q:
    """Times in whatever service of the pupils whose present school this person leads, or supervises from its UGEL."""
    scope = user.scope
    schools = Q(school_id__in=scope.school_ids(Role.DIRECTOR))
    if ugels := scope.ugel_ids(Role.UGEL_SPECIALIST):
        schools |= Q(school__ugel_id__in=ugels)
    enrolled = Enrollment.objects.filter(schools, ends_on=None)
    return Q(patient_id__in=enrolled.order_by().values("patient_id"))


def counts(user: Any, today: date, text: str, *, with_closed: bool = False) -> dict[str, int]:
    """How many there are of each state under the same search; the closed ones, of all years, only where they are shown.

    What goes on is read in a query, what is to be opened in another.
    """
    waiting = _with_words(returns_to_open(user, today), "patient__", text).count()
    closed = {CLOSED: _seen(user, CLOSED, text).filter(_CLOSED).count()} if with_closed else {}
    states = _states(today)
    found = _seen(user, GOING_ON, text).alias(**_computed()).aggregate(
        **{name.replace("-", "_"): Count("pk", filter=condition) for name, condition in states.items()}
    )  # fmt: skip
    return {TO_OPEN: waiting, **dict(zip(states, found.values(), strict=True)), **closed}


def state_asked(asked: Mapping[str, str]) -> str:
    """The one that the address names; those going on when it names none of ours."""
    state = asked.get("estado", "")
    return state if state in dict(RETURN_STATES) else GOING_ON


def to_open_page(user: Any, today: date, *, text: str, page: str, total: int) -> Page[Any]:
    found: Page[Any] = CountedPaginator(_with_school(to_open_found(user, today, text)), PAGE_SIZE, total).get_page(page)
    found.object_list = [_to_open(episode, today) for episode in found.object_list]
    return found


def to_open_found(user: Any, today: date, text: str) -> QuerySet[Episode]:
    """The oldest egress first."""
    return _with_words(returns_to_open(user, today), "patient__", text).order_by("ends_on", "pk")


def to_open_rows(episodes: QuerySet[Episode], today: date) -> list[ToOpen]:
    return [_to_open(episode, today) for episode in _with_school(episodes)]


def _with_school(episodes: QuerySet[Episode]) -> QuerySet[Any]:
    return episodes.select_related("patient", "seho").annotate(school_name=_SCHOOL)


def _to_open(episode: Any, today: date) -> ToOpen:
    due_on = episode.ends_on + timedelta(days=PLAN_WITHIN_DAYS)
    return ToOpen(episode, episode.school_name or "", due_on, today > due_on)


def returns_page(user: Any, state: str, today: date, *, text: str, page: str, total: int) -> Page[Any]:
    rows = with_facts(returns_found(user, state, today, text))
    found: Page[Any] = CountedPaginator(rows, PAGE_SIZE, total).get_page(page)
    found.object_list = [_return_row(row, today) for row in found.object_list]
    return found


def returns_found(user: Any, state: str, today: date, text: str) -> QuerySet[Return]:
    """The open ones from the oldest egress on, the closed ones from the last one on."""
    rows = _seen(user, state, text)
    if state == CLOSED:
        return rows.filter(_CLOSED).order_by("-closed_on", "-pk")
    return rows.alias(**_computed()).filter(_states(today)[state]).order_by("episode__ends_on", "pk")


def _seen(user: Any, state: str, text: str) -> QuerySet[Return]:
    """Those among which the ones of this state are: what goes on is looked for among the open ones alone."""
    rows = Return.objects
    seen = rows.visible_to(user) if state == CLOSED else rows.going_on_for(user)
    return _with_words(seen, "episode__patient__", text).order_by()


def return_rows(returns: QuerySet[Return], today: date) -> list[ReturnRow]:
    return [_return_row(row, today) for row in with_facts(returns)]


def _return_row(row: Return, today: date) -> ReturnRow:
    facts = facts_of(row)
    return ReturnRow(row, next_step(facts, today), is_late(facts, today), len(facts.open_incidents))


_SCHOOL = Subquery(
    Enrollment.objects.filter(patient=OuterRef("patient_id")).order_by("-starts_on", "-pk").values("school__name")[:1]
)


def _computed() -> dict[str, Any]:
    """What the conditions of `_states` read beside the row's own columns."""
    done = FollowUp.objects.filter(school_return=OuterRef("pk")).order_by("-day")
    unresolved = Incident.objects.filter(school_return=OuterRef("pk"), resolved_on=None).order_by("happened_on")
    return {
        "last_done": Coalesce(Subquery(done.values("day")[:1]), 0),
        "oldest_incident": Subquery(unresolved.values("happened_on")[:1]),
        "later": _READMITTED,
    }


def _states(today: date) -> dict[str, Q]:
    """Of those going on, over `_computed`; a test holds what is late to `rules.returning.is_late`."""
    return {
        GOING_ON: Q(closed_on=None),
        LATE_ONES: Q(later=None) & _late(today),
        WITH_INCIDENTS: Q(oldest_incident__isnull=False),
    }


_CLOSED = Q(closed_on__isnull=False)


def _late(today: date) -> Q:
    ended_before = today - timedelta(days=PLAN_WITHIN_DAYS)
    late = (Q(agreed_on=None) | Q(starts_on=None)) & Q(episode__ends_on__lt=ended_before)
    late |= Q(oldest_incident__lt=today - timedelta(days=INCIDENT_WITHIN_DAYS))
    for last, following in zip((0, *MILESTONES), MILESTONES, strict=False):
        late |= Q(last_done=last, starts_on__lt=today - timedelta(days=following))
    return late


def _with_words(rows: QuerySet[Any], path: str, text: str) -> QuerySet[Any]:
    """By the pupil's names."""
    for word in search_key(text).split()[:6]:
        name = f"{path}search_name__"
        rows = rows.filter(Q(**{f"{name}startswith": word}) | Q(**{f"{name}contains": f" {word}"}))
    return rows
