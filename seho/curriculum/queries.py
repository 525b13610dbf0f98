"""Reads over the curriculum and the calendars."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, Self

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from seho.accounts.models import User
from seho.curriculum.enums import CalendarKind, Modality
from seho.curriculum.models import (
    Area,
    AreaCompetency,
    Competency,
    Level,
    MotherTongue,
    Period,
    SchoolCalendar,
    SchoolGrade,
)
from seho.curriculum.rules import Window, calendar_on, modality_of_level, window_on
from seho.network.models import School
from seho.network.queries import search_schools


class CalendarBook:
    """The calendars of some schools and the national ones, asked many times.

    One query, and a second one for their periods once somebody needs them.
    """

    def __init__(self, schools: Iterable[School | None]) -> None:
        self._read({school.pk for school in schools if school is not None})

    @classmethod
    def of_ids(cls, school_ids: Iterable[int]) -> Self:
        book = cls.__new__(cls)
        book._read(set(school_ids))
        return book

    def _read(self, school_ids: set[int]) -> None:
        calendars = SchoolCalendar.objects.filter(Q(school__isnull=True) | Q(school__in=school_ids))
        self._rows = list(calendars.order_by("starts_on"))
        self._has_periods = False
        self._windows: dict[tuple[int | None, str, date], Window] = {}
        self._calendars: dict[tuple[int | None, str], list[SchoolCalendar]] = defaultdict(list)
        for calendar in self._rows:
            self._calendars[calendar.school_id, calendar.modality].append(calendar)

    def calendar_for(self, school: School | None, day: date) -> SchoolCalendar | None:
        """The school's own calendar, or the national one of its modality; none when neither is known."""
        modality = modality_of_level(school.level_code) if school else Modality.EBR
        return calendar_on(day, self._own(school, modality), self._calendars[None, modality])

    def periods_for(self, school: School | None, day: date) -> list[Period]:
        calendar = self.calendar_for(school, day)
        self._read_periods()
        return list(calendar.periods.all()) if calendar else []

    def academic_window(self, school: School | None, modality: str, day: date) -> Window:
        return self.window_of(school.pk if school else None, modality, day)

    def window_of(self, school_id: int | None, modality: str, day: date) -> Window:
        key = (school_id, modality, day)
        if key not in self._windows:
            own = self._calendars[school_id, modality] if school_id else []
            if any(calendar.kind == CalendarKind.PROMOTIONAL for calendar in own):
                self._read_periods()
            self._windows[key] = window_on(day, own)
        return self._windows[key]

    def own_calendars(self, school: School) -> list[SchoolCalendar]:
        """Those of the school's modality, the last year first."""
        self._read_periods()
        return self._own(school, modality_of_level(school.level_code))[::-1]

    def _read_periods(self) -> None:
        if not self._has_periods:
            prefetch_related_objects(self._rows, "periods")
            self._has_periods = True

    def _own(self, school: School | None, modality: str) -> list[SchoolCalendar]:
        return self._calendars[school.pk, modality] if school else []


def calendar_for(school: School | None, day: date) -> SchoolCalendar | None:
    """The calendar of ``school`` that holds on ``day``; the national one where it has none of its own."""
    return CalendarBook([school]).calendar_for(school, day)


def periods_for(school: School | None, day: date) -> list[Period]:
    """The periods of that calendar in order; empty when no calendar is known for that year."""
    return CalendarBook([school]).periods_for(school, day)


def academic_window(school: School | None, modality: str, day: date) -> Window:
    """(start, end, label) of the school year, or of the promotional period, in which ``day`` lies (R4)."""
    return CalendarBook([school]).academic_window(school, modality, day)


def usual_kind(school: School) -> CalendarKind:
    """How a school of that modality usually cuts its year: bimesters, or promotional periods in EBA."""
    is_eba = modality_of_level(school.level_code) == Modality.EBA
    return CalendarKind.PROMOTIONAL if is_eba else CalendarKind.BIMESTER


def own_calendars(user: User, text: str) -> QuerySet[Any]:
    """The calendars of schools that ``user`` may see, the last year first; ``text`` narrows by school."""
    own = SchoolCalendar.objects.visible_to(user).exclude(school=None)
    if text.strip():
        own = own.filter(school__in=[school.pk for school in search_schools(text, limit=200)])
    return own.select_related("school").prefetch_related("periods").order_by("-year", "school__name", "pk")


class AreaCompetencies(NamedTuple):
    area: Area
    competencies: list[Competency]


def competencies_for(
    grade: SchoolGrade, mother_tongue: MotherTongue | None = None, *, day: date | None = None
) -> list[AreaCompetencies]:
    """The competencies of a grade by area, each with ``capacities`` loaded; areas without any are left out.

    "Castellano como segunda lengua" comes only for whoever has another mother tongue. ``day`` chooses the
    competencies in force on that day; without it, those that are not ended.
    """
    in_force = Competency.objects.filter(valid_to__isnull=True)
    if day is not None:
        in_force = Competency.objects.active_on(day)
    links = AreaCompetency.objects.filter(competency__in=in_force).select_related("competency")
    areas = Area.objects.filter(level=grade.level_id, cycle__in=("", grade.cycle)).prefetch_related(
        Prefetch("links", queryset=links.prefetch_related("competency__capacities"))
    )
    if mother_tongue is None or mother_tongue.is_castellano:
        areas = areas.exclude(is_second_language=True)
    groups = [AreaCompetencies(area, [link.competency for link in area.links.all()]) for area in areas]
    return [group for group in groups if group.competencies]


def areas_of(level: Level) -> QuerySet[Area]:
    """Every area of a level with its competencies and their capacities, to read."""
    links = AreaCompetency.objects.select_related("competency").prefetch_related("competency__capacities")
    return Area.objects.filter(level=level).prefetch_related(Prefetch("links", queryset=links))
