"""The psychologist's work as it is read: sums, the board of the service, the tab of one pupil, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, Sum

from attendance.enums import Mood, SessionKind, SupportWith
from attendance.models import Participation, PrivateNote, Session, SupportContact, SupportReport, WellBeing
from attendance.queries.evaluation import calendars_of, touched_periods
from attendance.queries.teaching import teachable
from attendance.rules.support import family_is_due, mood_words, report_is_due, support_is_due
from patients.models import Enrollment, Episode, Patient
from patients.querysets import TEAM
from seho.curriculum.models import Period
from seho.curriculum.queries import CalendarBook

CONTACTS_SHOWN = 30
# What a picture on a phone holds.
MOODS_DRAWN = 12


# --- sums ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WorkLine:
    """How much of one kind of work was done in some days."""

    label: str
    times: int
    minutes: int


def week_of(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def support_sums(sehos: Collection[int], days: tuple[date, date], *, person: Any = None) -> list[WorkLine]:
    """Support by kind: of the services, or of one person, whose sessions count whatever they were about."""
    sessions = Session.objects.filter(seho__in=sehos, held_on__range=days, cancelled_at=None)
    contacts = SupportContact.objects.filter(seho__in=sehos, held_on__range=days, cancelled_at=None)
    if person is None:
        sessions = sessions.filter(kind=SessionKind.SUPPORT)
    else:
        sessions, contacts = sessions.filter(professionals=person), contacts.filter(created_by=person)
    taught = sessions.aggregate(times=Count("pk"), minutes=Sum("minutes"))
    rows = contacts.order_by().values("held_with").annotate(times=Count("pk"), total=Sum("minutes"))
    found = {row["held_with"]: row for row in rows}
    lines = [WorkLine("Con estudiantes", taught["times"], taught["minutes"] or 0)]
    for kind in SupportWith:
        row = found.get(kind, {"times": 0, "total": 0})
        lines.append(WorkLine(str(kind.label), row["times"], row["total"]))
    return lines


def contacts_of(user: Any, *, person: Any = None, episode: Episode | None = None) -> Any:
    """The support work that this person may see, the last first, with its pupils; cancelled ones stay out."""
    rows = SupportContact.objects.visible_to(user).filter(cancelled_at=None).select_related("created_by", "seho")
    if person is not None:
        rows = rows.filter(created_by=person)
    if episode is not None:
        rows = rows.filter(pupils=episode)
    pupils = Episode.objects.select_related("patient").order_by("patient__search_name", "pk")
    return rows.prefetch_related(Prefetch("pupils", pupils)).order_by("-held_on", "-pk")


def last_contact(user: Any, seho_id: int) -> SupportContact | None:
    """What this person logged the last time, to be offered again."""
    return SupportContact.objects.filter(created_by=user, seho_id=seho_id).order_by("-held_on", "-pk").first()


# --- the board -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SupportState:
    """How one pupil in attention is accompanied. `period` is the last one begun that has no part of the report yet."""

    episode: Episode
    last_support: date | None
    first_family: date | None
    missing: tuple[Period, ...]
    mood: WellBeing | None
    needs_support: bool
    needs_family: bool

    @property
    def asks(self) -> bool:
        return self.needs_support or self.needs_family or bool(self.missing)


def support_states(episodes: Iterable[Episode], today: date, book: CalendarBook | None = None) -> list[SupportState]:
    """Of these open episodes, whose enrolments are loaded; four queries, whatever their number."""
    episodes = list(episodes)
    keys = [one.pk for one in episodes]
    last = dict(
        Participation.objects.filter(
            episode__in=keys, attended=True, session__kind=SessionKind.SUPPORT, session__cancelled_at=None
        )
        .order_by()
        .values_list("episode_id")
        .annotate(last=Max("session__held_on"))
    )
    family = dict(
        SupportContact.pupils.through.objects.filter(
            episode__in=keys, supportcontact__held_with=SupportWith.FAMILY, supportcontact__cancelled_at=None
        )
        .order_by()
        .values_list("episode_id")
        .annotate(first=Min("supportcontact__held_on"))
    )
    written = set(SupportReport.objects.filter(episode__in=keys).values_list("episode_id", "period_id"))
    moods = {row.episode_id: row for row in WellBeing.objects.filter(episode__in=keys).order_by("asked_on", "pk")}
    book = book or calendars_of(episodes, today)
    return [
        SupportState(
            episode=one,
            last_support=last.get(one.pk),
            first_family=family.get(one.pk),
            missing=tuple(
                period
                for period in touched_periods(one, today, book)
                if (one.pk, period.pk) not in written and report_is_due(period.ends_on, one.ends_on, today=today)
            ),
            mood=moods.get(one.pk),
            needs_support=support_is_due(last.get(one.pk), since=one.starts_on, today=today),
            needs_family=family_is_due(family.get(one.pk), since=one.starts_on, today=today),
        )
        for one in episodes
    ]


def support_board(user: Any, today: date) -> list[SupportState]:
    """The pupils in attention in the person's services, who waits for something first."""
    enrollments = Enrollment.objects.select_related("school").order_by("starts_on", "pk")
    episodes = teachable(user, today).prefetch_related(Prefetch("patient__enrollments", enrollments))
    states = support_states(episodes, today)
    return sorted(states, key=lambda one: (not one.asks, one.episode.patient.search_name, one.episode.pk))


