"""What each part of the panel shows, from the figures of its scope and period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seho.accounts.models import User
from seho.network.models import Seho
from seho.panel.board.asked import GROUPS, BoardAsked, Part
from seho.panel.board.breakdowns import DEMAND, STEPS, breakdowns, broken_down, days_in_hospital, steps
from seho.panel.board.cards import Card, cards, has_cases
from seho.panel.board.comparison import COLUMNS, compare, regions_on_map
from seho.panel.board.opening import may_open
from seho.panel.board.signs import ShownSign, signs_shown
from seho.panel.indicators.catalogue import INDICATORS, of_group
from seho.panel.indicators.scope import Scope, ScopeKind
from seho.panel.indicators.suppression import WHY_HIDDEN, WHY_NO_TABLES
from seho.panel.indicators.values import Group, Indicator, Measure, Unit
from seho.panel.services.snapshots import Shown, signs_for
from seho.text import date_long

# What the head of the panel shows of each group.
HEADLINES = (
    "atendidos", "en-atencion", "no-atendidos", "quince-dias-promedio", "dias-a-la-sesion", "sesiones-por-profesional",
    "plan-vigente", "documentos-con-retraso", "retornos-con-atraso",
)  # fmt: skip
SIGNS_AT_ONCE = 8
# The others stand folded, so many with the first; those of a country are read service by service.
MOST_SIGNS = 50
_SINGLE = {Part.SUMMARY: (*HEADLINES, *STEPS), Part.SERVICES: COLUMNS}
# What each part reads: nothing else is computed for it. The line of the days stands against the team.
READS: dict[Part, frozenset[Group | Indicator]] = {
    part: frozenset(groups) | {INDICATORS[key] for key in _SINGLE.get(part, ())} for part, groups in GROUPS.items()
}
# What a map can add up: a median of medians says nothing.
_ON_MAP = (Unit.PEOPLE, Unit.CASES, Unit.PERCENT)


@dataclass(frozen=True)
class Section:
    """Some figures under one title."""

    group: Group
    cards: list[Card]


def page_of(user: User, asked: BoardAsked, scope: Scope, shown: Shown) -> dict[str, Any]:
    """The context of one part; `shown.figures` were computed."""
    page = _Page(user, asked, scope, shown)
    parts = {
        Part.SUMMARY: page.summary,
        Part.PUPILS: page.pupils,
        Part.TEACHING: page.teaching,
        Part.SERVICES: page.services,
    }
    source = f"Fuente: registros de los servicios, al {date_long(shown.as_of)}."
    return {
        "sections": page.sections(),
        "source": source,
        "has_before": shown.before is not None and has_cases(shown.before),
        **parts.get(asked.part, dict)(),
    }


class _Page:
    def __init__(self, user: User, asked: BoardAsked, scope: Scope, shown: Shown) -> None:
        assert shown.figures is not None, "asked for what was computed"
        self.user, self.asked, self.scope, self.shown, self.figures = user, asked, scope, shown, shown.figures

    def sections(self) -> list[Section]:
        found = [Section(group, self._cards(of_group(group))) for group in GROUPS[self.asked.part]]
        return [section for section in found if section.cards]

    def summary(self) -> dict[str, Any]:
        signs, looked_at = self._signs()
        headline = self._cards(INDICATORS[key] for key in HEADLINES if key in INDICATORS)
        return {
            "signs": signs[:SIGNS_AT_ONCE],
            "more_signs": signs[SIGNS_AT_ONCE:MOST_SIGNS],
            "unseen_signs": max(len(signs) - MOST_SIGNS, 0),
            "services_url": self.asked.address(parte=Part.SERVICES.value, mapa=""),
            "signs_at": looked_at,
            "names": len(self.scope.seho_ids) > 1,
            "headline": headline,
            "steps": steps(self._cards(INDICATORS[key] for key in STEPS), self.shown),
            **self._map(),
        }

    def pupils(self) -> dict[str, Any]:
        keys = broken_down(self.figures)
        asked = self.asked.more.get("por", "")
        key = asked if asked in keys else next(iter(keys), "")
        chips = [
            {"label": INDICATORS[one].title, "url": self.asked.address(por=one), "active": one == key, "count": None}
            for one in keys
        ]
        return {
            "steps": steps(self._cards(INDICATORS[key] for key in STEPS), self.shown),
            "broken": INDICATORS.get(key),
            "broken_chips": chips,
            "demand": breakdowns(self.figures, DEMAND, self.scope, self.shown.period),
            "breakdowns": breakdowns(self.figures, [key], self.scope, self.shown.period) if key else None,
            "why_hidden": WHY_HIDDEN,
            "why_withheld": WHY_NO_TABLES,
        }

    def teaching(self) -> dict[str, Any]:
        return {"days_line": days_in_hospital(self.scope, self.shown)}

    def services(self) -> dict[str, Any]:
        sehos = self._sehos()
        counted: Counter[int] = Counter(sign.seho_id for sign in self._signs()[0])
        comparison = compare(
            sehos,
            self._by_service(),
            [INDICATORS[key] for key in COLUMNS if key in INDICATORS],
            signs=counted,
            order=self.asked.more.get("orden", ""),
            sort_url=lambda key: self.asked.address(orden=key),
            seho_url=lambda seho: self.asked.address(ambito=f"{ScopeKind.SERVICE.value}-{seho.pk}", parte="", orden=""),
        )
        return {"comparison": comparison, "signs_url": self.asked.address(orden="")}

    def _map(self) -> dict[str, Any]:
        if self.scope.kind != ScopeKind.COUNTRY:
            return {}
        on_map = [INDICATORS[key] for key in HEADLINES if key in INDICATORS and INDICATORS[key].unit in _ON_MAP]
        asked = self.asked.more.get("mapa", "")
        indicator = next((one for one in on_map if one.key == asked), on_map[0])
        return {
            "map": regions_on_map(self._sehos(), self.figures.by_service, indicator, url_of=self._region_url),
            "mapped": indicator,
            "map_unit": Unit(indicator.unit).label,
            "map_chips": [
                {"label": one.title, "url": self.asked.address(mapa=one.key), "active": one is indicator, "count": None}
                for one in on_map
            ],
        }

    def _region_url(self, region: Any) -> str:
        return self.asked.address(ambito=f"{ScopeKind.REGION.value}-{region.pk}", mapa="")

    def _cards(self, indicators: Iterable[Indicator]) -> list[Card]:
        return cards(indicators, self.shown, self._url)

    def _url(self, indicator: Indicator) -> str:
        return self.asked.list_url(indicator.key) if may_open(self.user, self.scope, indicator) else ""

    def _by_service(self) -> dict[int, dict[str, Measure | None]]:
        """What is not told is None."""
        return {
            seho_id: {
                key: None if self.shown.is_hidden(key, seho_id) else measures[key] for key in COLUMNS if key in measures
            }
            for seho_id, measures in self.figures.by_service.items()
        }

    def _signs(self) -> tuple[list[ShownSign], datetime | None]:
        found, looked_at = signs_for(self.scope, self.asked.today)
        return signs_shown(found, self.scope, self.user), looked_at

    def _sehos(self) -> list[Seho]:
        return list(Seho.objects.filter(pk__in=self.scope.seho_ids).select_related("ugel"))
