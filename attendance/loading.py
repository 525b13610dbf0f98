"""The activities that come with the program. Loading again follows the file and deletes nothing: what a service made
of its own stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from attendance.models import Activity
from seho.curriculum.models import Competency, SchoolGrade
from seho.text import search_key

CATALOGUE = Path(__file__).parent / "catalogue" / "activities.json"
_FIELDS = ("title", "steps", "materials", "minutes", "for_short_stay", "is_playful")


def load_activities() -> dict[str, int]:
    rows: list[dict[str, Any]] = json.loads(CATALOGUE.read_text("utf-8"))
    competencies = {row.number: row for row in Competency.objects.all()}
    grades: dict[tuple[str, str], list[SchoolGrade]] = {}
    for grade in SchoolGrade.objects.select_related("level"):
        grades.setdefault((grade.level.code, grade.cycle), []).append(grade)
    with transaction.atomic():
        for row in rows:
            values = {name: row[name] for name in _FIELDS}
            words = search_key(f"{row['title']} {row['steps']} {row['materials']}")
            activity, _ = Activity.objects.update_or_create(
                code=row["code"], seho=None, defaults={**values, "is_shared": True, "search_text": words}
            )
            activity.competencies.set(competencies[number] for number in row["competencies"])
            places = [(level, cycle) for level, cycles in row["levels"].items() for cycle in cycles]
            activity.grades.set(grade for place in places for grade in grades[place])
    return {"actividades": len(rows)}
