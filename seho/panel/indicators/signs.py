"""The early signs of many services at once: what is known of each, and what the rules say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse

from attendance.queries.evaluation_done import evaluations_due
from patients.enums import NotAttendedReason
from patients.models import Referral
from patients.rules import Days
from seho.panel.indicators import presence, quality, teaching, times
from seho.panel.indicators.network import Standing, standings
from seho.panel.indicators.papers import owed
from seho.panel.indicators.periods import free
from seho.panel.indicators.returns import going_on
from seho.panel.indicators.tally import grouped
from seho.panel.indicators.values import Asked
from seho.panel.rules import Finding, ServiceFacts, signs_of
from seho.panel.rules.signs import (
    DAYS_OFF,
    DEMAND_DAYS,
    DROP_DAYS,
    EVALUATION_DAYS,
    INCIDENT_STALE_DAYS,
    KINDS,
    PAPERS_LATE_DAYS,
    PUPILS_FOR_ONE_PROFESSIONAL,
    QUALITY_DAYS,
)


@dataclass(frozen=True)
class Sign:
    """One early sign of one service. `url` opens where it is seen; see `rules.signs.Finding` for the words.

    `indicator` names the figure whose list `url` opens; it is empty where `url` is a page of the service itself.
    """

    kind: str
    urgency: int
    seho_id: int
    service: str
    text: str
    reason: str
    act: str
    url: str
    article: str
    since: date | None = None
    count: int | None = None
    indicator: str = ""

    @property
    def sort_key(self) -> tuple[int, int, date, int, str]:
        return self.urgency, KINDS.index(self.kind), self.since or date.max, -(self.count or 0), self.service

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "since": self.since.isoformat() if self.since else None}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        since = kept["since"]
        return cls(**{**kept, "since": date.fromisoformat(since) if since else None})


# What each kind counts, as the list of a figure, and of how many days back.
_LISTS = {
    "papers": ("documentos-con-mucho-retraso", 1),
    "incidents": ("retornos-con-incidencias", 1),
    "returns": ("retornos-con-atraso", 1),
    "evaluation": ("evaluacion-sin-terminar", EVALUATION_DAYS),
    "registration": (times.TO_REGISTER, DEMAND_DAYS),
    "drop": ("sesiones", DROP_DAYS),
}
# The part of the service's panel that shows it; what is neither here nor there is seen on the page of the service.
PARTS = {"no_capacity": "estudiantes", "capacity": "atencion", "quality": "calidad"}


def signs(asked: Asked) -> list[Sign]:
    """Those of the services that work today, most urgent first, whatever the period that was asked for."""
    if not asked.seho_ids:
        return []
    known = _Known(asked)
    found = [
        _sign(finding, standing, asked.today)
        for standing in known.standings
        for finding in signs_of(known.facts(standing))
    ]
    return sorted(found, key=lambda sign: sign.sort_key)


def _sign(finding: Finding, standing: Standing, today: date) -> Sign:
    indicator, _ = _LISTS.get(finding.kind, ("", 0))
    url = _url(finding.kind, standing.seho_id, today)
    return Sign(seho_id=standing.seho_id, service=standing.name, url=url, indicator=indicator, **vars(finding))


def _url(kind: str, seho_id: int, today: date) -> str:
    scope = {"ambito": f"seho-{seho_id}"}
    if kind in _LISTS:
        indicator, days = _LISTS[kind]
        query = {"cifra": indicator, **scope, **free(_last(today, days)).query}
        return f"{reverse('panel:list')}?{urlencode(query)}"
    if kind in PARTS:
        return f"{reverse('panel:dashboard')}?{urlencode({**scope, 'parte': PARTS[kind]})}"
    return reverse("network:seho_detail", args=[seho_id])


def _last(today: date, days: int) -> Days:
    """So many days up to today."""
    return Days(today - timedelta(days=days - 1), today)


class _Known:
    """What is known of these services, read at once, each question over the days that it needs."""

    def __init__(self, asked: Asked) -> None:
        self.today = asked.today
        self._ids = asked.seho_ids
        self.standings = standings(self._asked(1))
        late = (
            (one.seho_id, one.ended_on) for one in owed(self._asked(1)) if one.is_late(PAPERS_LATE_DAYS, self.today)
        )
        self._papers = grouped((seho_id, ended_on) for seho_id, ended_on in late if ended_on)
        self._returns = grouped((one.seho_id, one) for one in going_on(self._asked(1)))
        self._waits = self._days_to_registration()
        self._turned_away = self._not_attended()
        self._unfinished = self._evaluations()
        self._observed, self._pupils = quality.observed(quality.Files(self._asked(QUALITY_DAYS)))
        self._long = self._long_stays()
        self._read_sessions()

    def _asked(self, days: int) -> Asked:
        return Asked(self._ids, _last(self.today, days), self.today)

    def _days_to_registration(self) -> dict[int, list[int]]:
        rows = times.with_stay(self._asked(DEMAND_DAYS)).values_list("seho_id", "admitted_on", "starts_on")
        return grouped((seho_id, max((registered - admitted).days, 0)) for seho_id, admitted, registered in rows)

    def _long_stays(self) -> dict[int, float]:
        """The average of art. 16.3, where there were pupils enough that it can be above what the team has time for."""
        ids = tuple(
            one.seho_id
            for one in self.standings
            if self._pupils[one.seho_id] > one.professionals * PUPILS_FOR_ONE_PROFESSIONAL
        )
        if not ids:
            return {}
        found = presence.figures(Asked(ids, _last(self.today, QUALITY_DAYS), self.today)).by_service
        return {seho_id: own[presence.DAILY].value or 0 for seho_id, own in found.items()}

    def _not_attended(self) -> dict[int, tuple[int, date]]:
        period = _last(self.today, DEMAND_DAYS)
        rows = Referral.objects.filter(
            seho_id__in=self._ids,
            not_attended_reason=NotAttendedReason.NO_CAPACITY,
            identified_on__range=(period.start, period.end),
        )
        found = rows.order_by().values_list("seho_id").annotate(Count("pk"), Min("identified_on"))
        return {seho_id: (number, since) for seho_id, number, since in found}

    def _evaluations(self) -> Counter[int]:
        due = evaluations_due(self._ids, _last(self.today, EVALUATION_DAYS), self.today)
        return Counter(one.seho_id for one in due if not one.is_finished)

    def _read_sessions(self) -> None:
        """Of the last four weeks and of the four before them, with the days of class of each."""
        now = _last(self.today, DROP_DAYS)
        before = _last(now.start - timedelta(days=1), DROP_DAYS)
        both = Asked(self._ids, Days(before.start, now.end), self.today)
        rows = teaching.sessions(both).values_list("seho_id")
        counted = rows.annotate(
            now=Count("pk", filter=Q(held_on__gte=now.start)), before=Count("pk", filter=Q(held_on__lt=now.start))
        )
        self._sessions = {seho_id: (recent, former) for seho_id, recent, former in counted}
        days = quality.days_of_class(both.days)
        self._class_days = (sum(day >= now.start for day in days), sum(day < now.start for day in days))
        self._is_term = any(day > self.today - timedelta(days=DAYS_OFF) for day in days)

    def facts(self, standing: Standing) -> ServiceFacts:
        seho_id = standing.seho_id
        papers = self._papers.get(seho_id, [])
        refused, refused_since = self._turned_away.get(seho_id, (0, None))
        own = self._returns.get(seho_id, [])
        limit = self.today - timedelta(days=INCIDENT_STALE_DAYS)
        stale = [one.open_incidents[0] for one in own if one.open_incidents and one.open_incidents[0] < limit]
        waits = self._waits.get(seho_id, [])
        pupils = self._pupils[seho_id]
        sessions, sessions_before = self._sessions.get(seho_id, (0, 0))
        return ServiceFacts(
            today=self.today,
            agreement_ends_on=standing.agreement_ends_on,
            lack=standing.lack,
            unchecked=standing.unchecked,
            in_attention=standing.in_attention,
            idle_days=standing.idle_days,
            is_term=self._is_term,
            papers_late=len(papers),
            papers_since=min(papers, default=None),
            stale_incidents=len(stale),
            incidents_since=min(stale, default=None),
            returns_late=sum(one.is_late for one in own),
            registration_days=float(median(waits)) if waits else None,
            registrations=len(waits),
            long_stays=self._long.get(seho_id, 0),
            professionals=standing.professionals,
            sessions=sessions,
            sessions_before=sessions_before,
            class_days=self._class_days[0],
            class_days_before=self._class_days[1],
            no_capacity=refused,
            no_capacity_since=refused_since,
            unfinished=self._unfinished[seho_id],
            observed_percent=100 * self._observed[seho_id] / pupils if pupils else None,
            observed_of=pupils,
        )
