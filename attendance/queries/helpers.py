"""Volunteers and interns as their pages show them: posts, tasks, hours day by day and week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q

from attendance.models import HelperCertificate, HelperEntry, HelperTask, HelperWeek, Session
from attendance.rules.helpers import Piece, PieceKind, day_minutes, monday_of, passes_the_week
from patients.models import Assignment, Episode, Patient
from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.models import Membership, User
from seho.accounts.rules import Background

# Whoever left is still shown for so long, to confirm the last hours and to certify them.
SHOWN_AFTER_DAYS = 180
# So many weeks back hours are shown and confirmed.
WEEKS_BACK = 26
WEEKS_ON_LIST = 8

Key = tuple[int, int]  # service and helper


# --- hours ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HourLine:
    """One thing that a helper did; `entry` when it is one that they wrote down and may take back."""

    day: date
    piece: Piece
    label: str
    entry: HelperEntry | None = None

    @property
    def minutes(self) -> int:
        return self.piece.minutes

    @property
    def starts_at(self) -> time | None:
        return self.piece.starts_at


@dataclass(frozen=True)
class WeekHours:
    """A week of one helper: what was done, what it adds up to, and what the coordinator confirmed of it."""

    monday: date
    lines: tuple[HourLine, ...]
    counted: int
    confirmed: HelperWeek | None
    is_closed: bool
    is_intern: bool

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def has_changed(self) -> bool:
        """Something was logged, corrected or cancelled after it was confirmed."""
        return self.confirmed is not None and self.confirmed.counted != self.counted

    @property
    def awaits(self) -> bool:
        return not self.is_closed and (self.has_changed or (self.confirmed is None and self.counted > 0))

    @property
    def passes(self) -> bool:
        return passes_the_week(self.counted, is_intern=self.is_intern)


@dataclass(frozen=True)
class MonthHours:
    """The weeks that begin in a month, last first."""

    first: date
    weeks: tuple[WeekHours, ...]

    @property
    def counted(self) -> int:
        return sum(week.counted for week in self.weeks)

    @property
    def confirmed(self) -> int:
        return sum(week.confirmed.minutes for week in self.weeks if week.confirmed)


def hours_of(
    seho_ids: Collection[int], helper_ids: Collection[int], first: date, last: date
) -> dict[Key, list[HourLine]]:
    """What these people did in these services from `first` to `last`, by day; three queries."""
    found: dict[Key, list[HourLine]] = defaultdict(list)
    sessions = _session_lines(seho_ids, helper_ids, first, last, found)
    _task_lines(seho_ids, helper_ids, first, last, found, sessions)
    entries = HelperEntry.objects.filter(
        seho__in=seho_ids, helper__in=helper_ids, held_on__range=(first, last), withdrawn_at=None
    )
    for entry in entries.order_by("held_on", "pk"):
        piece = Piece(PieceKind.ENTRY, entry.minutes, entry.starts_at)
        line = HourLine(entry.held_on, piece, entry.what or "Horas anotadas", entry)
        found[entry.seho_id, entry.helper_id].append(line)
    for lines in found.values():
        lines.sort(key=lambda line: (line.day, line.starts_at or time.max))
    return found


def _session_lines(
    seho_ids: Collection[int], helper_ids: Collection[int], first: date, last: date, found: dict[Key, list[HourLine]]
) -> set[tuple[int, int]]:
    """Adds them to `found`; answers which session each helper taught."""
    taught = Session.objects.filter(
        seho__in=seho_ids, professionals__in=helper_ids, held_on__range=(first, last), cancelled_at=None
    ).annotate(taught_by=F("professionals"))
    sessions = set()
    for session in taught.order_by("held_on", "pk"):
        piece = Piece(PieceKind.SESSION, session.minutes, session.starts_at)
        label = f"Sesión: {session.title or session.get_kind_display()}"
        found[session.seho_id, session.taught_by].append(HourLine(session.held_on, piece, label))
        sessions.add((session.pk, session.taught_by))
    return sessions


def _task_lines(
    seho_ids: Collection[int], helper_ids: Collection[int], first: date, last: date,
    found: dict[Key, list[HourLine]], sessions: set[tuple[int, int]],
) -> None:  # fmt: skip
    done = HelperTask.objects.filter(seho__in=seho_ids, done_by__in=helper_ids, done_on__range=(first, last))
    for task in done.order_by("done_on", "pk"):
        assert task.done_on is not None
        assert task.done_by_id is not None
        in_session = (task.session_id, task.done_by_id) in sessions
        piece = Piece(PieceKind.TASK, task.minutes or 0, in_session=in_session)
        label = "Tarea con una o un estudiante" if task.episode_id else f"Tarea: {task.what}"
        found[task.seho_id, task.done_by_id].append(HourLine(task.done_on, piece, label))


def counted_minutes(lines: Iterable[HourLine]) -> int:
    """The minutes of these days, each minute once."""
    days: dict[date, list[Piece]] = defaultdict(list)
    for line in lines:
        days[line.day].append(line.piece)
    return sum(day_minutes(pieces) for pieces in days.values())


def week_minutes(seho_id: int, helper_id: int, monday: date) -> int:
    """What the week adds up to as it stands."""
    found = hours_of([seho_id], [helper_id], monday, monday + timedelta(days=6))
    return counted_minutes(found.get((seho_id, helper_id), []))


def closed_mondays(seho_id: int, helper_id: int, mondays: Iterable[date]) -> set[date]:
    """Weeks that a certificate in force covers: their hours change no more."""
    issued = HelperCertificate.objects.filter(seho=seho_id, helper=helper_id, annulled_at=None)
    spans = list(issued.values_list("starts_on", "ends_on"))
    return {
        monday for monday in mondays for start, end in spans if start <= monday + timedelta(days=6) and monday <= end
    }


def weeks_of(post: Membership, today: date) -> list[WeekHours]:
    """The last weeks in which this helper did something or was confirmed something, last first."""
    assert post.seho_id is not None
    first = monday_of(today) - timedelta(weeks=WEEKS_BACK - 1)
    lines = hours_of([post.seho_id], [post.user_id], first, today).get((post.seho_id, post.user_id), [])
    rows = HelperWeek.objects.filter(seho=post.seho_id, helper=post.user_id, monday__gte=first)
    confirmed = {row.monday: row for row in rows.select_related("confirmed_by")}
    by_week = {monday: list(same) for monday, same in groupby(lines, key=lambda line: monday_of(line.day))}
    mondays = sorted(set(confirmed) | set(by_week), reverse=True)
    closed = closed_mondays(post.seho_id, post.user_id, mondays)
    return [
        WeekHours(
            monday, tuple(by_week.get(monday, ())), counted_minutes(by_week.get(monday, ())), confirmed.get(monday),
            monday in closed, post.role == Role.INTERN,
        )
        for monday in mondays
    ]  # fmt: skip


def months_of_weeks(weeks: Iterable[WeekHours]) -> list[MonthHours]:
    return [
        MonthHours(first, tuple(same)) for first, same in groupby(weeks, key=lambda week: week.monday.replace(day=1))
    ]


def confirmed_weeks(post: Membership) -> list[HelperWeek]:
    """Confirmed, within the post, and in no certificate in force yet: what can be certified, first week first."""
    assert post.seho_id is not None
    rows = HelperWeek.objects.filter(seho=post.seho_id, helper=post.user_id, minutes__gt=0).order_by("monday")
    rows = rows.filter(monday__gt=post.starts_on - timedelta(days=7))
    if post.ends_on:
        rows = rows.filter(monday__lte=post.ends_on)
    weeks = list(rows)
    closed = closed_mondays(post.seho_id, post.user_id, [row.monday for row in weeks])
    return [row for row in weeks if row.monday not in closed]


# --- people -----------------------------------------------------------------------------------------


@dataclass
class HelperRow:
    """One helper of a service on the list of the team."""

    post: Membership
    background: Background
    is_former: bool
    pupils: list[Patient] = field(default_factory=list)
    open_tasks: int = 0
    month_minutes: int = 0
    awaiting_minutes: int = 0
    certificates: int = 0


def helper_posts(seho_ids: Collection[int], today: date) -> Any:
    """Volunteers and interns of these services, and who was one until lately, by surname."""
    posts = Membership.objects.filter(seho__in=seho_ids, role__in=HELPERS, starts_on__lte=today)
    posts = posts.filter(Q(ends_on=None) | Q(ends_on__gte=today - timedelta(days=SHOWN_AFTER_DAYS)))
    return posts.select_related("user", "seho").with_checks().order_by("user__surnames", "user__given_names", "pk")


def helper_rows(seho_ids: Collection[int], today: date) -> list[HelperRow]:
    """A fixed number of queries, however many they are."""
    posts: Sequence[Membership] = list(helper_posts(seho_ids, today))
    people = {post.user_id for post in posts}
    pupils = _pupils_of(people, seho_ids, today)
    tasks = _counts(HelperTask.objects.open().filter(seho__in=seho_ids, helper__in=people))
    issued = _counts(HelperCertificate.objects.filter(seho__in=seho_ids, helper__in=people, annulled_at=None))
    since = monday_of(today) - timedelta(weeks=WEEKS_ON_LIST - 1)
    hours = hours_of(seho_ids, people, min(since, today.replace(day=1)), today)
    confirmed = _confirmed(seho_ids, people, since)
    rows = []
    for post in posts:
        assert post.seho_id is not None
        key = (post.seho_id, post.user_id)
        lines = hours.get(key, [])
        rows.append(
            HelperRow(
                post=post,
                background=post.background_on(today),
                is_former=post.ends_on is not None and post.ends_on < today,
                pupils=pupils.get(key, []),
                open_tasks=tasks.get(key, 0),
                month_minutes=counted_minutes(line for line in lines if line.day >= today.replace(day=1)),
                awaiting_minutes=_awaiting(lines, confirmed.get(key, {}), since),
                certificates=issued.get(key, 0),
            )
        )
    return rows


def _pupils_of(people: Collection[int], seho_ids: Collection[int], today: date) -> dict[Key, list[Patient]]:
    found: dict[Key, list[Patient]] = defaultdict(list)
    rows = Assignment.objects.active_on(today).filter(
        user__in=people, episode__seho__in=seho_ids, episode__ends_on=None
    )
    for row in rows.select_related("episode__patient").order_by("episode__patient__search_name"):
        found[row.episode.seho_id, row.user_id].append(row.episode.patient)
    return found


def _counts(rows: Any) -> dict[Key, int]:
    counted = rows.order_by().values_list("seho_id", "helper_id").annotate(count=Count("pk"))
    return {(seho_id, helper_id): count for seho_id, helper_id, count in counted}


def _confirmed(seho_ids: Collection[int], people: Collection[int], since: date) -> dict[Key, dict[date, int]]:
    found: dict[Key, dict[date, int]] = defaultdict(dict)
    for row in HelperWeek.objects.filter(seho__in=seho_ids, helper__in=people, monday__gte=since):
        found[row.seho_id, row.helper_id][row.monday] = row.counted
    return found


def _awaiting(lines: Iterable[HourLine], confirmed: Mapping[date, int], since: date) -> int:
    """Minutes of the weeks since then that nobody confirmed, or that changed after it."""
    weeks: dict[date, list[HourLine]] = defaultdict(list)
    for line in lines:
        weeks[monday_of(line.day)].append(line)
    counted = {monday: counted_minutes(same) for monday, same in weeks.items() if monday >= since}
    return sum(minutes for monday, minutes in counted.items() if confirmed.get(monday) != minutes)


def team_checks(seho_ids: Collection[int], today: date) -> list[tuple[Membership, Background]]:
    """The team's own checks: shown and warned of; whoever named them (the UGEL) decides what follows."""
    posts = Membership.objects.active_on(today).filter(seho__in=seho_ids, role__in=TEAM)
    posts = posts.select_related("user").with_checks().order_by("user__surnames", "user__given_names", "pk")
    return [(post, post.background_on(today)) for post in posts]


