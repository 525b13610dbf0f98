"""What a figure of supervision is made of. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices

from patients.rules import Days

# The date rule of what is a state and no event.
ON_LAST_DAY = "Se mira el último día del periodo, o el día del cálculo si el periodo no ha terminado."


class Group(TextChoices):
    """The parts of the panel, in their order."""

    DEMAND = "demanda", "Demanda y atención"
    PUPILS = "estudiantes", "Quiénes son"
    PRESENCE = "permanencia", "Hospitalizados en simultáneo"
    TIMES = "tiempos", "Tiempos"
    TEACHING = "atencion", "Atención educativa"
    PAPERS = "documentos", "Documentos y reconocimiento"
    RETURNS = "retornos", "Retornos"
    NETWORK = "servicios", "Servicios y equipos"
    QUALITY = "calidad", "Calidad de los datos"


class Unit(TextChoices):
    PEOPLE = "people", "estudiantes"
    CASES = "cases", "casos"
    MEAN = "mean", "promedio"
    DAYS = "days", "días (mediana)"
    MINUTES = "minutes", "minutos"
    PERCENT = "percent", "%"


class Better(TextChoices):
    """What a change against the period before says."""

    MORE = "more", "más es mejor"
    LESS = "less", "menos es mejor"
    NEITHER = "neither", "ni una cosa ni la otra"


class Rows(TextChoices):
    """What the list behind a figure lists."""

    EPISODES = "episodes", "atenciones"
    REFERRALS = "referrals", "avisos"
    SESSIONS = "sessions", "sesiones"
    PACKETS = "packets", "documentos"
    RETURNS = "returns", "retornos"
    SEHOS = "sehos", "servicios"


@dataclass(frozen=True)
class Asked:
    """Of which services, of which days (both ends count), and on which day it is asked."""

    seho_ids: tuple[int, ...]
    days: Days
    today: date


@dataclass(frozen=True)
class Indicator:
    """What one figure means, in the words that stand beside it. `key` stands in addresses, files and documents.

    `date_rule` says which day decides whether a case belongs to the period. `behind` finds exactly the rows that
    the figure counts (a queryset without regard to who asks: the list narrows it to what the person may see).
    """

    key: str
    title: str
    group: Group
    unit: Unit
    numerator: str
    date_rule: str
    article: str
    denominator: str = ""
    better: Better = Better.NEITHER
    of_persons: bool = True
    rows: Rows | None = None
    behind: Callable[[Asked], Any] | None = None


@dataclass(frozen=True)
class Measure:
    """A figure and from how many cases it was made (`base`). `value` is None where there was nothing to measure."""

    value: float | None
    base: int


Cells = Mapping[str, int]


@dataclass(frozen=True)
class Figures:
    """What was computed: by key for the whole, by service and key, and where the figure is broken down.

    `tables` holds counts by indicator key, dimension key and category; `daily` one number for each day of the period.
    """

    whole: Mapping[str, Measure] = field(default_factory=dict)
    by_service: Mapping[int, Mapping[str, Measure]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Cells]] = field(default_factory=dict)
    daily: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def merge(parts: Iterable[Figures]) -> Figures:
    whole: dict[str, Measure] = {}
    services: dict[int, dict[str, Measure]] = {}
    tables: dict[str, dict[str, Mapping[str, int]]] = {}
    daily: dict[str, tuple[int, ...]] = {}
    for part in parts:
        whole |= part.whole
        daily |= part.daily
        for seho_id, measures in part.by_service.items():
            services.setdefault(seho_id, {}).update(measures)
        for key, of_dimensions in part.tables.items():
            tables.setdefault(key, {}).update(of_dimensions)
    return Figures(whole, services, tables, daily)


# Parts a category from the one in which it lies: "EBR · Primaria · 3.º".
WITHIN = " · "


@dataclass(frozen=True)
class Dimension:
    """By what a figure is broken down. `is_personal`: it tells something of who the pupils are (see `suppression`).

    Each category of a dimension with a `parent` lies in one category of that: "Primaria · 3.º" in "Primaria".
    """

    key: str
    title: str
    is_personal: bool = True
    parent: str = ""
    note: str = ""
