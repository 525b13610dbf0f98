"""The bank of activities, found by words, grade, competency and marks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from attendance.models import Activity
from attendance.models.activities import SECONDARY
from seho.curriculum.models import SchoolGrade
from seho.text import search_key

# Marks of an activity, by their word in the address.
SHORT, SECONDARY_MARK, PLAY, OWN = "corta", "secundaria", "ludica", "propias"
MARKS: dict[str, tuple[str, Q]] = {
    SHORT: ("Para estancia corta", Q(for_short_stay=True)),
    SECONDARY_MARK: ("Para secundaria", Q(grades__level__code=SECONDARY)),
    PLAY: ("Lúdicas", Q(is_playful=True)),
}


@dataclass(frozen=True)
class ActivityFilters:
    """What the address asks for; empty means all. `marks` all hold; `competencies`: works on one of them."""

    words: str = ""
    marks: frozenset[str] = frozenset()
    grade: SchoolGrade | None = None
    competencies: Collection[int] = ()
    sehos: Collection[int] = ()


def activities_of(user: Any, filters: ActivityFilters) -> QuerySet[Activity]:
    """The most used first, with all that a row shows. `used` is in how many plans it is."""
    found = Activity.objects.visible_to(user).kept()
    for word in search_key(filters.words).split():
        found = found.filter(search_text__contains=word)
    for mark in sorted(filters.marks & set(MARKS)):
        found = found.filter(MARKS[mark][1])
    if filters.grade is not None:
        found = found.filter(grades__level=filters.grade.level_id, grades__cycle=filters.grade.cycle)
    if filters.competencies:
        found = found.filter(competencies__in=list(filters.competencies))
    if filters.sehos:
        found = found.filter(seho__in=list(filters.sehos))
    # Joined to many grades and competencies, a row comes several times: its key is what is asked for.
    rows = Activity.objects.filter(pk__in=found.values("pk"))
    rows = rows.annotate(used=Count("plan_uses__plan_version__plan", distinct=True)).order_by("-used", "title", "pk")
    return rows.select_related("seho").prefetch_related("competencies", "grades__level")


def cycles_of(activity: Activity) -> list[str]:
    """Its grades, said by level and cycle: «Primaria, ciclos III y IV»."""
    levels: dict[str, list[str]] = {}
    for grade in sorted(activity.grades.all(), key=lambda grade: (grade.level.order, grade.order)):
        cycles = levels.setdefault(grade.level.name, [])
        if grade.cycle not in cycles and not _says_cycle(grade):
            cycles.append(grade.cycle)
    return [_level_words(level, cycles) for level, cycles in levels.items()]


def _level_words(level: str, cycles: list[str]) -> str:
    if len(cycles) < 2:
        return f"{level}, ciclo {cycles[0]}" if cycles else level
    return f"{level}, ciclos {', '.join(cycles[:-1])} y {cycles[-1]}"


def cycle_name(grade: SchoolGrade) -> str:
    """«Primaria, ciclo III»."""
    return _level_words(grade.level.name, [] if _says_cycle(grade) else [grade.cycle])


def _says_cycle(grade: SchoolGrade) -> bool:
    """The level's own name holds that of the cycle: «EBA Inicial»."""
    return grade.cycle in grade.level.name.split()
