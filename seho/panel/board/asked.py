"""What the address of the panel asks for: a part of it, of which services, of which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.urls import reverse

from seho.panel.forms import AskedForm
from seho.panel.indicators import periods
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.periods import Calendar, Period, PeriodKind
from seho.panel.indicators.scope import Scope, scope_asked, scopes_of
from seho.panel.indicators.values import Group


class Part(TextChoices):
    """The value stands in the address."""

    SUMMARY = "resumen", "Resumen"
    PUPILS = "estudiantes", "Estudiantes"
    TEACHING = "atencion", "Atención"
    PAPERS = "documentos", "Documentos y retorno"
    SERVICES = "servicios", "Servicios"
    QUALITY = "calidad", "Calidad de los datos"


GROUPS: Mapping[Part, tuple[Group, ...]] = {
    Part.SUMMARY: (),
    Part.PUPILS: (Group.DEMAND, Group.PUPILS),
    Part.TEACHING: (Group.PRESENCE, Group.TIMES, Group.TEACHING),
    Part.PAPERS: (Group.PAPERS, Group.RETURNS),
    Part.SERVICES: (Group.NETWORK,),
    Part.QUALITY: (Group.QUALITY,),
}


@dataclass(frozen=True)
class BoardAsked:
    """`scope` is None for whoever has no service, office or ministry today; `period` while the address has errors.

    `is_choosing`: free days were asked for, and not yet which.
    """

    part: Part
    form: AskedForm
    calendar: Calendar
    today: date
    scope: Scope | None = None
    period: Period | None = None
    scopes: list[Scope] = field(default_factory=list)
    is_choosing: bool = False
    more: Mapping[str, str] = field(default_factory=dict)

    def address(self, **changes: str) -> str:
        """This page with something else in its address; "" takes it away."""
        return f"{reverse('panel:dashboard')}{self.query(**changes)}"

    def query(self, **changes: str) -> str:
        values = {"parte": self.part.value, **self._kept(), **self.more, **changes}
        if values.get("parte") == Part.SUMMARY:
            values["parte"] = ""
        told = {name: value for name, value in values.items() if value}
        return f"?{urlencode(told)}" if told else ""

    def list_url(self, key: str) -> str:
        """The list behind a figure."""
        return f"{reverse('panel:list')}?{urlencode({'cifra': key, **self._kept()})}"

    @property
    def has_dates(self) -> bool:
        """The two fields of free days are shown."""
        return self.form["periodo"].value() == PeriodKind.FREE

    @property
    def keep_query(self) -> str:
        """What the page that saves a view is told of this one."""
        assert self.scope is not None, "there is something to save"
        assert self.period is not None, "there is something to save"
        name = f"{self.scope.title}, {self.period.label}"[:80]
        kept = {"parte": self.part.value, **self._kept(), **self.more}
        return f"?{urlencode({'pagina': 'panel:dashboard', 'nombre': name, **kept})}"

    def _kept(self) -> dict[str, str]:
        scope = self.scope.query if self.scope else {}
        return {**scope, **(self.period.query if self.period else {})}

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Each part with its address; what belongs to one part alone does not go along."""
        gone = dict.fromkeys(self.more, "")
        return [
            {"label": part.label, "url": self.address(**gone, parte=part.value), "active": part == self.part}
            for part in Part
        ]


# What only some parts read of the address: by what a list is ordered, which figure is broken down or mapped.
_MORE = ("por", "orden", "mapa")


def read_asked(user: Any, values: Mapping[str, str], today: date) -> BoardAsked:
    """Raises Http404 for a scope that this person may not look into."""
    scopes = scopes_of(user)
    scope = scope_asked(user, values, scopes) if scopes else None
    calendar = national_calendar()
    named = periods.named_periods(today, calendar)
    wanted = values.get("parte", "")
    part = Part(wanted) if wanted in Part.values else Part.SUMMARY
    is_choosing = values.get("periodo") == PeriodKind.FREE and not (values.get("desde") or values.get("hasta"))
    problems: dict[str, list[str]] = {}
    period: Period | None = None
    try:
        period = periods.read_period({} if is_choosing else values, today, calendar)
    except ValidationError as error:
        problems = error.message_dict
    form = AskedForm(
        _bound(values, scope, period, is_choosing=is_choosing), scopes=scopes, periods=_with(named, period)
    )
    # What is wrong with an address is said by `read_period`, in its own words.
    form.full_clean()
    form.errors.clear()
    for name, sentences in problems.items():
        for sentence in sentences:
            form.add_error(name, sentence)
    more = {name: values[name][:40] for name in _MORE if values.get(name)}
    return BoardAsked(part, form, calendar, today, scope, period, scopes, is_choosing, more)


def _with(named: list[Period], period: Period | None) -> list[Period]:
    """An older year, which no list offers, stays in the box while it is shown."""
    if period is None or not period.is_named or any(one.key == period.key for one in named):
        return named
    return [*named, period]


def _bound(
    values: Mapping[str, str], scope: Scope | None, period: Period | None, *, is_choosing: bool
) -> dict[str, str]:
    """What the fields show: what was asked or, where nothing was, what is shown instead."""
    shown = {name: values.get(name, "") for name in ("periodo", "desde", "hasta")}
    if period is not None and not is_choosing:
        shown |= {"desde": "", "hasta": "", **period.query}
    return {**shown, "ambito": scope.key if scope else ""}