# --- one's own --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suspension:
    """Why a helper sees no pupil in a service, and whom to ask."""

    post: Membership
    background: Background
    coordinators: tuple[User, ...]


def suspensions_of(user: Any, today: date) -> list[Suspension]:
    """Of the services in which this person is suspended; no query when there is none."""
    suspended = user.scope.suspended_seho_ids
    if not suspended:
        return []
    mine = Membership.objects.active_on(today).filter(user=user.pk, seho__in=suspended, role__in=HELPERS)
    leaders = Membership.objects.active_on(today).filter(
        seho__in=suspended, role=Role.COORDINATOR, user__is_active=True
    )
    by_seho: dict[int | None, list[User]] = defaultdict(list)
    for post in leaders.select_related("user"):
        by_seho[post.seho_id].append(post.user)
    return [
        Suspension(post, post.background_on(today), tuple(by_seho[post.seho_id]))
        for post in mine.select_related("seho").with_checks()
    ]


def tasks_waiting(user: Any) -> list[HelperTask]:
    """What the team asks of this helper, the most urgent first; those for anyone after their own."""
    seen = HelperTask.objects.visible_to(user).open().filter(seho__in=user.scope.seho_ids(*HELPERS))
    rows = seen.select_related("episode__patient", "created_by")
    return sorted(rows, key=lambda task: (task.helper_id is None, task.due_on, task.pk))


def own_posts(user: Any, today: date) -> list[Membership]:
    """The helper posts that this person holds today, suspended or not."""
    posts = Membership.objects.active_on(today).filter(user=user.pk, role__in=HELPERS)
    return list(posts.select_related("seho", "user").with_checks())


def episodes_helped(seho_id: int, today: date, helper_id: int | None = None) -> Any:
    """Pupils in attention to whom somebody (or this one) is assigned today."""
    rows = Assignment.objects.active_on(today)
    if helper_id is not None:
        rows = rows.filter(user=helper_id)
    open_ones = Episode.objects.open().filter(seho=seho_id, pk__in=rows.values("episode_id"))
    return open_ones.select_related("patient").order_by("patient__search_name")


def sessions_of_day(user: Any, seho_id: int, day: date) -> list[Session]:
    """The sessions of that day in which this person taught, as a task may have been done during one."""
    taught = Session.objects.filter(seho=seho_id, professionals=user.pk, held_on=day, cancelled_at=None)
    return list(taught.order_by("starts_at", "pk").prefetch_related("participations"))
