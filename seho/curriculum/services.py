"""What is written in the curriculum: a school's own calendar. Catalogues are kept in the administration."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from seho.accounts import audit
from seho.accounts.models import User
from seho.curriculum.models import Period, SchoolCalendar
from seho.curriculum.rules import modality_of_level, period_name, period_problems
from seho.network.models import School

Span = tuple[date, date]

IN_USE = "Ya hay evaluaciones registradas en un periodo de este calendario: ese periodo no se puede quitar."


class PeriodErrors(ValidationError):
    """What is wrong with which period, by its position."""

    def __init__(self, problems: dict[int, str]) -> None:
        self.problems = problems
        super().__init__(list(problems.values()))


@transaction.atomic
def save_calendar(
    *,
    by: User | None,
    school: School,
    year: int,
    kind: str,
    starts_on: date,
    ends_on: date,
    periods: Sequence[Span],
) -> SchoolCalendar:
    """The own calendar of ``school`` for a year, with its periods in order; replaces what it had.

    Periods keep their rows (levels are recorded against them); one that is in use cannot be dropped.
    """
    if ends_on < starts_on:
        raise ValidationError({"ends_on": "El año escolar no puede terminar antes de empezar."})
    if problems := period_problems(starts_on, ends_on, periods):
        raise PeriodErrors(problems)
    modality = modality_of_level(school.level_code)
    calendar = SchoolCalendar.objects.select_for_update().filter(school=school, modality=modality, year=year).first()
    before = _snapshot(calendar) if calendar else None
    calendar = calendar or SchoolCalendar(school=school, modality=modality, year=year)
    calendar.kind, calendar.starts_on, calendar.ends_on = kind, starts_on, ends_on
    calendar.label = f"Calendario {year}"
    calendar.full_clean()
    calendar.save()
    set_periods(calendar, periods)
    act = "Corrigió el calendario" if before else "Registró el calendario"
    audit.record(by=by, act=act, obj=calendar, before=before, after=_snapshot(calendar))
    return calendar


@transaction.atomic
def drop_calendar(*, by: User | None, calendar: SchoolCalendar) -> None:
    """The school follows the national calendar again."""
    before = _snapshot(calendar)
    audit.record(by=by, act="Retiró el calendario propio", obj=calendar, before=before)
    try:
        calendar.delete()
    except ProtectedError:
        raise ValidationError(IN_USE) from None


def set_periods(calendar: SchoolCalendar, spans: Sequence[Span]) -> None:
    """The periods in order; inside the caller's transaction. ValidationError when one that is in use would go."""
    try:
        calendar.periods.filter(number__gt=len(spans)).delete()
    except ProtectedError:
        raise ValidationError(IN_USE) from None
    for number, (starts_on, ends_on) in enumerate(spans, start=1):
        name = period_name(calendar.kind, number)
        Period.objects.update_or_create(
            calendar=calendar,
            number=number,
            defaults={"name": name, "starts_on": starts_on, "ends_on": ends_on},
        )


def _snapshot(calendar: SchoolCalendar) -> dict[str, Any]:
    spans = Period.objects.filter(calendar=calendar).order_by("number")
    periods = [f"{span.name}: {span.starts_on:%d/%m/%Y} – {span.ends_on:%d/%m/%Y}" for span in spans]
    names = ("school", "modality", "year", "kind", "starts_on", "ends_on")
    return {**audit.snapshot(calendar, names), "periodos": periods}
