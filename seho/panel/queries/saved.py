"""The saved views that a person finds, and the units with which they may share."""

from __future__ import annotations

from typing import Any

from django.urls import resolve, reverse

from seho.accounts.enums import UnitKind
from seho.accounts.policy import policy_of
from seho.network.models import Region, Seho, Ugel
from seho.panel.models import SavedView
from seho.panel.models.views import MINISTRY, Page, units_of

Unit = tuple[str, int | None]
_MODELS: dict[str, Any] = {UnitKind.SEHO.value: Seho, UnitKind.UGEL.value: Ugel, UnitKind.REGION.value: Region}
_PREFIX = {UnitKind.SEHO.value: "El equipo de ", UnitKind.UGEL.value: "", UnitKind.REGION.value: ""}


def views_for(user: Any, page: str = "") -> list[SavedView]:
    """Those that this person sees, of the pages that they may enter, or of one page; their own first."""
    pages = [page] if page else pages_of(user)
    found = SavedView.objects.visible_to(user).kept().filter(page__in=pages).select_related("owner")
    return sorted(found, key=lambda view: (view.owner_id != user.pk, view.name.casefold(), view.pk))


def pages_of(user: Any) -> list[str]:
    """The pages with views that this person may enter at all."""
    return [page for page in Page.values if _may_enter(user, page)]


def _may_enter(user: Any, page: str) -> bool:
    match = resolve(reverse(page))
    policy = policy_of(match.func, match.namespaces)
    return policy is not None and policy.admits(user)


def unit_names(user: Any) -> dict[Unit, str]:
    """The units of this person, by how a view names them: in words, the smallest first."""
    units = units_of(user)
    found: dict[Unit, str] = {}
    for kind, model in _MODELS.items():
        ids = {unit_id for own, unit_id in units if own == kind}
        if ids:
            names = {row.pk: str(row) for row in model.objects.filter(pk__in=ids)}
            found |= {(kind, pk): f"{_PREFIX[kind]}{name}" for pk, name in sorted(names.items())}
    if (MINISTRY, None) in units:
        found[MINISTRY, None] = "Especialistas del Minedu"
    return found
