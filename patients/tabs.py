"""The tabs of a pupil's page. Rooms on higher floors add theirs in `AppConfig.ready`:

from patients import tabs
tabs.add(tabs.Tab("Plan", "attendance:plan", lambda user: user.scope.has(*TEAM), order=30))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from seho.accounts.enums import Role

TEAM = (Role.COORDINATOR, Role.TEACHER, Role.PSYCHOLOGIST)


@dataclass(frozen=True)
class Tab:
    """`url_name` takes the pupil's pk; `allowed(user)` says whether this person finds the tab at all."""

    label: str
    url_name: str
    allowed: Callable[[Any], bool]
    order: int


@dataclass(frozen=True)
class TabLink:
    label: str
    url: str
    active: bool
    count: int | None = None


def _everybody(user: Any) -> bool:
    return True


def _team(user: Any) -> bool:
    return bool(user.scope.has(*TEAM))


TABS: list[Tab] = [
    Tab("Resumen", "patients:detail", _everybody, 10),
    Tab("Salud y estancias", "patients:stays", _team, 20),
    # Between them: Plan 30, Sesiones 40, Evaluación 50, Portafolio 60, Documentos 70, Retorno 80.
    Tab("Historial", "patients:history", _team, 90),
]


def add(tab: Tab) -> None:
    """Add a tab once; adding the same url name again replaces it."""
    TABS[:] = sorted([*(one for one in TABS if one.url_name != tab.url_name), tab], key=lambda one: one.order)


def tabs_for(user: Any, patient_id: int, *, active: str = "") -> list[TabLink]:
    """The tabs that this person may open, whose page exists; `active` is the url name of the present one."""
    return [
        TabLink(tab.label, url, tab.url_name == active)
        for tab in TABS
        if tab.allowed(user) and (url := _url(tab.url_name, patient_id))
    ]


def _url(name: str, patient_id: int) -> str:
    try:
        return reverse(name, args=[patient_id])
    except NoReverseMatch:
        return ""
