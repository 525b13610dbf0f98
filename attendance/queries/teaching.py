"""Sessions as they are counted and offered: the sums of an episode, the last values, the lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, Q, Sum

from attendance.enums import PlanState
from attendance.models import Participation, PlanCompetency, Session
from attendance.queries.competencies import EPISODE_PUPIL, EPISODE_ROWS
from attendance.rules import Slot
from attendance.rules.sessions import TAUGHT
from patients.models import Assignment, Episode
from patients.querysets import HELPERS, TEAM
from seho.accounts.models import Membership, User
from seho.curriculum.models import Competency


@dataclass(frozen=True)
class Summary:
    """What an episode amounts to up to a day: `sessions` attended, their `minutes`, first and last day of them."""

    sessions: int
    minutes: int
    missed: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class LastValues:
    """What this person chose the last time, to be offered again."""

    minutes: int = 45
    kind: str = "LEARNING"
    space: str = "BEDSIDE"
    modality: str = "IN_PERSON"


def attendance_summary(episode: Episode, until: date, since: date = date.min) -> Summary:
    """Sessions held from `since` to `until`, not cancelled (R7: printed beside the days, never instead of them)."""
    rows = Participation.objects.filter(
        episode=episode, session__cancelled_at=None, session__held_on__range=(since, until)
    ).aggregate(
        sessions=Count("pk", filter=Q(attended=True)),
        missed=Count("pk", filter=Q(attended=False)),
        minutes=Sum("session__minutes", filter=Q(attended=True)),
        first=Min("session__held_on", filter=Q(attended=True)),
        last=Max("session__held_on", filter=Q(attended=True)),
    )
    return Summary(rows["sessions"], rows["minutes"] or 0, rows["missed"], rows["first"], rows["last"])


def week_counts(seho_ids: Iterable[int], today: date) -> dict[int, tuple[int, int]]:
    """By service: sessions from Monday to Sunday of this week, and different pupils who took part in them."""
    monday = today - timedelta(days=today.weekday())
    week = Q(held_on__gte=monday, held_on__lte=monday + timedelta(days=6), cancelled_at=None)
    rows = (
        Session.objects.filter(week, seho_id__in=list(seho_ids))
        .values("seho_id")
        .annotate(
            sessions=Count("pk", distinct=True),
            pupils=Count("participations__episode_id", filter=Q(participations__attended=True), distinct=True),
        )
        .order_by()
    )
    return {row["seho_id"]: (row["sessions"], row["pupils"]) for row in rows}


def last_seen(episodes: Iterable[Episode]) -> dict[int, date]:
    """The day of the last session in which each of these took part.

    Their sessions are of their own services: to say so keeps PostgreSQL from reading those of the whole country.
    """
    known = list(episodes)
    mine = Q(episode__in=[episode.pk for episode in known], session__seho__in={episode.seho_id for episode in known})
    rows = (
        Participation.objects.filter(mine, attended=True, session__cancelled_at=None)
        .values("episode_id")
        .annotate(last=Max("session__held_on"))
        .order_by()
    )
    return {row["episode_id"]: row["last"] for row in rows}


def last_values(user: Any, seho_id: int) -> LastValues:
    # By the day, as its index goes: by the key alone PostgreSQL would read back through everybody's sessions.
    mine = Session.objects.filter(created_by_id=user.pk, seho_id=seho_id).order_by("-held_on", "-pk")
    last = mine.values_list("minutes", "kind", "space", "modality").first()
    return LastValues(*last) if last else LastValues()


def teachable(user: Any, today: date, *, recent_days: int = 0) -> Any:
    """Open episodes of the person's services, and those that ended in the last `recent_days`, as a round shows them.

    Volunteers and interns: only those assigned to them today.
    """
    mine = Q(seho_id__in=user.scope.seho_ids(*TEAM))
    helped = user.scope.seho_ids(*HELPERS)
    if helped:
        assigned = Assignment.objects.active_on(today).filter(user_id=user.pk)
        mine |= Q(seho_id__in=helped, pk__in=assigned.values("episode_id"))
    is_current = Q(ends_on=None) | Q(ends_on__gte=today - timedelta(days=recent_days))
    return _with_stays(Episode.objects.filter(mine, is_current).select_related("patient", "seho"))


def ready_for_session(episodes: Any) -> Any:
    """With what the page of a session reads of each pupil: the round, and the competencies of the grade."""
    return _with_stays(episodes.select_related(*EPISODE_PUPIL)).prefetch_related(*EPISODE_ROWS)


def _with_stays(episodes: Any) -> Any:
    return episodes.prefetch_related("patient__stays")


def open_ward(episode: Episode) -> str:
    """Where the open stay says that the pupil lies; at home: nothing."""
    return next((stay.ward for stay in episode.patient.stays.all() if stay.ends_on is None and stay.ward), "")


def goals_of(episodes: Sequence[Episode]) -> dict[int, list[Competency]]:
    """The competencies of the plan in force of each, in its order."""
    rows = PlanCompetency.objects.filter(
        plan_version__state=PlanState.IN_FORCE,
        plan_version__plan__episode_id__in=[episode.pk for episode in episodes],
    )
    pairs = list(rows.order_by("order", "pk").values_list("plan_version__plan__episode_id", "competency_id"))
    competencies = Competency.objects.in_bulk({competency_id for _, competency_id in pairs})
    found: dict[int, list[Competency]] = defaultdict(list)
    for episode_id, competency_id in pairs:
        found[episode_id].append(competencies[competency_id])
    return found


# --- Lists of sessions -------------------------------------------------------------------------


@dataclass(frozen=True)
class SessionFilters:
    """What the address asks for; empty means all."""

    first: date | None = None
    last: date | None = None
    teacher: int | None = None
    space: str = ""
    seho: int | None = None


def sessions_page(user: Any, filters: SessionFilters) -> Any:
    """The same with all that a row shows."""
    return with_people(sessions_found(user, filters))


def sessions_found(user: Any, filters: SessionFilters) -> Any:
    """The sessions that this person may see, the last first."""
    rows = Session.objects.visible_to(user)
    wanted = {
        "held_on__gte": filters.first,
        "held_on__lte": filters.last,
        "space": filters.space or None,
        "seho_id": filters.seho,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if filters.teacher is not None:
        rows = rows.filter(professionals=filters.teacher)
    return rows.order_by("-held_on", "-pk")


def with_people(sessions: Any) -> Any:
    """Sessions with who taught and who took part, loaded."""
    pupils = Participation.objects.select_related("episode__patient", "competency")
    pupils = pupils.order_by("-attended", "episode__patient__search_name", "pk")
    return sessions.select_related("seho", "created_by").prefetch_related(
        "professionals", Prefetch("participations", pupils)
    )


def same_day_slots(session: Session) -> list[Slot]:
    """The other sessions of that day and service, as the rule compares them."""
    others = Session.objects.filter(seho=session.seho_id, held_on=session.held_on, cancelled_at=None)
    return [slot_of(other) for other in with_people(others.exclude(pk=session.pk))]


def slot_of(session: Session) -> Slot:
    """When it was and who was in it: the pupils who took part and who taught."""
    rows = session.participations.all()
    pupils = {(f"pupil-{row.episode_id}", row.episode.patient.initials) for row in rows if row.attended}
    teachers = {(f"{TAUGHT}{person.pk}", str(person)) for person in session.professionals.all()}
    return Slot(session.starts_at, session.minutes, frozenset(pupils | teachers))


def teachers_of(sehos: Any, today: date, *, with_suspended: bool = False) -> Any:
    """Who may teach in these services: team, volunteers and interns with a post today, by surname.

    Helpers whose background is not checked may not (DCF 3.ª); `with_suspended` names them too, who taught before.
    """
    posts = Membership.objects.active_on(today).filter(seho_id__in=sehos, role__in=[*TEAM, *HELPERS])
    if not with_suspended:
        posts = posts.not_suspended_on(today)
    return User.objects.filter(pk__in=posts.values("user_id"), is_active=True).order_by("surnames", "given_names")


# --- A pupil's sessions --------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """The participations of one month, last first, with what they add up to."""

    first: date
    rows: tuple[Participation, ...]
    sessions: int
    minutes: int


@dataclass(frozen=True)
class Worked:
    """How often a competency was worked on; None: sessions without one."""

    competency: Competency | None
    sessions: int
    minutes: int


def months_of(user: Any, episode: Episode) -> list[Month]:
    """The pupil's sessions that this person may see, by month, the last month first; cancelled ones stay out."""
    rows = Participation.objects.visible_to(user).filter(episode=episode, session__cancelled_at=None)
    rows = rows.select_related("session", "competency").prefetch_related("session__professionals")
    months: dict[date, list[Participation]] = defaultdict(list)
    for row in rows.order_by("-session__held_on", "-session_id"):
        months[row.session.held_on.replace(day=1)].append(row)
    return [_month(first, rows) for first, rows in months.items()]


def _month(first: date, rows: list[Participation]) -> Month:
    attended = [row for row in rows if row.attended]
    return Month(first, tuple(rows), len(attended), sum(row.session.minutes for row in attended))


def worked_of(months: Iterable[Month]) -> list[Worked]:
    """By competency, the most worked first."""
    found: dict[Competency | None, list[int]] = defaultdict(list)
    for month in months:
        for row in month.rows:
            if row.attended:
                found[row.competency].append(row.session.minutes)
    worked = [Worked(competency, len(minutes), sum(minutes)) for competency, minutes in found.items()]
    return sorted(
        worked,
        key=lambda one: (one.competency is None, -one.sessions, one.competency and one.competency.number),
    )
