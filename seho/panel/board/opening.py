"""Which lists behind the figures open for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attendance.models import Session
from convalidation.models import Packet, Return
from patients.models import Patient, Referral
from patients.querysets import TEAM
from seho.accounts.models import User
from seho.accounts.permissions import Allowed, Denied, Permission
from seho.network.models import Seho
from seho.panel.indicators.scope import Scope
from seho.panel.indicators.values import Indicator, Rows

FIGURES_ONLY = Denied("Su rol ve cifras, no la relación de estudiantes.")
_NO_LIST = Denied("Esta cifra no tiene una relación: se calcula con otras.")
_NO_NOTICES = Denied("Su rol ve cuántos avisos hay, no de quiénes son.")


def may_open(user: User, scope: Scope, indicator: Indicator) -> Permission:
    """Services are listed for every supervisor; pupils for a service and its UGEL; notices for the service alone."""
    if indicator.behind is None or indicator.rows is None:
        return _NO_LIST
    if indicator.rows == Rows.SEHOS:
        return Allowed()
    if not scope.sees_rows:
        return FIGURES_ONLY
    if indicator.rows == Rows.REFERRALS and not user.scope.has(*TEAM):
        return _NO_NOTICES
    return Allowed()


def _episodes(user: User, found: Any) -> Any:
    visible = Patient.objects.visible_to(user).values("pk")
    return found.filter(patient__in=visible).select_related("patient", "seho").order_by("starts_on", "pk")


def _returns(user: User, found: Any) -> Any:
    rows = Return.objects.seen_among(user, found).select_related("episode__patient", "episode__seho", "school")
    return rows.order_by("opened_at", "pk")


_NARROWED: dict[Rows, Callable[[User, Any], Any]] = {
    Rows.EPISODES: _episodes,
    Rows.REFERRALS: lambda user, found: (
        found.filter(pk__in=Referral.objects.visible_to(user).values("pk"))
        .select_related("seho", "patient")
        .order_by("identified_on", "pk")
    ),
    Rows.SESSIONS: lambda user, found: (
        found.filter(pk__in=Session.objects.visible_to(user).values("pk"))
        .select_related("seho")
        .order_by("-held_on", "pk")
    ),
    Rows.PACKETS: lambda user, found: (
        found.filter(pk__in=Packet.objects.visible_to(user).values("pk"))
        .select_related("episode__patient", "episode__seho")
        .order_by("-issued_at", "pk")
    ),
    Rows.RETURNS: _returns,
    Rows.SEHOS: lambda user, found: (
        found.filter(pk__in=Seho.objects.visible_to(user).values("pk"))
        .select_related("ugel__region", "hospital")
        .order_by("short_name", "pk")
    ),
}


def narrowed(user: User, rows: Rows, found: Any) -> Any:
    """Of what a figure counts, the rows that this person sees."""
    return _NARROWED[rows](user, found)
