"""What volunteers and interns see first, and hours in short: `{% load helpers %}`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from attendance.queries.helpers import suspensions_of, tasks_waiting
from patients.querysets import HELPERS
from seho.clock import today
from seho.text import WEEKDAYS, month_year

register = template.Library()


@register.inclusion_tag("attendance/helpers/_mine.html", takes_context=True)
def my_tasks(context: template.Context) -> dict[str, Any]:
    """A helper's own tasks, and why they see no pupil where that is so; nothing for anybody else."""
    user, day = context["request"].user, today()
    is_helper = user.scope.has(*HELPERS)
    return {
        "is_helper": is_helper,
        "suspensions": suspensions_of(user, day) if is_helper else [],
        "tasks": tasks_waiting(user) if is_helper else [],
        "day": day,
    }


@register.filter
def horas(minutes: int) -> str:
    """6 h 30 min, 45 min, 2 h."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


@register.filter
def mes(day: date) -> str:
    """marzo de 2026."""
    return month_year(day)


@register.filter
def dia_corto(day: date) -> str:
    """mié 10/06."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day:%d/%m}"