# --- one pupil -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MoodPoint:
    """One pair as it is drawn: `x` and the heights stand in the units of the picture, None where nothing was said."""

    row: WellBeing
    x: int
    before_y: int | None
    after_y: int | None
    words: str


@dataclass(frozen=True)
class MoodPicture:
    """The last answers over time, with its size and the lines of the five faces."""

    points: tuple[MoodPoint, ...]
    width: int
    lines: tuple[tuple[int, str, int], ...]
    height: int = 180


_STEP, _TOP, _ROW, _LEFT = 44, 18, 36, 64


def mood_picture(episode: Episode) -> MoodPicture | None:
    """None while the pupil was not asked."""
    rows = list(WellBeing.objects.filter(episode=episode).order_by("-asked_on", "-pk")[:MOODS_DRAWN])[::-1]
    if not rows:
        return None
    points = tuple(
        MoodPoint(
            row, _LEFT + _STEP * place, _height(row.before), _height(row.after), mood_words(row.before, row.after)
        )
        for place, row in enumerate(rows)
    )
    lines = tuple((_TOP + _ROW * (5 - mood), str(mood.label), int(mood)) for mood in reversed(Mood))
    return MoodPicture(points, _LEFT + _STEP * max(len(rows), 4), lines)


def _height(mood: int | None) -> int | None:
    return None if mood is None else _TOP + _ROW * (5 - mood)


def begun_today(episode: Episode, day: date) -> WellBeing | None:
    """The pair that was begun today outside a session and has no answer "after" yet."""
    last = WellBeing.objects.filter(episode=episode, asked_on=day, session=None).order_by("-pk").first()
    return last if last is not None and last.after is None else None


@dataclass(frozen=True)
class ReportPart:
    """One period of the school that the stay touches, with its socio-emotional part, if it is written."""

    period: Period | None
    report: SupportReport | None
    is_due: bool


def report_parts(episode: Episode, today: date) -> list[ReportPart]:
    """The last period first. What was written without a period stands as one of its own."""
    rows = SupportReport.objects.filter(episode=episode).select_related("period", "written_by")
    written = {row.period_id: row for row in rows}
    periods = touched_periods(episode, today)
    parts = [
        ReportPart(one, written.get(one.pk), report_is_due(one.ends_on, episode.ends_on, today=today))
        for one in reversed(periods)
    ]
    if None in written or not periods:
        parts.append(ReportPart(None, written.get(None), bool(episode.ends_on)))
    return parts


def support_parts(episode: Episode, since: date, until: date) -> list[SupportReport]:
    """The socio-emotional parts that a paper of these days prints, in the order of the periods."""
    rows = SupportReport.objects.filter(episode=episode).select_related("period", "written_by")
    return sorted(
        (row for row in rows if row.period is None or (row.period.starts_on <= until and row.period.ends_on >= since)),
        key=lambda row: (row.period.starts_on if row.period else date.max, row.pk),
    )


def last_support_part(episode: Episode) -> SupportReport | None:
    """The part of the last period, from which the report of the return begins (art. 14.1)."""
    parts = support_parts(episode, date.min, date.max)
    return parts[-1] if parts else None


def support_sessions(user: Any, episode: Episode) -> list[Participation]:
    """The support sessions in which the pupil took part, the last first."""
    rows = Participation.objects.visible_to(user).filter(
        episode=episode, attended=True, session__kind=SessionKind.SUPPORT, session__cancelled_at=None
    )
    rows = rows.select_related("session").prefetch_related("session__professionals")
    return list(rows.order_by("-session__held_on", "-session_id"))


def notes_of(user: Any, *, patient: Patient | None = None, removed: bool = False) -> list[PrivateNote]:
    """The author's own notes, the last first: of one pupil or all; those taken away where they are asked for."""
    rows = PrivateNote.objects.visible_to(user).filter(removed_at__isnull=not removed)
    if patient is not None:
        rows = rows.filter(patient=patient)
    return list(rows.select_related("patient", "seho").order_by("-noted_on", "-pk"))


@dataclass(frozen=True)
class MoodLine:
    """Who took part in a session, and what they said before and after it."""

    episode: Episode
    row: WellBeing | None


def mood_lines(user: Any, session: Session, participations: Sequence[Participation]) -> list[MoodLine]:
    """For the page of a session: the team of the SEHO asks and reads, nobody else sees that there is a question."""
    if session.cancelled_at is not None or session.seho_id not in user.scope.seho_ids(*TEAM):
        return []
    said = session_moods(session, participations)
    return [MoodLine(row.episode, said.get(row.episode_id)) for row in participations if row.attended]


def session_moods(session: Session, participations: Sequence[Participation]) -> dict[int, WellBeing]:
    """By episode, what those who took part said before and after this session."""
    attended = [row.episode_id for row in participations if row.attended]
    rows = WellBeing.objects.filter(episode__in=attended, asked_on=session.held_on)
    found: dict[int, WellBeing] = {}
    for row in rows.order_by("pk"):
        if row.session_id == session.pk or (row.session_id is None and row.episode_id not in found):
            found[row.episode_id] = row
    return found


def by_month(rows: Iterable[SupportContact]) -> list[tuple[date, list[SupportContact], int]]:
    """Months with their rows and minutes, the last month first."""
    months: dict[date, list[SupportContact]] = defaultdict(list)
    for row in rows:
        months[row.held_on.replace(day=1)].append(row)
    return [(first, mine, sum(row.minutes for row in mine)) for first, mine in months.items()]
