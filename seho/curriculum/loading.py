"""Loads the curriculum that comes with the program. Loading again changes nothing and deletes nothing.

Levels, grades and languages follow the files. Competencies, areas and national calendars are only added when
they are missing: the technical administrator may correct or import them, and the correction stands.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from seho.curriculum.enums import CalendarKind, Modality
from seho.curriculum.models import (
    Area,
    AreaCompetency,
    Capacity,
    Competency,
    Level,
    MotherTongue,
    Period,
    SchoolCalendar,
    SchoolGrade,
)
from seho.curriculum.rules import period_name

CATALOGUE = Path(__file__).parent / "catalogue"


def load_curriculum() -> dict[str, int]:
    levels = _json("levels.json")
    with transaction.atomic():
        _load_competencies(_json("competencies.json"))
        _load_levels(levels)
        _load_areas(levels)
        _load_mother_tongues(_csv("mother_tongues.csv"))
        _load_national_calendars(_csv("national_calendars.csv"))
    return {
        "competencias": Competency.objects.count(),
        "capacidades": Capacity.objects.count(),
        "niveles": Level.objects.count(),
        "grados y edades": SchoolGrade.objects.count(),
        "áreas curriculares": Area.objects.count(),
        "lenguas maternas": MotherTongue.objects.count(),
        "calendarios nacionales": SchoolCalendar.objects.filter(school__isnull=True).count(),
    }


def _load_competencies(rows: Sequence[dict[str, Any]]) -> None:
    known = set(Competency.objects.values_list("number", flat=True))
    missing = {row["number"]: row for row in rows if row["number"] not in known}
    Competency.objects.bulk_create(
        Competency(number=number, name=row["name"], is_transversal=row["is_transversal"])
        for number, row in missing.items()
    )
    pks = dict(Competency.objects.filter(number__in=missing).values_list("number", "pk"))
    Capacity.objects.bulk_create(
        Capacity(competency_id=pks[number], order=order, name=name)
        for number, row in missing.items()
        for order, name in enumerate(row["capacities"], start=1)
    )


def _load_levels(rows: Sequence[dict[str, Any]]) -> None:
    Level.objects.bulk_create(
        [
            Level(code=row["code"], modality=row["modality"], name=row["name"], order=order)
            for order, row in enumerate(rows, start=1)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["modality", "name", "order"],
    )
    pks = dict(Level.objects.values_list("code", "pk"))
    SchoolGrade.objects.bulk_create(
        [
            SchoolGrade(level_id=pks[row["code"]], order=order * 10 + grade["number"], **grade)
            for order, row in enumerate(rows, start=1)
            for grade in row["grades"]
        ],
        update_conflicts=True,
        unique_fields=["level", "number"],
        update_fields=["name", "short_name", "cycle", "normative_age", "order"],
    )


def _load_areas(rows: Sequence[dict[str, Any]]) -> None:
    levels = dict(Level.objects.values_list("code", "pk"))
    competencies = dict(Competency.objects.values_list("number", "pk"))
    known = set(Area.objects.values_list("level", "cycle", "name"))
    links = []
    for row in rows:
        for order, details in enumerate(row["areas"], start=1):
            numbers = details.pop("competencies")
            area = Area(level_id=levels[row["code"]], order=order, **details)
            if (area.level_id, area.cycle, area.name) not in known:
                area.save()
                links += [
                    AreaCompetency(area=area, competency_id=competencies[number], order=position)
                    for position, number in enumerate(numbers, start=1)
                ]
    AreaCompetency.objects.bulk_create(links)


def _load_mother_tongues(rows: Sequence[dict[str, str]]) -> None:
    first_and_last = {"castellano": 0, "originaria": 1, "señas": 2, "otra": 3}
    MotherTongue.objects.bulk_create(
        [MotherTongue(code=row["code"], name=row["name"], order=first_and_last[row["kind"]]) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "order"],
    )


def _load_national_calendars(rows: Sequence[dict[str, str]]) -> None:
    """Bimesters of public schools, for Regular and Especial; Alternativa sets its own promotional periods."""
    periods = defaultdict(list)
    for row in rows:
        periods[int(row["year"])].append(row)
    known = set(SchoolCalendar.objects.filter(school__isnull=True).values_list("modality", "year"))
    for year, spans in periods.items():
        for modality in (Modality.EBR, Modality.EBE):
            if (modality, year) not in known:
                _add_national_calendar(modality, year, spans)


def _add_national_calendar(modality: Modality, year: int, spans: Sequence[dict[str, str]]) -> None:
    calendar = SchoolCalendar.objects.create(
        modality=modality,
        year=year,
        kind=CalendarKind.BIMESTER,
        label=f"Calendario nacional {year} ({spans[0]['norm']})",
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
    )
    Period.objects.bulk_create(
        Period(
            calendar=calendar,
            number=int(span["number"]),
            name=period_name(CalendarKind.BIMESTER, int(span["number"])),
            starts_on=date.fromisoformat(span["starts_on"]),
            ends_on=date.fromisoformat(span["ends_on"]),
        )
        for span in spans
    )


def _json(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((CATALOGUE / name).read_text(encoding="utf-8"))
    return rows


def _csv(name: str) -> list[dict[str, str]]:
    with (CATALOGUE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
